//! Errors of the endpoints that clients call: JSON with a status (RFC 6749 §5.2).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::response;
use crate::db::DbError;
use crate::limits::{TooOften, Wait};
use crate::oidc::protocol::code_fault::CodeFault;
use crate::oidc::protocol::error::{AuthorizationError, Untrusted};
use crate::params::Malformed;

/// An error of the token, PAR, revocation or introspection endpoint (RFC 6749 §5.2). `Display` is
/// the `error_description`.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The body is not a form.
    #[error("the body must be application/x-www-form-urlencoded")]
    NoForm,
    /// The form cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Malformed),
    /// Parameters are in the URL, where logs would keep them.
    #[error("parameters go in the body, not in the address")]
    QueryParameters,
    /// A parameter is missing.
    #[error("the parameter {0} is missing")]
    Missing(&'static str),
    /// A parameter is given twice (RFC 6749 §3.2).
    #[error("the parameter {0} is given twice")]
    Repeated(&'static str),
    /// The request uses more than one method of client authentication (RFC 6749 §2.3).
    #[error("use one method of client authentication, not several")]
    SeveralAuthentications,
    /// `client_id` in the body is not that of the authenticated client.
    #[error("client_id in the body is not the client that authenticates")]
    TwoClients,
    /// Client authentication is missing or wrong. The text is always the same, so that it does not
    /// reveal which clients exist.
    #[error("client authentication failed")]
    InvalidClient,
    /// The client has called too often, or too many attempts to authenticate as it have failed.
    #[error("too many requests of this client: wait {} s", .0.0)]
    TooMany(#[from] Wait),
    /// The grant type is not supported.
    #[error("grant_type must be authorization_code or refresh_token")]
    UnsupportedGrantType,
    /// The code is unknown, expired, spent, or does not match the client, `redirect_uri` or
    /// `code_verifier`.
    #[error(
        "the code is not valid for this client, redirect_uri and code_verifier, or has expired"
    )]
    InvalidGrant,
    /// The same, for a client that has authenticated: which condition of its own code it has missed.
    #[error(transparent)]
    Code(CodeFault),
    /// The refresh token is unknown, expired, spent, revoked or another client's, or the account is
    /// gone, has moved, or is no longer admitted.
    #[error(
        "the refresh token is not valid for this client, or has expired; the person has to sign in again"
    )]
    InvalidRefreshToken,
    /// A refresh asks for a scope that was not granted (RFC 6749 §6).
    #[error("scope must name some of what was granted, and nothing else")]
    InvalidScope,
    /// The person's account cannot be looked up now.
    #[error("the person's account cannot be looked up right now; try again later")]
    PersonUnknown,
    /// A pushed request refers to another one by `request_uri` (RFC 9126 §2.1).
    #[error("request_uri cannot be pushed; push the parameters themselves")]
    RequestUri,
    /// A pushed request without a trusted `redirect_uri`.
    #[error(transparent)]
    Untrusted(Untrusted),
    /// A pushed request that would be refused at the authorization endpoint (RFC 9126 §2.3).
    #[error(transparent)]
    Authorization(AuthorizationError),
    /// The storage or a key failed.
    #[error("the provider failed; try again later")]
    Storage(#[from] DbError),
}

/// When to try again after a temporary failure, in seconds.
pub(super) const RETRY_AFTER: HeaderValue = HeaderValue::from_static("60");

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let (status, code) = match &self {
            Self::NoForm
            | Self::Unreadable(_)
            | Self::QueryParameters
            | Self::Missing(_)
            | Self::Repeated(_)
            | Self::SeveralAuthentications
            | Self::TwoClients
            | Self::RequestUri
            | Self::Untrusted(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::Authorization(error) => (StatusCode::BAD_REQUEST, error.code()),
            Self::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
            // RFC 6749 §5.2 has no code for it; this one is from §4.1.2.1, for the authorization
            // endpoint.
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable"),
            Self::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::InvalidGrant | Self::Code(_) | Self::InvalidRefreshToken => {
                (StatusCode::BAD_REQUEST, "invalid_grant")
            }
            Self::InvalidScope => (StatusCode::BAD_REQUEST, "invalid_scope"),
            Self::PersonUnknown => (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable"),
            Self::Storage(error) => {
                tracing::error!(%error, "token request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error")
            }
        };
        let mut response = response::error(status, code, &self);
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"token\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        if let Self::TooMany(wait) = self {
            tracing::warn!(%wait, "a client calls too often, or somebody fails to be it");
            response.headers_mut().insert(header::RETRY_AFTER, wait.0.into());
            response.extensions_mut().insert(TooOften);
        }
        response
    }
}
