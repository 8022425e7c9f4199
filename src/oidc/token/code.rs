//! `grant_type=authorization_code`: a code in, tokens out (RFC 6749 §4.1.3, OIDC Core §3.1.3).

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::oidc::access_token::AccessToken;
use crate::oidc::authorization_code::{AuthorizationCode, Redemption};
use crate::oidc::caching::no_store;
use crate::oidc::client_request::ClientRequest;
use crate::oidc::error::TokenError;
use crate::oidc::{Provider, id_token};
use crate::secret::Secret;

/// Spends the code and mints the tokens in one transaction: either both are stored, or neither.
pub(super) async fn redeem(
    provider: &Provider,
    request: &ClientRequest,
) -> Result<Response, TokenError> {
    let (client, now) = (&request.client, provider.clock.now());
    let code = Secret::from_text(request.required("code")?.to_owned());
    let redemption = Redemption {
        client,
        code: &code,
        redirect_uri: request.required("redirect_uri")?,
        code_verifier: request.optional("code_verifier")?,
    };
    let mut transaction = provider.db.begin().await?;
    let Some(code) = AuthorizationCode::redeem(&mut transaction, &redemption, now).await? else {
        drop(transaction);
        return Err(refuse(provider, &redemption).await?);
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
