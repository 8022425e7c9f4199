//! The `atlogin` program: arguments → `cli` → exit code.

fn main() {}
