# Matrix Authentication Service in front of Synapse, because Element X cannot use Synapse's own sign-in by another site.
# MAS sends people to ATLogin. Both have an /authorize and a discovery document: MAS has its below /auth/, at its own port
# and in a tunnel alike.
#
# MAS has two listeners: 8091 is MAS below /auth/; 8092 answers whoever signs in the old way, at Synapse's address.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  mas = config.services.matrix-authentication-service;
  json = pkgs.formats.json { };

  withoutNulls = import ../without-nulls.nix { inherit lib; };

  run = command: "${lib.getExe mas.package} ${command} --config /run/world/mas.yaml";
in
{
  world = {
    mas = true;
    ports."8090" = 8090;
    needed = [ "matrix-authentication-service.service" ];
    templates."mas.json" = json.generate "mas.json" (withoutNulls mas.settings);
  };

  services.atlogin.matrix-authentication-service = {
    enable = true;
    url = "http://localhost:8090/auth";
  };

  services.atlogin.sharedSecrets =
    let
      units = [ "matrix-authentication-service.service" ];
      key = words: {
        inherit units;
        command = [
          "openssl"
          "genpkey"
          "-quiet"
          "-algorithm"
        ]
        ++ words;
      };
    in
    {
      # Synapse and MAS.
      matrix = {
        group = "matrix-synapse";
        units = units ++ [ "matrix-synapse.service" ];
      };
      mas-encryption = { inherit units; };
      "mas-rsa.pem" = key [
        "RSA"
        "-pkeyopt"
        "rsa_keygen_bits:2048"
      ];
      "mas-ec.pem" = key [
        "EC"
        "-pkeyopt"
        "ec_paramgen_curve:P-256"
      ];
    };

  services.matrix-synapse.settings.matrix_authentication_service = {
    enabled = true;
    endpoint = "http://127.0.0.1:8091/auth/";
    secret_path = "/var/lib/atlogin-secrets/matrix";
  };

  services.matrix-authentication-service = {
    enable = true;
    createDatabase = true;
    credentials = {
      matrix-secret = "/var/lib/atlogin-secrets/matrix";
      encryption = "/var/lib/atlogin-secrets/mas-encryption";
      "rsa.pem" = "/var/lib/atlogin-secrets/mas-rsa.pem";
      "ec.pem" = "/var/lib/atlogin-secrets/mas-ec.pem";
    };
    settings = {
      http = {
        public_base = "http://localhost:8090/auth/";
        trusted_proxies = [ "127.0.0.1/8" ];
        listeners = [
          {
            name = "web";
            prefix = "/auth/";
            resources = map (name: { inherit name; }) [
              "discovery"
              "human"
              "oauth"
              "graphql"
              "assets"
            ];
            binds = [
              {
                host = "127.0.0.1";
                port = 8091;
              }
            ];
          }
          {
            name = "compat";
            resources = [ { name = "compat"; } ];
            binds = [
              {
                host = "127.0.0.1";
                port = 8092;
              }
            ];
          }
        ];
      };
      matrix = {
        homeserver = "atlogin.localhost";
        endpoint = "http://127.0.0.1:8009/";
        secret_file = "\${CREDENTIALS_DIRECTORY}/matrix-secret";
      };
      secrets = {
        encryption_file = "\${CREDENTIALS_DIRECTORY}/encryption";
        keys = [
          { key_file = "\${CREDENTIALS_DIRECTORY}/rsa.pem"; }
          { key_file = "\${CREDENTIALS_DIRECTORY}/ec.pem"; }
        ];
      };
      passwords.enabled = false;
      email.transport = "blackhole";
      # Element Web registers itself, and without a tunnel it is at http://localhost:8080.
      policy.data.client_registration.allow_insecure_uris = true;
    };
  };

  # The one file of prepare.sh instead of the module's and more: MAS would join lists of several files, not replace
  # them, and so have every provider twice.
  systemd.services.matrix-authentication-service.serviceConfig = {
    ExecStartPre = lib.mkForce (run "config check");
    ExecStart = lib.mkForce (run "server");
  };
}
