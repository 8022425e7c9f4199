//! The errors of `atlogin client` and `atlogin config`.
//! Each is a message for the operator and an exit code.
//!
//! The file also opens the database for these commands, so that an error there is printed in the
//! same way.

use std::path::PathBuf;

use crate::cli::database::{with_database, with_new_database};
use crate::cli::output::{Ending, Output};
use crate::cli::preset::Misfit;
use crate::config::{Config, ConfigErrors};
use crate::db::{Db, DbError};
use crate::document::Finding;

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// A client of that name already exists.
    #[error(
        "there already is a client {0:?}; `atlogin client show` shows it, `atlogin client set` changes it; \
         for another relying party choose another name"
    )]
    AlreadyThere(String),
    /// The configuration file has a client of that name, which takes precedence.
    #[error("the client {0:?} is defined in the configuration file; change it there")]
    InConfiguration(String),
    /// The client is part of ATLogin.
    #[error("the client {0:?} is built in, and has no settings")]
    BuiltIn(String),
    /// The sections to import are wrong; each mistake is a line of its own.
    #[error("nothing was imported:{0}")]
    Import(String),
    /// Clients of these names exist.
    #[error("nothing was imported, because these are there already: {0}; --replace changes them")]
    ThereToImport(String),
    /// The file to import cannot be read.
    #[error("{} cannot be read: {}", .0.display(), .1)]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// No client has that name.
    #[error("there is no client {0:?}; `atlogin client list` shows all clients")]
    NoSuchClient(String),
    /// The operator was asked, and did not say yes.
    #[error("nothing was changed; answer y, or use --yes")]
    NotConfirmed,
    /// The client has no secret to replace.
    #[error("the client {0:?} has no secret: it authenticates in another way, or not at all")]
    NoSecret(String),
    /// There is no redirect URI.
    #[error("name the address of the client: with --redirect-uri, or with --preset and --url")]
    NoRedirectUri,
    /// There is an address, but nothing knows what follows it.
    #[error(
        "--url alone does not say where the client is answered, because `generic` knows no program; add \
         --redirect-uri with what the program calls its callback or redirect URI"
    )]
    UrlAlone,
    /// The issuer would be that of a service on this machine.
    #[error(
        "no configuration file was named, so the client would be sent to {issuer}, which {redirect_uri} \
         cannot reach; name the file of the service: atlogin --config /etc/atlogin/atlogin.toml client add …"
    )]
    NoConfiguration {
        /// The issuer by default.
        issuer: String,
        /// A redirect URI on another machine.
        redirect_uri: String,
    },
    /// The settings are wrong; each mistake is a line of its own.
    #[error("the client cannot be added:{0}")]
    Settings(String),
    /// The new settings are wrong; each mistake is a line of its own.
    #[error("the client cannot be changed:{0}")]
    Change(String),
    /// The preset lacks an option, or does not fit the client.
    #[error(transparent)]
    Preset(#[from] Misfit),
    /// This is no valid setting.
    #[error("{0:?} cannot be used: {1}")]
    Set(String, String),
    /// There is a secret on the command line.
    #[error(
        "{0} would show a secret to every user of this machine; `atlogin client add` and `rotate-secret` \
         make one themselves"
    )]
    SecretArgument(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DbError),
}

impl Refusal {
    /// Prints the error.
    pub(crate) fn say(&self, output: &mut Output) -> Ending {
        output.complain(format_args!("atlogin: {self}"));
        let is_misuse = matches!(
            self,
            Self::NoRedirectUri
                | Self::UrlAlone
                | Self::NoConfiguration { .. }
                | Self::Settings(_)
                | Self::Change(_)
                | Self::Import(_)
                | Self::Unreadable(..)
                | Self::Preset(_)
                | Self::Set(..)
                | Self::SecretArgument(_)
        );
        if is_misuse { Ending::Misconfigured } else { Ending::Failed }
    }
}

/// The mistakes of settings, each on a line of its own.
pub(super) fn mistakes(errors: &ConfigErrors) -> String {
    let lines = errors.mistakes.iter().flat_map(|mistake| ["\n  ".to_owned(), said(mistake)]);
    lines.collect()
}

/// Prints the warnings about settings that work. They are no part of the result.
pub(super) fn warn(warnings: &[Finding], output: &mut Output) {
    for warning in warnings {
        output.complain(format_args!("atlogin: warning: {}", said(warning)));
    }
}

pub(super) fn said(Finding { place, fact }: &Finding) -> String {
    format!("{} {fact}", place.setting().unwrap_or("the client"))
}

/// Does `work` on the database, and prints its error.
pub(crate) fn in_database(
    config: &Config,
    output: &mut Output,
    work: impl AsyncFnOnce(&Db, &mut Output) -> Result<Ending, Refusal>,
) -> Ending {
    with_database(config, output, async |db, output| {
        Ok(work(db, output).await.unwrap_or_else(|refusal| refusal.say(output)))
    })
}

/// The same, before the first start of the service too.
pub(super) fn in_new_database(
    config: &Config,
    output: &mut Output,
    work: impl AsyncFnOnce(&Db, &mut Output) -> Result<Ending, Refusal>,
) -> Ending {
    with_new_database(config, output, async |db, output| {
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
