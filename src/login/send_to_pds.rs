//! Sends the person to their server: what is requested there, and what is kept for the callback.

use axum::http::StatusCode;
use axum::response::Response;

use super::bridge::Bridge;
use super::error_page::{Cause, Failure};
use super::next_door::host_next_door;
use super::open_login::OpenLogin;
use super::person::claims::wants_email;
use super::person::decision::needs_fresh_login;
use super::store::pds_request::PdsRequest;
use crate::atproto::{self, LoginOptions, Prompt};
use crate::limits::Source;
use crate::web::page::{respond, see_other};
use crate::web::pages::Leave;

/// What ends a login that the person's server has refused, for the log.
pub(super) const FROM_THEIR_SERVER: &str = "the answer of their server";

/// How the person chose the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// By naming their account.
    Nothing,
    /// By its button for signing in.
    SignIn,
    /// By its button for those who have no account yet.
    Create,
}

/// What the server is asked in addition to the person's identity. A typed handle tells the server
/// which account is meant. After a button, the server could take any account that it knows.
pub(super) fn options(open: &OpenLogin, source: Source, pressed: Pressed) -> LoginOptions {
    let request = &open.pending.request;
    let prompt = match pressed {
        _ if needs_fresh_login(request) => Some(Prompt::Login),
        Pressed::Create => Some(Prompt::Create),
        Pressed::SignIn => Some(Prompt::SelectAccount),
        Pressed::Nothing => None,
    };
    let email = wants_email(&open.client, request);
    LoginOptions { prompt, email, source }
}

/// Stores the attempt, then sends the person there: by a redirect. If they were sent to this neighbour
/// of ours before and did not come back, by a page whose link hides where they come from. `stays` says
/// whether they want to stay signed in when they are back.
pub(super) async fn send(
    bridge: &Bridge,
    open: &OpenLogin,
    begun: atproto::BegunLogin,
    stays: bool,
) -> Result<Response, Failure> {
    let now = bridge.now();
    let next_door = host_next_door(&begun.issuer, &bridge.host);
    let attempt = PdsRequest::seal(&begun.state, &begun.flow, stays);
    let attempt = attempt.map_err(|error| open.failure(Cause::from(error)))?;
    let stored = open.pending.begin_attempt(bridge.db(), (attempt, next_door), now).await;
    let Some(bytes) = stored.map_err(|error| open.failure(Cause::from(error)))? else {
        return Err(open.over_at(now));
    };
    bridge.start_limits.stored(&bridge.provider.context, bytes);
    tracing::info!(issuer = begun.issuer.as_str(), "sent to the authorization server");
    let href = begun.redirect.as_str();
    Ok(match next_door {
        Some(host) if open.pending.sent_next_door.as_deref() == Some(host) => {
            tracing::info!(host, "did not come back from a server under our own domain");
            respond(StatusCode::OK, &Leave { site: &bridge.site, host, href })
        }
        Some(_) | None => see_other(href),
    })
}

/// Tells the operator why nobody of a server gets in at a relying party that demands a new sign-in.
pub(super) fn log_no_fresh_login(open: &OpenLogin, host: &str) {
    let request = &open.pending.request;
    let demanded = if request.max_age.is_some() { "max_age" } else { "prompt=login" };
    tracing::warn!(
        client_id = request.client_id,
        host,
        demanded,
        "the relying party demands a new sign-in, and the server cannot be made to ask for one: nobody \
         there gets in; if the relying party always sends max_age or prompt=login, turn that off in its \
         settings"
    );
}
