//! Revokes codes and tokens, across the tables that hold them.
//!
//! Nobody is notified here: whoever revokes decides why, and whom to tell. What each table keeps, and
//! why, stands in the file that owns it.

use super::granted::RevokeScope;
use super::{access_token, authorization_code, refresh_token};
use crate::db::{Connection, Db, DbError};
use crate::secret::SecretHash;

/// Revokes everything in `scope`, and says how many tokens there were. The caller commits.
///
/// # Errors
/// [`DbError`] if the storage fails. Then all of them are still good, and the caller must not say
/// otherwise.
pub async fn revoke(connection: &mut Connection, scope: RevokeScope<'_>) -> Result<u64, DbError> {
    authorization_code::REVOKE.delete(connection, scope).await?;
    let refresh_tokens = refresh_token::REVOKE.delete(connection, scope).await?;
    let access_tokens = access_token::REVOKE.delete(connection, scope).await?;
    Ok(refresh_tokens.saturating_add(access_tokens))
}

/// Revokes every token that came of one code: somebody has a copy of it, or the client gave it back.
/// Says how many there were.
pub async fn revoke_family(db: &Db, code_hash: &SecretHash) -> Result<u64, DbError> {
    let mut transaction = db.begin().await?;
    let revoked = revoke(&mut transaction, RevokeScope::Family(code_hash)).await?;
    transaction.commit().await?;
    Ok(revoked)
}
