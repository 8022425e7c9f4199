# nixpkgs: nixos/modules/virtualisation/qemu-vm.nix, read at 00008e8eb762
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;

  option = type: default: mkOption { inherit type default; };
in
{
  options.virtualisation = {
    memorySize = option types.ints.positive 1024;
    cores = option types.ints.positive 1;
    diskSize = option types.ints.positive 1024;
    graphics = option types.bool true;
    forwardPorts = option (types.listOf (
      types.submodule {
        options = {
          from = option (types.enum [
            "host"
            "guest"
          ]) "host";
          host.address = option types.str "";
          host.port = mkOption { type = types.port; };
          guest.port = mkOption { type = types.port; };
        };
      }
    )) [ ];
    host.pkgs = option types.unspecified pkgs;
  };

  config.system.build.vm = config.virtualisation.host.pkgs.writeShellScriptBin "run-${config.system.name}-vm" "";
}
