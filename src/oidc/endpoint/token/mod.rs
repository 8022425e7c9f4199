//! `POST /token`: exchanges an authorization code or a refresh token for tokens (RFC 6749 §3.2).
//!
//! One file for each grant type: [`code`] for the first tokens, [`refresh`] for all later ones.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::client_request::ClientRequest;
use super::provider::Provider;
use super::token_error::TokenError;

mod code;
mod code_refusal;
mod refresh;
mod refresh_refusal;
mod response;

/// The grant types, as discovery lists them.
pub(crate) const GRANT_TYPES: [&str; 2] = ["authorization_code", "refresh_token"];

/// `POST /token`.
pub(crate) async fn exchange(
    State(provider): State<Arc<Provider>>,
    request: Result<ClientRequest, TokenError>,
) -> Result<Response, TokenError> {
    let client_id = request.as_ref().ok().map(|request| request.client.client_id.clone());
    let answered = async { answer(&provider, &request?).await }.await;
    answered.inspect_err(|error| provider.count_refusal(client_id.as_deref(), error))
}

async fn answer(provider: &Provider, request: &ClientRequest) -> Result<Response, TokenError> {
    match request.required("grant_type")? {
        "authorization_code" => code::redeem(provider, request).await,
        "refresh_token" => refresh::refresh(provider, request).await,
        other => Err(TokenError::UnsupportedGrantType(other.to_owned())),
    }
}
