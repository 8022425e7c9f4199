//! `grant_type=authorization_code`: redeems an authorization code for tokens.
//! RFC 6749 §4.1.3, OIDC Core §3.1.3.

use axum::response::Response;

use super::super::token_error::TokenError;
use super::response::{Tokens, respond};
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::endpoint::client_request::ClientRequest;
use crate::oidc::endpoint::id_token;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::protocol::code_fault::CodeFault;
use crate::oidc::protocol::pkce::CodeChallenge;
use crate::oidc::store::access_token::AccessToken;
use crate::oidc::store::account_client;
use crate::oidc::store::authorization_code::{AuthorizationCode, Redemption};
use crate::oidc::store::granted::RevokeScope;
use crate::oidc::store::refresh_token::RefreshToken;
use crate::oidc::store::revoke::revoke_at_once;
use crate::secret::Secret;

/// Spends the code and mints the tokens in one transaction: either all are stored, or none.
pub(crate) async fn redeem(
    provider: &Provider,
    request: &ClientRequest,
) -> Result<Response, TokenError> {
    let (client, now) = (&request.client, provider.context.now());
    let code = Secret::from_text(request.required("code")?.to_owned());
    let redemption = Redemption {
        client,
        code: &code,
        redirect_uri: request.required("redirect_uri")?,
        challenge: challenge(client, request.optional("code_verifier")?)?,
    };
    let mut transaction = provider.context.db.begin_durable().await?;
    let Some(code) = AuthorizationCode::redeem(&mut transaction, &redemption, now).await? else {
        drop(transaction);
        return refuse(provider, &redemption, now).await;
    };
    let granted = code.granted();
    let of_code = (code.code_hash(), granted);
    let access = AccessToken::issue(&mut transaction, client, of_code, now).await?;
    let refresh = if granted.scope.contains("offline_access") {
        Some(RefreshToken::issue(&mut transaction, client, &code, now).await?)
    } else {
        None
    };
    let id = id_token::sign(provider, client, granted, &access, now)?;
    provider.note_told(&mut transaction, granted).await?;
    account_client::remember(&mut transaction, client, &granted.subject).await?;
    transaction.commit().await.map_err(DbError::from)?;
    tracing::info!(client_id = client.client_id, "code redeemed");
    Ok(respond(client, &granted.scope, &Tokens { access, refresh, id: Some(id) }))
}

/// The challenge that belongs to a verifier. A malformed verifier is an invalid grant.
fn challenge(client: &Client, verifier: Option<&str>) -> Result<Option<CodeChallenge>, TokenError> {
    let malformed = || refusal(client, CodeFault::MalformedVerifier);
    let answered = |text| CodeChallenge::answered_by(text).ok_or_else(malformed);
    verifier.map(answered).transpose()
}

/// Refuses a redemption. If the code was spent before, it may be stolen, so its tokens are revoked
/// (RFC 6749 §4.1.2).
async fn refuse(
    provider: &Provider,
    redemption: &Redemption<'_>,
    now: i64,
) -> Result<Response, TokenError> {
    let (Redemption { client, code, .. }, db) = (redemption, &provider.context.db);
    if AuthorizationCode::was_redeemed(db, redemption).await? {
        let ended = revoke_at_once(db, RevokeScope::Family(&code.hash())).await?;
        tracing::warn!(client_id = client.client_id, ended, "a code was shown twice");
    }
    Err(refusal(client, AuthorizationCode::fault(db, redemption, now).await?))
}

/// The error for a request that misses this condition. Only a client that has authenticated hears which one
/// it is: whoever has glimpsed a code of a public client can ask as well as that client.
fn refusal(client: &Client, fault: CodeFault) -> TokenError {
    tracing::info!(client_id = client.client_id, %fault, "a code is not redeemed");
    if client.is_public() { TokenError::InvalidGrant } else { TokenError::Code(fault) }
}
