//! Pushed authorization requests (RFC 9126), kept until a browser brings their `request_uri`.
//!
//! This file owns the table `pushed_request`. It stores the checked request, and its `request_uri`
//! only as a hash, so that a reader of the database cannot begin a sign-in with it. The number of
//! requests per client is limited, and the oldest are deleted first, just as for logins that no
//! browser has opened.

use std::num::NonZeroU32;

use crate::db::{Db, DbError, Sweep, sql};
use crate::oidc::protocol::authorization_request::AuthorizationRequest;
use crate::secret::{Secret, SecretHash};
use crate::telemetry::{LoginNumber, current_login};

pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "DELETE FROM pushed_request WHERE request_uri_hash IN (
         SELECT request_uri_hash FROM pushed_request WHERE expires_at <= $1 LIMIT $2)",
);

/// How long a `request_uri` is valid, in seconds (RFC 9126 §2.2: 5 to 600).
pub(crate) const LIFETIME: i64 = 90;

/// How many bytes all pushed requests may take up. A request takes up less than 1 KiB.
const MOST_BYTES: i64 = 8 * 1024 * 1024;
const SUM: &str = "SELECT COALESCE(SUM(length(CAST(request AS BLOB))), 0) FROM pushed_request";

/// The requests to delete, so that those that are left take up three quarters of `$1` bytes: the oldest of
/// the clients that pushed most.
const EXCESS: &str = "
    WITH counted AS (
        SELECT request_uri_hash AS hash, length(CAST(request AS BLOB)) AS bytes, client_id, number
        FROM pushed_request
    ), clients AS (
        SELECT hash, bytes, SUM(bytes) OVER (PARTITION BY client_id ORDER BY number DESC) AS of_client
        FROM counted
    ), all_of_them AS (
        SELECT hash, bytes, SUM(bytes) OVER (ORDER BY of_client DESC, hash) AS so_far,
               SUM(bytes) OVER () AS sum
        FROM clients
    )
    SELECT hex(hash) FROM all_of_them WHERE so_far - bytes < sum - $1 / 4 * 3
    LIMIT 10000";

/// The beginning of each of our `request_uri` values (RFC 9126 §2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// A request that was stored.
#[derive(Debug)]
pub(crate) struct Pushed {
    pub(crate) request_uri: String,
    /// Its size.
    pub(crate) bytes: usize,
}

/// Whether a `request_uri` is one of ours. Any other is an address that we would have to fetch.
pub(crate) fn is_ours(request_uri: &str) -> bool {
    request_uri.starts_with(PREFIX)
}

/// Stores a request and returns its `request_uri`. At most `most` requests of its client are kept;
/// any number if `None`.
pub(crate) async fn remember(
    db: &Db,
    request: &AuthorizationRequest,
    most: Option<NonZeroU32>,
    now: i64,
) -> Result<Pushed, DbError> {
    let request_uri = format!("{PREFIX}{}", Secret::mint().expose());
    let text = serde_json::to_string(request)?;
    let bytes = text.len();
    let mut transaction = db.begin().await?;
    let statement =
        "INSERT INTO pushed_request (request_uri_hash, client_id, request, expires_at, number, login)
         SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1, $5 FROM pushed_request
         WHERE client_id = $2";
    let (expires_at, login) = (now.saturating_add(LIFETIME), LoginNumber::stored(current_login()));
    sql!(statement, hash(&request_uri), &request.client_id, text, expires_at, login)
        .execute(&mut *transaction)
        .await?;
    if let Some(most) = most {
        let statement = "DELETE FROM pushed_request WHERE client_id = $1
             AND number <= (SELECT MAX(number) FROM pushed_request WHERE client_id = $1) - $2";
        sql!(statement, &request.client_id, i64::from(most.get()))
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(Pushed { request_uri, bytes })
}

/// Deletes requests until what is left fits into its budget of bytes.
pub(crate) async fn keep_within_budget(db: &Db) -> Result<(), DbError> {
    let sum: i64 = sql!(SUM).value(db.reader()).await?;
    if sum <= MOST_BYTES {
        return Ok(());
    }
    let hashes = sql!(EXCESS, MOST_BYTES).all_values(db.reader()).await?;
    let statement = "DELETE FROM pushed_request WHERE request_uri_hash IN (
         SELECT unhex(value) FROM json_each($1))";
    db.delete_keys(statement, &hashes).await
}

/// Takes the request of that `request_uri`, once and only for the client that pushed it, and the number of the
/// login that began with it.
pub(crate) async fn take(
    db: &Db,
    client_id: &str,
    request_uri: &str,
    now: i64,
) -> Result<Option<(AuthorizationRequest, Option<LoginNumber>)>, DbError> {
    let statement = "UPDATE pushed_request SET used_at = $1
         WHERE request_uri_hash = $2 AND client_id = $3 AND used_at IS NULL AND expires_at > $1
         RETURNING request, login";
    let row: Option<(String, String)> =
        sql!(statement, now, hash(request_uri), client_id).optional(db.writer()).await?;
    let Some((request, login)) = row else { return Ok(None) };
    Ok(Some((serde_json::from_str(&request)?, LoginNumber::parse(&login))))
}

fn hash(request_uri: &str) -> SecretHash {
    SecretHash::of(&[request_uri.as_bytes()])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn a_client_that_pushes_too_much_displaces_its_own_requests() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let push = async |client: &str, state: usize| {
            let request = json!({
                "client_id": client, "redirect_uri": "https://rp.example/cb", "scope": ["openid"],
                "state": "x".repeat(state),
            });
            let request = serde_json::from_value(request).unwrap();
            remember(&db, &request, None, 0).await.unwrap().request_uri
        };
        let other = push("other", 1).await;
        let mut pushed = Vec::new();
        for _ in 0..100 {
            pushed.push(push("greedy", 100 * 1024).await);
        }
        keep_within_budget(&db).await.unwrap();
        let sum: i64 = sql!(SUM).value(db.reader()).await.unwrap();
        assert!((MOST_BYTES / 8 * 5..MOST_BYTES).contains(&sum), "{sum}");
        let takes = async |client, uri: &str| take(&db, client, uri, 1).await.unwrap().is_some();
        assert!(takes("other", &other).await);
        assert!(!takes("greedy", &pushed[0]).await && takes("greedy", &pushed[99]).await);
        keep_within_budget(&db).await.unwrap();
        let left: i64 = sql!(SUM).value(db.reader()).await.unwrap();
        assert_eq!(left, sum, "what fits stays");
    }
}
