# The options of NixOS services that ATLogin's modules, worlds and guide set or read, and no others.
#
# nixpkgs: nixos/modules/services/matrix/synapse.nix, read at 02d79c9c8bcb
#          nixos/modules/services/matrix/matrix-authentication-service.nix, read at 084023c72af0
#          nixos/modules/services/web-servers/nginx/vhost-options.nix, read at 0050271eb3b5
#          nixos/modules/services/web-servers/nginx/location-options.nix, read at 07d3fe292994
#          nixos/modules/services/web-servers/caddy/default.nix, read at 0145c6da2896
#          nixos/modules/services/web-servers/caddy/vhost-options.nix, read at 0b8aa77df10e
#          nixos/modules/services/web-apps/bluesky-pds.nix, read at 13dccba1afcf
#          nixos/modules/services/databases/postgresql.nix, read at 86cdf5f98105
#          nixos/modules/services/networking/tailscale.nix, read at 00111980f1d9
#          nixos/modules/services/ttys/getty.nix, read at 087472b1e523
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;

  option = type: default: mkOption { inherit type default; };
  required = type: mkOption { inherit type; };
  bool = option types.bool;
  strings = option (types.listOf types.str) [ ];
  package = name: option types.package pkgs.${name};
  free = (pkgs.formats.yaml { }).type;

  submodule = options: types.submodule { inherit options; };
  freeSubmodule =
    options:
    types.submodule {
      freeformType = free;
      inherit options;
    };

  listener = submodule {
    port = option (types.nullOr types.port) null;
    bind_addresses = option (types.nullOr (types.listOf types.str)) [
      "::1"
      "127.0.0.1"
    ];
    type = option (types.enum [
      "http"
      "manhole"
      "metrics"
      "replication"
    ]) "http";
    tls = option (types.nullOr types.bool) true;
    x_forwarded = bool false;
    resources = option (types.listOf (submodule {
      names = required (types.listOf types.str);
      compress = bool false;
    })) [ ];
  };

  location = submodule {
    proxyPass = option (types.nullOr types.str) null;
    recommendedProxySettings = bool false;
    return = option (types.nullOr (types.either types.str types.int)) null;
    extraConfig = option types.lines "";
  };

in
{
  options.services = {
    getty.autologinUser = option (types.nullOr types.str) null;
    resolved.enable = bool false;

    nginx = {
      enable = bool false;
      group = option types.str "nginx";
      clientMaxBodySize = option types.str "10m";
      mapHashBucketSize = option (types.nullOr types.ints.positive) null;
      appendHttpConfig = option types.lines "";
      validateConfigFile = bool true;
      virtualHosts = option (types.attrsOf (submodule {
        enableACME = bool false;
        forceSSL = bool false;
        extraConfig = option types.lines "";
        locations = option (types.attrsOf location) { };
      })) { };
    };

    caddy = {
      enable = bool false;
      group = option types.str "caddy";
      extraConfig = option types.lines "";
      virtualHosts = option (types.attrsOf (
        types.submodule (
          { name, ... }:
          {
            options = {
              hostName = option types.str name;
              serverAliases = strings;
              extraConfig = option types.lines "";
            };
          }
        )
      )) { };
    };

    matrix-synapse = {
      enable = bool false;
      extraConfigFiles = option (types.listOf types.path) [ ];
      settings = option (freeSubmodule {
        server_name = required types.str;
        public_baseurl = option (types.nullOr types.str) null;
        enable_registration = bool false;
        report_stats = bool false;
        listeners = option (types.listOf listener) [ ];
        database.name = option (types.enum [
          "sqlite3"
          "psycopg2"
        ]) "psycopg2";
        trusted_key_servers = option (types.listOf free) [ ];
      }) { };
    };

    postgresql = {
      enable = bool false;
      initialScript = option (types.nullOr types.path) null;
    };

    matrix-authentication-service = {
      enable = bool false;
      package = package "matrix-authentication-service";
      createDatabase = bool false;
      serviceDependencies = option (types.listOf types.str) (
        lib.optional config.services.matrix-synapse.enable "matrix-synapse.service"
      );
      credentials = option (types.attrsOf types.str) { };
      settings = option (freeSubmodule {
        http = {
          public_base = option types.str "http://[::]:8080/";
          trusted_proxies = option (types.listOf types.str) [
            "127.0.0.1/8"
            "::1/128"
          ];
          listeners = option (types.listOf (freeSubmodule {
            name = required types.str;
            proxy_protocol = bool false;
            resources = option (types.listOf (freeSubmodule {
              name = required types.str;
            })) [ ];
            binds = option (types.listOf (freeSubmodule {
              host = option (types.nullOr types.str) null;
              port = option (types.nullOr types.port) null;
            })) [ ];
          })) [ ];
        };
        database.uri = option types.str "postgresql:///matrix-authentication-service?host=/run/postgresql";
        passwords.enabled = bool true;
        matrix = {
          homeserver = option types.str "";
          endpoint = option types.str "";
        };
        upstream_oauth2.providers = option (types.nullOr (
          types.listOf (freeSubmodule {
            id = option (types.nullOr types.str) null;
          })
        )) null;
      }) { };
    };

    tailscale.enable = bool false;

    bluesky-pds = {
      enable = bool false;
      environmentFiles = option (types.listOf types.path) [ ];
      pdsadmin.enable = bool false;
      settings = option (types.submodule {
        freeformType = types.attrsOf (
          types.oneOf [
            (types.nullOr types.str)
            types.port
          ]
        );
        options = {
          PDS_PORT = option types.port 3000;
          PDS_HOSTNAME = required types.str;
        };
      }) { };
    };
  };
}
