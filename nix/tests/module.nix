# What the module makes of settings, and which it refuses: read by nix/tests/evaluate.sh, as JSON.
{
  lib,
  module,
  system,
}:
let
  systemOf =
    settings:
    lib.nixosSystem {
      modules = [
        module
        {
          nixpkgs.hostPlatform = system;
          system.stateVersion = "26.11";
        }
        settings
      ];
    };
  evaluate = settings: (systemOf settings).config;

  refusals =
    settings:
    map (one: one.message) (builtins.filter (one: !one.assertion) (evaluate settings).assertions);

  plain = {
    services.atlogin = {
      enable = true;
      settings = {
        public_url = "https://login.example.org";
        clients = [
          {
            client_id = "wiki";
            client_secret_file = "/run/keys/wiki";
            redirect_uris = [ "https://wiki.example.org/callback" ];
          }
          {
            client_id = "app";
            public = true;
            redirect_uris = [ "http://127.0.0.1/callback" ];
          }
        ];
      };
    };
  };

  with' = more: {
    imports = [
      plain
      more
    ];
  };

  # A proxy before it, and more settings.
  before =
    proxy: more:
    with' {
      imports = [ { services.atlogin.${proxy}.enable = true; } ];
      services.atlogin = more;
    };
  atSocket = {
    socketActivation = true;
    settings.listen = "unix:/run/atlogin/http.sock";
  };
  belowPath.settings.public_url = lib.mkForce "https://example.org/login";
  withoutTls = proxy: {
    services.atlogin = {
      enable = true;
      ${proxy}.enable = true;
    };
  };

  matrix = {
    services.matrix-synapse = {
      enable = true;
      settings = {
        server_name = "example.org";
        public_baseurl = "https://matrix.example.org/";
      };
    };
    services.atlogin.matrix-synapse.enable = true;
  };

  account = {
    services.matrix-authentication-service = {
      enable = true;
      settings.http.public_base = "https://account.example.org/";
      settings.matrix.homeserver = "example.org";
    };
    services.atlogin.matrix-authentication-service.enable = true;
  };

  seen = config: {
    inherit (config.services.atlogin) settings;
    judged = config.services.atlogin.configFile.script;
    file = builtins.fromJSON config.services.atlogin.configFile.env.settings.text;
    service = config.systemd.services.atlogin;
    socket = config.systemd.sockets.atlogin or null;
    command = (builtins.head config.environment.systemPackages).text;
    report = (builtins.elemAt config.environment.systemPackages 1).text;
    secrets = config.systemd.services.atlogin-secrets or null;
    backup = config.systemd.services.atlogin-backup or null;
    timer = config.systemd.timers.atlogin-backup or null;
    ports = config.networking.firewall.allowedTCPPorts;
    ofUdp = config.networking.firewall.allowedUDPPorts;
    nginx = config.services.nginx.virtualHosts;
    caddy = config.services.caddy.virtualHosts;
    besides = config.services.caddy.extraConfig;
    providers = config.services.matrix-synapse.settings.oidc_providers or null;
    upstream = config.services.matrix-authentication-service.settings.upstream_oauth2.providers;
    credentials = config.services.matrix-authentication-service.credentials;
  };

  systems = builtins.mapAttrs (_: systemOf) {
    inherit plain;
    activated = with' { services.atlogin.socketActivation = true; };
    backedUp = with' {
      services.atlogin.backup = {
        enable = true;
        location = "/srv/copies of it";
        keep = 3;
      };
    };
    nginx = before "nginx" { openFirewall = true; };
    nginxUnix = before "nginx" atSocket;
    nginxPath = before "nginx" belowPath;
    caddy = before "caddy" { openFirewall = true; };
    caddyUnix = before "caddy" atSocket;
    caddyPath = before "caddy" belowPath;
    caddyShared = {
      imports = [ (before "caddy" { }) ];
      services.caddy.virtualHosts."https://".extraConfig = "respond 404";
    };
    synapse = with' matrix;
    synapseLogout = with' {
      imports = [ matrix ];
      services.atlogin.matrix-synapse.backchannelLogout = true;
    };
    synapseOwnSecret = with' {
      imports = [ matrix ];
      services.atlogin.matrix-synapse.secretFile = "/run/keys/matrix";
    };
    # Names that nobody chooses may be given to accounts that are there already.
    synapseExisting = with' {
      imports = [ matrix ];
      services.atlogin.matrix-synapse = {
        localpart = "{did_tail}";
        provider.allow_existing_users = true;
      };
    };
    mas = with' account;
    named = with' {
      imports = [
        matrix
        account
      ];
      services.atlogin.settings.account_name = "Atmosphere";
      services.atlogin.matrix-synapse.providerName = "Handle";
    };
    masLogout = with' {
      imports = [ account ];
      services.atlogin.matrix-authentication-service.backchannelLogout = true;
    };
    masWithoutTls = with' {
      imports = [ account ];
      services.atlogin.matrix-authentication-service.url = "http://localhost:8090/auth";
    };
    both = with' {
      imports = [
        matrix
        account
      ];
    };
  };

  refused = builtins.mapAttrs (_: refusals) {
    secretInSettings = with' {
      services.atlogin.settings.clients = [
        {
          client_id = "careless";
          client_secret = "readable-by-everybody-on-this-machine";
        }
      ];
    };
    secretInStore = with' {
      services.atlogin.settings.clients = [
        {
          client_id = "careless";
          client_secret_file = "${builtins.storeDir}/00000000000000000000000000000000-secret";
        }
      ];
    };
    existingUsers = with' {
      imports = [ matrix ];
      services.atlogin.matrix-synapse.provider.allow_existing_users = true;
    };
    existingUsersByTheBack = with' {
      imports = [ matrix ];
      services.atlogin.matrix-synapse = {
        localpart = "{did_tail}";
        client.localpart = "{handle}";
        provider.allow_existing_users = true;
      };
    };
    existingUsersByAnotherName = with' {
      imports = [ matrix ];
      services.atlogin.matrix-synapse = {
        localpart = "{did_tail}";
        provider = {
          allow_existing_users = true;
          user_mapping_provider.config.localpart_template = "{{ user.preferred_username }}";
        };
      };
    };
    existingUsersOfMas = with' {
      imports = [ account ];
      services.atlogin.matrix-authentication-service.provider.claims_imports.localpart.on_conflict =
        "add";
    };
    synapseElsewhere = with' { services.atlogin.matrix-synapse.enable = true; };
    masElsewhere = with' {
      services.atlogin.matrix-authentication-service.enable = true;
    };
    nginxWithoutTls = withoutTls "nginx";
    caddyWithoutTls = withoutTls "caddy";
    nginxUnixWithoutSocket = before "nginx" { inherit (atSocket) settings; };
    caddyUnixWithoutSocket = before "caddy" { inherit (atSocket) settings; };
    bothProxies = before "nginx" { caddy.enable = true; };
  };
in
{
  inherit systems;
  judged = {
    accepted = builtins.mapAttrs (_: one: seen one.config) systems;
    inherit refused;
  };
}
