# What the service may do, as plain data: the [Service] keys that the NixOS module (nix/module) and the unit file for
# other distributions (nix/unit.nix, docs/systemd) share. Every key is known to systemd 252.
#
# nix/tests/hardening.sh has systemd judge it, nix/tests/nspawn.sh starts the real daemon under it.
{
  # A user that exists only while the service runs, and owns nothing but the state directory.
  DynamicUser = true;
  User = "atlogin";
  StateDirectory = "atlogin";
  StateDirectoryMode = "0700";
  UMask = "0077";
  PrivateUsers = true;

  # No capability, and no way to get one.
  CapabilityBoundingSet = "";
  AmbientCapabilities = "";
  NoNewPrivileges = true;
  RestrictSUIDSGID = true;

  # Files: nothing can be written but the state directory and a /tmp of its own.
  ProtectSystem = "strict";
  ProtectHome = true;
  PrivateTmp = true;
  PrivateDevices = true;
  DevicePolicy = "closed";
  PrivateMounts = true;
  RemoveIPC = true;
  PrivateIPC = true;
  # The system bus is where an unprivileged user asks privileged services for things.
  InaccessiblePaths = [ "-/run/dbus" ];

  # Programs: only the daemon and the libraries it is linked with. There is no shell to be had, and what is
  # written into the state directory cannot be run. Debian keeps libraries in /usr/lib, NixOS in /nix/store.
  NoExecPaths = "/";
  ExecPaths = [
    "-/nix/store"
    "-/usr/lib"
    "-/usr/lib64"
    "-/usr/bin/atlogin"
    "-/usr/local/bin/atlogin"
  ];
  MemoryDenyWriteExecute = true;

  # The kernel, the clock, the other processes.
  ProtectClock = true;
  ProtectControlGroups = true;
  ProtectHostname = true;
  ProtectKernelLogs = true;
  ProtectKernelModules = true;
  ProtectKernelTunables = true;
  ProtectProc = "invisible";
  ProcSubset = "pid";
  LockPersonality = true;
  KeyringMode = "private";
  RestrictNamespaces = true;
  RestrictRealtime = true;

  # Unix sockets: to tell systemd how it fares, and to listen for a proxy.
  RestrictAddressFamilies = [
    "AF_INET"
    "AF_INET6"
    "AF_UNIX"
  ];

  # What the daemon was seen to call (Tokio, SQLite, hickory, aws-lc, the signals of a clean stop), by the names of
  # systemd's sets so that another libc or processor finds its own variants. Missing of @system-service are the sets
  # for changing users, priorities, locked memory, keyrings, timers, io_uring and other processes.
  # What is refused fails with EPERM: a call that a new libc tries first must not kill the daemon.
  SystemCallArchitectures = "native";
  SystemCallErrorNumber = "EPERM";
  SystemCallFilter = [
    "@basic-io"
    "@file-system"
    "@io-event"
    "@network-io"
    "@signal"
    "@sync"
    "clone"
    "clone3"
    "ioctl"
    "madvise"
    "mremap"
    "prctl"
    "tgkill"
    "uname"
  ];

  # A core dump would hold keys and tokens.
  LimitCORE = 0;
  # What the daemon asks for: connections, requests to other servers, the database.
  LimitNOFILE = 8192;
}
