# What every world has: ATLogin, Synapse behind nginx, Element Web. Two things are left to the others: who is in front
# (synapse.nix or mas.nix), and who people are (tailscale.nix: anybody; offline.nix: alice and bob).
#
# The services have settings of a world without a tunnel, judged as ever. When the machine starts, prepare.sh writes them
# anew into /run/world, with the addresses that were asked for, and there they are read from.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;

  cfg = config.services.atlogin;
  world = config.world;
  json = pkgs.formats.json { };
  settings = import ../module/settings.nix { inherit lib pkgs; };

  withoutNulls = import ../without-nulls.nix { inherit lib; };
in
{
  options.world = {
    name = mkOption {
      type = types.str;
      description = "The name of the flake's app.";
    };
    offline = mkOption {
      type = types.bool;
      default = false;
      description = "Whether everything people need is inside, and no tunnel leads there.";
    };
    mas = mkOption {
      type = types.bool;
      default = false;
      description = "Whether Matrix Authentication Service is in front of Synapse.";
    };
    ports = mkOption {
      type = types.attrsOf types.port;
      default = { };
      description = "Ports of the host's loopback address, and those of the machine that they lead to.";
    };
    templates = mkOption {
      type = types.attrsOf types.package;
      default = { };
      description = "Files that prepare.sh writes into /run/world, with the addresses that are asked for.";
    };
    needed = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Services that wait for prepare.sh.";
    };
  };

  config = {
    world = {
      ports = {
        "8080" = 8080;
        "8008" = 8008;
        "9411" = 9411;
      };
      needed = [
        "atlogin.service"
        "matrix-synapse.service"
        "nginx.service"
      ];
      templates = {
        # As the module would have it, had the file not been moved.
        "atlogin.toml" = settings.checked cfg.package (settings.withCredentials cfg.settings);
        # Synapse reads it after its own and takes each of these settings whole.
        "homeserver.json" = json.generate "homeserver.json" (
          withoutNulls (
            lib.getAttrs (
              [ "public_baseurl" ]
              ++ lib.optionals (!world.mas) [
                "oidc_providers"
                "sso"
              ]
            ) config.services.matrix-synapse.settings
          )
        );
        "element.json" = json.generate "element.json" {
          default_server_config."m.homeserver" = {
            base_url = "http://localhost:8008";
            server_name = "atlogin.localhost";
          };
          brand = "Element";
          disable_custom_urls = true;
          disable_guests = true;
          disable_3pid_login = true;
          # Nothing here depends on a service elsewhere.
          integrations_ui_url = null;
          integrations_rest_url = null;
          integrations_widgets_urls = [ ];
          bug_report_endpoint_url = null;
        };
        "well-known.json" = json.generate "well-known.json" {
          "m.homeserver".base_url = "http://localhost:8008";
        };
      };
    };

    services.atlogin = {
      enable = true;
      configFile = "/run/world/atlogin.toml";
      settings = {
        public_url = "http://127.0.0.1:9411";
        # Beyond loopback inside the machine, because that is where the host's port arrives; by which name it was
        # called is checked by ATLogin itself.
        listen = "0.0.0.0:9411";
        trusted_proxies = [ "127.0.0.1" ];
        service_name = "ATLogin (${world.name})";
      };
    };

    services.matrix-synapse = {
      enable = true;
      extraConfigFiles = [ "/run/world/homeserver.yaml" ];
      settings = {
        # Part of every account's name: the same in every mode, so that a disk can be kept.
        server_name = "atlogin.localhost";
        public_baseurl = "http://localhost:8008/";
        database.name = "sqlite3";
        listeners = [
          {
            port = 8009;
            bind_addresses = [ "127.0.0.1" ];
            type = "http";
            tls = false;
            x_forwarded = true;
            resources = [
              {
                names = [ "client" ];
                compress = false;
              }
            ];
          }
        ];
        enable_registration = false;
        password_config.enabled = false;
        report_stats = false;
        # Whoever tries things out signs in more often than Synapse expects, and always from one address.
        rc_login = lib.genAttrs [ "address" "account" ] (_: {
          per_second = 1;
          burst_count = 60;
        });
        rc_registration = {
          per_second = 1;
          burst_count = 60;
        };
        # It federates with nobody: the name of the server leads nowhere.
        federation_domain_whitelist = [ ];
        trusted_key_servers = [ ];
        suppress_key_server_warning = true;
      };
    };

    services.nginx = {
      enable = true;
      # The file is served by a real nginx in nix/tests/worlds.sh. What it includes exists in the machine only.
      validateConfigFile = false;
      # Pictures and files of people.
      clientMaxBodySize = "50m";
      appendHttpConfig = "include ${./nginx/worlds.conf};";
      # The name of a tailnet may be longer than nginx expects of a name.
      mapHashBucketSize = 512;
    };
    environment.etc = {
      "atlogin-world/element".source = pkgs.element-web;
      "atlogin-world/matrix.conf".source =
        if world.mas then ./nginx/matrix-mas.conf else ./nginx/matrix-synapse.conf;
      "atlogin-world/more.conf".text = lib.concatMapStrings (file: "include ${file};\n") (
        lib.optional world.mas ./nginx/mas.conf ++ lib.optional world.offline ./nginx/offline.conf
      );
    };

    systemd.services.world-prepare = {
      description = "Addresses of this world";
      requiredBy = world.needed;
      # Nor is anybody logged in before it is done: the console prints what it has written.
      before = world.needed ++ [ "systemd-user-sessions.service" ];
      unitConfig.RequiresMountsFor = "/tmp/shared";
      environment = {
        WORLD_TEMPLATES = "${pkgs.linkFarm "world-templates" (
          lib.mapAttrsToList (name: path: { inherit name path; }) world.templates
        )}";
        WORLD_OFFLINE = if world.offline then "yes" else "no";
        WORLD_ATLOGIN = lib.getExe cfg.package;
      };
      path = [ pkgs.gnused ];
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        ExecStart = "${pkgs.runtimeShell} ${./.}/prepare.sh";
        StandardOutput = "journal+console";
        StandardError = "journal+console";
      };
    };

    networking.firewall.allowedTCPPorts = lib.attrValues world.ports;

    # Whoever is at the console owns the machine anyway.
    services.getty.autologinUser = "root";
    environment.loginShellInit = ''
      if [ -t 1 ]; then
        cat /run/world/welcome.txt 2>/dev/null || cat /run/world/refused.txt 2>/dev/null || systemctl --no-pager status world-prepare || true
      fi
    '';

    system.stateVersion = "26.11";
  };
}
