# Secrets that ATLogin shares with a service of the same machine: made once, at the first start, outside of the store.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;

  cfg = config.services.atlogin;
  directory = "/var/lib/atlogin-secrets";

  make = name: secret: ''
    ${pkgs.runtimeShell} ${./make-secret.sh} ${directory} ${name} ${secret.group}${
      lib.concatMapStrings (word: " ${lib.escapeShellArg word}") secret.command
    }
  '';
in
{
  options.services.atlogin.sharedSecrets = mkOption {
    internal = true;
    default = { };
    description = "Files to make in ${directory}: who may read each beside root, and which units wait for it.";
    type = types.attrsOf (
      types.submodule (
        { name, ... }:
        {
          options = {
            path = mkOption {
              type = types.str;
              readOnly = true;
              default = "${directory}/${name}";
              description = "Where it will be.";
            };
            group = mkOption {
              type = types.str;
              default = "root";
              description = "The group that may read it.";
            };
            units = mkOption {
              type = types.listOf types.str;
              description = "The services that read it, beside ATLogin's.";
            };
            command = mkOption {
              type = types.listOf types.str;
              default = [ ];
              description = "What prints it, with openssl at hand. By default it is 64 hexadecimal characters.";
            };
          };
        }
      )
    );
  };

  config = mkIf (cfg.enable && cfg.sharedSecrets != { }) {
    systemd.services.atlogin-secrets =
      let
        readers = lib.unique (
          [ "atlogin.service" ] ++ lib.concatMap (secret: secret.units) (lib.attrValues cfg.sharedSecrets)
        );
      in
      {
        description = "Secrets that ATLogin shares with services of this machine";
        requiredBy = readers;
        before = readers;
        path = [ pkgs.openssl ];
        script = lib.concatStrings (lib.mapAttrsToList make cfg.sharedSecrets);
        serviceConfig = {
          Type = "oneshot";
          RemainAfterExit = true;
          StateDirectory = "atlogin-secrets";
          # Readers pass through it to the one file that is theirs.
          StateDirectoryMode = "0711";
          UMask = "0077";
          CapabilityBoundingSet = [ "CAP_CHOWN" ];
          NoNewPrivileges = true;
          PrivateDevices = true;
          PrivateNetwork = true;
          PrivateTmp = true;
          ProtectHome = true;
          ProtectSystem = "strict";
        };
      };
  };
}
