# The site before ATLogin, of nginx or of Caddy: TLS, and nothing changed on the way. As docs/nginx.conf and docs/Caddyfile.
{ config, lib, ... }:
let
  inherit (lib)
    mkEnableOption
    mkIf
    mkOption
    types
    ;

  cfg = config.services.atlogin;
  # https://login.example.org/path → [ "login.example.org" "/path" ]
  public = builtins.match "https?://([^/:]+)(:[0-9]+)?(/.*)?" cfg.settings.public_url;
  host = builtins.elemAt public 0;
  path = lib.removeSuffix "/" (lib.defaultTo "" (builtins.elemAt public 2));

  unixSocket = lib.hasPrefix "unix:" cfg.settings.listen;
  used = lib.filter (name: cfg.${name}.enable) [
    "nginx"
    "caddy"
  ];
  which = "services.atlogin.${lib.head used}";

  # A host that has other sites too decides for itself.
  strictTransport = lib.optionalString (path == "");

  # How Caddy is told of a site for all names.
  catchAll = [
    "https://"
    ":443"
    "https://:443"
  ];

  optionsOf = name: certificate: {
    enable = mkEnableOption "a virtual host of ${name} with a certificate of Let's Encrypt before ATLogin";

    virtualHost = mkOption {
      type = types.str;
      default = host;
      defaultText = "the host of `settings.public_url`";
      description = "The virtual host under `services.${name}.virtualHosts`, where more can be set. ${certificate}";
    };
  };
in
{
  options.services.atlogin = {
    nginx = optionsOf "nginx" "Set `enableACME` or `forceSSL` to false there to bring a certificate by other means.";
    caddy =
      optionsOf "caddy" "Caddy gets the certificate itself, unless `useACMEHost` there names one."
      // {
        refuseOthers = mkOption {
          type = types.bool;
          default =
            path == ""
            && !lib.any (site: lib.elem site.hostName catchAll) (
              lib.attrValues config.services.caddy.virtualHosts
            );
          defaultText = "whether ATLogin has the name for itself, and there is no such site yet";
          description = ''
            Answer 421 to whoever asks for a name that Caddy has no site for. Caddy itself would answer that all
            is well, with nothing in it. Set it to false if `services.caddy.extraConfig` has a site for all names.
          '';
        };
      };
  };

  config = mkIf (cfg.enable && used != [ ]) {
    assertions = [
      {
        assertion = lib.length used == 1;
        message = "services.atlogin: nginx.enable and caddy.enable are both true, but only one of them can have the ports 80 and 443";
      }
      {
        assertion = lib.hasPrefix "https://" cfg.settings.public_url;
        message = "${which}: settings.public_url must be https://…, for that is what this virtual host serves";
      }
      {
        assertion = unixSocket -> cfg.socketActivation;
        message = "${which}: it may open the unix socket only if systemd makes it; set services.atlogin.socketActivation = true";
      }
    ];

    # For whom it forwards is then known: limits count by visitor.
    services.atlogin.settings.trusted_proxies =
      if unixSocket then
        [ "unix" ]
      else
        [
          "127.0.0.1"
          "::1"
        ]
        # From there, if ATLogin listens at neither of these nor everywhere.
        ++ lib.filter (
          address:
          !(lib.elem address [
            "127.0.0.1"
            "::1"
            "0.0.0.0"
            "::"
          ])
        ) (builtins.match "\\[?([^]]*)]?:[0-9]+" cfg.settings.listen);

    services.nginx = mkIf cfg.nginx.enable {
      enable = true;
      virtualHosts.${cfg.nginx.virtualHost} = {
        enableACME = lib.mkDefault true;
        forceSSL = lib.mkDefault true;
        # A state of 8 KiB, escaped: in the address of a request, and in that of the answer.
        extraConfig = "large_client_header_buffers 4 32k;";
        locations."${path}/" = {
          proxyPass = "http://${cfg.settings.listen}";
          # Said here and not left to recommendedProxySettings, which others may want to be off.
          recommendedProxySettings = false;
          extraConfig = ''
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_buffer_size 32k;
            proxy_buffers 4 32k;
          ''
          + strictTransport ''
            add_header Strict-Transport-Security "max-age=63072000" always;
          '';
        };
      };
    };

    # It passes the name on, and says the visitor's address alone, by itself.
    services.caddy = mkIf cfg.caddy.enable {
      enable = true;
      # A site of its own among the virtual hosts would get a log called after it.
      extraConfig = mkIf cfg.caddy.refuseOthers ''
        https:// {
          respond 421
        }
      '';
      virtualHosts.${cfg.caddy.virtualHost}.extraConfig =
        strictTransport ''
          header Strict-Transport-Security "max-age=63072000"
        ''
        + ''
          reverse_proxy ${path}/* ${
            if unixSocket then "unix/${lib.removePrefix "unix:" cfg.settings.listen}" else cfg.settings.listen
          }
        '';
    };

    # Made by systemd, the socket can belong to the proxy; the service itself has a user of the moment.
    systemd.sockets.atlogin.socketConfig = mkIf unixSocket {
      SocketGroup = config.services.${lib.head used}.group;
      SocketMode = "0660";
    };
  };
}
