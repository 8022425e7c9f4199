//! What the provider's answers share: headers for caches and for scripts of other sites, JSON, and errors.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tower_http::cors::{Any, CorsLayer};

/// What every answer with or about tokens carries (RFC 6749 §5.1).
pub(crate) const fn no_store() -> [(HeaderName, &'static str); 2] {
    [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")]
}

/// What published metadata and keys carry: five minutes, after which a change is known everywhere.
pub const fn for_minutes() -> [(HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "public, max-age=300")]
}

/// `Access-Control-Allow-Origin: *`, without credentials, and an answer to preflight requests.
///
/// A relying party may be a page in a browser. Nothing behind these answers depends on a cookie, so
/// there is nothing a foreign page could borrow. Pages for people never carry this layer.
pub fn cors_for_everybody() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::WWW_AUTHENTICATE])
        .max_age(Duration::from_hours(24))
}

/// The members of a JSON object that have a value: what is unknown is left out, not null.
pub(crate) fn members(object: Value) -> Map<String, Value> {
    let Value::Object(members) = object else { return Map::new() };
    members.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// An error in the form of RFC 6749 §5.2, described by its `Display`.
pub(crate) fn error(status: StatusCode, code: &str, error: &impl ToString) -> Response {
    let body = json!({ "error": code, "error_description": error.to_string() });
    (status, no_store(), Json(body)).into_response()
}
