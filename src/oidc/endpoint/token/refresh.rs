//! `grant_type=refresh_token`: exchanges a refresh token for new tokens.
//! RFC 6749 §6, OIDC Core §12.
//!
//! The person is not present, so the account is looked up again before tokens are issued. If the
//! account is gone or has moved, its tokens are revoked. If the look-up fails temporarily, the
//! refresh token stays valid.
//!
//! A token that is used twice may be stolen. So the second use revokes all tokens of the same code
//! (RFC 9700 §4.14.2). Only the token that was used last, a moment ago, is answered once more, with the
//! same refresh token: that is what a client does whose answer was lost, or which has several processes.

use axum::response::Response;

use super::super::token_error::{RefreshRefusal, TokenError};
use super::refresh_refusal;
use super::response::{Tokens, respond};
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::endpoint::account_check::AccountCheckError;
use crate::oidc::endpoint::client_request::ClientRequest;
use crate::oidc::endpoint::id_token;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::protocol::reason::Reason;
use crate::oidc::protocol::subject::{Scope, Subject};
use crate::oidc::store::access_token::AccessToken;
use crate::oidc::store::audit::Who;
use crate::oidc::store::granted::{Granted, RevokeScope};
use crate::oidc::store::refresh_token::{KnownToken, RefreshToken, Successor};
use crate::oidc::store::revoke::revoke_at_once;
use crate::oidc::store::sign_in::How;
use crate::secret::{Secret, SecretHash};
use crate::telemetry::{LoginNumber, belongs_to, current_login};

pub(crate) async fn refresh(
    provider: &Provider,
    request: &ClientRequest,
) -> Result<Response, TokenError> {
    let client = &request.client;
    let shown = Secret::from_text(request.required("refresh_token")?.to_owned());
    let narrower = request.optional("scope")?;
    let found =
        RefreshToken::find(&provider.context.db, client, &shown, provider.context.now()).await?;
    let token = match found {
        Some(RefreshToken::Live(token) | RefreshToken::JustUsed(token)) => token,
        Some(RefreshToken::Spent(spent)) => {
            belongs_to(spent.login);
            return shown_twice(provider, &spent.family).await;
        }
        None => return Err(refresh_refusal::not_found(provider, client, &shown).await?),
    };
    belongs_to(token.login);
    let scope = scope(&token.granted, client, narrower)?;
    let granted = checked(provider, request, &token, scope).await?;
    exchange(provider, request, token, &granted).await
}

/// The scope of the new tokens: what was granted, or less if the client asks for less, but never
/// more (RFC 6749 §6). Scopes that the operator has since removed from the client are left out.
fn scope(granted: &Granted, client: &Client, asked: Option<&str>) -> Result<Scope, TokenError> {
    let left = Scope::granted(&granted.scope.to_string(), &client.scopes);
    if !left.contains("openid") || !left.contains("offline_access") {
        let condition = "this client may not have openid and offline_access any more";
        return Err(refresh_refusal::error(condition, granted.scope.to_string()));
    }
    let Some(asked) = asked else { return Ok(left) };
    let grows = asked.split(' ').any(|scope| !scope.is_empty() && !granted.scope.contains(scope));
    let scope = left.narrowed_to(asked);
    if grows || scope.names().is_empty() {
        return Err(TokenError::InvalidScope(asked.to_owned()));
    }
    Ok(scope)
}

/// What is granted now: the current claims of the account that the client may still get.
async fn checked(
    provider: &Provider,
    request: &ClientRequest,
    token: &KnownToken,
    scope: Scope,
) -> Result<Granted, TokenError> {
    let client = &request.client;
    let Granted { subject, claims, .. } = token.granted.clone();
    let (claims, db) = (claims.within(&client.scopes), &provider.context.db);
    match provider.people.check_account(subject.account(), client).await {
        Ok(profile) => {
            Ok(Granted { subject: subject.with_profile(profile), scope, nonce: None, claims })
        }
        Err(AccountCheckError::Unknown) => Err(TokenError::PersonUnknown),
        Err(AccountCheckError::Storage(error)) => Err(error.into()),
        Err(AccountCheckError::NotAdmitted) => {
            let ended = revoke_at_once(db, RevokeScope::Family(&token.family)).await?;
            count_person(provider, request, subject.account(), Reason::NotAdmitted);
            Err(of_account("the person may not sign in at this client any more", &subject, ended))
        }
        Err(AccountCheckError::Lost) => {
            let ended = revoke_at_once(db, RevokeScope::Account(subject.account())).await?;
            count_person(provider, request, subject.account(), Reason::AccountLost);
            Err(of_account("the account is gone, not active or has moved", &subject, ended))
        }
    }
}

/// Counts that a person is refused, who finds it among their sign-ins.
fn count_person(provider: &Provider, request: &ClientRequest, did: &str, why: Reason) {
    let now = provider.context.now();
    with_who(request, did, |who| provider.context.audit.refuse_person(who, why, now));
}

/// Who is refreshed. The source is that of the client's server, or of its app on the person's device.
fn with_who<T>(request: &ClientRequest, did: &str, use_it: impl FnOnce(Who<'_>) -> T) -> T {
    let login = current_login();
    let (client_id, source) = (request.client.client_id.as_str(), request.source);
    let login = login.as_ref().map(LoginNumber::as_str);
    use_it(Who { did, handle: None, client_id, source, login })
}

/// Spends the token, or finds what took its place, and mints the new ones, in one transaction: either
/// all are stored, or none.
async fn exchange(
    provider: &Provider,
    request: &ClientRequest,
    token: Box<KnownToken>,
    granted: &Granted,
) -> Result<Response, TokenError> {
    let client = &request.client;
    let (family, now) = (token.family, provider.context.now());
    let mut transaction = provider.context.db.begin_durable().await?;
    let Some(next) = token.exchange(&mut transaction, client, now).await? else {
        drop(transaction);
        // It was good a moment ago, so another request has used it or its successor, or revoked it.
        return shown_twice(provider, &family).await;
    };
    let access = AccessToken::issue(&mut transaction, client, (&family, granted), now).await?;
    let signed = || id_token::sign(provider, client, granted, &access, now);
    let id = granted.scope.contains("openid").then(signed).transpose()?;
    provider.note_told(&mut transaction, granted).await?;
    let audit = &provider.context.audit;
    let entry = |who: Who<'_>| audit.entry(who, How::Refresh, now);
    if let Some(entry) = with_who(request, granted.subject.account(), entry) {
        entry.store(&mut transaction).await?;
    }
    transaction.commit().await.map_err(DbError::from)?;
    let Successor { token, is_repeated } = next;
    let did = granted.subject.account();
    tracing::info!(client_id = client.client_id, did, is_repeated, "tokens refreshed");
    Ok(respond(client, &granted.scope, &Tokens { access, refresh: Some(token), id }))
}

/// The error for a token of an account that may not be told of any more.
fn of_account(condition: &'static str, subject: &Subject, ended: u64) -> TokenError {
    let received = format!("one of {}; {ended} tokens end", subject.account());
    TokenError::PersonRefused(RefreshRefusal { condition, received })
}

async fn shown_twice(provider: &Provider, family: &SecretHash) -> Result<Response, TokenError> {
    let ended = revoke_at_once(&provider.context.db, RevokeScope::Family(family)).await?;
    let received = format!("one that was used before; {ended} tokens of its sign-in end");
    Err(refresh_refusal::error("the refresh token was shown twice", received))
}
