//! Logout requests that wait for the browser, and then perhaps for the person's answer.
//!
//! This file owns the table `pending_logout`. The identifier only finds the request. The session of
//! the browser decides what happens.

use std::num::NonZeroU32;

use super::budget::{Remembered, Site};
use crate::db::{Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::oidc::protocol::logout_request::LogoutRequest;
use crate::secret::random_bytes;

pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "DELETE FROM pending_logout WHERE id IN (
         SELECT id FROM pending_logout WHERE expires_at <= $1 LIMIT $2)",
);

/// How long a person has to answer, in seconds.
const LIFETIME: i64 = 60 * 60;

/// How many bytes all requests may take up. A request takes up less than 1 KiB, and
/// with the longest `state` and address 10 KiB.
const MOST_BYTES: i64 = 4 * 1024 * 1024;

/// The requests to delete, so that those that are left take up three quarters of `$1` bytes. The site
/// that stored most loses its oldest: a flood displaces itself.
const EXCESS: &str = "
    WITH counted AS (
        SELECT id, length(CAST(request AS BLOB)) AS bytes, site, expires_at FROM pending_logout
    ), sites AS (
        SELECT id, bytes, SUM(bytes) OVER (PARTITION BY site ORDER BY expires_at DESC, id) AS of_site
        FROM counted
    ), all_of_them AS (
        SELECT id, bytes, SUM(bytes) OVER (ORDER BY of_site DESC, id) AS so_far,
               SUM(bytes) OVER () AS sum
        FROM sites
    )
    SELECT id FROM all_of_them WHERE so_far - bytes < sum - $1 / 4 * 3
    LIMIT 10000";

/// Stores a request of `site`.
pub(crate) async fn remember(
    db: &Db,
    request: &LogoutRequest,
    site: Site,
    now: i64,
) -> Result<Remembered, DbError> {
    let id = base64url(random_bytes::<16>());
    let request = serde_json::to_string(request)?;
    let bytes = request.len();
    sql!(
        "INSERT INTO pending_logout (id, request, expires_at, site) VALUES ($1, $2, $3, $4)",
        &id,
        request,
        now.saturating_add(LIFETIME),
        site.number()
    )
    .execute(db.writer())
    .await?;
    Ok(Remembered { id, bytes })
}

/// Deletes requests until what is left fits into its budget of bytes.
pub(crate) async fn keep_within_budget(db: &Db) -> Result<(), DbError> {
    let sum = sql!("SELECT COALESCE(SUM(length(CAST(request AS BLOB))), 0) FROM pending_logout");
    let sum: i64 = sum.value(db.reader()).await?;
    if sum <= MOST_BYTES {
        return Ok(());
    }
    let ids = sql!(EXCESS, MOST_BYTES).all_values(db.reader()).await?;
    db.delete_keys("DELETE FROM pending_logout WHERE id IN (SELECT value FROM json_each($1))", &ids)
        .await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_site_that_stores_too_much_displaces_its_own_requests() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let request = |state: usize| {
            let mut request = LogoutRequest::default();
            request.state = Some("x".repeat(state));
            request
        };
        let other = remember(&db, &request(1), Site::of(1), 0).await.unwrap().id;
        for second in 0..100 {
            remember(&db, &request(100 * 1024), Site::of(2), second).await.unwrap();
        }
        let newest = remember(&db, &request(1), Site::of(2), 100).await.unwrap().id;
        keep_within_budget(&db).await.unwrap();
        let rows = sql!("SELECT count(*) FROM pending_logout");
        let rows: i64 = rows.value(db.reader()).await.unwrap();
        assert!((26..42).contains(&rows), "{rows}");
        for id in [other, newest] {
            assert!(find(&db, &id, 100).await.unwrap().is_some());
        }
    }
}
