//! Account check: looks an account up again before a refresh. The one question that the provider has for
//! `login`.
//!
//! A refresh token outlives the login by weeks. In the meantime a handle can change hands and an account
//! can move or end. Who looks it up, and how, is not known here.

use std::future::Future;
use std::pin::Pin;

use crate::client::Client;
use crate::oidc::protocol::subject::Profile;

/// Looks accounts up.
pub trait CheckAccount: Send + Sync {
    /// The claims about `account` that `client` may get now.
    fn check_account<'a>(&'a self, account: &'a str, client: &'a Client) -> AccountCheck<'a>;
}

/// The answer to come.
pub type AccountCheck<'a> =
    Pin<Box<dyn Future<Output = Result<Profile, AccountCheckError>> + Send + 'a>>;

/// Why nothing is granted.
#[derive(Debug, thiserror::Error)]
pub enum AccountCheckError {
    /// The account is gone or has moved: only a new login can help, at any client.
    #[error("the account has to sign in anew")]
    Lost,
    /// The account is what it was, but its person may not sign in at this relying party any more.
    #[error("the person may not sign in at this relying party any more")]
    NotAdmitted,
    /// The account cannot be looked up now, and could not for too long.
    #[error("the account cannot be looked up at present")]
    Unknown,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] crate::db::DbError),
}
