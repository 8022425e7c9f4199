//! Looks an account up again before a refresh: the one question that the provider has for `login`.
//!
//! A refresh token outlives the login by weeks. In the meantime a handle can change hands and an
//! account can move or end, so before new tokens are given somebody looks again. Who, and how, is
//! not known here.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use crate::client::Client;
use crate::oidc::protocol::subject::Profile;

/// Whoever can look.
pub trait Recognise: Debug + Send + Sync {
    /// What may be told `client` about `account` now.
    fn recognise<'a>(&'a self, account: &'a str, client: &'a Client) -> Recognition<'a>;
}

/// The answer, once it is known.
pub type Recognition<'a> = Pin<Box<dyn Future<Output = Result<Profile, Unrecognised>> + Send + 'a>>;

/// Why nothing may be told.
#[derive(Debug, thiserror::Error)]
pub enum Unrecognised {
    /// The account is gone or has moved: only a new login can help, whoever asks.
    #[error("the account has to sign in anew")]
    Lost,
    /// The account is what it was, but its person may not sign in at this relying party any more.
    #[error("the person may not sign in at this relying party any more")]
    NotAdmitted,
    /// Nobody can tell just now, and it has been so for too long.
    #[error("the account cannot be looked up at present")]
    Unknown,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] crate::db::DbError),
}
