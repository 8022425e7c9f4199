# What the worlds amount to: read by nix/tests/evaluate.sh, as JSON. nix/tests/worlds/rendered.py makes files of it.
{
  lib,
  pkgs,
  worlds,
}:
let
  settings = import ../module/settings.nix { inherit lib pkgs; };
  withoutStore = text: builtins.unsafeDiscardStringContext "${text}";

  # What a machine is started from. Its other services are those of NixOS.
  isStarted =
    name:
    lib.hasPrefix "world-" name
    || lib.elem name [
      "atlogin"
      "atlogin-secrets"
      "bluesky-pds"
      "console-getty"
      "matrix-authentication-service"
      "matrix-synapse"
      "nginx"
      "tailscaled"
    ];

  # A value of a unit, as text or a list of texts; systemd knows `true` and `false`.
  words =
    value:
    if lib.isList value then
      map words value
    else if lib.isBool value then
      lib.boolToString value
    else
      withoutStore (toString value);

  describe = service: {
    inherit (service)
      description
      requires
      wants
      after
      before
      requiredBy
      wantedBy
      ;
    unit = lib.mapAttrs (_: words) service.unitConfig;
    service = lib.mapAttrs (_: words) service.serviceConfig;
    environment = lib.mapAttrs (_: words) (
      lib.filterAttrs (_: value: value != null) service.environment
    );
    path = map withoutStore service.path;
    script = withoutStore service.script;
    preStart = withoutStore service.preStart;
  };

  texts =
    files:
    lib.listToAttrs (map (file: lib.nameValuePair (withoutStore file) (withoutStore file.text)) files);

  seen =
    { config, ... }:
    let
      inside = lib.filterAttrs (name: _: lib.hasPrefix "atlogin-world/" name) config.environment.etc;
    in
    {
      services = lib.mapAttrs (_: describe) (
        lib.filterAttrs (name: _: isStarted name) config.systemd.services
      );
      texts = texts (
        config.system.build.texts
        ++ map (file: file.source) (lib.filter (file: file.text != null) (lib.attrValues inside))
      );
      # Folders of links, each with its files.
      templates = lib.mapAttrs (_: file: withoutStore file.text) (
        lib.filterAttrs (_: file: file ? text) config.world.templates
      );
      # Judged, and so without a text: its settings.
      atlogin = settings.withCredentials config.services.atlogin.settings;
      etc = lib.mapAttrs (_: file: withoutStore file.source) inside;
      login = withoutStore config.environment.loginShellInit;
      users = lib.mapAttrs (_: user: { inherit (user) group home; }) config.users.users;
      groups = lib.attrNames config.users.groups;
      ports = lib.listToAttrs (
        map (
          one: lib.nameValuePair "${one.host.address}:${toString one.host.port}" one.guest.port
        ) config.virtualisation.forwardPorts
      );

      # Nothing of it is left unevaluated.
      whole = withoutStore config.system.build.toplevel.name;

      # Which no container has.
      machine = {
        inherit (config.virtualisation) graphics memorySize;
        console = config.services.getty.autologinUser;
        firewall = config.networking.firewall.allowedTCPPorts;
        resolved = config.services.resolved.enable;
        networkd = config.networking.useNetworkd;
      };
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
