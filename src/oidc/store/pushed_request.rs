//! Pushed authorization requests (RFC 9126): each waits for the one browser that comes with it.
//!
//! This file owns the table `pushed_request`. The checked request is kept, and its `request_uri`
//! only as a hash: a reader of the database cannot begin a sign-in with it. Of each client so many
//! are kept as there may be logins that nobody has opened. The oldest go first, as those logins do.

use std::num::NonZeroU32;

use crate::db::{Db, DbError, Sweep, sql};
use crate::oidc::protocol::authorization_request::AuthorizationRequest;
use crate::secret::{Secret, SecretHash};

pub(crate) const SWEEP: Sweep = Sweep::at_once("DELETE FROM pushed_request WHERE expires_at <= $1");

/// How long a client may take to send the person here, in seconds (RFC 9126 §2.2: 5 to 600).
pub(crate) const LIFETIME: i64 = 90;

/// What each of our names begins with (RFC 9126 §2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// Whether a `request_uri` is one of ours. Any other would make us fetch what a stranger names.
pub(crate) fn is_ours(request_uri: &str) -> bool {
    request_uri.starts_with(PREFIX)
}

/// Keeps a request and gives its `request_uri`. `most` are kept of its client; any number if none
/// is given.
pub(crate) async fn remember(
    db: &Db,
    request: &AuthorizationRequest,
    most: Option<NonZeroU32>,
    now: i64,
) -> Result<String, DbError> {
    let request_uri = format!("{PREFIX}{}", Secret::mint().expose());
    let mut transaction = db.begin().await?;
    let statement =
        "INSERT INTO pushed_request (request_uri_hash, client_id, request, expires_at, number)
         SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1 FROM pushed_request
         WHERE client_id = $2";
    sql!(
        statement,
        hash(&request_uri),
        &request.client_id,
        serde_json::to_string(request)?,
        now.saturating_add(LIFETIME)
    )
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
    Ok(request_uri)
}

/// Takes the request of that name, once and only for the client that pushed it.
pub(crate) async fn take(
    db: &Db,
    client_id: &str,
    request_uri: &str,
    now: i64,
) -> Result<Option<AuthorizationRequest>, DbError> {
    let statement = "UPDATE pushed_request SET used_at = $1
         WHERE request_uri_hash = $2 AND client_id = $3 AND used_at IS NULL AND expires_at > $1
         RETURNING request";
    let request: Option<String> =
        sql!(statement, now, hash(request_uri), client_id).optional_value(db.writer()).await?;
    Ok(request.map(|request| serde_json::from_str(&request)).transpose()?)
}

fn hash(request_uri: &str) -> SecretHash {
    SecretHash::of(&[request_uri.as_bytes()])
}
