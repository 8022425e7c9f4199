//! The errors of `atlogin client` and `atlogin config`: each a sentence for the operator and an exit code.
//!
//! Also how these commands reach the database, so that a refusal there is printed like any other.

use crate::cli::database::with_database;
use crate::cli::output::{Ending, Output};
use crate::cli::preset::Misfit;
use crate::config::Config;
use crate::db::{Db, DbError};

/// Why a command about clients did nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
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
    pub(crate) fn say(&self, output: &mut Output) -> Ending {
        output.complain(format_args!("atlogin: {self}"));
        let is_misuse = matches!(
            self,
            Self::NoRedirectUri
                | Self::Settings(_)
                | Self::Preset(_)
                | Self::Set(..)
                | Self::SecretArgument(_)
        );
        if is_misuse { Ending::Misconfigured } else { Ending::Failed }
    }
}

/// Does `work` on the database; what it refuses is complained of.
pub(crate) fn in_database(
    config: &Config,
    output: &mut Output,
    work: impl AsyncFnOnce(&Db, &mut Output) -> Result<Ending, Refusal>,
) -> Ending {
    with_database(config, output, async |db, output| {
        Ok(work(db, output).await.unwrap_or_else(|refusal| refusal.say(output)))
    })
}

/// Refuses to touch a client of the configuration file.
pub(super) fn refuse_configured(config: &Config, client_id: &str) -> Result<(), Refusal> {
    if config.clients.iter().any(|client| client.client_id == client_id) {
        return Err(Refusal::InConfiguration(client_id.to_owned()));
    }
    Ok(())
}
