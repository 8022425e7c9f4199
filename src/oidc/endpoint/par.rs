//! `POST /par`: a client pushes its authorization request and gets a `request_uri` for it.
//! RFC 9126.
//!
//! The client authenticates first, and gets the errors of its request before any person sees them.
//! The `request_uri` is valid once, for a short time, and for this client.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::authorization;
use super::client_request::ClientRequest;
use super::response::no_store;
use super::token_error::TokenError;
use crate::client::Client;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::protocol::authorization_request::{Channel, Refused};
use crate::oidc::protocol::received;
use crate::oidc::store::pushed_request::{self, Pushed};
use crate::params::Params;
use crate::telemetry::begin_login;

pub(crate) async fn push(
    State(provider): State<Arc<Provider>>,
    request: Result<ClientRequest, TokenError>,
) -> Result<Response, TokenError> {
    let client_id = request.as_ref().ok().map(|request| request.client.client_id.clone());
    let answered = async { remember(&provider, request?).await }.await;
    answered.inspect_err(|error| provider.count_refusal(client_id.as_deref(), error))
}

async fn remember(provider: &Provider, request: ClientRequest) -> Result<Response, TokenError> {
    let ClientRequest { client, form, .. } = request;
    // A pushed request must not refer to another request (RFC 9126 §2.1).
    if form.one("request_uri") != Ok(None) {
        return Err(TokenError::RequestUri);
    }
    begin_login();
    let request = authorization::check(provider, &form, &client, Channel::Back)
        .map_err(|refusal| refused(refusal, &form, &client))?;
    let now = provider.context.now();
    let most = provider.most_pushed.get();
    let db = &provider.context.db;
    let Pushed { request_uri, bytes } = pushed_request::remember(db, &request, most, now).await?;
    keep_within_budget(provider, bytes);
    tracing::info!(client_id = client.client_id, "authorization request pushed");
    let body = json!({ "request_uri": request_uri, "expires_in": pushed_request::LIFETIME });
    Ok((StatusCode::CREATED, no_store(), Json(body)).into_response())
}

/// After each megabyte it is looked whether all pushed requests still fit into their budget. Nobody waits
/// for that.
fn keep_within_budget(provider: &Provider, bytes: usize) {
    let Some(check) = provider.pushed_bytes.add(bytes) else { return };
    let db = provider.context.db.clone();
    tokio::spawn(async move {
        if let Err(error) = pushed_request::keep_within_budget(&db).await {
            tracing::error!(%error, "cannot delete what is too much");
        }
        drop(check);
    });
}

/// The error that `/authorize` would give, as a response to the client (RFC 9126 §2.3).
fn refused(refused: Refused, form: &Params, client: &Client) -> TokenError {
    match refused {
        Refused::Untrusted(untrusted) => TokenError::Untrusted(
            untrusted,
            received::instead_of_trust(untrusted, form, Some(client)),
        ),
        Refused::Redirect(_, error) => {
            TokenError::Authorization(error, received::instead(error, form))
        }
        Refused::Storage(error) => TokenError::Storage(error),
    }
}
