//! The token response (RFC 6749 §5.1, OIDC Core §3.1.3.3).

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::client::Client;
use crate::oidc::endpoint::caching::no_store;
use crate::oidc::protocol::subject::Scope;
use crate::secret::Secret;

/// The tokens that a grant gives.
pub(super) struct Tokens {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    pub(super) id: Option<String>,
}

/// The response that carries `tokens`.
pub(super) fn respond(client: &Client, scope: &Scope, tokens: &Tokens) -> Response {
    let mut body = json!({
        "access_token": tokens.access.expose(),
        "token_type": "Bearer",
        "expires_in": client.access_token_lifetime,
        "scope": scope.to_string(),
    });
    if let Value::Object(members) = &mut body {
        let refresh = tokens.refresh.as_ref().map(|token| ("refresh_token", token.expose()));
        let id = tokens.id.as_ref().map(|token| ("id_token", token.as_str()));
        for (member, token) in refresh.into_iter().chain(id) {
            members.insert(member.to_owned(), Value::from(token));
        }
    }
    (no_store(), Json(body)).into_response()
}
