//! `GET|POST /userinfo`: what the access token's scope opens (OIDC Core §5.3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Provider;
use super::access_token::AccessToken;
use super::caching::no_store;
use crate::db::DbError;
use crate::secret::Secret;

/// Why there is no answer (RFC 6750 §3.1). `Display` is the `error_description`.
#[derive(Debug, thiserror::Error)]
pub(super) enum UserinfoError {
    /// No token came along: the bare challenge says what is wanted and no more.
    #[error("no access token")]
    NoToken,
    /// The `Authorization` header is there twice, or holds no token.
    #[error("the Authorization header must be there once and hold one Bearer token")]
    Malformed,
    /// The token is not one of ours, has expired, or was ended.
    #[error("the access token is not valid, or not any more")]
    InvalidToken,
    /// The storage failed.
    #[error("the provider failed; try again later")]
    Storage(#[from] DbError),
}

pub(super) async fn answer(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
) -> Result<Response, UserinfoError> {
    let token = bearer_token(&headers)?;
    let found = AccessToken::find(&provider.db, &token, provider.clock.now()).await?;
    let token = found.ok_or(UserinfoError::InvalidToken)?;
    // A relying party that the operator removed learns nothing more.
    if provider.clients.find(token.client_id()).await?.is_none() {
        return Err(UserinfoError::InvalidToken);
    }
    let granted = token.granted();
    Ok((no_store(), Json(granted.subject.claims(&granted.scope))).into_response())
}

/// The token in the `Authorization` header (RFC 6750 §2.1). Another scheme is as good as no header.
fn bearer_token(headers: &HeaderMap) -> Result<Secret, UserinfoError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next().ok_or(UserinfoError::NoToken)?;
    if values.next().is_some() {
        return Err(UserinfoError::Malformed);
    }
    let text = value.to_str().map_err(|_| UserinfoError::Malformed)?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(UserinfoError::NoToken);
    }
    let token = token.trim_matches(' ');
    let is_one = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    is_one.then(|| Secret::from_text(token.to_owned())).ok_or(UserinfoError::Malformed)
}

impl IntoResponse for UserinfoError {
    fn into_response(self) -> Response {
        let (status, code) = match &self {
            Self::NoToken => {
                let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"userinfo\"")];
                return (StatusCode::UNAUTHORIZED, no_store(), challenge).into_response();
            }
            Self::Malformed => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::InvalidToken => (StatusCode::UNAUTHORIZED, "invalid_token"),
            Self::Storage(error) => {
                tracing::error!(%error, "userinfo request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error")
            }
        };
        let body = json!({ "error": code, "error_description": self.to_string() });
        let mut response = (status, no_store(), Json(body)).into_response();
        if status != StatusCode::INTERNAL_SERVER_ERROR {
            let challenge = format!(
                "Bearer realm=\"userinfo\", error=\"{code}\", error_description=\"{self}\""
            );
            let challenge = HeaderValue::from_str(&challenge).ok();
            let challenge = challenge.map(|challenge| (header::WWW_AUTHENTICATE, challenge));
            response.headers_mut().extend(challenge);
        }
        response
    }
}
