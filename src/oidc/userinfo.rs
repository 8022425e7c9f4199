//! `GET|POST /userinfo`: what the access token's scope opens (OIDC Core §5.3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Provider;
use super::access_token::AccessToken;
use super::error::no_store;
use crate::db::DbError;
use crate::secret::Secret;

/// Why there is no answer (RFC 6750 §3.1).
#[derive(Debug, thiserror::Error)]
pub(super) enum UserinfoError {
    /// No token came along: the bare challenge says what is wanted and no more.
    #[error("no access token")]
    NoToken,
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
    let token = bearer_token(&headers).ok_or(UserinfoError::NoToken)?;
    let found = AccessToken::find(&provider.db, &token, provider.clock.now()).await?;
    let (token, client_id) = found.ok_or(UserinfoError::InvalidToken)?;
    if provider.clients.find(&client_id).is_none() {
        return Err(UserinfoError::InvalidToken);
    }
    let granted = token.granted();
    Ok((no_store(), Json(granted.subject.claims(&granted.scope))).into_response())
}

/// The token in the `Authorization` header (RFC 6750 §2.1), if there is exactly one such header.
fn bearer_token(headers: &HeaderMap) -> Option<Secret> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim_start_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
        .then(|| Secret::from_text(token.to_owned()))
}

impl IntoResponse for UserinfoError {
    fn into_response(self) -> Response {
        let (status, challenge) = match &self {
            Self::NoToken => (StatusCode::UNAUTHORIZED, "Bearer realm=\"userinfo\""),
            Self::InvalidToken => (
                StatusCode::UNAUTHORIZED,
                "Bearer realm=\"userinfo\", error=\"invalid_token\", \
                 error_description=\"the access token is not valid, or not any more\"",
            ),
            Self::Storage(error) => {
                tracing::error!(%error, "userinfo request failed");
                return (StatusCode::INTERNAL_SERVER_ERROR, no_store(), self.to_string())
                    .into_response();
            }
        };
        let challenge = [(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))];
        (status, no_store(), challenge).into_response()
    }
}
