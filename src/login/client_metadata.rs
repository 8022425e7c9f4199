//! `GET /client-metadata.json` and its keys: who we are to authorization servers
//! (ATProto OAuth, "Clients"; OAuth Client ID Metadata Document).
//!
//! Only a confidential client has them: at a loopback address the client identifier itself says
//! everything (ATProto OAuth, "Localhost Client Development").

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Bridge;
use crate::jws::Es256Key;
use crate::oidc::caching::for_minutes;

/// What a confidential client publishes.
#[derive(Clone, Debug)]
pub struct Published {
    /// The metadata document.
    pub metadata: Value,
    /// Its public keys.
    pub jwks: Value,
}

impl Published {
    /// What the client with this `key` publishes below `public_url` (no slash at its end). `scope` is
    /// all that it may ever ask for.
    pub fn new(public_url: &str, service_name: &str, scope: &str, key: &Es256Key) -> Self {
        let metadata = json!({
            "client_id": format!("{public_url}/client-metadata.json"),
            "client_name": service_name,
            "client_uri": format!("{public_url}/"),
            "application_type": "web",
            "redirect_uris": [format!("{public_url}/atproto/callback")],
            "response_types": ["code"],
            // No refresh_token: the tokens are revoked as soon as they have proven who came.
            "grant_types": ["authorization_code"],
            "scope": scope,
            "dpop_bound_access_tokens": true,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "jwks_uri": format!("{public_url}/client-jwks.json"),
        });
        let mut jwk = key.public_jwk();
        if let Value::Object(members) = &mut jwk {
            members.insert("kid".to_owned(), Value::from(key.thumbprint()));
            members.insert("use".to_owned(), Value::from("sig"));
            members.insert("alg".to_owned(), Value::from("ES256"));
        }
        Self { metadata, jwks: json!({ "keys": [jwk] }) }
    }
}

pub(super) async fn metadata(State(bridge): State<Arc<Bridge>>) -> Response {
    document(bridge.published.as_ref().map(|published| &published.metadata))
}

pub(super) async fn jwks(State(bridge): State<Arc<Bridge>>) -> Response {
    document(bridge.published.as_ref().map(|published| &published.jwks))
}

fn document(document: Option<&Value>) -> Response {
    match document {
        Some(document) => (for_minutes(), Json(document)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
