//! How our clients identify themselves to authorization servers.
//! `GET /client-metadata.json`, `/client-metadata-email.json` and `/client-jwks.json` (ATProto OAuth,
//! "Clients"; OAuth Client ID Metadata Document).
//!
//! Only confidential clients have them. At a loopback address the client identifier itself contains
//! the metadata (ATProto OAuth, "Localhost Client Development").

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::bridge::Bridge;
use crate::atproto::OurClient;
use crate::oidc::endpoint::response::for_minutes;

/// The metadata of the client that everybody uses.
pub(super) async fn of_identity(State(bridge): State<Arc<Bridge>>) -> Response {
    metadata(&bridge, OurClient::Identity)
}

/// The metadata of the client that may request e-mail addresses.
pub(super) async fn of_email(State(bridge): State<Arc<Bridge>>) -> Response {
    metadata(&bridge, OurClient::Email)
}

fn metadata(bridge: &Bridge, client: OurClient) -> Response {
    document(bridge.published.as_ref().map(|published| published.metadata(client)).as_ref())
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
