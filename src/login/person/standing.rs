//! Who is at this browser, as far as a relying party's question goes: looked up, then decided.

use axum::http::HeaderMap;

use super::decision::{Decision, Known, Meant, Part, decide};
use super::told::admits;
use crate::login::Bridge;
use crate::login::failure::Failure;
use crate::login::store::browser_session::BrowserSession;
use crate::login::store::consent;
use crate::login::store::person::Person;
use crate::oidc::endpoint::recognise::Unrecognised;
use crate::oidc::protocol::client::SubjectType;
use crate::oidc::protocol::prompt::Prompt;
use crate::oidc::{AuthorizationRequest, Client, RedirectTarget};

/// A question and where its answer goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a AuthorizationRequest,
    pub(crate) client: &'a Client,
    pub(crate) target: &'a RedirectTarget,
}

/// What a browser has done for the login at hand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress<'a> {
    /// The session that this login began.
    pub(crate) proven_by: Option<&'a str>,
    /// The account that was picked from the list.
    pub(crate) chose: Option<&'a str>,
    /// Whether the person has just allowed it.
    pub(crate) consented: bool,
}

/// Somebody whom this browser knows.
#[derive(Debug)]
pub(crate) struct Somebody {
    pub(crate) session: BrowserSession,
    pub(crate) person: Person,
}

/// Looks up who is at the browser and decides what that means for the question.
pub(crate) async fn stand(
    bridge: &Bridge,
    asked: Asked<'_>,
    headers: &HeaderMap,
    progress: Progress<'_>,
) -> Result<(Decision, Option<Somebody>), Failure> {
    let Some(somebody) = somebody(bridge, headers).await? else {
        return Ok((decide(asked.request, None), None));
    };
    let known = known(bridge, asked, &somebody, progress).await?;
    Ok((decide(asked.request, Some(known)), Some(somebody)))
}

/// Whom this browser knows, if they are still who they were.
pub(crate) async fn somebody(
    bridge: &Bridge,
    headers: &HeaderMap,
) -> Result<Option<Somebody>, Failure> {
    let known = BrowserSession::with_account(bridge, headers).await?;
    let Some((session, account)) = known else { return Ok(None) };
    match bridge.people.person_of(session.did(), account).await {
        Ok(person) => Ok(Some(Somebody { session, person })),
        // Who is lost is signed out everywhere by now. Whether somebody may sign in at the relying
        // party is asked when it is known which one.
        Err(Unrecognised::Unknown | Unrecognised::Lost | Unrecognised::NotAdmitted) => Ok(None),
        Err(Unrecognised::Storage(error)) => Err(error.into()),
    }
}

async fn known(
    bridge: &Bridge,
    asked: Asked<'_>,
    somebody: &Somebody,
    progress: Progress<'_>,
) -> Result<Known, Failure> {
    let Asked { request, client, .. } = asked;
    let Somebody { session, person } = somebody;
    let part = if progress.proven_by == Some(session.id()) {
        Part::SignedIn
    } else if progress.chose == Some(session.did()) {
        Part::Chose
    } else {
        Part::None
    };
    // A client that knows people by names of its own must not learn by hints whom it means.
    let is_oracle =
        client.subject_type != SubjectType::Public && request.prompts().contains(Prompt::None);
    let hint = request.login_hint().filter(|_| !is_oracle).and_then(|text| bridge.hint(text));
    Ok(Known {
        age: bridge.now().saturating_sub(session.authenticated_at()),
        part,
        meant: if !request.admits(&bridge.provider.subject_identifier(client, person.did())) {
            Meant::No
        } else if hint.is_some_and(|hint| !hint.means(person)) {
            Meant::Hardly
        } else {
            Meant::Perhaps
        },
        is_admitted: admits(client, person),
        must_consent: !progress.consented && must_consent(bridge, asked, person.did()).await?,
        facts: bridge.people.facts(client, request, person),
    })
}

/// Whether the person of `did` has to allow it first: if the relying party asks for that, or if the
/// operator has not vouched for it and they never did.
pub(crate) async fn must_consent(
    bridge: &Bridge,
    asked: Asked<'_>,
    did: &str,
) -> Result<bool, crate::db::DbError> {
    if asked.request.prompts().contains(Prompt::Consent) {
        return Ok(true);
    }
    Ok(asked.client.consent && !consent::is_given(bridge.db().reader(), did, asked.request).await?)
}
