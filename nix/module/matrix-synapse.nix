# Wires Synapse and ATLogin on one machine: a client there, a provider here, a secret that both read.
{ config, lib, ... }:
let
  inherit (lib)
    mkEnableOption
    mkIf
    mkOption
    types
    ;

  cfg = config.services.atlogin;
  wiring = cfg.matrix-synapse;
  relyingParty = import ./relying-party.nix { inherit lib; };

  url = lib.removeSuffix "/" (toString wiring.url);
  secretFile =
    if wiring.secretFile != null then wiring.secretFile else cfg.sharedSecrets.${wiring.clientId}.path;

  provider = {
    idp_id = "atlogin";
    idp_name = wiring.providerName;
    issuer = cfg.settings.public_url;
    client_id = wiring.clientId;
    client_secret_path = secretFile;
    scopes = [
      "openid"
      "profile"
    ];
    allow_existing_users = false;
    user_mapping_provider.config = {
      subject_template = "{{ user.sub }}";
      localpart_template = "{{ user.localpart }}";
      display_name_template = "{{ user.name or user.preferred_username or user.sub }}";
      picture_template = "{{ user.picture }}";
    };
  }
  # Synapse insists on https unless it is told so. ATLogin has http only on this machine.
  // lib.optionalAttrs (lib.hasPrefix "http://" cfg.settings.public_url) { skip_verification = true; }
  // lib.optionalAttrs wiring.backchannelLogout { backchannel_logout_enabled = true; };

  merged = lib.recursiveUpdate provider wiring.provider;

  client = relyingParty.clientOf {
    inherit wiring secretFile;
    # It has no default.
    matrixServer = lib.optionalString config.services.matrix-synapse.enable config.services.matrix-synapse.settings.server_name;
    redirectUri = "${url}/_synapse/client/oidc/callback";
    logoutUri = "${url}/_synapse/client/oidc/backchannel_logout";
  };
  # Which name Synapse takes.
  taken = merged.user_mapping_provider.config.localpart_template;
in
{
  options.services.atlogin.matrix-synapse =
    relyingParty.options {
      name = "Synapse";
      clientId = "synapse";
      group = "matrix-synapse";
      inherit (cfg) settings;
    }
    // {
      enable = mkEnableOption "sign-in to `services.matrix-synapse` of this machine through ATLogin";

      url = mkOption {
        type = types.nullOr types.str;
        default = config.services.matrix-synapse.settings.public_baseurl;
        defaultText = "`services.matrix-synapse.settings.public_baseurl`";
        example = "https://matrix.example.org";
        description = "Where people and apps reach Synapse.";
      };
    };

  config = mkIf (cfg.enable && wiring.enable) {
    assertions = [
      {
        assertion = config.services.matrix-synapse.enable -> wiring.url != null;
        message = "services.atlogin.matrix-synapse: set services.matrix-synapse.settings.public_baseurl, where people and apps reach Synapse";
      }
      {
        assertion = config.services.matrix-synapse.enable;
        message = "services.atlogin.matrix-synapse: services.matrix-synapse is not enabled on this machine; to connect one elsewhere, add it to services.atlogin.settings.clients";
      }
      {
        assertion = !(merged.allow_existing_users && relyingParty.chosenByPeople client.localpart taken);
        message =
          relyingParty.takeover "services.atlogin.matrix-synapse.provider.allow_existing_users = true"
            client.localpart
            taken;
      }
    ];

    services.atlogin = {
      sharedSecrets = mkIf (wiring.secretFile == null) {
        ${wiring.clientId} = {
          group = "matrix-synapse";
          # Not its `serviceUnit`: with workers that is a target, which is reached after the service has read this.
          units = [ "matrix-synapse.service" ];
        };
      };

      settings.clients = [ client ];
    };

    # The secret is named by its path, so this may lie in the store; and Synapse's module adds the extra `oidc` for it.
    services.matrix-synapse.settings.oidc_providers = [ merged ];

    # Synapse asks for the provider's metadata when it starts, and again when somebody signs in: it need not wait.
    systemd.services.matrix-synapse.wants = [ "atlogin.service" ];
  };
}
