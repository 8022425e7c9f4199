{
  description = "Stands in for nixpkgs where there is none: package stubs, and the NixOS options that ATLogin sets";

  outputs =
    { self }:
    let
      # Nixpkgs' own library, which nix/tests/evaluate puts here: it is not ours to commit.
      lib = (import ./lib).extend (
        _: _: {
          nixosSystem = import ./nixos-system.nix {
            inherit lib;
            packagesOf = system: self.legacyPackages.${system};
          };
        }
      );
    in
    {
      inherit lib;
      legacyPackages = lib.genAttrs [
        "x86_64-linux"
        "aarch64-linux"
        "aarch64-darwin"
        "x86_64-darwin"
      ] (system: import ./packages.nix { inherit lib system; });
    };
}
