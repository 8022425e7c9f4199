//! Black-box tests over HTTP: one binary, port 0, a movable clock, loopback only.

#[path = "../small_world/mod.rs"]
pub mod small_world;
