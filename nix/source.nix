# The crate's files, as a source for nixpkgs' builder.
{ lib }:
lib.fileset.toSource {
  root = ../.;
  fileset = lib.fileset.unions (map (file: ../. + "/${file}") (import ./source-files.nix));
}
