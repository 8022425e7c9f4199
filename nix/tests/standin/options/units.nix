# What modules of nixpkgs make of the options in services.nix, as far as it decides who runs, who may read what, and who
# waits for whom: nix/tests/machines.sh starts these units.
#
# nixpkgs: nixos/modules/services/matrix/synapse.nix, read at 02d79c9c8bcb
#          nixos/modules/services/matrix/matrix-authentication-service.nix, read at 084023c72af0
#          nixos/modules/services/web-servers/nginx/default.nix, read at 000007c122b8
#          nixos/modules/services/web-apps/bluesky-pds.nix, read at 13dccba1afcf
#          nixos/modules/services/networking/tailscale.nix, read at 00111980f1d9
#          nixos/modules/services/ttys/getty.nix, read at 087472b1e523
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;

  synapse = config.services.matrix-synapse;
  mas = config.services.matrix-authentication-service;
  nginx = config.services.nginx;
  pds = config.services.bluesky-pds;
  getty = config.services.getty;

  # In the entries of lists as well.
  withoutNulls =
    value:
    if lib.isDerivation value then
      value
    else if lib.isAttrs value then
      lib.mapAttrs (_: withoutNulls) (lib.filterAttrs (_: one: one != null) value)
    else if lib.isList value then
      map withoutNulls value
    else
      value;
  yaml = pkgs.formats.yaml { };

  online = {
    wants = [ "network-online.target" ];
    after = [ "network-online.target" ];
    wantedBy = [ "multi-user.target" ];
  };

  # What all three have that are shut in by their modules.
  shutIn = {
    NoNewPrivileges = true;
    PrivateDevices = true;
    PrivateTmp = true;
    ProtectHome = true;
    ProtectSystem = "strict";
    ProtectProc = "invisible";
    ProcSubset = "pid";
    RestrictNamespaces = true;
    RestrictAddressFamilies = [
      "AF_UNIX"
      "AF_INET"
      "AF_INET6"
    ];
    UMask = "0077";
  };

  synapseData = "/var/lib/matrix-synapse";
  synapseKey = "${synapseData}/homeserver.signing.key";
  homeserver = yaml.generate "homeserver.yaml" (
    withoutNulls (
      lib.recursiveUpdate synapse.settings {
        # Of a world's, which is SQLite.
        database.args.database = "${synapseData}/homeserver.db";
        pid_file = "/run/matrix-synapse.pid";
        media_store_path = "${synapseData}/media_store";
        signing_key_path = synapseKey;
      }
    )
  );
  synapseCommand = "${pkgs.matrix-synapse}/bin/synapse_homeserver";
  ownKey = pkgs.writeShellScript "matrix-synapse-fix-permissions" ''
    chown matrix-synapse:matrix-synapse ${synapseKey}
    chmod 0600 ${synapseKey}
  '';

  # Nothing in it may be said twice.
  nginxConf = pkgs.writeText "nginx.conf" ''
    pid /run/nginx/nginx.pid;
    error_log stderr;
    daemon off;
    events {}
    http {
      types { text/html html; text/css css; text/javascript js; application/json json; application/wasm wasm; }
      types_hash_max_size 4096;
      default_type application/octet-stream;
      ssl_protocols TLSv1.2 TLSv1.3;
      map_hash_bucket_size ${toString nginx.mapHashBucketSize};
      map $http_upgrade $connection_upgrade { default upgrade; "" close; }
      client_max_body_size ${nginx.clientMaxBodySize};
      server_tokens off;
      ${nginx.appendHttpConfig}
    }
  '';
in
{
  config = {
    # For nix/tests/worlds.nix: the texts that the units name.
    system.build.texts =
      lib.optionals synapse.enable [
        homeserver
        ownKey
      ]
      ++ lib.optional nginx.enable nginxConf;

    users.users = {
      matrix-synapse = mkIf synapse.enable {
        group = "matrix-synapse";
        home = synapseData;
      };
      nginx = mkIf nginx.enable {
        group = "nginx";
      };
      pds = mkIf pds.enable {
        group = "pds";
      };
    };
    users.groups = {
      matrix-synapse = mkIf synapse.enable { };
      nginx = mkIf nginx.enable { };
      pds = mkIf pds.enable { };
    };

    systemd.services = {
      matrix-synapse = mkIf synapse.enable {
        inherit (online) wants after wantedBy;
        preStart = ''
          ${synapseCommand} \
            --config-path ${homeserver} \
            --keys-directory ${synapseData} \
            --generate-keys
        '';
        serviceConfig = shutIn // {
          Type = "notify";
          User = "matrix-synapse";
          Group = "matrix-synapse";
          WorkingDirectory = synapseData;
          RuntimeDirectory = "matrix-synapse";
          ExecStartPre = [ "+${ownKey}" ];
          ExecStart = lib.concatStringsSep " " (
            [ synapseCommand ]
            ++ map (file: "--config-path ${file}") ([ homeserver ] ++ synapse.extraConfigFiles)
            ++ [ "--keys-directory ${synapseData}" ]
          );
          Restart = "on-failure";
          CapabilityBoundingSet = [ "" ];
          PrivateUsers = true;
          ReadWritePaths = [ synapseData ];
        };
      };

      matrix-authentication-service = mkIf mas.enable (
        let
          after = lib.optional mas.createDatabase "postgresql.service" ++ mas.serviceDependencies;
        in
        {
          inherit after;
          inherit (online) wantedBy;
          wants = after;
          serviceConfig = shutIn // {
            DynamicUser = true;
            LoadCredential = lib.mapAttrsToList (name: path: "${name}:${path}") mas.credentials;
            # Ours put another one in its place, which lib.mkForce has to win over.
            ExecStartPre = "${lib.getExe mas.package} config check --config /run/matrix-authentication-service/config.yaml";
            ExecStart = "${lib.getExe mas.package} server --config /run/matrix-authentication-service/config.yaml";
            Restart = "on-failure";
            RestartSec = "1s";
            CapabilityBoundingSet = "";
            StateDirectory = "matrix-authentication-service";
            StateDirectoryMode = "0700";
            RuntimeDirectory = "matrix-authentication-service";
            WorkingDirectory = "/var/lib/matrix-authentication-service";
          };
        }
      );

      nginx = mkIf nginx.enable {
        wantedBy = [ "multi-user.target" ];
        serviceConfig = {
          ExecStart = "${pkgs.nginx}/bin/nginx -c '${nginxConf}'";
          User = "nginx";
          Group = nginx.group;
          RuntimeDirectory = "nginx";
          AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
          NoNewPrivileges = true;
          ProtectSystem = "strict";
          ProtectHome = true;
          PrivateTmp = true;
          ReadWritePaths = [
            "/var/lib/nginx"
            "/var/log/nginx"
          ];
          Restart = "always";
        };
      };

      bluesky-pds = mkIf pds.enable {
        inherit (online) wants after wantedBy;
        serviceConfig = shutIn // {
          ExecStart = lib.getExe pkgs.bluesky-pds;
          Environment = lib.mapAttrsToList (name: value: "${name}=${toString value}") (
            {
              PDS_DATA_DIRECTORY = "/var/lib/pds";
              PDS_BLOBSTORE_DISK_LOCATION = "/var/lib/pds/blocks";
            }
            // lib.filterAttrs (_: value: value != null) pds.settings
          );
          EnvironmentFile = pds.environmentFiles;
          User = "pds";
          Group = "pds";
          StateDirectory = "pds";
          StateDirectoryMode = "0755";
          Restart = "always";
          CapabilityBoundingSet = [ "CAP_NET_BIND_SERVICE" ];
          PrivateUsers = true;
        };
      };

      tailscaled = mkIf config.services.tailscale.enable {
        wantedBy = [ "multi-user.target" ];
        serviceConfig.ExecStart = "${pkgs.tailscale}/bin/tailscaled";
      };

      # The console of a container; those of a machine have the same.
      console-getty.serviceConfig = mkIf (getty.autologinUser != null) {
        ExecStart = [
          ""
          "${pkgs.util-linux}/sbin/agetty --login-program ${pkgs.shadow}/bin/login --autologin ${getty.autologinUser} --noclear --keep-baud console 115200,38400,9600 $TERM"
        ];
      };
    };
  };
}
