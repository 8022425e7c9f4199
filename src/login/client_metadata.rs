//! `GET /client-metadata.json` and its keys: who we are to authorization servers
//! (ATProto OAuth, "Clients"; OAuth Client ID Metadata Document).
//!
//! Only a confidential client has them: at a loopback address the client identifier itself says
//! everything (ATProto OAuth, "Localhost Client Development").

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Bridge;
use crate::atproto::{self, ClientKeys};
use crate::db::DbError;
use crate::oidc::endpoint::caching::for_minutes;
use crate::oidc::protocol::client::EmailClaim;
use crate::telemetry::RequestId;

/// What a confidential client publishes.
#[derive(Clone, Debug)]
pub struct Published {
    /// The metadata document, but for the scope.
    pub metadata: Value,
    /// Its keys, which take turns.
    pub keys: ClientKeys,
}

impl Published {
    /// What the client with these `keys` publishes below `public_url` (no slash at its end).
    pub fn new(public_url: &str, service_name: &str, keys: ClientKeys) -> Self {
        let metadata = json!({
            "client_id": format!("{public_url}/client-metadata.json"),
            "client_name": service_name,
            "client_uri": format!("{public_url}/"),
            "application_type": "web",
            "redirect_uris": [format!("{public_url}/atproto/callback")],
            "response_types": ["code"],
            // No refresh_token: the tokens are revoked as soon as they have proven who came.
            "grant_types": ["authorization_code"],
            "dpop_bound_access_tokens": true,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "jwks_uri": format!("{public_url}/client-jwks.json"),
        });
        Self { metadata, keys }
    }
}

pub(super) async fn metadata(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
) -> Response {
    let Some(published) = &bridge.published else { return document(None) };
    match scope(&bridge).await {
        Ok(scope) => {
            let mut metadata = published.metadata.clone();
            if let Value::Object(members) = &mut metadata {
                members.insert("scope".to_owned(), Value::from(scope));
            }
            document(Some(&metadata))
        }
        Err(error) => bridge.tell(Err(error.into()), &request_id),
    }
}

/// All that we may ask for: e-mail addresses only while some relying party may have them. Those in
/// the database come and go while we run.
async fn scope(bridge: &Bridge) -> Result<&'static str, DbError> {
    let clients = bridge.provider.clients.all().await?;
    let asks_email = clients.iter().any(|client| client.email == EmailClaim::Account);
    Ok(atproto::scope_of_client(asks_email))
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
