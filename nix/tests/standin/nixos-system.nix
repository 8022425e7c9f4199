# nixpkgs: flake.nix (lib.nixosSystem), nixos/lib/eval-config.nix, read at 084023c72af0
#
# Evaluates modules against the options that are declared here and no others: a misspelt option, a value of
# another type and a failed assertion are errors, as they would be with nixpkgs.
{ lib, packagesOf }:
{
  system ? null,
  modules,
  specialArgs ? { },
}:
let
  evaluated = lib.evalModules {
    specialArgs = {
      modulesPath = toString ./options;
    }
    // specialArgs;
    modules = modules ++ [
      ./options/base.nix
      ./options/services.nix
      ./options/units.nix
      {
        config = lib.optionalAttrs (system != null) { nixpkgs.hostPlatform = lib.mkDefault system; };
      }
      (
        { config, ... }:
        {
          _module.args.pkgs = lib.foldl (
            pkgs: pkgs.extend
          ) (packagesOf config.nixpkgs.hostPlatform) config.nixpkgs.overlays;
        }
      )
    ];
  };
in
{
  inherit (evaluated) options;
  inherit (evaluated._module.args) pkgs;
  inherit (evaluated) config;
}
