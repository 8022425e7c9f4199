//! `POST /introspect`: whether a token of the calling client is active (RFC 7662).
//!
//! A confidential client can check its own tokens here, for example when one of its services gets a
//! token from another. For an invalid, expired or revoked token, or one of another client, the
//! answer is always the same (§2.2): not active.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::client_request::ClientRequest;
use super::response::{members, no_store};
use super::token_error::{ClientRefusal, TokenError};
use super::unknown_token;
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::protocol::client_fault::{ClientFault, Shown};
use crate::oidc::store::access_token::AccessToken;
use crate::oidc::store::granted::Granted;
use crate::oidc::store::refresh_token::RefreshToken;
use crate::secret::Secret;
use crate::telemetry::{Refusal, belongs_to};

/// Why the answer says no more, for the log.
const INACTIVE: &str = "the token is not active for this client";

pub(crate) async fn introspect(
    State(provider): State<Arc<Provider>>,
    request: Result<ClientRequest, TokenError>,
) -> Result<Response, TokenError> {
    let request = request?;
    let (client, db, now) = (&request.client, &provider.context.db, provider.context.now());
    // Anyone can use the client_id of a public client, and §2.1 requires authentication.
    if client.is_public() {
        let name_alone = ClientRefusal::of(ClientFault::Public, &Shown::Nothing);
        return Err(name_alone.into());
    }
    let token = Secret::from_text(request.required("token")?.to_owned());
    request.optional("token_type_hint")?;
    let shown = &token;
    let access = AccessToken::find(db, shown, now).await?;
    let found = if let Some(token) = access.filter(|token| token.client_id == client.client_id) {
        belongs_to(token.login);
        Some((token.granted, (token.issued_at, token.expires_at), Some("Bearer")))
    } else if let Some(RefreshToken::Live(token)) =
        RefreshToken::find(db, client, shown, now).await?
    {
        belongs_to(token.login);
        // A refresh token has no `token_type` (RFC 6749 §5.1).
        Some((token.granted, (token.issued_at, token.expires_at), None))
    } else {
        // To introspect a spent refresh token is not a replay, so its family is not revoked.
        let received = unknown_token::described(&provider, client, shown).await?;
        Refusal::of(INACTIVE).received(Some(received)).log();
        None
    };
    let answer = match found {
        Some((granted, times, token_type)) if is_admitted(&provider, client, &granted).await? => {
            active(&provider, client, &granted, times, token_type)
        }
        Some(_) => {
            let received = "a token of a person whom the rules refuse by now";
            Refusal::of(INACTIVE).received(Some(received)).log();
            members(json!({ "active": false }))
        }
        None => members(json!({ "active": false })),
    };
    Ok((no_store(), Json(answer)).into_response())
}

/// The operator may have changed the rules since the token was issued.
async fn is_admitted(
    provider: &Provider,
    client: &Client,
    granted: &Granted,
) -> Result<bool, DbError> {
    provider.people.is_admitted(granted.subject.account(), client).await
}

/// The answer about an active token (§2.2).
fn active(
    provider: &Provider,
    client: &Client,
    granted: &Granted,
    (issued_at, expires_at): (i64, i64),
    token_type: Option<&str>,
) -> Map<String, Value> {
    members(json!({
        "active": true,
        "scope": granted.scope.to_string(),
        "client_id": client.client_id,
        "token_type": token_type,
        "sub": granted.subject.sub(),
        "aud": client.client_id,
        "iss": provider.issuer.as_str(),
        "iat": issued_at,
        "exp": expires_at,
    }))
}
