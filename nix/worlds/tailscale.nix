# A world for anybody's account: for the host alone, or through Tailscale, or through a tunnel that the host has.
{ lib, pkgs, ... }:
{
  services.tailscale.enable = true;

  # Without a tailnet to join it has nobody to talk to.
  systemd.services.tailscaled = {
    after = [ "world-prepare.service" ];
    wants = [ "world-prepare.service" ];
    unitConfig.ConditionPathExists = "/run/world/tailscale";
  };

  systemd.services.world-tailscale = {
    description = "Joins the tailnet and serves this world there";
    wantedBy = [ "multi-user.target" ];
    wants = [ "network-online.target" ];
    after = [
      "network-online.target"
      "nginx.service"
      "tailscaled.service"
      "world-prepare.service"
    ];
    unitConfig.ConditionPathExists = "/run/world/tailscale";
    path = [
      pkgs.tailscale
      pkgs.jq
    ];
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
      PrivateTmp = true;
      ExecStart = "${pkgs.runtimeShell} ${./.}/join-tailnet.sh";
      StandardOutput = "journal+console";
      StandardError = "journal+console";
    };
  };

  # The machine must find its own name, since Synapse and MAS ask ATLogin at its public address, and all public ones:
  # resolved asks Tailscale for the names of the tailnet, and for the rest the server that DHCP has named. It hears of
  # that from networkd. NixOS's dhcpcd runs as its own user, and would need polkit's leave to tell it.
  services.resolved.enable = true;
  networking.useNetworkd = true;
  # What comes from the tailnet is let in by Tailscale's own rules, but not with every kind of firewall.
  networking.firewall.trustedInterfaces = [ "tailscale0" ];
  networking.firewall.checkReversePath = lib.mkDefault "loose";
}
