# The daemon: one binary, its pages, styles and migrations inside.
{
  lib,
  rustPlatform,
  rustc,
  cacert,
}:
let
  inherit ((lib.importTOML ../Cargo.toml).package) version rust-version;
in
# Cargo would say the same, but only after everything else has been fetched.
assert lib.assertMsg (lib.versionAtLeast rustc.version rust-version)
  "ATLogin needs Rust ${rust-version}, and this nixpkgs has ${rustc.version}: take a newer nixpkgs, or atlogin.override { inherit rustPlatform rustc; } with a newer Rust";
rustPlatform.buildRustPackage {
  pname = "atlogin";
  inherit version;

  src = import ./source.nix { inherit lib; };
  # No dependency comes from git, so the lock file says all that is needed.
  cargoLock.lockFile = ../Cargo.lock;

  # The unit tests. What else there is in tests/ runs before a change lands.
  cargoTestFlags = [ "--lib" ];
  # They ask nobody, but whoever opens a client for https wants to know authorities.
  nativeCheckInputs = [ cacert ];
  # They talk to themselves over loopback, which the sandbox of a Mac has to be told.
  __darwinAllowLocalNetworking = true;

  meta = {
    description = "OpenID Connect provider that signs people in with their ATProto account";
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "atlogin";
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
  };
}
