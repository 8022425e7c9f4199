//! ANSWERS MACHINES: an OpenID provider (OpenID Connect Core 1.0, RFC 6749, RFC 7636, RFC 9207).
//!
//! In goes what a relying party asks, out comes a checked [`AuthorizationRequest`]; in goes a proven
//! [`Subject`], out come a code and tokens. It knows nothing of ATProto and shows no page: who the
//! person is, and how that was found out, is the business of `login`.

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
pub use store::authorization_code::AuthorizationCode;
pub use store::clients::Clients;
pub use store::signing_key::SigningKeys;
pub use store::subject_identifier::SubjectIdentifiers;

use endpoint::response::cors_for_everybody;
use endpoint::{discovery, introspection, par, revocation, token, userinfo, webfinger};

/// The endpoints that relying parties call directly. `/authorize` meets a person: `login` has it.
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

/// Where discovery is looked for too if the issuer has a path: before it, not after (RFC 8414 §3.1).
pub fn well_known_at_root(provider: &Arc<Provider>, path: &str) -> Router {
    Router::new()
        .route(&format!("/.well-known/openid-configuration{path}"), get(discovery::document))
        .route(&format!("/.well-known/oauth-authorization-server{path}"), get(discovery::document))
        // WebFinger knows hosts only, so it is asked at the root of ours (RFC 7033 §10.1).
        .route("/.well-known/webfinger", get(webfinger::issuer_of_resource))
        .layer(cors_for_everybody())
        .with_state(Arc::clone(provider))
}
