//! Why `atlogin matrix` prints no calls: a message for the operator, and an exit code.

use crate::atproto::{AccountStatusError, BeginError, IdentifierFault};
use crate::cli::output::{Ending, Output};
use crate::db::DbError;
use crate::server::service::BuildError;

/// Why nothing is printed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The Matrix account is not named as it should be.
    #[error(
        "{0:?} is no Matrix ID; write all of it, such as '@alice:example.org', as the account's own \
         settings show it"
    )]
    MatrixId(String),
    /// The ATProto account is not named as it should be.
    #[error("{0:?} is neither a handle nor a DID: {1}; write one such as alice.bsky.social")]
    Account(String, IdentifierFault),
    /// The text names a server.
    #[error("{0:?} names a server and no account; write a handle or a DID")]
    Server(String),
    /// No client has that name.
    #[error("there is no client {0:?}; `atlogin client list` shows all clients")]
    NoSuchClient(String),
    /// The client is something else.
    #[error(
        "the client {0:?} is no Matrix server: none of its redirect_uris ends with \
         /_synapse/client/oidc/callback (Synapse) or /upstream/callback/ULID (MAS)"
    )]
    NoMatrixServer(String),
    /// Nobody has that handle or DID.
    #[error("no account has the handle or DID {0:?}; check the spelling, and ask its person")]
    NoAccount(String),
    /// The account goes by another handle.
    #[error(
        "{0:?} names an account that has another handle now; ask its person for the handle of today, or \
         use the DID"
    )]
    OtherHandle(String),
    /// The account claims no handle.
    #[error(
        "{0:?} names the account {1}, which has no handle set up; if it is the right one, use its DID"
    )]
    NoHandle(String, String),
    /// The handle could not be checked.
    #[error(
        "the handle {0:?} cannot be verified just now, because servers are out; try again later, or ask \
         its person for the DID"
    )]
    Unverified(String),
    /// What is published about the account is wrong.
    #[error("{0:?} leads to no account that could sign in: {1}; its person has to correct that")]
    Faulty(String, String),
    /// The account cannot sign in.
    #[error("the account {0} is gone or not active, so nobody could sign in with it")]
    Gone(String),
    /// It cannot be looked up.
    #[error("{0:?} cannot be looked up: {1}; try again later")]
    Unknown(String, String),
    /// Nobody is there to answer.
    #[error(
        "there is no terminal to ask at; if both accounts are the right ones, run it again with --yes"
    )]
    NoTerminal,
    /// The operator said no.
    #[error("nothing is printed: you did not say yes")]
    NotConfirmed,
    /// The requests cannot be set up.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] DbError),
}

impl Refusal {
    /// Prints the error.
    pub(super) fn say(&self, output: &mut Output) -> Ending {
        output.complain(format_args!("atlogin: {self}"));
        let is_misuse = matches!(self, Self::MatrixId(_) | Self::Account(..) | Self::Server(_));
        if is_misuse { Ending::Misconfigured } else { Ending::Failed }
    }

    /// Why the account that was named by `text` was not found.
    pub(super) fn of_look_up(text: &str, error: &BeginError) -> Self {
        let text = text.to_owned();
        match error {
            BeginError::NoAccount => Self::NoAccount(text),
            BeginError::HandleNotClaimed => Self::OtherHandle(text),
            BeginError::NoHandle(did) => Self::NoHandle(text, did.as_str().to_owned()),
            BeginError::FaultyHandle(_) | BeginError::NoPds => {
                Self::Faulty(text, error.to_string())
            }
            BeginError::NoOAuth(_)
            | BeginError::NotAServer(_)
            | BeginError::ClientUnknown(_)
            | BeginError::LocalhostClientUnknown(_)
            | BeginError::NoFreshLogin(_)
            | BeginError::Server(_)
            | BeginError::Key(_) => Self::Unknown(text, error.to_string()),
        }
    }

    /// Why nothing is known of the account `did`.
    pub(super) fn of_status(did: &str, error: &AccountStatusError) -> Self {
        match error {
            AccountStatusError::Gone => Self::Gone(did.to_owned()),
            AccountStatusError::Unknown(fault) => Self::Unknown(did.to_owned(), fault.to_string()),
        }
    }
}
