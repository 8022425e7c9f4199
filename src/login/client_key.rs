//! The key by which this ATLogin proves itself to authorization servers (`private_key_jwt`).
//!
//! This file owns the table `client_key`. Servers bind a login to the key it began with, so the key
//! is made once and kept, under a `kid` that is its thumbprint (RFC 7638).

use crate::db::{Db, DbError};
use crate::jws::Es256Key;

/// Loads the key, and makes it if there is none.
///
/// # Errors
/// [`DbError`] if the storage fails or the stored key cannot be used.
pub async fn load_or_generate(db: &Db, now: i64) -> Result<Es256Key, DbError> {
    let stored: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT pkcs8 FROM client_key ORDER BY created_at DESC LIMIT 1")
            .fetch_optional(db.reader())
            .await?;
    if let Some(pkcs8) = stored {
        return Ok(Es256Key::from_pkcs8(&pkcs8)?);
    }
    let key = Es256Key::generate()?;
    sqlx::query("INSERT INTO client_key (kid, pkcs8, created_at) VALUES ($1, $2, $3)")
        .bind(key.thumbprint())
        .bind(key.pkcs8().to_vec())
        .bind(now)
        .execute(db.writer())
        .await?;
    db.make_durable().await?;
    Ok(key)
}
