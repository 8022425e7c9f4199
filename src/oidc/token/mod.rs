//! `POST /token`: something in that was granted, tokens out (RFC 6749 §3.2).
//!
//! One file for each kind of grant.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::Provider;
use super::client_request::ClientRequest;
use super::error::TokenError;

mod code;

/// The kinds of grants, as discovery lists them.
pub(super) const GRANT_TYPES: [&str; 1] = ["authorization_code"];

pub(super) async fn answer(
    State(provider): State<Arc<Provider>>,
    request: Result<ClientRequest, TokenError>,
) -> Result<Response, TokenError> {
    let request = request?;
    match request.required("grant_type")? {
        "authorization_code" => code::redeem(&provider, &request).await,
        _ => Err(TokenError::UnsupportedGrantType),
    }
}
