# What the wirings of the two Matrix services have in common.
{ lib }:
let
  inherit (lib) mkOption mkEnableOption types;

  # Only a name made of the DID is nobody's choice; and only if it is that name which is taken on the other side.
  chosenByPeople =
    template: taken: !(lib.hasInfix "{did_tail}" template) || taken != "{{ user.localpart }}";
in
{
  inherit chosenByPeople;

  # The other side as a client of ATLogin.
  clientOf =
    {
      wiring,
      secretFile,
      redirectUri,
      logoutUri,
      matrixServer,
      told ? wiring.backchannelLogout,
    }:
    {
      client_id = wiring.clientId;
      client_name = "Matrix";
      client_secret_file = secretFile;
      redirect_uris = [ redirectUri ];
      inherit (wiring) localpart;
    }
    # MAS's module knows none by itself.
    // lib.optionalAttrs (matrixServer != "") { matrix_server = matrixServer; }
    // lib.optionalAttrs told { backchannel_logout_uri = logoutUri; }
    // wiring.client;

  takeover = what: template: taken: ''
    ${what} would let strangers take over Matrix accounts. The name that is taken (${builtins.toJSON taken}, with
    localpart = ${builtins.toJSON template}) is made of what people choose: whoever takes the handle that is somebody's
    Matrix name would be signed in as them. Leave it off. To give existing accounts to their people, use names that nobody
    can choose (localpart = "{did_tail}"), or tie the accounts with `atlogin matrix claim`, before people sign in.
  '';

  options =
    {
      name,
      clientId,
      group,
      settings,
    }:
    {
      clientId = mkOption {
        type = types.strMatching "[A-Za-z0-9._~-]+";
        default = clientId;
        description = "What ${name} is called by ATLogin.";
      };

      secretFile = mkOption {
        type = types.nullOr (types.strMatching "/.+");
        default = null;
        example = "/run/secrets/atlogin-matrix";
        description = ''
          The file of the secret that ${name} and ATLogin share${
            lib.optionalString (group != null) ", readable by the group `${group}`"
          }. By default one is made at the first start, outside of the Nix store.
        '';
      };

      providerName = mkOption {
        type = types.str;
        default = settings.account_name or "Bluesky";
        defaultText = "`services.atlogin.settings.account_name`, or `Bluesky`";
        example = "Atmosphere";
        description = "What ${name} calls ATLogin. A button reads “Continue with”, and then this.";
      };

      localpart = mkOption {
        type = types.str;
        default = "{handle}";
        example = "{handle_label:example.org}";
        description = ''
          What people are called on Matrix (`@localpart:server`). A name is its first bearer's for ever;
          `docs/config.example.toml` tells the templates. With `{handle_label:…}` also set
          `client.reserved_localparts`, or somebody may be called `admin`.
        '';
      };

      backchannelLogout = mkEnableOption ''
        signing people out of ${name} when they sign out of ATLogin. Know what that costs them: Matrix
        devices are deleted, and with the last one the keys of encrypted messages, if there is no backup'';

      client = mkOption {
        type = types.attrsOf types.anything;
        default = { };
        example = {
          allow = [ "*.example.org" ];
        };
        description = "More settings of this client of ATLogin, as under `settings.clients`.";
      };

      provider = mkOption {
        type = types.attrsOf types.anything;
        default = { };
        example = {
          pkce_method = "always";
        };
        description = "More settings of ATLogin as a provider of ${name}; they win over what is set here.";
      };
    };
}
