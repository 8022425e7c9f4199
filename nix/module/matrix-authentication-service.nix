# Wires Matrix Authentication Service and ATLogin on one machine.
{
  config,
  lib,
  options,
  ...
}:
let
  inherit (lib)
    mkEnableOption
    mkIf
    mkOption
    types
    ;

  cfg = config.services.atlogin;
  wiring = cfg.matrix-authentication-service;
  relyingParty = import ./relying-party.nix { inherit lib; };

  url = lib.removeSuffix "/" wiring.url;
  secretFile =
    if wiring.secretFile != null then wiring.secretFile else cfg.sharedSecrets.${wiring.clientId}.path;

  # MAS is told by https only. With backchannelLogout it was asked for, wherever MAS is.
  told = wiring.backchannelLogout || lib.hasPrefix "https://" url;

  # As `atlogin config mas` prints it.
  provider = {
    id = wiring.providerId;
    # What Synapse called this provider before, if it was one of its `oidc_providers`.
    synapse_idp_id = "oidc-atlogin";
    issuer = cfg.settings.public_url;
    human_name = wiring.providerName;
    client_id = wiring.clientId;
    token_endpoint_auth_method = "client_secret_basic";
    # Filled in by the module of MAS when the service starts.
    client_secret_file = "\${CREDENTIALS_DIRECTORY}/atlogin-secret";
    scope = "openid profile";
    # MAS is strict only with what is https. ATLogin has http only on this machine.
    discovery_mode = if lib.hasPrefix "https://" cfg.settings.public_url then "oidc" else "insecure";
    id_token_signed_response_alg = "RS256";
    fetch_userinfo = false;
    # Who has signed out, or wants another account, gets to choose. The hint of an app goes along.
    additional_authorization_parameters = {
      prompt = "{% if logged_out %}select_account{% elif params.prompt in ['login','create','select_account'] %}{{ params.prompt }}{% endif %}";
      login_hint = "{{ params.login_hint }}";
    };
    claims_imports = {
      subject.template = "{{ user.sub }}";
      localpart = {
        action = "require";
        template = "{{ user.localpart }}";
      };
      displayname = {
        action = "suggest";
        template = "{{ user.name or user.preferred_username or user.sub }}";
      };
      account_name.template = "{{ user.preferred_username or user.sub }}";
    };
  }
  // lib.optionalAttrs told {
    on_backchannel_logout = if wiring.backchannelLogout then "logout_all" else "logout_browser_only";
  };

  merged = lib.recursiveUpdate provider wiring.provider;

  client = relyingParty.clientOf {
    inherit wiring secretFile told;
    matrixServer = config.services.matrix-authentication-service.settings.matrix.homeserver;
    redirectUri = "${url}/upstream/callback/${wiring.providerId}";
    logoutUri = "${url}/upstream/backchannel-logout/${wiring.providerId}";
  };
  # Which name MAS takes, and what it does when somebody has it.
  taken = merged.claims_imports.localpart.template;
  onConflict = merged.claims_imports.localpart.on_conflict or "fail";
in
{
  options.services.atlogin.matrix-authentication-service =
    relyingParty.options {
      name = "Matrix Authentication Service";
      clientId = "mas";
      # Its module hands the secret over by systemd.
      group = null;
      inherit (cfg) settings;
    }
    // {
      enable = mkEnableOption "sign-in to `services.matrix-authentication-service` of this machine through ATLogin";

      url = mkOption {
        type = types.str;
        default = config.services.matrix-authentication-service.settings.http.public_base;
        defaultText = "`services.matrix-authentication-service.settings.http.public_base`";
        example = "https://account.example.org";
        description = "Where people and apps reach MAS.";
      };

      providerId = mkOption {
        type = types.strMatching "[0-7][0-9A-HJKMNP-TV-Z]{25}";
        default = "01KATPR0T00000000000000000";
        description = ''
          What MAS calls this provider, as a ULID: part of its redirect URI. Keep it: MAS ties the
          accounts of people to it.
        '';
      };

      backchannelLogout = mkEnableOption ''
        signing people's devices out, too, when they sign out of ATLogin. Without it MAS ends what came from
        that browser session, and no devices. Know what it costs people: Matrix devices are deleted, and
        with the last one the keys of encrypted messages, if there is no backup'';
    };

  config = mkIf (cfg.enable && wiring.enable) {
    assertions = [
      {
        assertion = config.services.matrix-authentication-service.enable;
        message = "services.atlogin.matrix-authentication-service: services.matrix-authentication-service is not enabled on this machine; to connect one elsewhere, add it to services.atlogin.settings.clients";
      }
      {
        # What `allow_existing_users` is to Synapse.
        assertion = onConflict == "fail" || !(relyingParty.chosenByPeople client.localpart taken);
        message =
          relyingParty.takeover
            "services.atlogin.matrix-authentication-service.provider.claims_imports.localpart.on_conflict = ${builtins.toJSON onConflict}"
            client.localpart
            taken;
      }
    ];

    services = {
      atlogin = {
        sharedSecrets = mkIf (wiring.secretFile == null) {
          ${wiring.clientId}.units = [ "matrix-authentication-service.service" ];
        };

        settings.clients = [ client ];
      };

    }
    # A release that has no MAS yet can use the rest of this module.
    // lib.optionalAttrs (options.services ? matrix-authentication-service) {
      matrix-authentication-service = {
        credentials.atlogin-secret = secretFile;
        settings.upstream_oauth2.providers = [ merged ];
      };
    };

    systemd.services.matrix-authentication-service =
      let
        mas = config.services.matrix-authentication-service;
        # Its database has its user when this target is reached, and not when the server is up.
        database = lib.optional (mas.createDatabase or false) "postgresql.target";
      in
      {
        wants = [ "atlogin.service" ] ++ database;
        after = database;
      };
  };
}
