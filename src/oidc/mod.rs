//! The OpenID provider that relying parties call.
//! OpenID Connect Core 1.0, RFC 6749, RFC 7636, RFC 9207.
//!
//! It checks an authorization request into an [`AuthorizationRequest`], and issues an authorization
//! code and tokens for a proven [`Subject`]. It does not use ATProto and shows no pages: `login`
//! authenticates the person.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub mod context;
pub mod endpoint;
pub mod protocol;
pub mod store;

pub use crate::client::Client;
pub use context::Context;
pub use endpoint::account_check::CheckAccount;
pub use endpoint::client_keys::KeysOfClients;
pub use endpoint::client_limits::ClientLimits;
pub use endpoint::provider::Provider;
pub use protocol::authorization_request::AuthorizationRequest;
pub use protocol::issuer::Issuer;
pub use protocol::redirect_target::RedirectTarget;
pub use protocol::subject::Subject;
pub use store::audit::Audit;
pub use store::authorization_code::AuthorizationCode;
pub use store::clients::Clients;
pub use store::signing_key::SigningKeys;
pub use store::subject_identifier::SubjectIdentifiers;

use endpoint::response::cors_for_everybody;
use endpoint::{discovery, introspection, par, revocation, token, userinfo, webfinger};

/// The endpoints that relying parties call directly. `login` serves `/authorize`, because a person
/// uses it.
pub fn routes(provider: Arc<Provider>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::document))
        .route("/.well-known/oauth-authorization-server", get(discovery::document))
        .route("/jwks", get(discovery::jwks))
        .route("/par", post(par::push))
        .route("/token", post(token::exchange))
        .route("/revoke", post(revocation::revoke))
        .route("/introspect", post(introspection::introspect))
        .route("/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
        .route("/.well-known/webfinger", get(webfinger::issuer_of_resource))
        .layer(cors_for_everybody())
        .with_state(provider)
}

/// The discovery routes of an issuer with a path: clients also look for them before the path (RFC
/// 8414 §3.1).
pub fn well_known_at_root(provider: &Arc<Provider>, path: &str) -> Router {
    Router::new()
        .route(&format!("/.well-known/openid-configuration{path}"), get(discovery::document))
        .route(&format!("/.well-known/oauth-authorization-server{path}"), get(discovery::document))
        // WebFinger is per host, so clients request it at the root of our host (RFC 7033 §10.1).
        .route("/.well-known/webfinger", get(webfinger::issuer_of_resource))
        .layer(cors_for_everybody())
        .with_state(Arc::clone(provider))
}
