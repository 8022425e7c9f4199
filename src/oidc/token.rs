//! `POST /token`: a code in, tokens out (RFC 6749 §4.1.3, OIDC Core §3.1.3).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::access_token::AccessToken;
use super::authorization_code::{AuthorizationCode, Redemption};
use super::caching::no_store;
use super::client_authentication::authenticate;
use super::error::TokenError;
use super::{Provider, id_token};
use crate::params::Params;
use crate::secret::Secret;

pub(super) async fn answer(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, TokenError> {
    if query.is_some_and(|query| !query.is_empty()) {
        return Err(TokenError::QueryParameters);
    }
    let body = form(&headers, &body)?;
    let client = authenticate(&provider.clients, &headers, &body).await?;
    if required(&body, "grant_type")? != "authorization_code" {
        return Err(TokenError::UnsupportedGrantType);
    }
    let code = Secret::from_text(required(&body, "code")?.to_owned());
    let redemption = Redemption {
        client: &client,
        code: &code,
        redirect_uri: required(&body, "redirect_uri")?,
        code_verifier: optional(&body, "code_verifier")?,
    };
    redeem(&provider, &redemption).await
}

/// Spends the code and mints the tokens in one transaction: either both are stored, or neither.
async fn redeem(provider: &Provider, redemption: &Redemption<'_>) -> Result<Response, TokenError> {
    let (client, now) = (redemption.client, provider.clock.now());
    let mut transaction = provider.db.begin().await?;
    let Some(code) = AuthorizationCode::redeem(&mut transaction, redemption, now).await? else {
        drop(transaction);
        return Err(refuse(provider, redemption).await?);
    };
    let access_token = AccessToken::issue(&mut transaction, client, &code, now).await?;
    let granted = code.granted();
    let id_token = id_token::sign(provider, client, granted, &access_token, now)?;
    transaction.commit().await.map_err(crate::db::DbError::from)?;
    tracing::info!(client_id = client.client_id, "code redeemed");
    let tokens = json!({
        "access_token": access_token.expose(),
        "token_type": "Bearer",
        "expires_in": client.access_token_lifetime,
        "scope": granted.scope.to_string(),
        "id_token": id_token,
    });
    Ok((no_store(), Json(tokens)).into_response())
}

/// A code that was already spent has a second holder: what the first one got ends (RFC 6749 §4.1.2).
async fn refuse(
    provider: &Provider,
    redemption: &Redemption<'_>,
) -> Result<TokenError, TokenError> {
    let Redemption { client, code, .. } = redemption;
    if AuthorizationCode::was_redeemed(&provider.db, redemption).await? {
        let ended = AccessToken::end_all_of(&provider.db, &code.hash()).await?;
        tracing::warn!(client_id = client.client_id, ended, "a code was shown twice");
    }
    Ok(TokenError::InvalidGrant)
}

fn form(headers: &HeaderMap, body: &Bytes) -> Result<Params, TokenError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(TokenError::NoForm);
    }
    Ok(Params::parse(body)?)
}

fn required<'a>(body: &'a Params, name: &'static str) -> Result<&'a str, TokenError> {
    optional(body, name)?.ok_or(TokenError::Missing(name))
}

fn optional<'a>(body: &'a Params, name: &'static str) -> Result<Option<&'a str>, TokenError> {
    body.one(name).map_err(|_| TokenError::Repeated(name))
}
