//! `POST /sign-in/{id}`: the person names their account, and is sent to their own server.
//!
//! The account is looked up, the authorization request is pushed (PAR), what is needed to finish is
//! sealed and stored, and only then does the person leave. An error before that is one sentence on
//! the same page, with the typed text still in the field.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::bridge::Bridge;
use super::browser::{self, Browser};
use super::error_page::Failure;
use super::open_login::{OpenLogin, PageId};
use super::person::decision::{Decision, Interaction, SessionFacts, decide};
use super::send_to_pds::{Pressed, log_no_fresh_login, options, send};
use super::sign_in::{self, Shown};
use super::sign_in_error::SignInError;
use super::sso::{self, Progress, Turned};
use super::stay;
use super::store::chosen_account::ChosenAccount;
use crate::atproto::{self, AccountIdentifier, BeginError, Handle, LoginOptions};
use crate::limits::{Source, TooOften};
use crate::oidc::protocol::error::AuthorizationError;
use crate::params::Params;
use crate::telemetry::{RequestId, current_reference};
use crate::web::pages::SignInProblem;

/// `POST /sign-in/{id}`.
pub(super) async fn submit(
    State(bridge): State<Arc<Bridge>>,
    (PageId(id), source): (PageId, Source),
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let bridge = bridge.as_ref();
    let no_turn = |cause| Failure::new(cause).with_retry(&id);
    let turn = bridge.start_limits.admit_start(source, bridge.now()).map_err(no_turn)?;
    turn.while_held(start(bridge, (&id, source), &headers, &body)).await.map_err(no_turn)?
}

async fn start(
    bridge: &Bridge,
    (id, source): (&str, Source),
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, Failure> {
    let open = OpenLogin::find_for_form(bridge, id).await?;
    let Some((browser, form)) = open.form(bridge, headers, body) else {
        // A form from another site, or from before the cookie was lost, only shows the page.
        return Ok(open.back_to_its_page(bridge));
    };
    let known = form.one("known").ok().flatten();
    if let Some(did) = known
        && let Some(response) =
            choose(bridge, &open, (&browser, &form), (source, headers), did).await?
    {
        return Ok(response);
    }
    if !open.is_open(bridge.now()) {
        return Err(open.over_at(bridge.now()));
    }
    if let Some(did) = form.one("forget").ok().flatten() {
        forget(bridge, &browser, headers, did).await?;
        return Ok(open.back_to_its_page(bridge));
    }
    let typed = known.or_else(|| form.one("account").ok().flatten()).unwrap_or_default();
    let options = options(&open, source, pressed(&form).0);
    match begin(bridge, &form, typed, &options).await {
        Ok(begun) => send(bridge, &open, begun, stay::is_wanted(&form)).await,
        // This server cannot do what the relying party demands, although another one could.
        Err(SignInError::Begin { error: BeginError::NoFreshLogin(host), .. }) => {
            log_no_fresh_login(&open, &host);
            open.end_with(bridge, AuthorizationError::NoFreshLogin).await
        }
        Err(error) => show_again(bridge, &open, (&browser, &form), typed, &error).await,
    }
}

/// The same error, unless it only looks like one because our own network is out.
async fn told_from_no_network(bridge: &Bridge, error: SignInError) -> SignInError {
    // Boxed: a request that begins need not carry its size.
    let is_ours =
        error.may_be_our_network() && Box::pin(bridge.own_network.is_out(bridge.now())).await;
    if is_ours { SignInError::NoNetwork } else { error }
}

/// The same page, with one sentence about what went wrong.
async fn show_again(
    bridge: &Bridge,
    open: &OpenLogin,
    (browser, form): (&Browser, &Params),
    typed: &str,
    error: &SignInError,
) -> Result<Response, Failure> {
    error.log();
    let is_typed = error.is_about_what_was_typed();
    // Nobody has to look for a typing mistake in the log.
    let (suggestion, reference) =
        (error.suggestion(&bridge.servers), current_reference().filter(|_| !is_typed));
    let detail = error.detail();
    let problem = SignInProblem {
        text: &error.text(&bridge.servers),
        detail: detail.as_deref(),
        is_about_the_field: is_typed,
        suggestion: suggestion.as_deref(),
        again: matches!(error, SignInError::NoNetwork).then(|| chosen(form)).flatten(),
        reference: reference.as_ref().map(RequestId::as_str),
    };
    let stays = Some(stay::is_wanted(form));
    let shown = Shown { status: error.status(), account: typed, stays, problem: Some(problem) };
    let mut page = open.page(bridge, browser, shown).await?;
    if error.is_too_often() {
        page.extensions_mut().insert(TooOften);
    }
    Ok(page)
}

/// What the person chose: the name and value of a field. A button counts before what was typed.
fn chosen(form: &Params) -> Option<(&'static str, &str)> {
    let value = |name| Some((name, form.one(name).ok().flatten()?));
    ["server", "create", "known", "account"].into_iter().find_map(value)
}

/// Handles an account picked from the list. `None` if its person has to sign in at their server.
async fn choose(
    bridge: &Bridge,
    open: &OpenLogin,
    (browser, form): (&Browser, &Params),
    (source, headers): (Source, &HeaderMap),
    did: &str,
) -> Result<Option<Response>, Failure> {
    let turned = Turned::Already(source);
    let signed_in = sso::signed_in(bridge, &open.client, turned, headers).await?;
    let Some(mut signed_in) = signed_in.filter(|signed_in| signed_in.person.did() == did) else {
        return Ok(None);
    };
    let proven_by = open.pending.proven_by.as_deref();
    let progress = Progress { proven_by, chose: Some(did), ..Progress::default() };
    let facts = sso::facts(bridge, open.asked(), &signed_in, progress).await?;
    let decision = |facts| decide(&open.pending.request, Some(facts));
    let is_answer = match decision(facts) {
        Decision::Answer => true,
        // The person looked at the list and keeps their account: back to the consent page. But if
        // the request demands that they choose an account, they have to sign in.
        Decision::AskConsent if decision(without_choice(facts)) == Decision::AskConsent => false,
        Decision::AskConsent | Decision::Ask | Decision::Refuse(_) => return Ok(None),
    };
    if !stay::is_wanted(form) {
        signed_in.session = stay::make_brief(bridge, browser, &signed_in.session).await?;
    }
    let mut response = if is_answer {
        sign_in::answer_with(bridge, open, &signed_in).await?
    } else {
        open.back_to_its_page(bridge)
    };
    stay::keep_briefly(bridge, &signed_in.session, headers, &mut response);
    Ok(Some(response))
}

fn without_choice(facts: SessionFacts) -> SessionFacts {
    let interaction = match facts.interaction {
        Interaction::ChoseAccount => Interaction::None,
        other @ (Interaction::None | Interaction::SignedIn) => other,
    };
    SessionFacts { interaction, ..facts }
}

/// Removes an account from the list and ends its session in this browser: on a shared computer that
/// is what "forget" has to mean.
async fn forget(
    bridge: &Bridge,
    browser: &Browser,
    headers: &HeaderMap,
    did: &str,
) -> Result<(), Failure> {
    ChosenAccount::forget(bridge.db().writer(), browser.hash(), did).await?;
    let session = browser::session(bridge, headers).await?;
    if let Some(session) = session.filter(|session| session.did == did) {
        bridge.people.sign_out.of_session(&session).await?;
    }
    Ok(())
}

/// Which button of a server was pressed, and its host.
fn pressed(form: &Params) -> (Pressed, Option<&str>) {
    match (form.one("server"), form.one("create")) {
        (Ok(None), Ok(None)) => (Pressed::Nothing, None),
        (Ok(None), Ok(create)) => (Pressed::Create, create),
        (server, _) => (Pressed::SignIn, server.ok().flatten()),
    }
}

/// Reads what was typed, or which button was pressed, and begins the login at that server.
async fn begin(
    bridge: &Bridge,
    form: &Params,
    typed: &str,
    options: &LoginOptions,
) -> Result<atproto::BegunLogin, SignInError> {
    let network = bridge.provider.context.fetch.network();
    let (pressed, host) = pressed(form);
    let buttons = match pressed {
        Pressed::Create => &bridge.sign_up_servers,
        Pressed::SignIn | Pressed::Nothing => &bridge.servers,
    };
    // Only hosts of the operator's own buttons are accepted in these fields.
    let button = match host {
        Some(host) => {
            let button = buttons.iter().find(|button| button.host == host);
            Some(button.ok_or(SignInError::UnknownButton)?)
        }
        None => None,
    };
    let account = match button {
        Some(button) => AccountIdentifier::server(&button.host, network)
            .map_err(|_| SignInError::BrokenButton(button.clone(), None))?,
        None => AccountIdentifier::read(typed, network)?,
    };
    // Boxed: a request without a turn never gets here, and need not carry its size.
    let begun = Box::pin(bridge.people.atproto.begin(&account, options)).await;
    let is_known = form.one("known").ok().flatten().is_some();
    let error = match (button, begun) {
        (_, Ok(begun)) => return Ok(begun),
        (Some(button), Err(BeginError::NotAServer(fault))) => {
            SignInError::BrokenButton(button.clone(), Some(fault))
        }
        (None, Err(BeginError::NoAccount)) if is_known => SignInError::KnownIsGone,
        (_, Err(error @ BeginError::NoAccount)) if matches!(account, AccountIdentifier::Did(_)) => {
            // Whoever says that of a DID was reached.
            return Err(SignInError::Begin { tried: None, error });
        }
        (_, Err(error)) => SignInError::Begin { tried: tried(&account), error },
    };
    Err(told_from_no_network(bridge, error).await)
}

/// The handle that was made out of something else that was typed.
fn tried(account: &AccountIdentifier) -> Option<Handle> {
    match account {
        AccountIdentifier::Fediverse(domain) => Some(domain.clone()),
        AccountIdentifier::Handle(_) | AccountIdentifier::Did(_) | AccountIdentifier::Server(_) => {
            None
        }
    }
}
