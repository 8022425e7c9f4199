//! Giving tokens back at once: ATLogin keeps no key to anybody's account (RFC 7009).
//!
//! In: a session that has done its work, and its tokens. Out: nothing. A failed revocation fails no
//! login and is told to the log; the tokens are gone from memory in any case.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use super::server_fault::{ServerFault, Step};
use super::session::Session;
use super::token::IssuedTokens;

/// How long a login waits for its tokens to be revoked.
const PATIENCE: Duration = Duration::from_secs(3);

/// Begins to revoke `tokens`, in a task of its own: a person who closes the window now, or a login
/// that is refused, must not leave them alive. It waits while
/// the other end of `in_use` is held, and ends with the deadline of the session's requests.
pub(super) fn begin(
    session: Session,
    endpoint: Option<Url>,
    tokens: IssuedTokens,
    in_use: oneshot::Receiver<()>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        // Its end is that of the login, which may be dropped at any moment.
        let _ = in_use.await;
        // RFC 8414 makes the endpoint optional; then the tokens die of age, at most an hour.
        let Some(endpoint) = endpoint else { return };
        let host = session.issuer.host().to_owned();
        match revoke(session, &endpoint, &tokens).await {
            Ok(()) => tracing::debug!(host, "tokens revoked"),
            Err(error) => tracing::warn!(host, %error, "tokens could not be revoked"),
        }
    })
}

/// Waits for the revocation, but not for long: it goes on by itself.
pub(super) async fn settle(revocation: JoinHandle<()>) {
    let _ = tokio::time::timeout(PATIENCE, revocation).await;
}

/// One request is enough: revoking a refresh token ends the whole grant (RFC 7009 §2.1), and without
/// one the access token is all there is.
async fn revoke(
    mut session: Session,
    endpoint: &Url,
    tokens: &IssuedTokens,
) -> Result<(), ServerFault> {
    let (token, hint) = tokens
        .refresh
        .as_ref()
        .map_or((&tokens.access, "access_token"), |refresh| (refresh, "refresh_token"));
    let form = [("token", token.expose()), ("token_type_hint", hint)];
    // Without a nonce the answer proves little, but there is nothing left to do about it.
    session.post(Step::Revoke, endpoint, &form).await.map(drop)
}
