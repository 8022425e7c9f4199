# The worlds as the flake has them: commands that start a machine, the systems inside, and tests that boot them.
{
  nixpkgs,
  system,
  module,
}:
let
  inherit (nixpkgs) lib;
  pkgs = nixpkgs.legacyPackages.${system};

  # The machine is a Linux one, with the processor of the computer that it runs on. On a Mac, QEMU is the Mac's.
  guest = lib.replaceStrings [ "-darwin" ] [ "-linux" ] system;
  host = lib.optionalAttrs (guest != system) { virtualisation.host.pkgs = pkgs; };

  # What each world consists of.
  contents = {
    vm = [
      ./synapse.nix
      ./tailscale.nix
    ];
    vm-mas = [
      ./mas.nix
      ./tailscale.nix
    ];
    vm-offline = [
      ./synapse.nix
      ./offline.nix
    ];
    vm-offline-mas = [
      ./mas.nix
      ./offline.nix
    ];
  };

  descriptions = {
    vm = "A machine with Element Web, Synapse and ATLogin";
    vm-mas = "The same with Matrix Authentication Service, for Element X";
    vm-offline = "A machine with a PDS and accounts of its own beside them, without a network";
    vm-offline-mas = "The same with Matrix Authentication Service";
  };

  worldOf = name: {
    imports = [
      module
      ./common.nix
    ]
    ++ contents.${name};
    world = { inherit name; };
  };

  systems = lib.mapAttrs (
    name: _:
    lib.nixosSystem {
      modules = [
        (worldOf name)
        ./machine.nix
        host
        { nixpkgs.hostPlatform = guest; }
      ];
    }
  ) contents;

  yesNo = value: if value then "yes" else "no";

  start =
    name:
    let
      # Read off the list, so that a system which cannot be built here need not be looked at.
      has = file: lib.elem file contents.${name};
      machine = systems.${name}.config.system;
    in
    pkgs.writeShellScriptBin "atlogin-${name}" ''
      export WORLD_NAME=${name} WORLD_OFFLINE=${yesNo (has ./offline.nix)} WORLD_MAS=${yesNo (has ./mas.nix)}
      export WORLD_MACHINE=${machine.build.vm}/bin/run-${machine.name}-vm
      exec ${pkgs.runtimeShell} ${./.}/start.sh "$@"
    '';

  testOf =
    file:
    pkgs.testers.runNixOSTest (
      import file {
        inherit worldOf;
        browser = ../tests/nixos/sign_in.py;
      }
    );
in
{
  inherit systems;

  # What runs each machine.
  runners = lib.mapAttrs (_: world: world.config.system.build.vm) systems;

  apps = lib.mapAttrs (name: _: {
    type = "app";
    program = "${start name}/bin/atlogin-${name}";
    meta.description = descriptions.${name};
  }) contents;

  tests = {
    synapse = testOf ../tests/nixos/synapse.nix;
    mas = testOf ../tests/nixos/mas.nix;
  };
}
