//! Revokes the tokens of a login as soon as they have served (RFC 7009).
//!
//! In: a exchange that has done its work, and its tokens. Out: nothing. A failed revocation is
//! logged and does not fail the login. The tokens are never stored.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing::Instrument;
use url::Url;

use super::exchange::Exchange;
use super::server_fault::{ServerFault, Step};
use super::token::IssuedTokens;

/// How long a login waits for its tokens to be revoked.
const PATIENCE: Duration = Duration::from_secs(3);

/// Revokes `tokens` in a task of its own, so that a closed browser or a refused login does not stop
/// it. The task first waits until the sender of `in_use` is dropped. It ends at the exchange's
/// deadline.
pub(super) fn begin(
    exchange: Exchange,
    endpoint: Option<Url>,
    tokens: IssuedTokens,
    in_use: oneshot::Receiver<()>,
) -> JoinHandle<()> {
    let work = async move {
        // An error means that the sender was dropped, which is what this waits for.
        let _ = in_use.await;
        // The endpoint is optional (RFC 8414). Without it the tokens expire within an hour.
        let Some(endpoint) = endpoint else { return };
        let host = exchange.issuer.host().to_owned();
        match revoke(exchange, &endpoint, &tokens).await {
            Ok(()) => tracing::debug!(host, "tokens revoked"),
            Err(error) => tracing::warn!(host, %error, "tokens could not be revoked"),
        }
    };
    // Its lines belong to the login, whose request may be answered before.
    tokio::spawn(work.in_current_span())
}

/// Waits for the revocation for a short time. The task goes on by itself.
pub(super) async fn settle(revocation: JoinHandle<()>) {
    let _ = tokio::time::timeout(PATIENCE, revocation).await;
}

/// Sends one request. Revoking the refresh token ends the whole grant (RFC 7009 §2.1). Without one
/// there is only the access token.
async fn revoke(
    mut exchange: Exchange,
    endpoint: &Url,
    tokens: &IssuedTokens,
) -> Result<(), ServerFault> {
    let (token, hint) = tokens
        .refresh
        .as_ref()
        .map_or((&tokens.access, "access_token"), |refresh| (refresh, "refresh_token"));
    let form = [("token", token.expose()), ("token_type_hint", hint)];
    // The nonce of the answer is not checked, because nothing depends on it.
    exchange.post(Step::Revoke, endpoint, &form).await.map(drop)
}
