# The options of NixOS itself that ATLogin's modules, worlds and guide set or read, and no others: nix/tests/standin.sh finds
# those that nobody does.
#
# nixpkgs: nixos/lib/systemd-unit-options.nix, read at 01f31c2ee7d0
#          nixos/modules/misc/{assertions,nixpkgs}.nix, nixos/modules/config/users-groups.nix,
#          nixos/modules/services/networking/firewall.nix, nixos/modules/system/boot/systemd.nix, read at 084023c72af0
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;

  option = type: default: mkOption { inherit type default; };
  bool = option types.bool;
  strings = option (types.listOf types.str) [ ];

  # One value, or a list of them for what may be said more than once; never a mix.
  unitValue = types.oneOf [
    types.bool
    types.int
    types.float
    types.str
    types.path
    types.package
    (types.listOf (
      types.oneOf [
        types.int
        types.str
        types.path
        types.package
      ]
    ))
  ];
  section = option (types.attrsOf unitValue) { };

  described = {
    description = option types.singleLineStr "";
    wantedBy = strings;
  };
  ordered = {
    requiredBy = strings;
    requires = strings;
    wants = strings;
    after = strings;
    before = strings;
    unitConfig = section;
  };

  units = options: option (types.attrsOf (types.submodule { inherit options; })) { };
in
{
  options = {
    assertions = option (types.listOf types.unspecified) [ ];

    nixpkgs.hostPlatform = mkOption { type = types.str; };
    nixpkgs.overlays = option (types.listOf types.unspecified) [ ];

    system.stateVersion = option types.str "26.11";
    system.name = option types.str "nixos";
    system.build = option (types.lazyAttrsOf types.unspecified) { };

    fonts.packages = option (types.listOf types.package) [ ];
    environment.systemPackages = option (types.listOf types.package) [ ];
    environment.loginShellInit = option types.lines "";
    environment.etc = option (types.attrsOf (
      types.submodule (
        { name, config, ... }:
        {
          options = {
            text = option (types.nullOr types.lines) null;
            source = mkOption { type = types.path; };
          };
          config.source = lib.mkIf (config.text != null) (
            lib.mkDefault (pkgs.writeText (baseNameOf name) config.text)
          );
        }
      )
    )) { };

    users.users = option (types.attrsOf (
      types.submodule {
        options = {
          group = option types.str "";
          home = option types.path "/var/empty";
        };
      }
    )) { };
    users.groups = option (types.attrsOf (types.submodule { })) { };

    networking.hostName = option types.str "nixos";
    networking.useNetworkd = bool false;
    networking.firewall = {
      allowedTCPPorts = option (types.listOf types.port) [ ];
      allowedUDPPorts = option (types.listOf types.port) [ ];
      trustedInterfaces = strings;
      checkReversePath = option (types.either types.bool (
        types.enum [
          "strict"
          "loose"
        ]
      )) true;
    };

    security.acme = {
      acceptTerms = bool false;
      defaults.email = option (types.nullOr types.str) null;
    };

    systemd = {
      package = option types.package pkgs.systemd;
      services = units (
        described
        // ordered
        // {
          environment = option (types.attrsOf (
            types.nullOr (
              types.oneOf [
                types.str
                types.path
                types.package
              ]
            )
          )) { };
          path = option (types.listOf (types.either types.package types.str)) [ ];
          serviceConfig = section;
          script = option types.lines "";
          preStart = option types.lines "";
        }
      );
      sockets = units (
        described
        // {
          listenStreams = strings;
          socketConfig = section;
        }
      );
      timers = units (described // { timerConfig = section; });
    };
  };

  # As with nixpkgs, a system with a failed assertion cannot be built; and nothing in it is left unevaluated.
  config.system.build.toplevel =
    let
      failed = map (one: one.message) (lib.filter (one: !one.assertion) config.assertions);
      everything =
        builtins.removeAttrs config [
          "system"
          "nixpkgs"
          "_module"
        ]
        // {
          # What is not enabled may lack what it would need.
          services = lib.filterAttrs (_: service: service.enable or true) config.services;
        }
        // lib.optionalAttrs (config ? virtualisation) {
          # All of nixpkgs hangs on it.
          virtualisation = builtins.removeAttrs config.virtualisation [ "host" ];
        };
    in
    if failed == [ ] then
      builtins.deepSeq everything (pkgs.writeText "toplevel" "")
    else
      throw "Failed assertions:\n${lib.concatMapStrings (message: "- ${message}\n") failed}";
}
