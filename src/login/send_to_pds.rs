//! Sends the person to their server: what is requested there, and what is kept for the callback.

use axum::response::Response;

use super::bridge::Bridge;
use super::error_page::{Cause, Failure};
use super::open_login::OpenLogin;
use super::person::claims::wants_email;
use super::person::decision::needs_fresh_login;
use crate::atproto::{self, LoginOptions, Prompt};
use crate::limits::Source;
use crate::oidc::protocol::prompt;
use crate::web::page::see_other;

/// What the server is asked in addition to the person's identity. A typed handle tells the server
/// which account is meant. After a button, the server could take any account that it knows.
pub(super) fn options(open: &OpenLogin, source: Source, pressed_button: bool) -> LoginOptions {
    let request = &open.pending.request;
    let prompt = if needs_fresh_login(request) {
        Some(Prompt::Login)
    } else if pressed_button && request.prompts.contains(prompt::Prompt::Create) {
        Some(Prompt::Create)
    } else if pressed_button {
        Some(Prompt::SelectAccount)
    } else {
        None
    };
    let email = wants_email(&open.client, request);
    LoginOptions { prompt, email, source }
}

/// Stores the attempt, then redirects the person.
pub(super) async fn send(
    bridge: &Bridge,
    open: &OpenLogin,
    begun: atproto::BegunLogin,
) -> Result<Response, Failure> {
    let now = bridge.now();
    let attempt = (&begun.state, &begun.flow);
    let stored = open.pending.begin_attempt(bridge.db(), attempt, now).await;
    let Some(bytes) = stored.map_err(|error| open.failure(Cause::from(error)))? else {
        return Err(open.over_at(now));
    };
    bridge.start_limits.stored(&bridge.provider.context, bytes);
    tracing::info!(issuer = begun.issuer.as_str(), "sent to the authorization server");
    Ok(see_other(begun.redirect.as_str()))
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
