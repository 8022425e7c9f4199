# The virtual host before ATLogin: TLS, and nothing changed on the way.
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
in
{
  options.services.atlogin.nginx = {
    enable = mkEnableOption "a virtual host of nginx with a certificate of Let's Encrypt before ATLogin";

    virtualHost = mkOption {
      type = types.str;
      default = host;
      defaultText = "the host of `settings.public_url`";
      description = ''
        The virtual host under `services.nginx.virtualHosts`, where more can be set. Set
        `enableACME` or `forceSSL` to false there to bring a certificate by other means.
      '';
    };
  };

  config = mkIf (cfg.enable && cfg.nginx.enable) {
    assertions = [
      {
        assertion = lib.hasPrefix "https://" cfg.settings.public_url;
        message = "services.atlogin.nginx: settings.public_url must be https://…, for that is what this virtual host serves";
      }
      {
        assertion = unixSocket -> cfg.socketActivation;
        message = "services.atlogin.nginx: nginx may open the unix socket only if systemd makes it; set services.atlogin.socketActivation = true";
      }
    ];

    # Who nginx forwards for is then known: limits count by visitor.
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

    services.nginx = {
      enable = true;
      virtualHosts.${cfg.nginx.virtualHost} = {
        enableACME = lib.mkDefault true;
        forceSSL = lib.mkDefault true;
        locations."${path}/" = {
          proxyPass = "http://${cfg.settings.listen}";
          # Said here and not left to recommendedProxySettings, which others may want to be off.
          recommendedProxySettings = false;
          extraConfig = ''
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
          ''
          # A host that has other sites too decides for itself.
          + lib.optionalString (path == "") ''
            add_header Strict-Transport-Security "max-age=63072000" always;
          '';
        };
      };
    };

    # Made by systemd, the socket can belong to nginx; the service itself has a user of the moment.
    systemd.sockets.atlogin.socketConfig = mkIf unixSocket {
      SocketGroup = config.services.nginx.group;
      SocketMode = "0660";
    };
  };
}
