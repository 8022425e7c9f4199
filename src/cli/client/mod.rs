//! `atlogin client`: the relying parties in the database, which a daemon that runs asks anew at each
//! question.
//!
//! In: the command line. Out: rows of the database, and what the operator of the relying party needs. A
//! client of the configuration file is shown here, and changed only there.

mod add;
mod facts;
pub(super) mod refusal;
mod remove;
mod rotate;
mod settings;
mod show;

use clap::Subcommand;

use super::output::{Ending, Output};
use crate::config::{Config, Sources};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Let a relying party in, and print what to set up on its side
    Add(Box<add::Arguments>),
    /// List all relying parties, those of the configuration file too
    List(show::ListArguments),
    /// Show the settings of one
    Show(show::Arguments),
    /// Make a new secret; the one before works on for a while
    RotateSecret(rotate::Arguments),
    /// Remove one: its secret, its codes and its tokens end at once
    Remove(remove::Arguments),
}

pub(super) fn run(
    command: Command,
    sources: &Sources,
    config: &Config,
    output: &mut Output,
) -> Ending {
    let done = match command {
        Command::Add(arguments) => add::run(*arguments, sources, config, output),
        Command::List(arguments) => Ok(show::list(&arguments, config, output)),
        Command::Show(arguments) => Ok(show::one(&arguments, config, output)),
        Command::RotateSecret(arguments) => rotate::run(&arguments, config, output),
        Command::Remove(arguments) => remove::run(&arguments, config, output),
    };
    done.unwrap_or_else(|refusal| refusal.say(output))
}
