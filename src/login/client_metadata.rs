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
use crate::atproto::ClientKeys;
use crate::oidc::caching::for_minutes;

/// What a confidential client publishes.
#[derive(Clone, Debug)]
pub struct Published {
    /// The metadata document.
    pub metadata: Value,
    /// Its keys, which take turns.
    pub keys: ClientKeys,
}

impl Published {
    /// What the client with these `keys` publishes below `public_url` (no slash at its end). `scope`
    /// is all that it may ever ask for.
    pub fn new(public_url: &str, service_name: &str, scope: &str, keys: ClientKeys) -> Self {
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
        Self { metadata, keys }
    }
}

pub(super) async fn metadata(State(bridge): State<Arc<Bridge>>) -> Response {
    document(bridge.published.as_ref().map(|published| &published.metadata))
}

pub(super) async fn jwks(State(bridge): State<Arc<Bridge>>) -> Response {
    document(bridge.published.as_ref().map(|published| published.keys.jwks()).as_ref())
}

fn document(document: Option<&Value>) -> Response {
    match document {
        Some(document) => (for_minutes(), Json(document)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
