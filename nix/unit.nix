# The whole unit. The NixOS module takes `unit`, `service` and `socket`, keys of [Unit], [Service] and [Socket],
# `behindSocket`, more of [Service] for where systemd listens, and `backup`, [Service] of what copies the database. `files` is the same rendered for other distributions:
# nix/tests/hardening.sh compares it with docs/systemd/, and `nix/tests/hardening.sh --write` writes it there.
let
  unit.description = "ATLogin: sign in with an ATProto account";

  hardening = import ./hardening.nix;

  running = {
    # Ready means: the database is open and connections are accepted.
    Type = "notify";
    # The daemon says every 15 seconds that its threads still get round to their work.
    WatchdogSec = 30;
    TimeoutAbortSec = 10;
    Restart = "on-failure";
    # Four starts in ten seconds at most, so systemd never gives up (it would at five).
    RestartSec = 3;
    # A wrong configuration: another start would find the same.
    RestartPreventExitStatus = 2;
    # What is under way may take 25 seconds to finish.
    TimeoutStopSec = 35;
  };

  # The daemon then listens nowhere by itself. DNS still needs UDP ports. Without BPF (Debian 12) systemd ignores it.
  behindSocket.SocketBindDeny = [
    "ipv4:tcp"
    "ipv6:tcp"
  ];

  socket = {
    # Answers are written at once and whole.
    NoDelay = true;
  };

  # For nix/module/backup.sh. It is root's, for the copies are; what it can do beside that is to read what the service owns.
  backup = {
    Type = "oneshot";
    Environment = "STATE_DIRECTORY=/var/lib/atlogin";
    UMask = "0077";
    CapabilityBoundingSet = [
      "CAP_CHOWN"
      "CAP_DAC_OVERRIDE"
      "CAP_FOWNER"
    ];
    NoNewPrivileges = true;
    PrivateDevices = true;
    PrivateNetwork = true;
    PrivateTmp = true;
    ProtectKernelTunables = true;
    # The copies may lie anywhere but in the system itself.
    ProtectSystem = "full";
  };

  # systemd's "yes" and "no", and lists in one line.
  text = value: if builtins.isBool value then (if value then "yes" else "no") else toString value;
  lines =
    settings:
    builtins.concatStringsSep "" (
      builtins.attrValues (builtins.mapAttrs (key: value: "${key}=${text value}\n") settings)
    );
in
{
  inherit
    unit
    behindSocket
    socket
    backup
    ;
  service = running // hardening;

  files."atlogin.service" = ''
    # Made of nix/unit.nix and nix/hardening.nix, which say why. docs/debian.md says how it is used.
    # What you want to change, change by `systemctl edit atlogin`.
    [Unit]
    Description=${unit.description}
    Wants=network-online.target
    After=network-online.target

    [Service]
    ExecStart=/usr/local/bin/atlogin --config /etc/atlogin/atlogin.toml
    # It runs outside of what the service may do ("+"): no program but the daemon is allowed there.
    ExecReload=+/bin/kill -HUP $MAINPID
    ${lines running}
    # The secrets of relying parties: files that only root can read, which systemd hands to the service.
    # One line each; in the configuration it is then: client_secret_file = "client-synapse-secret"
    #LoadCredential=client-synapse-secret:/etc/atlogin/client-synapse-secret

    # What the service may do.
    ${lines hardening}
    [Install]
    WantedBy=multi-user.target
  '';

  files."atlogin.socket" = ''
    # Optional: systemd listens and hands the socket to atlogin.service, which then starts with the first visitor and
    # can be restarted without one of them being refused. Made of nix/unit.nix.
    [Unit]
    Description=Where ATLogin is reached

    [Socket]
    # Where the proxy finds it. For one whose group is www-data, by `systemctl edit atlogin.socket`:
    #   ListenStream=
    #   ListenStream=/run/atlogin.sock
    #   SocketMode=0660
    #   SocketGroup=www-data
    ListenStream=127.0.0.1:9411
    ${lines socket}
    [Install]
    WantedBy=sockets.target
  '';
}
