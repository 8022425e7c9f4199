//! Ending what relying parties hold, across the tables that have it.
//!
//! Nothing is fetched and nobody is told: whoever ends something decides why, and whom to tell.

use super::{access_token, authorization_code, refresh_token};
use crate::db::{Connection, Db, DbError};
use crate::secret::SecretHash;

/// Ends every token, of either kind, that came of one code: somebody has a copy of it, or the client
/// gave it back. Says how many there were.
///
/// # Errors
/// [`DbError`] if the storage fails. Then all of them are still good, and the caller must not say
/// otherwise.
pub async fn end_family(db: &Db, code_hash: &SecretHash) -> Result<u64, DbError> {
    let mut transaction = db.begin().await?;
    let refresh_tokens = refresh_token::end_family(&mut transaction, code_hash).await?;
    let access_tokens = access_token::end_family(&mut transaction, code_hash).await?;
    transaction.commit().await?;
    Ok(refresh_tokens.saturating_add(access_tokens))
}

/// Ends every code and every token of one account, whichever client has them. The caller commits.
/// Says how many tokens there were.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn end_all_of_account(
    connection: &mut Connection,
    account: &str,
) -> Result<u64, DbError> {
    authorization_code::end_all_of_account(connection, account).await?;
    let refresh_tokens = refresh_token::end_all_of_account(connection, account).await?;
    let access_tokens = access_token::end_all_of_account(connection, account).await?;
    Ok(refresh_tokens.saturating_add(access_tokens))
}

/// Ends every code and every token that one client has for one account. The caller commits. Says how
/// many tokens there were.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn end_all_between(
    connection: &mut Connection,
    account: &str,
    client_id: &str,
) -> Result<u64, DbError> {
    authorization_code::end_all_between(connection, account, client_id).await?;
    let refresh_tokens = refresh_token::end_all_between(connection, account, client_id).await?;
    let access_tokens = access_token::end_all_between(connection, account, client_id).await?;
    Ok(refresh_tokens.saturating_add(access_tokens))
}
