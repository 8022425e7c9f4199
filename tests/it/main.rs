//! Black-box tests over HTTP: one binary, port 0, a movable clock, loopback only.
