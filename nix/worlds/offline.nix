# A world that needs no network: a PDS, a PLC directory and a name server are inside, and two accounts.
{ lib, pkgs, ... }:
let
  # Which the PDS reads from its environment: a file each.
  pdsSecrets = [
    "PDS_JWT_SECRET"
    "PDS_ADMIN_PASSWORD"
    "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX"
  ];
in
{
  world = {
    offline = true;
    # By way of nginx, which knows by which name it was called.
    ports = {
      "2582" = 2592;
      "2583" = 2593;
    };
    needed = [ "bluesky-pds.service" ];
  };

  services.atlogin.settings = {
    network = "loopback";
    plc_url = [ "http://localhost:2582" ];
    dns_server = "127.0.0.1:5353";
    # A profile page elsewhere would be about nobody.
    profile_url = "";
  };

  # Pictures come from the PDS, at an address that Synapse would else never ask.
  services.matrix-synapse.settings.ip_range_whitelist = [ "127.0.0.1" ];

  # nixpkgs has no PLC directory. This is the small one that ATLogin's tests use; it also tells handles to those who ask DNS.
  systemd.services.world-plc = {
    description = "PLC directory and name server of this world";
    wantedBy = [ "multi-user.target" ];
    before = [ "bluesky-pds.service" ];
    serviceConfig = {
      ExecStart = "${lib.getExe pkgs.atlogin-small-world} --registry /var/lib/world-plc/operations.jsonl --plc-port 2582 --dns-port 5353";
      DynamicUser = true;
      StateDirectory = "world-plc";
      Restart = "on-failure";
    };
  };

  services.atlogin.sharedSecrets = lib.listToAttrs (
    map (
      name:
      lib.nameValuePair "${name}.env" {
        units = [ "bluesky-pds.service" ];
        command = [
          pkgs.runtimeShell
          "-c"
          "echo ${name}=$(openssl rand -hex 32)"
        ];
      }
    ) pdsSecrets
  );

  services.bluesky-pds = {
    enable = true;
    environmentFiles = map (name: "/var/lib/atlogin-secrets/${name}.env") pdsSecrets;
    pdsadmin.enable = false;
    settings = import ./pds-environment.nix;
  };

  systemd.services.world-accounts = {
    description = "Two accounts at the PDS";
    wantedBy = [ "multi-user.target" ];
    after = [
      "bluesky-pds.service"
      "world-plc.service"
    ];
    requires = [ "bluesky-pds.service" ];
    path = [
      pkgs.curl
      pkgs.jq
    ];
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
      DynamicUser = true;
      ExecStart = "${pkgs.runtimeShell} ${./.}/accounts.sh";
    };
  };
}
