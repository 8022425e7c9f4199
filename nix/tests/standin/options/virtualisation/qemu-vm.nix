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
    diskImage = option (types.nullOr types.str) "./nixos.qcow2";
    graphics = option types.bool true;
    restrictNetwork = option types.bool false;
    writableStore = option types.bool true;
    forwardPorts = option (types.listOf (
      types.submodule {
        options = {
          from = option (types.enum [
            "host"
            "guest"
          ]) "host";
          proto = option (types.enum [
            "tcp"
            "udp"
          ]) "tcp";
          host.address = option types.str "";
          host.port = mkOption { type = types.port; };
          guest.address = option types.str "";
          guest.port = mkOption { type = types.port; };
        };
      }
    )) [ ];
    sharedDirectories = option (types.attrsOf (
      types.submodule {
        options = {
          source = mkOption { type = types.str; };
          target = mkOption { type = types.path; };
          securityModel = option (types.enum [
            "passthrough"
            "mapped-xattr"
            "mapped-file"
            "none"
          ]) "mapped-xattr";
        };
      }
    )) { };
    host.pkgs = option types.unspecified pkgs;
    qemu.options = option (types.listOf types.str) [ ];
  };

  config.system.build.vm = config.virtualisation.host.pkgs.writeShellScriptBin "run-${config.system.name}-vm" "";
}
