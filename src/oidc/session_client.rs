//! Which relying parties a browser session has answered: whom a logout has to tell.
//!
//! This file owns the table `session_client`. A row goes with its session.

use crate::db::{Connection, DbError};

use super::subject::Subject;

/// Remembers that `client_id` was answered with `subject`. The caller commits.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn remember(
    connection: &mut Connection,
    client_id: &str,
    subject: &Subject,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO session_client (session_id, client_id, sub, sid) VALUES ($1, $2, $3, $4)
         ON CONFLICT (session_id, client_id) DO NOTHING",
    )
    .bind(subject.session().to_owned())
    .bind(client_id.to_owned())
    .bind(subject.sub().to_owned())
    .bind(subject.sid().to_owned())
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets a client that is no more. The caller commits.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn forget_client(connection: &mut Connection, client_id: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM session_client WHERE client_id = $1")
        .bind(client_id.to_owned())
        .execute(connection)
        .await?;
    Ok(())
}
