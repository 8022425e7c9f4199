//! `POST /sign-in/{id}`: the person says who they are, and is sent to their own server.
//!
//! What was typed is looked up, the authorization server is asked (PAR), what is needed to finish is
//! sealed and stored, and only then does the person leave. Whatever goes wrong before is one
//! sentence on the same page, with what they typed still in the field.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::Bridge;
use super::browser::Browser;
use super::failure::{Cause, Failure};
use super::open_login::{OpenLogin, PageId};
use super::person::decision::{Decision, needs_fresh_login};
use super::person::standing::{Progress, stand};
use super::person::told::wants_email;
use super::sign_in::{self, Shown};
use super::store::browser_session::BrowserSession;
use super::store::chosen_account::ChosenAccount;
use super::store::pds_request::PdsRequest;
use super::trouble::Trouble;
use crate::atproto::{self, Account, BeginError, Prompt, Wish};
use crate::limits::Source;
use crate::oidc::protocol::error::AuthorizationError;
use crate::oidc::protocol::prompt;
use crate::params::Params;
use crate::telemetry::RequestId;
use crate::web::page::see_other;
use crate::web::pages::SignInProblem;

/// `POST /sign-in/{id}`.
pub(super) async fn submit(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    (PageId(id), source): (PageId, Source),
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = match bridge.admit_start(source, &id).await {
        Ok(_turn) => start(&bridge, &id, &headers, &body, &request_id).await,
        Err(failure) => Err(failure),
    };
    bridge.tell(answer, &request_id)
}

async fn start(
    bridge: &Bridge,
    id: &str,
    headers: &HeaderMap,
    body: &Bytes,
    request_id: &RequestId,
) -> Result<Response, Failure> {
    let open = OpenLogin::find(bridge, id).await?;
    let Some((browser, form)) = open.written_by_its_browser(bridge, headers, body) else {
        // A form from elsewhere, or from before the cookie was lost: nothing happens but the page.
        return Ok(open.back_to_its_page(bridge));
    };
    if let Some(did) = form.one("forget").ok().flatten() {
        forget(bridge, &browser, headers, did).await?;
        return Ok(open.back_to_its_page(bridge));
    }
    let known = form.one("known").ok().flatten();
    if let Some(did) = known
        && let Some(response) = choose(bridge, &open, headers, did).await?
    {
        return Ok(response);
    }
    let typed = known.or_else(|| form.one("account").ok().flatten()).unwrap_or_default();
    match begin(bridge, &form, typed, &wish(&open, form.one("server") != Ok(None))).await {
        Ok(begun) => leave(bridge, &open, begun).await,
        // What the relying party demands cannot be had there, and somebody else's server could.
        Err(Trouble::Begin(BeginError::NoFreshLogin)) => {
            open.end_with(bridge, AuthorizationError::NoFreshLogin).await
        }
        Err(trouble) => {
            trouble.log();
            let suggestion = trouble.suggestion(&bridge.servers);
            let problem = SignInProblem {
                text: &trouble.to_string(),
                suggestion: suggestion.as_deref(),
                reference: Some(request_id.as_str()),
            };
            let status = trouble.status();
            let shown = Shown { status, account: typed, problem: Some(problem) };
            Ok(open.page(bridge, &browser, shown).await?)
        }
    }
}

/// Somebody picked an account from the list. The answer, if it is the one that is signed in here.
async fn choose(
    bridge: &Bridge,
    open: &OpenLogin,
    headers: &HeaderMap,
    did: &str,
) -> Result<Option<Response>, Failure> {
    let proven_by = open.pending.proven_by();
    let progress = Progress { proven_by, chose: Some(did), ..Progress::default() };
    match stand(bridge, open.asked(), headers, progress).await? {
        (Decision::Answer, Some(somebody)) if somebody.person.did() == did => {
            sign_in::answer(bridge, open, &somebody).await.map(Some)
        }
        (Decision::AskConsent, _) => was_asked_to_allow(bridge, open, headers, did).await,
        _ => Ok(None),
    }
}

/// Back to what they were asked, for somebody who looked at the list and stays with their account.
/// Only where the page asks it of its own accord: where it wants an account picked, they have to sign
/// in.
async fn was_asked_to_allow(
    bridge: &Bridge,
    open: &OpenLogin,
    headers: &HeaderMap,
    did: &str,
) -> Result<Option<Response>, Failure> {
    let progress = Progress { proven_by: open.pending.proven_by(), ..Progress::default() };
    match stand(bridge, open.asked(), headers, progress).await? {
        (Decision::AskConsent, Some(somebody)) if somebody.person.did() == did => {
            Ok(Some(open.back_to_its_page(bridge)))
        }
        _ => Ok(None),
    }
}

/// The list loses an account, and the browser its session of it: on a shared computer that is what
/// "forget" has to mean.
async fn forget(
    bridge: &Bridge,
    browser: &Browser,
    headers: &HeaderMap,
    did: &str,
) -> Result<(), Failure> {
    ChosenAccount::forget(bridge.db(), browser, did).await?;
    let session = BrowserSession::of(bridge, headers).await?;
    if let Some(session) = session.filter(|session| session.did() == did) {
        bridge.people.sign_out.of_session(&session).await?;
    }
    Ok(())
}

/// What their server is to do beside telling who they are. Where a handle was typed the server is
/// told which account is meant; behind a button it may know several, and could take any of them.
pub(super) fn wish(open: &OpenLogin, pressed_button: bool) -> Wish {
    let request = open.pending.request();
    let prompt = if needs_fresh_login(request) {
        Some(Prompt::Login)
    } else if pressed_button && request.prompts().contains(prompt::Prompt::Create) {
        Some(Prompt::Create)
    } else if pressed_button {
        Some(Prompt::SelectAccount)
    } else {
        None
    };
    let email = wants_email(&open.client, request);
    Wish { prompt, email }
}

/// Reads what was typed, or which button was pressed, and asks that person's server.
async fn begin(
    bridge: &Bridge,
    form: &Params,
    typed: &str,
    wish: &Wish,
) -> Result<atproto::Begun, Trouble> {
    let network = bridge.fetch.network();
    let account = match form.one("server").ok().flatten() {
        // Only the operator's own buttons: nobody else's name comes in by this field.
        Some(host) if bridge.servers.iter().any(|button| button.host == host) => {
            Account::server(host, network)
        }
        Some(_) => return Err(Trouble::UnknownButton),
        None => Account::read(typed, network),
    };
    Ok(bridge.atproto.begin(&account?, wish).await?)
}

/// Stores the attempt, then lets the person go.
pub(super) async fn leave(
    bridge: &Bridge,
    open: &OpenLogin,
    begun: atproto::Begun,
) -> Result<Response, Failure> {
    let now = bridge.now();
    let (state, flow) = (&begun.state, &begun.flow);
    let stored = PdsRequest::remember(bridge.db(), &open.pending, state, flow, now).await;
    if !stored.map_err(|error| open.failure(Cause::from(error)))? {
        return Err(open.over_at(now));
    }
    tracing::info!(issuer = begun.issuer.as_str(), "sent to the authorization server");
    Ok(see_other(begun.redirect.as_str()))
}
