//! The command line: parses the arguments, runs one command, and prints its output.
//! It returns an exit code.
//!
//! Every command has a file of its own. Secrets are never arguments, because other users of the
//! machine can see these.

mod audit;
mod backup;
mod check_config;
mod client;
mod confirm;
mod database;
mod doctor;
mod health;
mod keys;
mod matrix;
mod output;
mod person;
mod preset;
mod relying_party_config;
mod restore;
mod serve;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

pub use self::output::{Ending, Output};
use crate::config::{Config, ConfigErrors, Environment, NamedFiles, Sources};

/// Lets people sign in with their Bluesky (AT Protocol) account wherever OpenID Connect works.
#[derive(Debug, Parser)]
#[command(name = "atlogin", version, after_help = AFTER_HELP)]
struct Arguments {
    /// Configuration file in TOML [default: /etc/atlogin/atlogin.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE", display_order = 900)]
    config: Option<PathBuf>,
    /// Directory of the database
    #[arg(long, global = true, value_name = "DIR", display_order = 900)]
    state_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Default, Subcommand)]
enum Command {
    /// Run the service (the default)
    #[default]
    Serve,
    /// Check the configuration and show the effective settings
    CheckConfig(check_config::Arguments),
    /// Add, change and remove relying parties, without a restart
    #[command(subcommand)]
    Client(client::Command),
    /// Print the configuration for a relying party
    Config(relying_party_config::Arguments),
    /// Show or rotate the keys that the service signs with
    #[command(subcommand)]
    Keys(keys::Command),
    /// See what is stored of somebody, block them, end their sessions, erase them
    #[command(subcommand)]
    Person(person::Command),
    /// Help with the accounts of a Matrix server
    #[command(subcommand)]
    Matrix(matrix::Command),
    /// Show who signed in, when, where and how, and how often somebody was refused
    Audit(audit::Arguments),
    /// Look for what stops sign-ins, and say what to type
    Doctor(doctor::Arguments),
    /// Copy the database into a new file, also while the service runs
    Backup(backup::Arguments),
    /// Put a backup in the place of the database, while the service is stopped
    Restore(restore::Arguments),
    /// Ask the running service whether it can sign people in
    Health,
}

/// The configuration of the machine's service, where packages put it. A command that an operator gives without
/// `--config` is about that service.
const OF_THE_SERVICE: &str = "/etc/atlogin/atlogin.toml";

const AFTER_HELP: &str = "\
Environment, each overriding the configuration file:
  ATLOGIN_CONFIG      Configuration file, if --config is not given
  ATLOGIN_PUBLIC_URL  Where people reach the service
  ATLOGIN_LISTEN      Where it listens: 127.0.0.1:9411, unix:/run/atlogin/http.sock
  ATLOGIN_STATE_DIR   Directory of the database, if --state-dir is not given
  ATLOGIN_LOG         What is logged: info, or info,atlogin=debug
  ATLOGIN_LOG_FORMAT  auto, text or json

Exit status: 0 success, 1 failed while running, 2 wrong configuration or command line.";

/// The command line, for manual pages and the completions of shells.
pub fn definition() -> clap::Command {
    Arguments::command()
}

/// Runs the program. `arguments` begin with its name.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    environment: Environment,
    output: &mut Output,
) -> Ending {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, output),
    };
    let command = arguments.command.unwrap_or_default();
    // Only `check-config` can run without the files that the configuration names.
    let text_alone = matches!(&command, Command::CheckConfig(arguments) if arguments.no_files);
    let sources = Sources {
        file: arguments.config.or_else(|| of_the_service(&environment)),
        state_dir: arguments.state_dir,
        environment,
        named_files: if text_alone { NamedFiles::LeftAlone } else { NamedFiles::Opened },
    };
    let config = match Config::load(&sources) {
        Ok(config) => config,
        Err(errors) => return mistakes(&errors, output),
    };
    match command {
        Command::Serve => serve::run(&sources, &config, output),
        Command::CheckConfig(arguments) => check_config::run(arguments, &config, output),
        Command::Client(command) => client::run(command, &sources, &config, output),
        Command::Config(arguments) => relying_party_config::run(&arguments, &config, output),
        Command::Keys(command) => keys::run(command, &config, output),
        Command::Person(command) => person::run(&command, &config, output),
        Command::Matrix(command) => matrix::run(&command, &config, output),
        Command::Audit(arguments) => audit::run(&arguments, &config, output),
        Command::Doctor(arguments) => doctor::run(&arguments, &config, output),
        Command::Backup(arguments) => backup::run(&arguments, &config, output),
        Command::Restore(arguments) => restore::run(&arguments, &config, output),
        Command::Health => health::run(&config, output),
    }
}

/// The file that nobody has to name. One that cannot be read is a mistake like any other file.
fn of_the_service(environment: &Environment) -> Option<PathBuf> {
    let is_there =
        !environment.names_a_file() && Path::new(OF_THE_SERVICE).try_exists().unwrap_or(true);
    is_there.then(|| OF_THE_SERVICE.into())
}

fn usage(error: &clap::Error, output: &mut Output) -> Ending {
    let text = error.render();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        output.say(text.to_string().trim_end());
        return Ending::Well;
    }
    output.complain(text.to_string().trim_end());
    Ending::Misconfigured
}

fn mistakes(errors: &ConfigErrors, output: &mut Output) -> Ending {
    let count = match errors.mistakes.len() {
        1 => "There is a mistake".to_owned(),
        several => format!("There are {several} mistakes"),
    };
    output.complain(format_args!("{count} in the configuration:\n"));
    for mistake in &errors.mistakes {
        output.complain(format_args!("  {mistake}"));
    }
    for warning in &errors.warnings {
        output.complain(format_args!("  (warning) {warning}"));
    }
    Ending::Misconfigured
}

#[cfg(test)]
mod tests;
