//! `GET /jwks`: the public keys that verify our ID tokens (RFC 7517).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::Provider;

pub(super) async fn answer(State(provider): State<Arc<Provider>>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "public, max-age=300")], Json(provider.keys.jwks()))
}
