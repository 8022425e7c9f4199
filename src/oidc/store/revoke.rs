//! Revokes codes and tokens, across the tables that hold them.
//!
//! No relying party is notified here: the caller decides that. What each table keeps, and why, is
//! described in the file that owns it.

use super::granted::RevokeScope;
use super::{access_token, authorization_code, refresh_token};
use crate::db::{Connection, Db, DbError};

/// Revokes everything in `scope`, and returns the number of tokens. The caller commits.
///
/// # Errors
/// [`DbError`] if the storage fails. Then nothing is revoked, and the caller must not report
/// success.
pub async fn revoke(connection: &mut Connection, scope: RevokeScope<'_>) -> Result<u64, DbError> {
    authorization_code::REVOKE.delete(connection, scope).await?;
    let refresh_tokens = refresh_token::REVOKE.delete(connection, scope).await?;
    let access_tokens = access_token::REVOKE.delete(connection, scope).await?;
    Ok(refresh_tokens.saturating_add(access_tokens))
}

/// Like [`revoke`], but in a transaction of its own.
pub async fn revoke_at_once(db: &Db, scope: RevokeScope<'_>) -> Result<u64, DbError> {
    let mut transaction = db.begin_durable().await?;
    let revoked = revoke(&mut transaction, scope).await?;
    transaction.commit().await?;
    Ok(revoked)
}
