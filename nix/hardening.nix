# What the service may do, as plain data: the [Service] keys that the NixOS module (nix/module) and the unit file for
# other distributions (nix/unit.nix, docs/systemd) share. Every key is known to systemd 252.
#
# nix/tests/hardening.sh has systemd judge it, nix/tests/nspawn.sh starts the real daemon under it and tries to get out.
# What somebody who has broken in could still do stands in docs/systemd/README.md.
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

  # Programs: only what lies where the daemon and its libraries do, which leaves out the shells of /usr/bin (but not
  # those in the store of NixOS), and nothing that is brought along. systemd 252 mounts these places without
  # ProtectSystem=, so there it is their owner, root, alone that keeps them as they are.
  NoExecPaths = [
    "/"
    # Mounts of their own, which the one above does not reach.
    "-/var/lib/private/atlogin"
    "/tmp"
    "/var/tmp"
    "/dev/shm"
  ];
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

  # What the daemon calls, by the names of systemd's sets, so that another libc or processor finds its own variants;
  # each was left out once, and without any of the sets nobody could sign in. All that is left of @system-service
  # (other users, processes and priorities, shared and locked memory, keyrings, timers, io_uring) is refused: with
  # EPERM, so that what a new libc tries first does not kill the daemon.
  SystemCallArchitectures = "native";
  SystemCallErrorNumber = "EPERM";
  SystemCallFilter = [
    "@basic-io"
    "@file-system"
    "@io-event"
    "@network-io"
    "@signal"
    "@sync"
    # Threads. RestrictNamespaces= lets the second come to nothing, but it must not be forbidden.
    "clone"
    "clone3"
    # A socket that systemd hands over is made non-blocking.
    "ioctl"
    # Memory that grows, and is given back.
    "madvise"
    "mremap"
    # Names of threads.
    "prctl"
    # The end of a process that cannot go on.
    "tgkill"
  ];

  # A core dump would hold keys and tokens.
  LimitCORE = 0;
  # What the daemon asks for: connections, requests to other servers, the database.
  LimitNOFILE = 8192;
  # The rest of the machine goes on if the daemon does not keep within its own bounds. It takes some 30 MiB, and a flood
  # adds little; what it does at once is limited, so 1 GiB is never reached by work. Threads: one for each processor,
  # 512 at most that wait for the system, and those of the database.
  MemoryMax = "1G";
  TasksMax = 1024;
}
