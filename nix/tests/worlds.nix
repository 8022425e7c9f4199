# What the worlds amount to, for nix/tests/worlds: read by nix/tests/evaluate.sh, as JSON.
{
  lib,
  pkgs,
  worlds,
}:
let
  # A stand-in's file has its text at hand.
  textOf = file: file.text or null;

  settings = import ../module/settings.nix { inherit lib pkgs; };
  withoutStore = text: builtins.unsafeDiscardStringContext "${text}";

  seen =
    { config, ... }:
    let
      services = config.systemd.services;
      commands = service: {
        start = withoutStore (service.serviceConfig.ExecStart or "");
        environment = lib.mapAttrs (_: withoutStore) (
          lib.filterAttrs (_: value: value != null) service.environment
        );
        inherit (service)
          before
          requiredBy
          wantedBy
          after
          ;
        inherit (service) unitConfig;
      };
    in
    {
      inherit (config.world) name offline;
      atlogin = settings.withCredentials config.services.atlogin.settings;
      credentials = settings.credentials config.services.atlogin.settings;
      configFile = "${config.services.atlogin.configFile}";
      templates = lib.mapAttrs (_: textOf) config.world.templates;
      synapse = config.services.matrix-synapse.settings;
      synapseExtra = config.services.matrix-synapse.extraConfigFiles;
      mas = if config.world.mas then config.services.matrix-authentication-service.settings else null;
      masCredentials = config.services.matrix-authentication-service.credentials;
      pds = if config.world.offline then config.services.bluesky-pds.settings else null;
      nginx = withoutStore config.services.nginx.appendHttpConfig;
      nginxBody = config.services.nginx.clientMaxBodySize;
      etc = lib.mapAttrs (_: file: {
        inherit (file) text;
        source = withoutStore file.source;
      }) (lib.filterAttrs (name: _: lib.hasPrefix "atlogin-world/" name) config.environment.etc);
      machine = {
        inherit (config.virtualisation) graphics forwardPorts memorySize;
      };
      firewall = config.networking.firewall.allowedTCPPorts;
      names = {
        resolved = config.services.resolved.enable;
        networkd = config.networking.useNetworkd;
      };
      console = config.services.getty.autologinUser;
      units = lib.mapAttrs (_: commands) (
        lib.filterAttrs (
          name: _: lib.hasPrefix "world-" name || name == "matrix-authentication-service"
        ) services
      );
    };
in
{
  worlds = lib.mapAttrs (_: seen) worlds.systems;
  # Which computer runs each machine, and what the machine is.
  computers = lib.mapAttrs (name: runner: {
    host = runner.system;
    guest = "${worlds.systems.${name}.config.nixpkgs.hostPlatform}";
  }) worlds.runners;
  apps = lib.mapAttrs (_: app: withoutStore app.program) worlds.apps;
  # All of the machines that the tests boot.
  tests = lib.mapAttrs (_: test: {
    script = withoutStore test.testScript;
    nodes = lib.mapAttrs (_: node: withoutStore node.config.system.build.toplevel.name) test.nodes;
  }) worlds.tests;
}
