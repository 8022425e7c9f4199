{
  description = "ATLogin: sign in with an ATProto account wherever OpenID Connect is spoken";

  # The only input: whoever reads the lock file reads one line.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;

      # NixOS, and so the module and the worlds.
      linux = [
        "x86_64-linux"
        "aarch64-linux"
      ];
      # The binary, to develop with, and the worlds, whose machines a Linux builder builds.
      darwin = [
        "aarch64-darwin"
        "x86_64-darwin"
      ];

      eachOf = systems: each: lib.genAttrs systems (system: each system (packagesOf system));
      packagesOf = system: nixpkgs.legacyPackages.${system}.extend self.overlays.default;

      worldsOf =
        system:
        import ./nix/worlds {
          inherit nixpkgs system;
          module = self.nixosModules.default;
        };
    in
    {
      overlays.default = import ./nix/overlay.nix;

      nixosModules.default = {
        imports = [ ./nix/module ];
        nixpkgs.overlays = [ self.overlays.default ];
      };

      packages = eachOf (linux ++ darwin) (
        _: pkgs: {
          default = pkgs.atlogin;
          inherit (pkgs) atlogin atlogin-small-world;
        }
      );

      apps = eachOf (linux ++ darwin) (
        system: pkgs:
        {
          default = {
            type = "app";
            program = lib.getExe pkgs.atlogin;
            meta.description = "ATLogin itself; without arguments, for this computer only";
          };
        }
        // (worldsOf system).apps
      );

      nixosConfigurations =
        lib.concatMapAttrs
          (name: world: lib.mapAttrs' (system: lib.nameValuePair "${name}-${system}") world)
          (
            lib.genAttrs (import ./nix/worlds/names.nix) (
              name: lib.genAttrs linux (system: (worldsOf system).systems.${name})
            )
          );

      devShells = eachOf (linux ++ darwin) (_: pkgs: { default = pkgs.callPackage ./nix/shell.nix { }; });

      formatter = eachOf (linux ++ darwin) (_: pkgs: pkgs.nixfmt-tree);

      checks = eachOf linux (
        system: pkgs:
        import ./nix/checks.nix {
          inherit pkgs;
          worlds = worldsOf system;
        }
      );
    };
}
