//! `POST /revoke`: a client revokes one of its tokens (RFC 7009).
//!
//! Revoking an access token revokes only that token. Revoking a refresh token, spent or not, also
//! revokes all tokens of the same sign-in (§2.1). A token of another client gets the same answer as
//! an unknown token, so the client does not learn whether it exists.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::client_request::ClientRequest;
use super::response::no_store;
use super::token_error::{RETRY_AFTER, TokenError};
use super::unknown_token;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::store::access_token::AccessToken;
use crate::oidc::store::granted::RevokeScope;
use crate::oidc::store::refresh_token::RefreshToken;
use crate::oidc::store::revoke::revoke_at_once;
use crate::secret::Secret;
use crate::telemetry::{Refusal, belongs_to};

pub(crate) async fn revoke(
    State(provider): State<Arc<Provider>>,
    request: Result<ClientRequest, TokenError>,
) -> Response {
    match revoke_token(&provider, request).await {
        // The content means nothing (§2.2), but many libraries read any answer as JSON.
        Ok(()) => (no_store(), Json(json!({}))).into_response(),
        Err(error) => {
            let may_try_again = matches!(error, TokenError::Storage(_));
            let mut response = error.into_response();
            if may_try_again {
                // Only this status means that the token is still valid (§2.2.1).
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
            }
            response
        }
    }
}

/// Searches both kinds of tokens and ignores `token_type_hint`, which may be wrong (§2.1).
async fn revoke_token(
    provider: &Provider,
    request: Result<ClientRequest, TokenError>,
) -> Result<(), TokenError> {
    let request = request?;
    let (client, db, now) = (&request.client, &provider.context.db, provider.context.now());
    let token = Secret::from_text(request.required("token")?.to_owned());
    request.optional("token_type_hint")?;
    if let Some(token) = RefreshToken::find(db, client, &token, now).await? {
        belongs_to(token.login());
        let ended = revoke_at_once(db, RevokeScope::Family(token.family())).await?;
        tracing::info!(client_id = client.client_id, ended, "refresh token revoked");
        return Ok(());
    }
    let access = AccessToken::find(db, &token, now).await?;
    if let Some(token) = access.filter(|token| token.client_id == client.client_id) {
        belongs_to(token.login);
        let did = token.granted.subject.account().to_owned();
        token.end(db).await?;
        tracing::info!(client_id = client.client_id, did, "access token revoked");
    } else {
        let received = unknown_token::described(provider, client, &token).await?;
        Refusal::of("this client has no such token to revoke").received(Some(received)).log();
    }
    Ok(())
}
