# Which options the stand-in for nixpkgs declares, and which of ours anybody sets: read by nix/tests/standin.sh, as JSON.
{
  lib,
  standin,
  systems,
}:
let
  ofStandin = file: lib.hasPrefix standin (toString file);

  # Each path that a definition sets, down to what is a package or made later. Items of lists are `*`.
  set =
    path: value:
    if !lib.isAttrs value then
      [ path ] ++ lib.concatMap (set (path ++ [ "*" ])) (if lib.isList value then value else [ ])
    else if value._type or null == "merge" then
      lib.concatMap (set path) value.contents
    else if value ? _type then
      set path (value.content or null)
    else if lib.isDerivation value then
      [ path ]
    else
      [ path ] ++ lib.concatLists (lib.mapAttrsToList (name: set (path ++ [ name ])) value);

  setBy =
    system:
    lib.concatMap (
      option:
      lib.concatMap
        # What has no type, such as all packages of a computer, has nothing declared within.
        (one: if option.type.name == "unspecified" then [ option.loc ] else set option.loc one.value)
        (lib.filter (one: !ofStandin one.file) option.definitionsWithLocations)
    ) (lib.collect lib.isOption (removeAttrs system.options [ "_module" ]));

  declaredBy =
    system:
    map (option: option.loc) (
      lib.filter (option: lib.any ofStandin option.declarations) (
        lib.optionAttrSetToDocList (removeAttrs system.options [ "_module" ])
      )
    );

  paths = of: lib.unique (map (lib.concatStringsSep "\t") (lib.concatMap of systems));
in
{
  declared = paths declaredBy;
  set = paths setBy;
}
