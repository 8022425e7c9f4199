//! `POST /sign-in/{id}`: the person names their account, and is sent to their own server.
//!
//! The account is looked up, the authorization request is pushed (PAR), what is needed to finish is
//! sealed and stored, and only then does the person leave. An error before that is one sentence on
//! the same page, with the typed text still in the field. Where servers are slow, the person waits at a
//! page between asking ([`Start::ask`]) and answering ([`answer_started`]).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::bridge::Bridge;
use super::browser::Browser;
use super::error_page::Failure;
use super::open_login::{OpenLogin, PageId};
use super::outcome::{Outcome, Sent, Started};
use super::send_to_pds::{FROM_THEIR_SERVER, Pressed, log_no_fresh_login, options, send};
use super::sign_in::Shown;
use super::sign_in_error::SignInError;
use super::store::chosen_account::ChosenAccount;
use super::waiting::{self, Soon};
use super::{picked, stay};
use crate::atproto::{self, AccountIdentifier, BeginError, Handle, LoginOptions};
use crate::db::DbError;
use crate::limits::{Source, TooOften};
use crate::oidc::protocol::error::AuthorizationError;
use crate::params::Params;
use crate::telemetry::shown_reference;
use crate::web::pages::SignInProblem;

/// `POST /sign-in/{id}`.
pub(super) async fn submit(
    State(bridge): State<Arc<Bridge>>,
    (PageId(id), source): (PageId, Source),
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let no_turn = |cause| Failure::new(cause).with_retry(&id);
    let turn = bridge.start_limits.admit_start(source, bridge.now()).map_err(no_turn)?;
    let open = OpenLogin::find_for_form(&bridge, &id).await?;
    let Some((browser, form)) = open.form(&bridge, &headers, &body) else {
        // A form from another site, or from before the cookie was lost, only shows the page.
        return Ok(open.back_to_its_page(&bridge));
    };
    let start = Arc::new(Start { bridge, open, source, headers, form });
    let asking = Arc::clone(&start);
    let work = Box::pin(async move {
        let no_turn = |cause| Failure::new(cause).with_retry(&asking.open.pending.id);
        turn.while_held(asking.ask()).await.map_err(no_turn)?
    });
    let step = (&start.open, &browser);
    match waiting::soon(&start.headers, work).await {
        Soon::Done(started) => {
            answer_started(&start.bridge, step, started?, (source, &start.headers)).await
        }
        Soon::Later(work) => {
            let asked = start.asked(&browser).await?;
            let work = async move { Outcome::Start(work.await) };
            Ok(waiting::page(&start.bridge, step, asked, work))
        }
    }
}

/// A start for which other servers are asked.
struct Start {
    bridge: Arc<Bridge>,
    open: OpenLogin,
    source: Source,
    headers: HeaderMap,
    form: Params,
}

impl Start {
    /// Asks other servers. Nothing is written.
    async fn ask(&self) -> Result<Started, Failure> {
        let Self { bridge, open, source, headers, form } = self;
        let stays = stay::is_wanted(form);
        let known = form.one("known").ok().flatten();
        if let Some(did) = known
            && let Some(signed_in) = picked::find(bridge, open, (*source, headers), did).await?
        {
            return Ok(Started::SignedIn { signed_in: Box::new(signed_in), stays });
        }
        if !open.is_open(bridge.now()) {
            return Err(open.over_at(bridge.now()));
        }
        if let Some(did) = form.one("forget").ok().flatten() {
            return Ok(Started::Forgets(did.to_owned()));
        }
        let typed = self.typed();
        let options = options(open, *source, pressed(form).0);
        Ok(match begin(bridge, form, typed, &options).await {
            Ok(begun) => Started::Begun { begun: Box::new(begun), stays },
            // This server cannot do what the relying party demands, although another one could.
            Err(SignInError::Begin { error: BeginError::NoFreshLogin(host), .. }) => {
                log_no_fresh_login(open, &host);
                Started::NoFreshLogin
            }
            Err(error) => {
                let sent = Sent { typed: typed.to_owned(), chosen: chosen(form), stays };
                Started::Problem { sent: Box::new(sent), error }
            }
        })
    }

    /// What names the account: what was typed, or the DID of an account of the list.
    fn typed(&self) -> &str {
        let one = |name| self.form.one(name).ok().flatten();
        one("known").or_else(|| one("account")).unwrap_or_default()
    }

    /// Whom it asks, in words that `browser` has seen before.
    async fn asked(&self, browser: &Browser) -> Result<Option<String>, DbError> {
        if let (_, Some(host)) = pressed(&self.form) {
            let mut buttons = self.bridge.servers.iter().chain(&self.bridge.sign_up_servers);
            // Only that of a button: the field may hold anything.
            return Ok(buttons
                .find(|button| button.host == host)
                .map(|button| button.host.clone()));
        }
        if let Some(did) = self.form.one("known").ok().flatten() {
            let accounts = ChosenAccount::all_of(self.bridge.db(), browser.list()).await?;
            let account = accounts.iter().find(|account| account.did == did);
            return Ok(account.map(|account| account.label().to_owned()));
        }
        let network = self.bridge.provider.context.fetch.network();
        let account = AccountIdentifier::read(self.typed(), network);
        Ok(account.ok().map(|account| account.name().to_owned()))
    }
}

/// Answers with what was learned: sends the person to their server or back to the relying party, or shows
/// the page again. `source` and `headers` are those of the request that is answered.
pub(super) async fn answer_started(
    bridge: &Bridge,
    (open, browser): (&OpenLogin, &Browser),
    started: Started,
    (source, headers): (Source, &HeaderMap),
) -> Result<Response, Failure> {
    match started {
        Started::Begun { begun, stays } => send(bridge, open, *begun, stays).await,
        Started::SignedIn { signed_in, stays } => {
            let stays = (*signed_in, stays);
            picked::answer_picked(bridge, (open, browser), stays, (source, headers)).await
        }
        Started::Forgets(did) => {
            picked::forget(bridge, browser, headers, &did).await?;
            Ok(open.back_to_its_page(bridge))
        }
        Started::NoFreshLogin => {
            open.end_with(bridge, AuthorizationError::NoFreshLogin, FROM_THEIR_SERVER).await
        }
        Started::Problem { sent, error } => {
            show_again(bridge, (open, browser), &sent, &error).await
        }
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
    (open, browser): (&OpenLogin, &Browser),
    sent: &Sent,
    error: &SignInError,
) -> Result<Response, Failure> {
    error.log();
    let is_typed = error.is_about_what_was_typed();
    // Nobody has to look for a typing mistake in the log.
    let (suggestion, reference) =
        (error.suggestion(&bridge.servers), shown_reference().filter(|_| !is_typed));
    let detail = error.detail();
    let chosen = sent.chosen.as_ref().map(|(name, value)| (*name, value.as_str()));
    let problem = SignInProblem {
        text: &error.text(&bridge.servers),
        detail: detail.as_deref(),
        is_about_the_field: is_typed,
        suggestion: suggestion.as_deref(),
        again: chosen.filter(|_| matches!(error, SignInError::NoNetwork)),
        reference: reference.as_deref(),
    };
    let (account, stays) = (sent.typed.as_str(), Some(sent.stays));
    let shown = Shown { status: error.status(), account, stays, problem: Some(problem) };
    let mut page = open.page(bridge, browser, shown).await?;
    if error.is_too_often() {
        page.extensions_mut().insert(TooOften);
    }
    Ok(page)
}

/// What the person chose: the name and value of a field. A button counts before what was typed.
fn chosen(form: &Params) -> Option<(&'static str, String)> {
    let value = |name| Some((name, form.one(name).ok().flatten()?.to_owned()));
    ["server", "create", "known", "account"].into_iter().find_map(value)
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
