//! `grant_type=authorization_code`: redeems an authorization code for tokens.
//! RFC 6749 §4.1.3, OIDC Core §3.1.3.

use axum::response::Response;

use super::super::token_error::TokenError;
use super::code_refusal;
use super::response::{Tokens, respond};
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
use crate::telemetry::belongs_to;

/// Spends the code and mints the tokens in one transaction: either all are stored, or none.
pub(crate) async fn redeem(
    provider: &Provider,
    request: &ClientRequest,
) -> Result<Response, TokenError> {
    let (client, now) = (&request.client, provider.context.now());
    let code = Secret::from_text(request.required("code")?.to_owned());
    let verifier = request.optional("code_verifier")?;
    let challenge = verifier.and_then(CodeChallenge::answered_by);
    let redirect_uri = request.required("redirect_uri")?;
    let redemption = Redemption { client, code: &code, redirect_uri, challenge };
    if let Some(verifier) = verifier.filter(|_| redemption.challenge.is_none()) {
        return malformed(provider, &redemption, verifier).await;
    }
    let mut transaction = provider.context.db.begin_durable().await?;
    let Some(code) = AuthorizationCode::redeem(&mut transaction, &redemption, now).await? else {
        drop(transaction);
        return refuse(provider, &redemption, now).await;
    };
    belongs_to(code.login());
    let granted = code.granted();
    if !provider.people.is_admitted(granted.subject.account(), client).await? {
        let received = "the code of a person whom the rules refuse by now".to_owned();
        return Err(code_refusal::error(client, CodeFault::Unknown, received));
    }
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
    let did = granted.subject.account();
    tracing::info!(client_id = client.client_id, did, "code redeemed");
    Ok(respond(client, &granted.scope, &Tokens { access, refresh, id: Some(id) }))
}

/// Refuses a verifier that can belong to no challenge. The code is not spent.
async fn malformed(
    provider: &Provider,
    redemption: &Redemption<'_>,
    verifier: &str,
) -> Result<Response, TokenError> {
    let trace = AuthorizationCode::trace(&provider.context.db, redemption.code).await?;
    belongs_to(trace.and_then(|trace| trace.login));
    let received = format!("a code_verifier of {} bytes", verifier.len());
    Err(code_refusal::error(redemption.client, CodeFault::MalformedVerifier, received))
}

/// Refuses a redemption. If the code was spent before, it may be stolen, so its tokens are revoked
/// (RFC 6749 §4.1.2).
async fn refuse(
    provider: &Provider,
    redemption: &Redemption<'_>,
    now: i64,
) -> Result<Response, TokenError> {
    let (Redemption { client, code, .. }, db) = (redemption, &provider.context.db);
    let trace = AuthorizationCode::trace(db, code).await?;
    belongs_to(trace.as_ref().and_then(|trace| trace.login));
    let (fault, mut received) = code_refusal::judge(trace.as_ref(), redemption, now);
    if fault == CodeFault::Redeemed {
        let ended = revoke_at_once(db, RevokeScope::Family(&code.hash())).await?;
        received = format!("{received}; {ended} tokens of it end");
    }
    Err(code_refusal::error(client, fault, received))
}
