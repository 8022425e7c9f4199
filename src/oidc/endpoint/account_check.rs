//! Account check: how the provider has `login` look up an account before a refresh.
//!
//! A refresh token outlives the login by weeks. In the meantime a handle can pass to another
//! account, and an account can move or end.

use std::future::Future;
use std::pin::Pin;

use crate::client::Client;
use crate::db::{Connection, DbError};
use crate::oidc::protocol::subject::Profile;

/// Looks up accounts.
pub trait CheckAccount: Send + Sync {
    /// The claims about `account` that `client` may get now.
    fn check_account<'a>(&'a self, account: &'a str, client: &'a Client) -> AccountCheck<'a>;

    /// Whether the person of `account` may still be told of to `client`, by what is stored and the rules of
    /// now. No server is asked: what only a server can say is asked at the next refresh.
    fn is_admitted<'a>(
        &'a self,
        account: &'a str,
        client: &'a Client,
    ) -> Pin<Box<dyn Future<Output = Result<bool, DbError>> + Send + 'a>>;

    /// Notes that a relying party is told these names of `account` (localpart, e-mail address): from now
    /// on they are its own for ever. The caller commits.
    fn names_told<'a>(
        &'a self,
        connection: &'a mut Connection,
        account: &'a str,
        names: &'a [String],
    ) -> Pin<Box<dyn Future<Output = Result<(), DbError>> + Send + 'a>>;
}

/// The future that [`CheckAccount::check_account`] returns.
pub type AccountCheck<'a> =
    Pin<Box<dyn Future<Output = Result<Profile, AccountCheckError>> + Send + 'a>>;

/// Why no claims are returned.
#[derive(Debug, thiserror::Error)]
pub enum AccountCheckError {
    /// The account is gone or has moved: the person has to sign in again at every client.
    #[error("the account has to sign in again")]
    Lost,
    /// The account is unchanged, but the person may no longer sign in at this relying party.
    #[error("the person may not sign in at this relying party any more")]
    NotAdmitted,
    /// The account cannot be looked up now, and the last successful look-up is too long ago.
    #[error("the account cannot be looked up at present")]
    Unknown,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] DbError),
}
