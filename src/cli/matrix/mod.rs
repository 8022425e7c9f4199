//! `atlogin matrix`: helps whoever runs a Matrix server beside ATLogin.

mod claim;
mod claimed;
mod mas_calls;
mod named_account;
mod refusal;
mod synapse_calls;

use clap::Subcommand;

use super::output::{Ending, Output};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the calls that tie a Matrix account that is there already to an ATProto account
    Claim(claim::Arguments),
}

pub(super) fn run(command: &Command, config: &Config, output: &mut Output) -> Ending {
    match command {
        Command::Claim(arguments) => claim::run(arguments, config, output),
    }
}
