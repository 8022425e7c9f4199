//! `atlogin client`: manages the relying parties in the database.
//! A running daemon reads them at each use.
//!
//! The commands change the database, and print what the operator of the relying party needs. They
//! can show a client of the configuration file, but not change it. `export` and `import` carry clients
//! from one to the other.

mod add;
mod export;
mod facts;
mod import;
pub(super) mod refusal;
mod remove;
mod rotate;
mod set;
mod settings;
mod show;

use clap::Subcommand;

use super::output::{Ending, Output};
use crate::config::{Config, Sources};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a relying party, and print its configuration
    Add(Box<add::Arguments>),
    /// List all relying parties, those of the configuration file too
    List {
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Show the settings of one
    Show {
        /// Its name in the protocol
        #[arg(value_name = "CLIENT")]
        client_id: String,
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Change settings of one; its secret stays, and so do its people
    Set(set::Arguments),
    /// Make a new secret; the old one keeps working for a while
    RotateSecret(rotate::Arguments),
    /// Print clients as sections of the configuration file; of secrets only the hashes
    Export(export::Arguments),
    /// Add clients from such sections
    Import(import::Arguments),
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
        Command::List { json } => Ok(show::list(json, config, output)),
        Command::Show { client_id, json } => Ok(show::one(&client_id, json, config, output)),
        Command::Set(arguments) => set::run(&arguments, sources, config, output),
        Command::RotateSecret(arguments) => rotate::run(&arguments, config, output),
        Command::Export(arguments) => Ok(export::run(&arguments, config, output)),
        Command::Import(arguments) => import::run(&arguments, sources, config, output),
        Command::Remove(arguments) => Ok(remove::run(&arguments, config, output)),
    };
    done.unwrap_or_else(|refusal| refusal.say(output))
}
