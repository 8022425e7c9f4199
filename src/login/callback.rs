//! `GET /atproto/callback`: the person is back from their server.
//!
//! Its answer is turned into an [`Identity`](crate::atproto::Identity), the identity into a code,
//! and the person goes back to the relying party. The order matters: nothing happens before it is
//! clear that this browser began the login, the attempt is spent before its answer is used, and no
//! code exists before the person is proven.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::browser::Browser;
use super::failure::{Cause, Failure};
use super::open_login::OpenLogin;
use super::person::device;
use super::person::standing::must_consent;
use super::person::told::must_be_admitted;
use super::store::browser_session::{BrowserSession, NewSession};
use super::store::pds_request::PdsRequest;
use super::store::pending::Owner;
use super::store::person::Person;
use super::welcome::{Arrival, Beginning, Session, welcome};
use super::{Bridge, start};
use crate::atproto::{Callback, FinishError, Prompt, Wish};
use crate::oidc::protocol::error::AuthorizationError;
use crate::params::Params;
use crate::secret::Secret;
use crate::telemetry::RequestId;

/// For a whole callback, while the person waits. The exchange with their server may use up all of
/// it; what remains is for their profile.
const TIME_FOR_CALLBACK: Duration = Duration::from_secs(20);

/// `GET /atproto/callback` (RFC 6749 §4.1.2, RFC 9207).
pub(super) async fn answer(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let answer = finish(&bridge, &query.unwrap_or_default(), &headers).await;
    bridge.tell(answer, &request_id)
}

async fn finish(bridge: &Bridge, query: &str, headers: &HeaderMap) -> Result<Response, Failure> {
    let params = Params::parse(query.as_bytes()).map_err(|_| Cause::UnknownCallback)?;
    let state = params.one("state").ok().flatten().ok_or(Cause::UnknownCallback)?;
    let state = Secret::from_text(state.to_owned());
    let login = login_of_this_browser(bridge, &state, headers).await?;

    let attempt = PdsRequest::take(bridge.db(), &state, bridge.now()).await;
    let attempt = attempt.map_err(|error| login.failure(Cause::from(error)))?;
    let fetch = bridge.fetch.within(TIME_FOR_CALLBACK);
    let callback = Callback::read(&params).map_err(|fault| login.failure(fault))?;
    let flow = attempt.into_flow();
    let account = flow.account();
    match bridge.atproto.finish(flow, callback).await {
        Ok(identity) => {
            let person = Person::look_up(&fetch, identity, bridge.now()).await;
            arrive(bridge, login, &person, headers).await
        }
        Err(FinishError::Denied) => login.end_with(bridge, AuthorizationError::AccessDenied).await,
        Err(FinishError::PromptRefused(Prompt::Login, _)) => {
            login.end_with(bridge, AuthorizationError::NoFreshLogin).await
        }
        Err(FinishError::PromptRefused(prompt, error)) => {
            // The wish was a courtesy: their server may ask what it likes instead.
            tracing::info!(?prompt, %error, "asked again without a prompt");
            let wish = Wish { prompt: None, ..start::wish(&login, false) };
            match bridge.atproto.begin(&account, &wish).await {
                Ok(begun) => start::leave(bridge, &login, begun).await,
                Err(_) => Err(login.failure(FinishError::Refused(error))),
            }
        }
        Err(error) => Err(login.failure(error)),
    }
}

/// The login that `state` belongs to, if this browser began it (RFC 9700 §4.7). Changes nothing, so
/// that a foreign browser cannot even spoil it.
async fn login_of_this_browser(
    bridge: &Bridge,
    state: &Secret,
    headers: &HeaderMap,
) -> Result<OpenLogin, Failure> {
    let pending_id = PdsRequest::pending_id(bridge.db(), state).await?;
    let login = OpenLogin::find(bridge, &pending_id.ok_or(Cause::UnknownCallback)?).await?;
    let browser = Browser::known(&bridge.cookies, headers);
    match login.pending.owner(browser.as_ref()) {
        Owner::This => Ok(login),
        Owner::Nobody | Owner::Other => Err(login.over(Cause::OtherBrowser)),
    }
}

/// The person is proven: a session for this browser, and a code for the relying party, unless they
/// have to allow it first.
async fn arrive(
    bridge: &Bridge,
    login: OpenLogin,
    person: &Person,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let sub = bridge.provider.subject_identifier(&login.client, person.did());
    if !login.pending.request().admits(&sub) {
        return login.end_with(bridge, AuthorizationError::LoginRequired).await;
    }
    must_be_admitted(&login.client, person).map_err(|cause| login.failure(cause))?;
    let browser = Browser::known(&bridge.cookies, headers);
    let browser = browser.as_ref().ok_or_else(|| login.over(Cause::OtherBrowser))?;
    let had = BrowserSession::of(bridge, headers).await?;
    let session = NewSession::after(had, person.did(), bridge.now());
    let beginning = Beginning { session, browser, device: device::name(headers) };
    if must_consent(bridge, login.asked(), person.did()).await? {
        return ask_consent(bridge, &login, person, &beginning).await;
    }
    let (pending, session) = (Some(&login.pending), Session::New(&beginning));
    let arrival = Arrival { pending, person, session, consented: false };
    let answered = welcome(bridge, login.asked(), &arrival).await;
    answered.map_err(|failure| login.with_ways_on(failure))
}

/// The session begins, the login waits, and its page asks for what is missing.
async fn ask_consent(
    bridge: &Bridge,
    login: &OpenLogin,
    person: &Person,
    beginning: &Beginning<'_>,
) -> Result<Response, Failure> {
    let now = bridge.now();
    let mut transaction = bridge.db().begin().await?;
    let session_id = beginning.session.session().id();
    if !login.pending.prove(&mut transaction, session_id, now).await? {
        return Err(login.over_at(now));
    }
    beginning.store(bridge, &mut transaction, person).await?;
    transaction.commit().await.map_err(crate::db::DbError::from)?;
    let mut response = login.back_to_its_page(bridge);
    beginning.set_cookies(bridge, &mut response);
    Ok(response)
}
