# The machine around a world: a console and no screen, and ports of the host's loopback address that lead inside.
{
  config,
  lib,
  modulesPath,
  ...
}:
{
  imports = [ "${modulesPath}/virtualisation/qemu-vm.nix" ];

  networking.hostName = "atlogin-${config.world.name}";

  virtualisation = {
    graphics = false;
    memorySize = 2560;
    cores = 2;
    diskSize = 8192;
    # start.sh names the disk.
    forwardPorts = lib.mapAttrsToList (host: guest: {
      from = "host";
      host = {
        address = "127.0.0.1";
        port = lib.toInt host;
      };
      guest.port = guest;
    }) config.world.ports;
  };
}
