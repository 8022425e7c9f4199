//! `atlogin person`: what is stored of somebody, and what ends it.
//!
//! The commands work on the database beside a daemon that may be running. It reads a block with each
//! account and session, and finds no session, code or token any more that a command has ended. So what a
//! command does is in force at once.

mod block;
mod ended;
mod erase;
mod export;
mod refusal;
mod show;
mod who;

use clap::Subcommand;

use self::who::Who;
use super::database::with_database;
use super::output::{Ending, Output};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what is stored of somebody, and where they may sign in
    Show {
        #[command(flatten)]
        who: Who,
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Let somebody sign in nowhere any more, and end all that they have signed in to, at once
    Block {
        #[command(flatten)]
        who: Who,
        /// Why, for yourself. The person sees it among what is stored of them
        #[arg(long, value_name = "TEXT", default_value = "", value_parser = block::note)]
        note: String,
    },
    /// Let somebody sign in again
    Unblock {
        #[command(flatten)]
        who: Who,
    },
    /// End all sessions and tokens of somebody. They may sign in again
    EndSessions {
        #[command(flatten)]
        who: Who,
    },
    /// Print everything that is stored of somebody, as JSON, without secrets
    Export {
        #[command(flatten)]
        who: Who,
    },
    /// End all sessions and tokens of somebody, and delete what is stored of them
    Erase {
        #[command(flatten)]
        who: Who,
        /// Erase without asking
        #[arg(long)]
        yes: bool,
    },
}

pub(super) fn run(command: &Command, config: &Config, output: &mut Output) -> Ending {
    with_database(config, output, async |db, output| {
        let place = (db, config);
        let done = match command {
            Command::Show { who, json } => show::run(who, *json, place, output).await,
            Command::Block { who, note } => block::run(who, note, place, output).await,
            Command::Unblock { who } => block::end(who, place, output).await,
            Command::EndSessions { who } => ended::run(who, place, output).await,
            Command::Export { who } => export::run(who, place, output).await,
            Command::Erase { who, yes } => erase::run(who, *yes, place, output).await,
        };
        Ok(done.unwrap_or_else(|refusal| refusal.say(output)))
    })
}
