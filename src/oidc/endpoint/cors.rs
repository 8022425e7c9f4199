//! Which scripts may read our answers to machines: all of them, and none with credentials.
//!
//! A relying party may be a page in a browser. Nothing behind these answers depends on a cookie, so
//! there is nothing a foreign page could borrow. Pages for people never carry this layer.

use std::time::Duration;

use axum::http::{Method, header};
use tower_http::cors::{Any, CorsLayer};

/// `Access-Control-Allow-Origin: *` and an answer to preflight requests.
pub fn for_everybody() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::WWW_AUTHENTICATE])
        .max_age(Duration::from_hours(24))
}
