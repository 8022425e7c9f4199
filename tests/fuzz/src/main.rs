//! Fuzz targets: one for every parser of ATLogin that meets the network.
//!
//! `tests/fuzz/run` builds and starts them. One binary holds all targets, and `FUZZ_TARGET` names the
//! one to run: the daemon's library is large, and linking it once for each target would take longer
//! than fuzzing does. A target panics if a parser breaks what is demanded of it.
//!
//! The engine is libFuzzer, as the crate `libfuzzer-sys` compiles it. It needs no nightly toolchain: the
//! pass that counts covered edges is an ordinary option of the compiler (`-C passes=sancov-module`), and
//! only sanitizers need `-Z`. They would find little here, as there is no unsafe code of ours. cargo-fuzz
//! would pass the same options, but be one more tool to install. bolero drives the same engine with one
//! more layer. AFL needs its own runtime and a shell that sets up the kernel.

#![no_main]

mod targets;
mod tools;

use std::sync::OnceLock;

/// The target that `FUZZ_TARGET` names.
static TARGET: OnceLock<fn(&[u8])> = OnceLock::new();

fn chosen() -> fn(&[u8]) {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let found = targets::ALL.iter().find(|(other, _)| *other == name);
    let names: Vec<_> = targets::ALL.iter().map(|(name, _)| *name).collect();
    found.unwrap_or_else(|| panic!("FUZZ_TARGET must be one of: {}", names.join(" "))).1
}

libfuzzer_sys::fuzz_target!(
    init: {
        TARGET.get_or_init(chosen);
    },
    |data: &[u8]| {
        TARGET.get_or_init(chosen)(data);
    }
);
