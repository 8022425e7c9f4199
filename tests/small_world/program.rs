//! The small world as a program: a PLC directory, a PDS and a name server to try ATLogin with.

#[path = "mod.rs"]
pub mod small_world;

fn main() {}
