# What the crate is built from, and nothing else: a change of the documentation builds nothing anew.
[
  "Cargo.toml"
  "Cargo.lock"
  "src"
  "templates"
  "migrations"
  # Programs that Cargo.toml names; the small world is also a package of its own.
  "tests/small_world"
  "tests/bench"
  "packaging/manual.rs"
  # Compared with the code by unit tests.
  "docs/config.example.toml"
  "docs/doctor.md"
  "docs/relying-parties"
  "docs/relying-parties.md"
  "tests/stack/synapse-oidc.yaml"
]
