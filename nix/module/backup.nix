# services.atlogin.backup: a copy of the database every day, in a file with the date in its name.
{
  config,
  lib,
  pkgs,
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
in
{
  options.services.atlogin.backup = {
    enable = mkEnableOption "copies of the database, which are made while the service runs";

    location = mkOption {
      type = types.path;
      default = "/var/backup/atlogin";
      description = ''
        The directory of the copies, which root alone can read. They hold the keys that ATLogin signs with:
        whatever takes them to another machine has to guard them.
      '';
    };

    startAt = mkOption {
      type = types.str;
      default = "daily";
      example = "*-*-* 03:15:00";
      description = "When, as `systemd.time(7)` says it. What was missed while the machine was off is made up for.";
    };

    keep = mkOption {
      type = types.ints.positive;
      default = 14;
      description = "How many copies are kept. Older ones are removed after a new one was made.";
    };
  };

  config = mkIf (cfg.enable && cfg.backup.enable) {
    systemd.services.atlogin-backup = {
      description = "Copy of ATLogin's database";
      environment.ATLOGIN_CONFIG = "${cfg.configFile}";
      serviceConfig = (import ../unit.nix).backup // {
        ExecStart = "${pkgs.runtimeShell} ${./backup.sh} ${lib.escapeShellArg cfg.backup.location} ${toString cfg.backup.keep} ${lib.getExe cfg.package}";
      };
    };

    systemd.timers.atlogin-backup = {
      description = "Copies of ATLogin's database";
      wantedBy = [ "timers.target" ];
      timerConfig = {
        OnCalendar = cfg.backup.startAt;
        Persistent = true;
      };
    };
  };
}
