//! Single sign-on: finds who is signed in at this browser, and collects the facts of the session.
//! `person/decision` decides whether they answer the request.

use axum::http::HeaderMap;
use tokio::time::sleep;

use super::bridge::Bridge;
use super::browser;
use super::error_page::{Cause, Failure};
use super::person::admission;
use super::person::decision::{self, Decision, HintMatch, Interaction, SessionFacts};
use super::person::matrix_hint;
use super::store::browser_session::BrowserSession;
pub(crate) use super::store::browser_session::SignedInPerson;
use super::store::consent;
use super::store::person::Person;
use crate::client::SubjectType;
use crate::db::DbError;
use crate::limits::Source;
use crate::oidc::endpoint::account_check::AccountCheckError;
use crate::oidc::protocol::prompt::Prompt;
use crate::oidc::protocol::reason::Reason;
use crate::oidc::store::audit::Who;
use crate::oidc::{AuthorizationRequest, Client, RedirectTarget};

/// A request that may be answered, its client, and where the answer goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AnswerableRequest<'a> {
    pub(crate) request: &'a AuthorizationRequest,
    pub(crate) client: &'a Client,
    pub(crate) target: &'a RedirectTarget,
}

/// What a browser has done for this login.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress<'a> {
    /// The session that this login began.
    pub(crate) proven_by: Option<&'a str>,
    /// The account that was picked from the list.
    pub(crate) chose: Option<&'a str>,
    /// Whether the person has just given consent.
    pub(crate) consented: bool,
}

/// Where a request comes from, and whether it has its turn to wait for other servers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Turned {
    /// It has.
    Already(Source),
    /// It has none yet.
    Not(Source),
}

/// Who is signed in at this browser, if their account still is what was proven, as far as `client` needs
/// it. Only a look-up of the account needs a turn.
///
/// # Errors
/// [`Cause::TooMany`] if the session is used too often, [`Cause::NoTurn`] if all turns are taken.
pub(crate) async fn signed_in(
    bridge: &Bridge,
    client: &Client,
    turned: Turned,
    headers: &HeaderMap,
) -> Result<Option<SignedInPerson>, Failure> {
    let Some(cookie) = browser::session_cookie(bridge, headers) else { return Ok(None) };
    let limit = bridge.start_limits.session(&cookie, bridge.now());
    // Before the database is asked: whoever asks a thousand times a second is refused for little.
    limit.check().map_err(Cause::TooMany)?;
    let known = BrowserSession::with_account(bridge.db(), &cookie, bridge.now()).await?;
    let Some((session, account)) = known else { return Ok(None) };
    let (Turned::Already(source) | Turned::Not(source)) = turned;
    if let Some(moment) = limit.take(source).map_err(Cause::TooMany)? {
        sleep(moment).await;
    }
    let people = &bridge.people;
    let asks = account.as_ref().is_some_and(|account| people.has_to_look_up(account, client));
    let turn = match turned {
        Turned::Not(source) if asks => Some(bridge.start_limits.turns.take(source)?),
        Turned::Not(_) | Turned::Already(_) => None,
    };
    // Boxed: a request without a session never gets here, and need not carry its size.
    let person = Box::pin(people.person_of(&session.did, account, (client, source)));
    let person = match turn {
        Some(turn) => turn.while_held(person).await?,
        None => person.await,
    };
    match person {
        Ok(person) => Ok(Some(SignedInPerson { session, person })),
        // A lost account is signed out everywhere by now.
        Err(AccountCheckError::Lost) => {
            let (did, client_id) = (session.did.as_str(), client.client_id.as_str());
            let who = Who { did, handle: None, client_id, source, login: None };
            let audit = &bridge.provider.context.audit;
            audit.refuse_person(who, Reason::AccountLost, bridge.now());
            Ok(None)
        }
        // Whether its person is admitted is checked when the relying party is known.
        Err(AccountCheckError::Unknown | AccountCheckError::NotAdmitted) => Ok(None),
        Err(AccountCheckError::Storage(error)) => Err(error.into()),
    }
}

/// Decides what a request needs, by who is signed in.
pub(crate) async fn decide(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    signed_in: Option<&SignedInPerson>,
    progress: Progress<'_>,
) -> Result<Decision, DbError> {
    let facts = match signed_in {
        Some(signed_in) => Some(facts(bridge, asked, signed_in, progress).await?),
        None => None,
    };
    Ok(decision::decide(asked.request, facts))
}

/// The facts of the session of `signed_in`, as far as a request needs them.
pub(crate) async fn facts(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    signed_in: &SignedInPerson,
    progress: Progress<'_>,
) -> Result<SessionFacts, DbError> {
    let AnswerableRequest { request, client, .. } = asked;
    let SignedInPerson { session, person } = signed_in;
    let interaction = if progress.proven_by == Some(&session.id) {
        Interaction::SignedIn
    } else if progress.chose == Some(&session.did) {
        Interaction::ChoseAccount
    } else {
        Interaction::None
    };
    Ok(SessionFacts {
        age: bridge.now().saturating_sub(session.authenticated_at),
        interaction,
        hint: hint_match(bridge, asked, person).await?,
        admission: admission::judge(client, person),
        lacks_name: bridge.people.claims.lacks_name(person, client).await?,
        must_consent: !progress.consented && must_consent(bridge, asked, person.did()).await?,
        email: bridge.people.claims.email_state(client, request, person),
    })
}

/// Whether a request may mean `person`.
pub(super) async fn hint_match(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    person: &Person,
) -> Result<HintMatch, DbError> {
    let AnswerableRequest { request, client, .. } = asked;
    if !request.admits(&bridge.provider.subject_identifier(client, person.did())) {
        return Ok(HintMatch::Excluded);
    }
    // A client that knows people by names of its own must not learn by hints whom it means: not by an
    // error, and not by a code that comes at once either.
    let counts = client.subject_type == SubjectType::Public;
    let Some(text) = request.login_hint.as_deref().filter(|_| counts) else {
        return Ok(HintMatch::NotContradicted);
    };
    let is_meant = match matrix_hint::read(text, client) {
        Some(id) => bridge.people.claims.is_called(person, client, id.localpart()).await?,
        None => bridge.hint(text).is_none_or(|hint| hint.means(person)),
    };
    Ok(if is_meant { HintMatch::NotContradicted } else { HintMatch::SomebodyElse })
}

/// Whether the person of `did` has to allow it first: if the relying party asks for that, if anybody
/// could be it, or if the operator has not vouched for it and they never did.
pub(crate) async fn must_consent(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    did: &str,
) -> Result<bool, DbError> {
    // What was allowed to one program on the device says nothing about the next that takes its name.
    if asked.request.prompts.contains(Prompt::Consent) || asked.target.is_anybodys() {
        return Ok(true);
    }
    Ok(asked.client.consent && !consent::is_given(bridge.db().reader(), did, asked.request).await?)
}
