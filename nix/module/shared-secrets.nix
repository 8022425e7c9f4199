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
    ${pkgs.runtimeShell} ${./make-secret.sh} ${directory} ${name} ${secret.group}
  '';
in
{
  options.services.atlogin.sharedSecrets = mkOption {
    internal = true;
    default = { };
    description = "Files to make in ${directory}: who may read each beside root, and which unit waits for it.";
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
            unit = mkOption {
              type = types.str;
              description = "The service of the other side.";
            };
          };
        }
      )
    );
  };

  config = mkIf (cfg.enable && cfg.sharedSecrets != { }) {
    systemd.services.atlogin-secrets =
      let
        readers = [ "atlogin.service" ] ++ map (secret: secret.unit) (lib.attrValues cfg.sharedSecrets);
      in
      {
        description = "Secrets that ATLogin shares with services of this machine";
        requiredBy = readers;
        before = readers;
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
