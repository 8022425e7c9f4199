//! `GET /atproto/callback`: the person comes back from their server.
//!
//! The server's response is turned into an [`Identity`](crate::atproto::Identity), the identity
//! into a code, and the person goes back to the relying party. The order matters. First, this
//! browser must be the one that began the login. The attempt is used up before the response is
//! read. A code is issued only after the person is proven. Where servers are slow, the person waits at a
//! page between asking ([`ask`]) and answering ([`answer_returned`]).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::bridge::Bridge;
use super::browser::{self, Browser};
use super::error_page::{Cause, Failure};
use super::issue_code::{NewBrowserSession, Session};
use super::open_login::OpenLogin;
use super::outcome::{Outcome, Proven, Returned};
use super::person::admission::{admit, judge};
use super::person::device;
use super::send_to_pds::{FROM_THEIR_SERVER, Pressed, log_no_fresh_login, options, send};
use super::sso::must_consent;
use super::store::blocked_person::BlockedPerson;
use super::store::browser_session::NewSession;
use super::store::pds_request::{PdsRequest, TakeError};
use super::store::person::Person;
use super::turns::Turn;
use super::waiting::{self, Lasting};
use crate::atproto::{Callback, FinishError, Flow, LoginOptions, Prompt};
use crate::limits::Source;
use crate::oidc::protocol::error::AuthorizationError;
use crate::params::Params;
use crate::secret::Secret;
use crate::who::admission::Verdict;

/// The time limit of a callback, while the person waits. The exchange with their server may take
/// all of it. Their profile gets what remains.
const TIME_FOR_CALLBACK: Duration = Duration::from_secs(20);

/// `GET /atproto/callback` (RFC 6749 §4.1.2, RFC 9207).
pub(super) async fn by_get(
    State(bridge): State<Arc<Bridge>>,
    source: Source,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let query = query.unwrap_or_default();
    let params = Params::parse(query.as_bytes()).map_err(|_| Cause::UnknownCallback)?;
    let Some(state) = params.one("state").ok().flatten() else {
        return Err(lost(&bridge, &headers).await);
    };
    let state = Secret::from_text(state.to_owned());
    let (login, browser) = login_of_this_browser(&bridge, &state, &headers).await?;
    let step = (login.as_ref(), &browser);
    let number = waiting::number_of_callback(&state);
    if let Some(page) = waiting::again(&bridge, step, &headers, &number).await? {
        return Ok(page);
    }

    // Before the attempt is spent: who gets no turn may load the page again.
    let turn = bridge.start_limits.turns.take(source);
    let turn = turn.map_err(|cause| login.failure(cause))?;
    let Some(attempt) = take(&bridge, &login, &state).await? else {
        return Ok(login.back_to_its_page(&bridge));
    };
    let callback = Callback::read(&params).map_err(|fault| login.failure(fault))?;
    let (stays, flow) = (attempt.stays, attempt.into_flow());
    let host = flow.issuer_host().to_owned();
    let (asking, asked) = (Arc::clone(&bridge), Arc::clone(&login));
    let answered = (flow, callback, stays);
    let work = async move {
        Outcome::Callback(Box::pin(ask(&asking, &asked, (&turn, source), answered)).await)
    };
    match waiting::lasting(&bridge, step, &headers, (&number, Some(host)), work).await {
        Lasting::Done(Some(Outcome::Callback(returned))) => {
            answer_returned(&bridge, step, returned?, (source, &headers)).await
        }
        Lasting::Done(Some(Outcome::Start(_)) | None) => Err(login.failure(Cause::NoOutcome)),
        Lasting::Page(page) => Ok(page),
    }
}

/// Asks the servers what their answer proves. Nothing is written. Whether the person `stays` signed in goes
/// along: it was stored with the attempt, which is spent.
async fn ask(
    bridge: &Bridge,
    login: &OpenLogin,
    (turn, source): (&Turn, Source),
    (flow, callback, stays): (Flow, Callback, bool),
) -> Result<Returned, Failure> {
    let fetch = bridge.provider.context.fetch.on_behalf_of(source).within(TIME_FOR_CALLBACK);
    let (account, issuer) = (flow.account(), flow.issuer_host().to_owned());
    let atproto = bridge.people.atproto.on_behalf_of(source);
    let finished = turn.while_held(Box::pin(atproto.finish(flow, callback))).await;
    match finished.map_err(|cause| login.failure(cause))? {
        Ok(identity) => {
            let person = Box::pin(Person::look_up(&fetch, identity, bridge.now()));
            let person = turn.while_held(person).await.map_err(|cause| login.failure(cause))?;
            judge_person(bridge, login, (person, stays), (turn, source)).await
        }
        Err(FinishError::Denied) => Ok(Returned::Refused(AuthorizationError::AccessDenied)),
        Err(FinishError::PromptRefused(Prompt::Login, _)) => {
            log_no_fresh_login(login, &issuer);
            Ok(Returned::Refused(AuthorizationError::NoFreshLogin))
        }
        Err(FinishError::PromptRefused(prompt, error)) => {
            // The prompt is optional, so the server is asked again without it.
            tracing::info!(?prompt, %error, "asked again without a prompt");
            let options = LoginOptions { prompt: None, ..options(login, source, Pressed::Nothing) };
            match turn.while_held(Box::pin(atproto.begin(&account, &options))).await {
                Ok(Ok(begun)) => Ok(Returned::AskedAgain { begun: Box::new(begun), stays }),
                Err(cause) => Err(login.failure(cause)),
                Ok(Err(_)) => Err(login.failure(FinishError::Refused(error))),
            }
        }
        Err(error) => Err(login.failure(told_from_no_network(bridge, error).await)),
    }
}

/// Why the person is not proven. An outage of our own network is not their server's.
async fn told_from_no_network(bridge: &Bridge, error: FinishError) -> Cause {
    let may_be_ours = matches!(&error, FinishError::Server(fault) if fault.is_no_answer());
    if may_be_ours && Box::pin(bridge.own_network.is_out(bridge.now())).await {
        Cause::NoNetwork(error)
    } else {
        Cause::Unproven(error)
    }
}

/// Answers with what was learned: sends the person back to the relying party, or to their server again.
pub(super) async fn answer_returned(
    bridge: &Bridge,
    (login, browser): (&OpenLogin, &Browser),
    returned: Returned,
    visit: (Source, &HeaderMap),
) -> Result<Response, Failure> {
    match returned {
        Returned::Proven(proven) => arrive(bridge, (login, browser), &proven, visit).await,
        Returned::Refused(error) => login.end_with(bridge, error, FROM_THEIR_SERVER).await,
        Returned::AskedAgain { begun, stays } => send(bridge, login, *begun, stays).await,
    }
}

/// An answer without a `state` belongs to no login. Some server may have led its person here all the
/// same: the login that their browser opened last is offered to them.
async fn lost(bridge: &Bridge, headers: &HeaderMap) -> Failure {
    let failure = Failure::new(Cause::UnknownCallback);
    let Some(browser) = Browser::known(&bridge.cookies, headers) else { return failure };
    match OpenLogin::latest_of(bridge, &browser).await {
        Some(open) => open.with_ways_on(failure),
        None => failure,
    }
}

/// Spends the attempt. The person is not missed at a server under our own domain any more. `None` if it
/// was spent, and the person is proven and asked for consent: the page is loaded again.
async fn take(
    bridge: &Bridge,
    login: &OpenLogin,
    state: &Secret,
) -> Result<Option<PdsRequest>, Failure> {
    let attempt = match PdsRequest::take(bridge.db(), state, bridge.now()).await {
        Err(TakeError::Gone) if login.pending.proven_by.is_some() => return Ok(None),
        attempt => attempt.map_err(|error| login.failure(Cause::from(error)))?,
    };
    if login.pending.sent_next_door.is_some() {
        // The attempt is spent by now, so this must not end the login.
        let noted = login.pending.came_back(bridge.db()).await;
        let _ = noted.inspect_err(|error| tracing::error!(%error, "cannot note a return"));
    }
    Ok(Some(attempt))
}

/// The login that `state` belongs to, if this browser began it (RFC 9700 §4.7). Changes nothing, so
/// another browser cannot spoil the login.
async fn login_of_this_browser(
    bridge: &Bridge,
    state: &Secret,
    headers: &HeaderMap,
) -> Result<(Arc<OpenLogin>, Browser), Failure> {
    let pending_id = PdsRequest::pending_id(bridge.db(), state).await?;
    let login = OpenLogin::find(bridge, &pending_id.ok_or(Cause::UnknownCallback)?).await?;
    match login.browser(bridge, headers) {
        Some(browser) => Ok((Arc::new(login), browser)),
        None => Err(login.over(Cause::OtherBrowser)),
    }
}

/// The person is proven: asks whether they are the one who was meant, and what else the operator's rules
/// need to know.
async fn judge_person(
    bridge: &Bridge,
    login: &OpenLogin,
    (mut person, stays): (Person, bool),
    (turn, source): (&Turn, Source),
) -> Result<Returned, Failure> {
    let sub = bridge.provider.subject_identifier(&login.client, person.did());
    if !login.pending.request.admits(&sub) {
        return Ok(Returned::Refused(AuthorizationError::LoginRequired));
    }
    person = bridge.people.with_known_handle(person, &login.client).await?;
    if judge(&login.client, &person) == Verdict::DependsOnHost {
        let atproto = bridge.people.atproto.on_behalf_of(source);
        let hosted = turn.while_held(Box::pin(atproto.hosts(&person.pds, &person.did))).await;
        let hosted = hosted.map_err(|cause| login.failure(cause))?;
        let hosted = hosted.map_err(|fault| login.failure(FinishError::Server(fault)))?;
        person.is_hosted = Some(hosted);
    }
    Ok(Returned::Proven(Box::new(Proven { person, at: bridge.now(), stays })))
}

/// Answers with a code, and with a session for this browser, at which they stay signed in or do not want to,
/// unless the person is not admitted or has to give consent first.
async fn arrive(
    bridge: &Bridge,
    (login, browser): (&OpenLogin, &Browser),
    Proven { person, at, stays }: &Proven,
    (source, headers): (Source, &HeaderMap),
) -> Result<Response, Failure> {
    // Not before: the person may have waited at a page since their server answered.
    let block = BlockedPerson::find(bridge.db(), person.did()).await?;
    let person = &Person { is_blocked: block.is_some(), ..person.clone() };
    admit(&login.client, person).map_err(|refused| login.failure(refused))?;
    if bridge.people.claims.lacks_name(person, &login.client).await? {
        return Err(login.failure(Cause::HandleUnconfirmed));
    }
    let context = &bridge.provider.context;
    let admitted = bridge.newcomers.admit(context, &login.client, &person.did, source).await;
    admitted.map_err(|cause| login.failure(cause))?;
    let had = browser::session(bridge, headers).await?;
    let session = NewSession::after(had, person.did(), *stays, *at);
    let new = NewBrowserSession { session, browser, device: device::name(headers) };
    if must_consent(bridge, login.asked(), person.did()).await? {
        return ask_consent(bridge, login, person, &new).await;
    }
    login.issue_code(bridge, (person, source), Session::New(&new), false).await
}

/// Begins the session, and sends the browser to the login's page, which asks for consent.
async fn ask_consent(
    bridge: &Bridge,
    login: &OpenLogin,
    person: &Person,
    new: &NewBrowserSession<'_>,
) -> Result<Response, Failure> {
    let now = bridge.now();
    let mut transaction = bridge.db().begin().await?;
    let session_id = &new.session.session.id;
    if !login.pending.prove(&mut transaction, session_id, now).await? {
        return Err(login.over_at(now));
    }
    let stored = new.store(bridge, &mut transaction, person).await?;
    let sessions = stored.ok_or_else(|| login.over_at(now))?;
    transaction.commit().await.map_err(crate::db::DbError::from)?;
    let mut response = login.back_to_its_page(bridge);
    new.set_cookies(bridge, &mut response);
    new.end_too_many(bridge, sessions).await;
    Ok(response)
}
