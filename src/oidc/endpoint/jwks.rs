//! `GET /jwks`: the public keys that verify our ID tokens (RFC 7517).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;

use super::caching::for_minutes;
use crate::oidc::Provider;

pub(crate) async fn document(State(provider): State<Arc<Provider>>) -> impl IntoResponse {
    (for_minutes(), Json(provider.keys.jwks()))
}
