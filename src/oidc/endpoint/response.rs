//! What the responses of the endpoints share: cache headers, CORS, JSON and errors.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

/// The headers of every response with or about tokens (RFC 6749 §5.1).
pub(crate) const fn no_store() -> [(HeaderName, &'static str); 2] {
    [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")]
}

/// The header of published metadata and keys: caches keep them for five minutes.
pub const fn for_minutes() -> [(HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "public, max-age=300")]
}

/// Allows every origin, without credentials, and answers preflight requests.
///
/// A relying party may be a script in a browser. These endpoints use no cookies, so a foreign page
/// cannot misuse a person's session. Pages for people never have this layer.
pub fn cors_for_everybody() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        // Tools in browsers add headers of their own, such as `traceparent`. `*` would leave out
        // `Authorization`, so what is asked for is repeated.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::WWW_AUTHENTICATE])
        .max_age(Duration::from_hours(24))
}

/// The members of a JSON object without those that are null.
pub(crate) fn members(object: Value) -> Map<String, Value> {
    let Value::Object(members) = object else { return Map::new() };
    members.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// An error response in the form of RFC 6749 §5.2; `Display` of `error` is the description.
pub(crate) fn error(status: StatusCode, code: &str, error: &impl ToString) -> Response {
    let body = json!({ "error": code, "error_description": error.to_string() });
    (status, no_store(), Json(body)).into_response()
}
