//! The token response (RFC 6749 §5.1, OIDC Core §3.1.3.3).

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::client::Client;
use crate::oidc::endpoint::response::{members, no_store};
use crate::oidc::protocol::subject::Scope;
use crate::secret::Secret;

/// The tokens that a grant gives.
pub(super) struct Tokens {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    pub(super) id: Option<String>,
}

/// The response with `tokens`.
pub(super) fn respond(client: &Client, scope: &Scope, tokens: &Tokens) -> Response {
    let body = members(json!({
        "access_token": tokens.access.expose(),
        "token_type": "Bearer",
        "expires_in": client.access_token_lifetime,
        "scope": scope.to_string(),
        "refresh_token": tokens.refresh.as_ref().map(Secret::expose),
        "id_token": tokens.id,
    }));
    (no_store(), Json(body)).into_response()
}
