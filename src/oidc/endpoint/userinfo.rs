//! `GET|POST /userinfo`: the claims about the person that the access token grants (OIDC Core §5.3).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::bearer_token::{NoToken, bearer_token};
use super::response::{error, no_store};
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::store::access_token::AccessToken;
use crate::secret::Secret;
use crate::telemetry::{Refusal, belongs_to, is_about_client};

/// Why a request is refused (RFC 6750 §3.1). `Display` is the `error_description`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UserinfoError {
    /// The request has no usable token.
    #[error(transparent)]
    NoToken(#[from] NoToken),
    /// The token is not one of ours, has expired, or was revoked.
    #[error("the access token is not valid, or not any more")]
    InvalidToken(String),
    /// The token lacks the scope `openid`, because the client left it out in a refresh.
    #[error("the access token lacks the scope openid")]
    InsufficientScope,
    /// The storage or a key failed.
    #[error("the provider failed; try again later")]
    Storage(#[from] DbError),
}

pub(crate) async fn userinfo(
    State(provider): State<Arc<Provider>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, UserinfoError> {
    let token = bearer_token((&method, &uri), &headers, &body)?;
    let found = AccessToken::find(&provider.context.db, &token, provider.context.now()).await?;
    let Some(token) = found else { return Err(dead(&provider, &token).await?) };
    belongs_to(token.login);
    is_about_client(&token.client_id);
    // A relying party that the operator has removed gets no more claims.
    let client = provider.context.clients.find(&token.client_id).await?;
    let removed = || UserinfoError::InvalidToken("a token of a removed client".to_owned());
    let client = client.ok_or_else(removed)?;
    let granted = token.granted;
    // The operator may have changed the rules since the token was issued.
    if !provider.people.is_admitted(granted.subject.account(), &client).await? {
        let received = "the token of a person whom the rules refuse by now".to_owned();
        return Err(UserinfoError::InvalidToken(received));
    }
    if !granted.scope.contains("openid") {
        return Err(UserinfoError::InsufficientScope);
    }
    let claims = granted.subject.claims(&granted.scope, &granted.claims.userinfo);
    tracing::info!(client_id = client.client_id, did = granted.subject.account(), "claims told");
    Ok(respond(&provider, &client, claims)?)
}

/// The error for a token that is not found, with what the log says of it.
async fn dead(provider: &Provider, token: &Secret) -> Result<UserinfoError, DbError> {
    let trace = AccessToken::trace(&provider.context.db, token).await?;
    Ok(UserinfoError::InvalidToken(match trace {
        Some((client_id, expires_at, login)) => {
            belongs_to(login);
            is_about_client(&client_id);
            let late = provider.context.now().saturating_sub(expires_at);
            format!("an access token that expired {late} s before")
        }
        None => {
            "an access token that is not kept here: revoked, expired long ago, or not ours".into()
        }
    }))
}

/// The claims as JSON, or as a signed JWT if the client is configured so. A signed response has
/// `iss` and `aud`, so that it cannot be used at another client (OIDC Core §5.3.2).
fn respond(
    provider: &Provider,
    client: &Client,
    mut claims: Map<String, Value>,
) -> Result<Response, DbError> {
    let Some(algorithm) = client.userinfo_signed_response_alg else {
        return Ok((no_store(), Json(claims)).into_response());
    };
    claims.insert("iss".to_owned(), Value::from(provider.issuer.as_str()));
    claims.insert("aud".to_owned(), Value::from(client.client_id.as_str()));
    let signed = provider.keys.sign(algorithm, &Value::Object(claims))?;
    let jwt = [(header::CONTENT_TYPE, "application/jwt")];
    Ok((no_store(), jwt, signed).into_response())
}

impl UserinfoError {
    /// Writes the line about it.
    fn log(&self) {
        let received = match self {
            Self::Storage(error) => return tracing::error!(%error, "userinfo request failed"),
            Self::InvalidToken(received) => Some(received),
            Self::NoToken(_) | Self::InsufficientScope => None,
        };
        Refusal::of(self).received(received).log();
    }
}

impl IntoResponse for UserinfoError {
    fn into_response(self) -> Response {
        self.log();
        let (status, code) = match &self {
            // A request without a token gets no error code (RFC 6750 §3.1).
            Self::NoToken(NoToken::Absent) => {
                let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"userinfo\"")];
                return (StatusCode::UNAUTHORIZED, no_store(), challenge).into_response();
            }
            Self::NoToken(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::InvalidToken(_) => (StatusCode::UNAUTHORIZED, "invalid_token"),
            Self::InsufficientScope => (StatusCode::FORBIDDEN, "insufficient_scope"),
            Self::Storage(_) => (StatusCode::INTERNAL_SERVER_ERROR, "server_error"),
        };
        let mut response = error(status, code, &self);
        if status != StatusCode::INTERNAL_SERVER_ERROR {
            let challenge = format!(
                "Bearer realm=\"userinfo\", error=\"{code}\", error_description=\"{self}\""
            );
            let challenge = HeaderValue::from_str(&challenge).ok();
            response.headers_mut().extend(challenge.map(|text| (header::WWW_AUTHENTICATE, text)));
        }
        response
    }
}
