//! What the log says of a token that is not active for the client that has shown it. That client does not hear it.

use super::provider::Provider;
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::store::access_token::AccessToken;
use crate::oidc::store::refresh_token::{RefreshToken, Trace};
use crate::secret::Secret;
use crate::telemetry::belongs_to;

/// Describes the token, and notes the login that it came of.
pub(super) async fn described(
    provider: &Provider,
    client: &Client,
    token: &Secret,
) -> Result<String, DbError> {
    let db = &provider.context.db;
    let (kind, client_id, expires_at, login) = match AccessToken::trace(db, token).await? {
        Some((client_id, at, login)) => ("an access token", client_id, at, login),
        None => match RefreshToken::trace(db, token).await? {
            Some(Trace { client_id, expires_at, login }) => {
                ("a refresh token", client_id, expires_at, login)
            }
            None => return Ok("a token that is not kept here".to_owned()),
        },
    };
    belongs_to(login);
    let late = provider.context.now().saturating_sub(expires_at);
    Ok(if client_id != client.client_id {
        format!("{kind} of the client {client_id}")
    } else if late >= 0 {
        format!("{kind} that expired {late} s before")
    } else {
        format!("{kind} that was used before")
    })
}
