# services.atlogin: the daemon as a hardened unit, with its configuration judged while the system is built.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib)
    literalExpression
    mkEnableOption
    mkIf
    mkOption
    mkPackageOption
    types
    ;

  cfg = config.services.atlogin;
  unit = import ../unit.nix;
  settings = import ./settings.nix { inherit lib pkgs; };

  credentials = lib.mapAttrsToList (name: file: "${name}:${file}") (
    settings.credentials cfg.settings
  );

  # `atlogin client list` works for root, who is not the user that the service has for the moment.
  command = pkgs.writeShellScriptBin "atlogin" ''
    export PATH="${config.systemd.package}/bin:$PATH"
    exec ${pkgs.runtimeShell} ${./as-service.sh} ${cfg.configFile} \
      ${lib.escapeShellArg (toString credentials)} ${lib.getExe cfg.package} "$@"
  '';

  # What to send when something is wrong, without secrets.
  report = pkgs.writeShellScriptBin "atlogin-report" ''
    export PATH="${
      lib.makeBinPath [
        config.systemd.package
        pkgs.coreutils
        pkgs.curl
        pkgs.findutils
        pkgs.gawk
        pkgs.gnugrep
        pkgs.gnused
        pkgs.iproute2
      ]
    }:$PATH"
    exec ${pkgs.runtimeShell} ${./report.sh} "$@"
  '';
in
{
  imports = [
    ./proxy.nix
    ./shared-secrets.nix
    ./backup.nix
    ./matrix-synapse.nix
    ./matrix-authentication-service.nix
  ];

  options.services.atlogin = {
    enable = mkEnableOption "ATLogin, which lets people sign in with their ATProto account over OpenID Connect";

    package = mkPackageOption pkgs "atlogin" { };

    settings = mkOption {
      type = settings.type;
      default = { };
      example = literalExpression ''
        {
          public_url = "https://login.example.org";
          service_name = "Example";
          clients = [
            {
              client_id = "wiki";
              client_secret_file = "/run/keys/atlogin-wiki";
              redirect_uris = [ "https://wiki.example.org/callback" ];
            }
          ];
        }
      '';
      description = ''
        The configuration file, setting by setting, as `docs/config.example.toml` explains them.

        It is judged by `atlogin check-config` while the system is built, so that a mistake stops the
        build and not the service. Files of secrets are handed to the service by systemd
        (`LoadCredential=`): they need no special owner, and must not lie in the Nix store.
      '';
    };

    configFile = mkOption {
      type = types.path;
      default = settings.checked cfg.package (settings.withCredentials cfg.settings);
      defaultText = "the settings, judged";
      description = ''
        The configuration file that the service reads. Set it to use a file that is made outside of
        Nix; `settings` still tells the module what to wire around the service.
      '';
    };

    socketActivation = mkEnableOption ''
      a socket that systemd holds for the service: connections wait while it restarts, and the service
      itself needs no right to listen'';

    openFirewall = mkEnableOption "the ports of the service: 80 and 443 with nginx or Caddy before it (443 of UDP, too, with Caddy), else its own";
  };

  config = mkIf cfg.enable {
    assertions = settings.assertions cfg.settings;

    environment.systemPackages = [
      command
      report
    ];

    systemd.services.atlogin = {
      inherit (unit.unit) description;
      wantedBy = [ "multi-user.target" ];
      wants = [ "network-online.target" ];
      after = [ "network-online.target" ];
      requires = mkIf cfg.socketActivation [ "atlogin.socket" ];
      environment.ATLOGIN_CONFIG = "${cfg.configFile}";
      serviceConfig =
        unit.service
        // lib.optionalAttrs cfg.socketActivation unit.behindSocket
        // {
          ExecStart = "${lib.getExe cfg.package} serve";
          # Outside of what the service may do, as in docs/systemd/.
          ExecReload = "+${pkgs.coreutils}/bin/kill -HUP $MAINPID";
          LoadCredential = credentials;
        };
    };

    systemd.sockets.atlogin = mkIf cfg.socketActivation {
      description = "Socket of ATLogin";
      wantedBy = [ "sockets.target" ];
      listenStreams = [ (settings.socketAddress cfg.settings) ];
      socketConfig = unit.socket;
    };

    networking.firewall.allowedTCPPorts = mkIf cfg.openFirewall (
      if cfg.nginx.enable || cfg.caddy.enable then
        [
          80
          443
        ]
      else
        settings.ports cfg.settings
    );
    # Caddy offers HTTP/3 at the same port.
    networking.firewall.allowedUDPPorts = mkIf (cfg.openFirewall && cfg.caddy.enable) [ 443 ];
  };
}
