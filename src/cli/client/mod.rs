//! `atlogin client`: the relying parties in the database, which a daemon that runs asks anew at each
//! question.
//!
//! In: the command line. Out: rows of the database, and what the operator of the other side needs. A
//! client of the configuration file is shown, and changed only there.

mod add;
mod facts;
mod remove;
mod rotate;
mod settings;
mod show;

use clap::Subcommand;

use super::preset::Misfit;
use super::{Ending, Output, database};
use crate::config::{Config, Sources};
use crate::db::{Db, DbError};

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

/// Does `work` on the database; what it refuses is complained of.
pub(super) fn in_database(
    config: &Config,
    output: &mut Output,
    work: impl AsyncFnOnce(&Db, &mut Output) -> Result<Ending, Refusal>,
) -> Ending {
    database::with_database(config, output, async |db, output| {
        Ok(work(db, output).await.unwrap_or_else(|refusal| refusal.say(output)))
    })
}

/// Why a command about clients did nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// There is one of that name already.
    #[error(
        "there is a client {0:?} already; choose another name, or remove that one first with \
         `atlogin client remove`"
    )]
    AlreadyThere(String),
    /// The configuration file has one of that name, and its word counts first.
    #[error("the client {0:?} stands in the configuration file; change it there")]
    InConfiguration(String),
    /// There is none of that name.
    #[error("there is no client {0:?}; `atlogin client list` shows those there are")]
    NoSuchClient(String),
    /// It has no secret to be changed.
    #[error("the client {0:?} has no secret: it proves itself in another way, or not at all")]
    NoSecret(String),
    /// Nobody said where it is answered.
    #[error("say where the client is answered: by --redirect-uri, or by --preset and --url")]
    NoRedirectUri,
    /// The settings cannot be used; each mistake is a line of its own.
    #[error("the client cannot be added:{0}")]
    Settings(String),
    /// The preset cannot make settings out of what was said, or none of this client.
    #[error(transparent)]
    Preset(#[from] Misfit),
    /// `--set` is no setting.
    #[error("--set {0:?} cannot be used: {1}; write KEY=VALUE as in the configuration file")]
    Set(String, String),
    /// A secret on a command line.
    #[error(
        "--set {0} would show a secret to every user of this machine; `atlogin client add` makes \
         one itself"
    )]
    SecretArgument(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DbError),
}

impl Refusal {
    /// Complains of it.
    pub(super) fn say(&self, output: &mut Output) -> Ending {
        output.complain(format_args!("atlogin: {self}"));
        self.ending()
    }

    const fn ending(&self) -> Ending {
        match self {
            Self::NoRedirectUri
            | Self::Settings(_)
            | Self::Preset(_)
            | Self::Set(..)
            | Self::SecretArgument(_) => Ending::Misconfigured,
            Self::AlreadyThere(_)
            | Self::InConfiguration(_)
            | Self::NoSuchClient(_)
            | Self::NoSecret(_)
            | Self::Database(_) => Ending::Failed,
        }
    }
}

/// Refuses to touch a client of the configuration file.
fn refuse_configured(config: &Config, client_id: &str) -> Result<(), Refusal> {
    if config.clients.iter().any(|client| client.client_id == client_id) {
        return Err(Refusal::InConfiguration(client_id.to_owned()));
    }
    Ok(())
}
