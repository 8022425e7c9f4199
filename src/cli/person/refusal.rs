//! Why `atlogin person` did nothing: a message for the operator, and an exit code.

use crate::atproto::IdentifierFault;
use crate::cli::output::{Ending, Output};
use crate::db::DbError;
use crate::server::service::BuildError;

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The person is not named as they should be.
    #[error("{0:?} is neither a handle nor a DID: {1}; write one such as alice.bsky.social")]
    NoName(String, IdentifierFault),
    /// The text names a server.
    #[error("{0:?} names a server and no person; write a handle or a DID")]
    Server(String),
    /// Several accounts had that handle; each is a line of its own.
    #[error(
        "several accounts have had the handle {0:?} here; give the DID of the one you mean:{1}"
    )]
    Several(String, String),
    /// Nobody has that handle, as far as it can be told.
    #[error(
        "nobody with the handle {0:?} is known here, and it leads to no account now: {1}; give the DID"
    )]
    Unknown(String, String),
    /// Nothing is stored of them.
    #[error("nothing is stored of {0}")]
    Nothing(String),
    /// They are not blocked.
    #[error(
        "{0} is not blocked; `atlogin person show` says where somebody may sign in, and why not"
    )]
    NotBlocked(String),
    /// The operator was asked, and did not say yes.
    #[error("nothing was changed; answer y, or use --yes")]
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
        let is_misuse = matches!(self, Self::NoName(..) | Self::Server(_) | Self::Several(..));
        if is_misuse { Ending::Misconfigured } else { Ending::Failed }
    }
}
