//! `POST /token`: something in that was granted, tokens out (RFC 6749 §3.2).
//!
//! One file for each kind of grant: [`code`], the first time, and [`refresh`], ever after.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::caching::no_store;
use super::client_request::ClientRequest;
use super::token_error::TokenError;
use crate::oidc::Provider;
use crate::oidc::protocol::client::Client;
use crate::oidc::protocol::subject::Scope;
use crate::secret::Secret;

/// The kinds of grants, as discovery lists them.
pub(crate) const GRANT_TYPES: [&str; 2] = ["authorization_code", "refresh_token"];

pub(crate) async fn exchange(
    State(provider): State<Arc<Provider>>,
    request: Result<ClientRequest, TokenError>,
) -> Result<Response, TokenError> {
    let request = request?;
    match request.required("grant_type")? {
        "authorization_code" => code::redeem(&provider, &request).await,
        "refresh_token" => refresh::refresh(&provider, &request).await,
        _ => Err(TokenError::UnsupportedGrantType),
    }
}

/// What a grant gives.
struct Tokens {
    access: Secret,
    refresh: Option<Secret>,
    id: Option<String>,
}

/// The answer of RFC 6749 §5.1 and OIDC Core §3.1.3.3.
fn respond(client: &Client, scope: &Scope, tokens: &Tokens) -> Response {
    let mut answer = json!({
        "access_token": tokens.access.expose(),
        "token_type": "Bearer",
        "expires_in": client.access_token_lifetime,
        "scope": scope.to_string(),
    });
    if let Value::Object(members) = &mut answer {
        let refresh = tokens.refresh.as_ref().map(|token| ("refresh_token", token.expose()));
        let id = tokens.id.as_ref().map(|token| ("id_token", token.as_str()));
        for (member, token) in refresh.into_iter().chain(id) {
            members.insert(member.to_owned(), Value::from(token));
        }
    }
    (no_store(), Json(answer)).into_response()
}

mod code;
mod refresh;
