//! How long an answer of the provider may be kept, as headers.
//!
//! Two kinds only: what is secret, and what everybody may know but has to learn again soon.

use axum::http::{HeaderName, header};

/// What every answer with or about tokens carries (RFC 6749 §5.1).
pub(crate) const fn no_store() -> [(HeaderName, &'static str); 2] {
    [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")]
}

/// What published metadata and keys carry: five minutes, after which a change is known everywhere.
pub const fn for_minutes() -> [(HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "public, max-age=300")]
}
