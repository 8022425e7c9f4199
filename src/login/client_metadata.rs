//! `GET /client-metadata.json` and `/client-jwks.json`: how we identify ourselves to authorization
//! servers (ATProto OAuth, "Clients"; OAuth Client ID Metadata Document).
//!
//! Only a confidential client has them. At a loopback address the client identifier itself contains
//! the metadata (ATProto OAuth, "Localhost Client Development").

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::bridge::Bridge;
use super::error_page::Failure;
use crate::atproto;
use crate::client::{Client, EmailClaim};
use crate::db::DbError;
use crate::oidc::endpoint::response::for_minutes;

pub(super) async fn metadata(State(bridge): State<Arc<Bridge>>) -> Result<Response, Failure> {
    let Some(published) = &bridge.published else { return Ok(document(None)) };
    let scope = scope(&bridge).await?;
    let mut metadata = published.metadata.clone();
    if let Value::Object(members) = &mut metadata {
        members.insert("scope".to_owned(), Value::from(scope));
    }
    Ok(document(Some(&metadata)))
}

/// All scopes that we may request. E-mail addresses are among them only while a relying party may
/// get them: relying parties in the database come and go while we run.
async fn scope(bridge: &Bridge) -> Result<&'static str, DbError> {
    let clients = &bridge.provider.context.clients;
    let may_have_it = |client: &Client| matches!(client.email, EmailClaim::Account { .. });
    Ok(atproto::scope_of_client(clients.any(may_have_it).await?))
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
