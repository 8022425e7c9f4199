# What is not set is left out, in the entries of lists as well: TOML has no null, and others read one as a value.
{ lib }:
let
  withoutNulls =
    value:
    if lib.isDerivation value then
      value
    else if lib.isAttrs value then
      lib.mapAttrs (_: withoutNulls) (lib.filterAttrs (_: one: one != null) value)
    else if lib.isList value then
      map withoutNulls (lib.filter (one: one != null) value)
    else
      value;
in
withoutNulls
