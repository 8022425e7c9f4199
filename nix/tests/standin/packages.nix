# Package stubs: a name, a version where somebody reads it, a main program. Building one fails and says so.
#
# nixpkgs: pkgs/top-level/all-packages.nix for the names, pkgs/build-support/trivial-builders/default.nix
# for the builders, pkgs/pkgs-lib/formats.nix for the formats, read at 084023c72af0
{ lib, system }:
let
  stub =
    name: extra:
    let
      drv = derivation {
        inherit name system;
        builder = "/bin/sh";
        args = [
          "-c"
          "echo '${name} is a stand-in for a package of nixpkgs and cannot be built' >&2; exit 1"
        ];
      };
      self =
        drv
        // {
          pname = name;
          version = "0";
          passthru = { };
          override = _: self;
          overrideAttrs = change: self // (if lib.isFunction change then change self else change);
        }
        // extra
        // {
          meta = {
            mainProgram = name;
            available = true;
          }
          // (extra.meta or { });
        };
    in
    self;

  # What is written into the store, with its text to look at.
  written =
    name: text:
    stub name {
      inherit text;
    };

  platform = lib.systems.elaborate system;

  format = {
    type =
      let
        value = lib.types.nullOr (
          lib.types.oneOf [
            lib.types.bool
            lib.types.int
            lib.types.float
            lib.types.str
            lib.types.path
            (lib.types.attrsOf value)
            (lib.types.listOf value)
          ]
        );
      in
      value;
    generate = name: value: written name (builtins.toJSON value);
  };
in
lib.makeExtensible (
  pkgs:
  lib.genAttrs [
    "bash"
    "bluesky-pds"
    "caddy"
    "cacert"
    "cargo-deny"
    "chromedriver"
    "chromium"
    "clippy"
    "coreutils"
    "curl"
    "findutils"
    "gawk"
    "gnugrep"
    "gnused"
    "iproute2"
    "jq"
    "liberation_ttf"
    "matrix-synapse"
    "nginx"
    "nixfmt-tree"
    "nodejs"
    "noto-fonts-color-emoji"
    "openssl"
    "postgresql"
    "python3"
    "qemu_kvm"
    "qemu"
    "rust-analyzer"
    "rustfmt"
    "shadow"
    "socat"
    "sqlite"
    "strace"
    "systemd"
    "tailscale"
    "util-linux"
  ] (name: stub name { })
  // {
    inherit lib;
    path = "/nixpkgs";
    stdenv = {
      hostPlatform = platform;
      buildPlatform = platform;
      inherit (platform) isLinux isDarwin;
    };
    callPackage = lib.callPackageWith pkgs;
    runtimeShell = "${pkgs.bash}/bin/bash";

    # As lock.sh has it.
    rustc = stub "rustc" { version = "1.95.0"; };
    # Kept as given: the tests look at it.
    rustPlatform.buildRustPackage = attrs: stub attrs.pname attrs;
    mkShell = attrs: stub "shell" { inherit attrs; };
    makeFontsConf = _: written "fonts.conf" "";
    symlinkJoin = attrs: stub attrs.name attrs;
    buildEnv = attrs: stub attrs.name attrs;

    # Its program has another name: pkgs/by-name/ma/matrix-authentication-service/package.nix, read at 00e253ce0349
    matrix-authentication-service = stub "matrix-authentication-service" {
      meta.mainProgram = "mas-cli";
    };

    # Its own argument is a configuration to merge.
    element-web = stub "element-web" { } // {
      override = { conf }: stub "element-web" { inherit conf; };
    };

    runCommand =
      name: env: script:
      stub name { inherit env script; };
    runCommandLocal = pkgs.runCommand;
    writeText = written;
    writeShellScript = name: text: written name "#!${pkgs.runtimeShell}\n${text}";
    writeShellScriptBin = written;
    writeShellApplication =
      {
        name,
        text,
        runtimeInputs ? [ ],
        ...
      }:
      stub name { inherit text runtimeInputs; };
    linkFarm = name: entries: stub name { inherit entries; };

    formats = lib.genAttrs [ "json" "toml" "yaml" ] (_: _: format);

    testers.runNixOSTest =
      test:
      let
        nodes = lib.mapAttrs (
          _: node:
          lib.nixosSystem {
            inherit system;
            # As nixos/lib/testing/nodes.nix does.
            modules = [
              node
              ./options/virtualisation/qemu-vm.nix
            ];
          }
        ) test.nodes;
      in
      stub "nixos-test-${test.name}" {
        inherit nodes;
        testScript =
          if lib.isFunction test.testScript then
            test.testScript { nodes = lib.mapAttrs (_: node: node.config) nodes; }
          else
            test.testScript;
      };
  }
)
