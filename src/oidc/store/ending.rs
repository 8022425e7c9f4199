//! Ending what relying parties hold, across the tables that have it.
//!
//! Nothing is fetched and nobody is told: whoever ends something decides why, and whom to tell. What
//! each table keeps, and why, stands in the file that owns it.

use super::{access_token, authorization_code, refresh_token};
use crate::db::{Connection, Db, DbError};
use crate::secret::SecretHash;

/// Whose codes and tokens end.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// All that this client holds: it is removed.
    Client(&'a str),
    /// What came of this browser session of this account, but for what is meant to outlive it.
    Session {
        /// Whose session.
        account: &'a str,
        /// Which.
        id: &'a str,
    },
    /// All of this account, whichever client holds it.
    Account(&'a str),
    /// All of this account that this client holds.
    Between(&'a str, &'a str),
    /// The tokens that came of this code, at first or by a refresh.
    Family(&'a SecretHash),
}

/// Ends them, and says how many tokens there were. The caller commits.
///
/// # Errors
/// [`DbError`] if the storage fails. Then all of them are still good, and the caller must not say
/// otherwise.
pub async fn end(connection: &mut Connection, whose: Whose<'_>) -> Result<u64, DbError> {
    authorization_code::end(connection, &whose).await?;
    let refresh_tokens = refresh_token::end(connection, &whose).await?;
    let access_tokens = access_token::end(connection, &whose).await?;
    Ok(refresh_tokens.saturating_add(access_tokens))
}

/// Ends every token that came of one code: somebody has a copy of it, or the client gave it back.
/// Says how many there were.
///
/// # Errors
/// As [`end`].
pub async fn end_family(db: &Db, code_hash: &SecretHash) -> Result<u64, DbError> {
    let mut transaction = db.begin().await?;
    let ended = end(&mut transaction, Whose::Family(code_hash)).await?;
    transaction.commit().await?;
    Ok(ended)
}
