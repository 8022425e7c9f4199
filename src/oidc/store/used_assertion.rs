//! Used client assertions: each is accepted once (RFC 7523 §3, `jti`).
//!
//! This file owns the table `used_assertion`. A row stays as long as its assertion could be used
//! again, which [`crate::oidc::protocol::client_assertion`] limits.

use crate::db::{Db, DbError, Sweep, sql};
use crate::secret::SecretHash;

pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "DELETE FROM used_assertion WHERE jti_hash IN (
         SELECT jti_hash FROM used_assertion WHERE expires_at <= $1 LIMIT $2)",
);

/// Whether the assertion `jti` of the client was used before. Only [`take`] decides that it was not.
pub(crate) async fn is_used(db: &Db, client_id: &str, jti: &str) -> Result<bool, DbError> {
    let hash = SecretHash::of(&[client_id.as_bytes(), jti.as_bytes()]);
    let statement = "SELECT 1 FROM used_assertion WHERE jti_hash = $1";
    let found: Option<i64> = sql!(statement, hash).optional_value(db.reader()).await?;
    Ok(found.is_some())
}

/// Marks the assertion `jti` of the client as used. Returns `false` if it was used before. One
/// statement decides, so that exactly one of several concurrent requests succeeds. It is on the disk
/// before the client is answered, because after a power cut the same assertion would count again.
pub(crate) async fn take(
    db: &Db,
    client_id: &str,
    jti: &str,
    forgotten_at: i64,
) -> Result<bool, DbError> {
    let hash = SecretHash::of(&[client_id.as_bytes(), jti.as_bytes()]);
    let statement =
        "INSERT INTO used_assertion (jti_hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let mut transaction = db.begin_durable().await?;
    if sql!(statement, hash, forgotten_at).execute(&mut *transaction).await? == 0 {
        return Ok(false);
    }
    transaction.commit().await?;
    Ok(true)
}
