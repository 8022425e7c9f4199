//! Logout requests that wait for the browser, and then perhaps for the person's answer.
//!
//! This file owns the table `pending_logout`. The identifier only finds the request. The session of
//! the browser decides what happens.

use std::num::NonZeroU32;

use crate::db::{Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::oidc::protocol::logout_request::LogoutRequest;
use crate::secret::random_bytes;

pub(crate) const SWEEP: Sweep = Sweep::at_once("DELETE FROM pending_logout WHERE expires_at <= $1");

/// How long a person has to answer, in seconds.
const LIFETIME: i64 = 60 * 60;

/// Stores a request and gives the identifier of its page.
pub(crate) async fn remember(
    db: &Db,
    request: &LogoutRequest,
    now: i64,
) -> Result<String, DbError> {
    let id = base64url(random_bytes::<16>());
    sql!(
        "INSERT INTO pending_logout (id, request, expires_at) VALUES ($1, $2, $3)",
        &id,
        serde_json::to_string(request)?,
        now.saturating_add(LIFETIME)
    )
    .execute(db.writer())
    .await?;
    Ok(id)
}

/// Forgets all but the newest `most`: anyone can make us store requests.
pub(crate) async fn forget_oldest(db: &Db, most: NonZeroU32) -> Result<(), DbError> {
    let statement = "DELETE FROM pending_logout
         WHERE rowid <= (SELECT MAX(rowid) FROM pending_logout) - $1";
    sql!(statement, i64::from(most.get())).execute(db.writer()).await?;
    Ok(())
}

/// The request of that page. A reload or the back button may ask for it again.
pub(crate) async fn find(db: &Db, id: &str, now: i64) -> Result<Option<LogoutRequest>, DbError> {
    let request: Option<String> =
        sql!("SELECT request FROM pending_logout WHERE id = $1 AND expires_at > $2", id, now)
            .optional_value(db.reader())
            .await?;
    Ok(request.map(|request| serde_json::from_str(&request)).transpose()?)
}
