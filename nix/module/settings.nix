# The configuration file out of Nix: which types its settings have, which of them are secrets, and how it is judged.
{ lib, pkgs }:
let
  inherit (lib) mkOption types;

  format = pkgs.formats.toml { };

  # A path outside the store. `types.path` would take a path of Nix as well, and copy it there.
  secretFile = types.nullOr (
    types.strMatching "/.+"
    // {
      description = "path of a file outside the Nix store, as a string";
    }
  );

  client = types.submodule {
    freeformType = format.type;
    options = {
      client_id = mkOption {
        type = types.strMatching "[A-Za-z0-9._~-]+";
        description = "Its name in the protocol; also part of the name of its credential.";
      };
      client_secret_file = mkOption {
        type = secretFile;
        default = null;
        description = "The file of the secret that it shares with us.";
      };
      redirect_uris = mkOption {
        type = types.listOf types.str;
        default = [ ];
        description = "Where it is answered, compared exactly.";
      };
    };
  };

  withoutNulls = import ../without-nulls.nix { inherit lib; };
  credentialOf = client: "client-${client.client_id}-secret";
  inStore = file: lib.hasPrefix "${builtins.storeDir}/" file;
in
rec {
  type = types.submodule {
    freeformType = format.type;
    options = {
      public_url = mkOption {
        type = types.str;
        default = "http://127.0.0.1:9411";
        example = "https://login.example.org";
        description = "Where people and relying parties reach ATLogin: its issuer. It cannot change later.";
      };
      listen = mkOption {
        type = types.str;
        default = "127.0.0.1:9411";
        example = "unix:/run/atlogin/http.sock";
        description = "Where ATLogin itself listens: an address and port, or a unix socket.";
      };
      trusted_proxies = mkOption {
        type = types.listOf types.str;
        default = [ ];
        description = "Proxies whose X-Forwarded-For is believed: addresses, networks, or `unix`.";
      };
      clients = mkOption {
        type = types.listOf client;
        default = [ ];
        description = "The relying parties. Others can be added by `atlogin client add`, without a rebuild.";
      };
    };
  };

  # Name of credential → file that systemd reads it from.
  credentials =
    settings:
    lib.listToAttrs (
      map (client: lib.nameValuePair (credentialOf client) client.client_secret_file) (
        lib.filter (client: client.client_secret_file != null) settings.clients
      )
    );

  # The same settings, with credentials in the place of the files that they come from.
  withCredentials =
    settings:
    settings
    // {
      clients = map (
        client:
        client
        // lib.optionalAttrs (client.client_secret_file != null) {
          client_secret_file = credentialOf client;
        }
      ) settings.clients;
    };

  # The file itself. What is wrong in it stops the build; the secrets cannot be there and are not asked for.
  checked =
    package: settings:
    let
      file = format.generate "atlogin.toml" (withoutNulls settings);
    in
    # A binary of another architecture cannot be asked.
    if pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform then
      pkgs.runCommand "atlogin-checked.toml" { settings = file; } ''
        ${lib.getExe package} --config "$settings" check-config --no-files
        cp "$settings" "$out"
      ''
    else
      file;

  assertions =
    settings:
    lib.concatMap (
      client:
      let
        which = "services.atlogin.settings.clients: ${client.client_id}";
        file = client.client_secret_file;
      in
      [
        {
          assertion = !(client ? client_secret);
          message = "${which}: client_secret would be readable by everybody, as all of the Nix store is; write the secret into a file outside of it and its path into client_secret_file";
        }
        {
          assertion = file == null || !(inStore file);
          message = "${which}: client_secret_file lies in the Nix store, which everybody can read; name a file outside of it, as a string";
        }
      ]
    ) settings.clients;

  # As `ListenStream=` has it.
  socketAddress = settings: lib.removePrefix "unix:" settings.listen;

  # The port to open in a firewall, if it is one.
  ports =
    settings:
    lib.optional (!lib.hasPrefix "unix:" settings.listen) (
      lib.toInt (lib.last (lib.splitString ":" settings.listen))
    );
}
