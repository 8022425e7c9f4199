# What the crate is built from, and nothing else: a change of the documentation builds nothing anew.
{ lib }:
lib.fileset.toSource {
  root = ../.;
  fileset = lib.fileset.unions [
    ../Cargo.toml
    ../Cargo.lock
    ../src
    ../templates
    ../migrations
    # Programs that Cargo.toml names: the small world is also what the unit tests of `fetch` talk to.
    ../tests/small_world
    ../tests/bench
    # Compared with the code by unit tests.
    ../docs/config.example.toml
    ../tests/stack/synapse-oidc.yaml
  ];
}
