//! Errors of the endpoints that clients call: JSON with a status (RFC 6749 §5.2).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::response;
use crate::db::DbError;
use crate::limits::{TooOften, Wait};
use crate::oidc::protocol::client_fault::ClientFault;
use crate::oidc::protocol::code_fault::CodeRefusal;
use crate::oidc::protocol::error::{AuthorizationError, Untrusted};
use crate::oidc::protocol::reason::Reason;
use crate::params::Malformed;
use crate::telemetry::Refusal;

/// An error of the token, PAR, revocation or introspection endpoint (RFC 6749 §5.2). `Display` is
/// the `error_description`. What only the log tells goes along.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The body is not a form.
    #[error("the body must be application/x-www-form-urlencoded")]
    NoForm(String),
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
    TwoClients(String),
    /// Client authentication is missing or wrong. The text is always the same, so that it does not
    /// reveal which clients exist.
    #[error("client authentication failed")]
    InvalidClient(ClientRefusal),
    /// The client has called too often, or too many attempts to authenticate as it have failed.
    #[error("too many requests of this client: wait {} s", .0.0)]
    TooMany(#[from] Wait),
    /// The grant type is not supported.
    #[error("grant_type must be authorization_code or refresh_token")]
    UnsupportedGrantType(String),
    /// The code is unknown, expired, spent, or does not match the client, `redirect_uri` or
    /// `code_verifier`.
    #[error(
        "the code is not valid for this client, redirect_uri and code_verifier, or has expired"
    )]
    InvalidGrant(CodeRefusal),
    /// The same, for a client that has authenticated: which condition of its own code it has missed.
    #[error(transparent)]
    Code(CodeRefusal),
    /// The refresh token is unknown, expired, spent, revoked or another client's, or the account is
    /// gone, has moved, or is no longer admitted.
    #[error(
        "the refresh token is not valid for this client, or has expired; the person has to sign in again"
    )]
    InvalidRefreshToken(RefreshRefusal),
    /// The same because of the account, which was counted with that reason.
    #[error(
        "the refresh token is not valid for this client, or has expired; the person has to sign in again"
    )]
    PersonRefused(RefreshRefusal),
    /// A refresh asks for a scope that was not granted (RFC 6749 §6).
    #[error("scope must name some of what was granted, and nothing else")]
    InvalidScope(String),
    /// The person's account cannot be looked up now.
    #[error("the person's account cannot be looked up right now; try again later")]
    PersonUnknown,
    /// A pushed request refers to another one by `request_uri` (RFC 9126 §2.1).
    #[error("request_uri cannot be pushed; push the parameters themselves")]
    RequestUri,
    /// A pushed request without a trusted `redirect_uri`.
    #[error("{0}")]
    Untrusted(Untrusted, Option<String>),
    /// A pushed request that would be refused at the authorization endpoint (RFC 9126 §2.3).
    #[error("{0}")]
    Authorization(AuthorizationError, Option<String>),
    /// The storage or a key failed.
    #[error("the provider failed; try again later")]
    Storage(#[from] DbError),
}

/// When to try again after a temporary failure, in seconds.
pub(super) const RETRY_AFTER: HeaderValue = HeaderValue::from_static("60");

/// A client that is not authenticated. `Display` is the condition that its proof misses.
#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
pub struct ClientRefusal {
    /// The condition.
    pub fault: ClientFault,
    /// What it has shown.
    pub received: String,
}

impl ClientRefusal {
    /// A refusal of what was `received`.
    pub fn of(fault: ClientFault, received: &impl ToString) -> Self {
        Self { fault, received: received.to_string() }
    }
}

impl From<ClientRefusal> for TokenError {
    fn from(refusal: ClientRefusal) -> Self {
        Self::InvalidClient(refusal)
    }
}

/// A refresh token that is not exchanged. `Display` is the condition that it misses.
#[derive(Debug, thiserror::Error)]
#[error("{condition}")]
pub struct RefreshRefusal {
    /// The condition.
    pub condition: &'static str,
    /// What was received.
    pub received: String,
}

impl TokenError {
    /// The same error of a client that has shown this.
    pub(super) fn showing(mut self, received: String) -> Self {
        if let Self::InvalidClient(refusal) = &mut self {
            refusal.received = received;
        }
        self
    }

    /// Writes the line about it, with what the client does not hear.
    fn log(&self) {
        let (condition, received) = match self {
            Self::Storage(error) => return tracing::error!(%error, "token request failed"),
            Self::InvalidClient(refusal) => (refusal.to_string(), Some(&refusal.received)),
            Self::InvalidGrant(refusal) | Self::Code(refusal) => {
                (refusal.to_string(), Some(&refusal.received))
            }
            Self::InvalidRefreshToken(refusal) | Self::PersonRefused(refusal) => {
                (refusal.to_string(), Some(&refusal.received))
            }
            Self::NoForm(received)
            | Self::TwoClients(received)
            | Self::UnsupportedGrantType(received)
            | Self::InvalidScope(received) => (self.to_string(), Some(received)),
            Self::Untrusted(_, received) | Self::Authorization(_, received) => {
                (self.to_string(), received.as_ref())
            }
            Self::Unreadable(_)
            | Self::QueryParameters
            | Self::Missing(_)
            | Self::Repeated(_)
            | Self::SeveralAuthentications
            | Self::TooMany(_)
            | Self::PersonUnknown
            | Self::RequestUri => (self.to_string(), None),
        };
        Refusal::of(condition).received(received).log();
    }

    /// What it is counted as. Nothing for our own fault, and for what was counted already.
    pub(crate) fn reason(&self) -> Option<Reason> {
        Some(match self {
            Self::NoForm(_)
            | Self::Unreadable(_)
            | Self::QueryParameters
            | Self::Missing(_)
            | Self::Repeated(_)
            | Self::SeveralAuthentications
            | Self::TwoClients(_)
            | Self::UnsupportedGrantType(_)
            | Self::InvalidScope(_)
            | Self::RequestUri
            | Self::Untrusted(..) => Reason::Request,
            Self::InvalidClient(_) => Reason::ClientAuthentication,
            Self::TooMany(_) => Reason::TooOften,
            Self::InvalidGrant(_) | Self::Code(_) => Reason::Code,
            Self::InvalidRefreshToken(_) => Reason::RefreshToken,
            Self::PersonUnknown => Reason::Unconfirmed,
            Self::Authorization(error, _) => (*error).into(),
            Self::PersonRefused(_) | Self::Storage(_) => return None,
        })
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        self.log();
        let (status, code) = match &self {
            Self::NoForm(_)
            | Self::Unreadable(_)
            | Self::QueryParameters
            | Self::Missing(_)
            | Self::Repeated(_)
            | Self::SeveralAuthentications
            | Self::TwoClients(_)
            | Self::RequestUri
            | Self::Untrusted(..) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::Authorization(error, _) => (StatusCode::BAD_REQUEST, error.code()),
            Self::InvalidClient(_) => (StatusCode::UNAUTHORIZED, "invalid_client"),
            // RFC 6749 §5.2 has no code for it; this one is from §4.1.2.1, for the authorization
            // endpoint.
            Self::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "temporarily_unavailable"),
            Self::UnsupportedGrantType(_) => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::InvalidGrant(_)
            | Self::Code(_)
            | Self::InvalidRefreshToken(_)
            | Self::PersonRefused(_) => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::InvalidScope(_) => (StatusCode::BAD_REQUEST, "invalid_scope"),
            Self::PersonUnknown => (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable"),
            Self::Storage(_) => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
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
            response.headers_mut().insert(header::RETRY_AFTER, wait.0.into());
            response.extensions_mut().insert(TooOften);
        }
        response
    }
}
