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

use super::Bridge;
use super::account::Account;
use super::browser::Browser;
use super::browser_session::{self, BrowserSession};
use super::failure::{Cause, Failure};
use super::pds_request::PdsRequest;
use super::pending::Owner;
use super::person::Person;
use super::sign_in::OpenLogin;
use crate::atproto::{Callback, FinishError};
use crate::db::DbError;
use crate::oidc::error::AuthorizationError;
use crate::oidc::subject::Proof;
use crate::oidc::{AuthorizationCode, Subject};
use crate::params::Params;
use crate::secret::Secret;
use crate::telemetry::RequestId;
use crate::web::cookie::Cookie;

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
    match bridge.atproto.finish(attempt.into_flow(), callback).await {
        Ok(identity) => {
            let person = Person::look_up(&fetch, identity).await;
            welcome(bridge, login, &person).await
        }
        Err(FinishError::Denied) => login.end_with(bridge, AuthorizationError::AccessDenied).await,
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

/// The person is proven: a session for this browser, a code for the relying party.
async fn welcome(bridge: &Bridge, login: OpenLogin, person: &Person) -> Result<Response, Failure> {
    if !login.pending.request().admits(person.did()) {
        return login.end_with(bridge, AuthorizationError::LoginRequired).await;
    }
    let (session, now) = (BrowserSession::new(), bridge.now());
    let sid = session.sid(&login.client.client_id);
    let subject = Subject::proven(Proof {
        account: person.did().to_owned(),
        session: session.id().to_owned(),
        sub: bridge.provider.subject_identifier(&login.client, person.did()),
        auth_time: now,
        sid,
        profile: bridge.people.told(person, &login.client),
    });
    let subject = subject.map_err(|error| login.failure(error))?;
    let arrival = Arrival { person, session: &session, subject };
    let Some(code) = store(bridge, &login, arrival, now).await? else {
        return Err(login.over_at(now));
    };
    tracing::info!(client_id = login.client.client_id, did = person.did(), "signed in");
    let mut response = bridge.answer(&login.target.grant(&code));
    let lifetime = Some(browser_session::LIFETIME);
    let value = session.cookie().expose();
    bridge.cookies.set(&mut response, Cookie::Session, value, lifetime);
    Ok(response)
}

/// A proven person as each side keeps them.
struct Arrival<'a> {
    person: &'a Person,
    /// For this browser.
    session: &'a BrowserSession,
    /// For the relying party.
    subject: Subject,
}

/// Ends the login, begins the session and issues the code in one transaction. Nothing, if another
/// tab was faster: a login gives one code.
async fn store(
    bridge: &Bridge,
    login: &OpenLogin,
    arrival: Arrival<'_>,
    now: i64,
) -> Result<Option<Secret>, DbError> {
    let mut transaction = bridge.db().begin().await?;
    if !login.pending.end(&mut transaction, now).await? {
        return Ok(None);
    }
    Account::keep(&mut transaction, arrival.person, now).await?;
    arrival.session.begin(&mut transaction, arrival.person, now).await?;
    let request = login.pending.request();
    let code = AuthorizationCode::issue(&mut transaction, request, arrival.subject, now).await?;
    transaction.commit().await?;
    Ok(Some(code))
}
