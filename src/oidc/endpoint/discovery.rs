//! `GET /.well-known/openid-configuration` and `GET /jwks`: what we can do, and our public keys.
//! OIDC Discovery §3, RFC 8414.
//!
//! Everything listed works: a test tries every value.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::client_authentication;
use super::response::for_minutes;
use super::token::GRANT_TYPES;
use crate::client::SCOPES;
use crate::jwk_set::JwkSet;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::protocol::issuer::Issuer;
use crate::oidc::protocol::prompt::Prompt;
use crate::oidc::protocol::response_mode::ResponseMode;
use crate::oidc::store::signing_key::Algorithm;

/// The discovery document.
pub(crate) async fn document(State(provider): State<Arc<Provider>>) -> impl IntoResponse {
    (for_minutes(), Json(metadata(&provider.issuer, &provider.ui_locales)))
}

/// `GET /jwks`: the public keys that verify our ID tokens (RFC 7517).
pub(crate) async fn jwks(State(provider): State<Arc<Provider>>) -> impl IntoResponse {
    (for_minutes(), Json(provider.jwks().await))
}

fn metadata(issuer: &Issuer, ui_locales: &[String]) -> Value {
    json!({
        "issuer": issuer.as_str(),
        "authorization_endpoint": issuer.endpoint("/authorize"),
        "pushed_authorization_request_endpoint": issuer.endpoint("/par"),
        "require_pushed_authorization_requests": false,
        "token_endpoint": issuer.endpoint("/token"),
        "userinfo_endpoint": issuer.endpoint("/userinfo"),
        "revocation_endpoint": issuer.endpoint("/revoke"),
        "introspection_endpoint": issuer.endpoint("/introspect"),
        "jwks_uri": issuer.endpoint("/jwks"),
        "end_session_endpoint": issuer.endpoint("/logout"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::name),
        "prompt_values_supported": Prompt::ALL.map(Prompt::name),
        "grant_types_supported": GRANT_TYPES,
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": Algorithm::ALL.map(Algorithm::name),
        "userinfo_signing_alg_values_supported": Algorithm::ALL.map(Algorithm::name),
        "token_endpoint_auth_methods_supported": client_authentication::METHODS,
        "token_endpoint_auth_signing_alg_values_supported": JwkSet::ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": client_authentication::METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": JwkSet::ALGORITHMS,
        // Public clients may not use this endpoint.
        "introspection_endpoint_auth_methods_supported": client_authentication::PROOFS,
        "introspection_endpoint_auth_signing_alg_values_supported": JwkSet::ALGORITHMS,
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid", "jti",
            "preferred_username", "name", "picture", "profile", "localpart", "email", "email_verified",
        ],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": true,
        "ui_locales_supported": ui_locales,
        "request_parameter_supported": false,
        // The default is true (OIDC Discovery §3), so false has to be listed.
        "request_uri_parameter_supported": false,
    })
}
