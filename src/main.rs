//! The `atlogin` program: arguments and environment → [`atlogin::cli`] → exit code.

use std::process::ExitCode;

use atlogin::cli::{self, Output};
use atlogin::config::Environment;

fn main() -> ExitCode {
    let (arguments, environment) = (std::env::args_os(), Environment::of_process());
    cli::run(arguments, environment, &mut Output::of_process()).into()
}
