//! `GET /`: what this place is, and the way to try it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::Bridge;
use crate::web::page::respond;
use crate::web::pages::Home;

pub(super) async fn show(State(bridge): State<Arc<Bridge>>) -> Response {
    let issuer = bridge.provider.issuer.as_str();
    respond(StatusCode::OK, &Home { site: &bridge.site, issuer, try_it: bridge.try_it.is_some() })
}
