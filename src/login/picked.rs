//! An account of the browser's list: its person picks it, or has it forgotten.
//!
//! Picking has two halves, like all of the start. [`find`] asks whether the account still is what was proven,
//! and [`answer_picked`] writes. A page may have waited in between.

use axum::http::HeaderMap;
use axum::response::Response;

use super::bridge::Bridge;
use super::browser::{self, Browser};
use super::error_page::Failure;
use super::open_login::OpenLogin;
use super::person::decision::{Decision, Interaction, SessionFacts, decide};
use super::sso::{self, Progress, SignedInPerson, Turned};
use super::store::chosen_account::ChosenAccount;
use super::{sign_in, stay};
use crate::db::DbError;
use crate::limits::Source;

/// What it means that a person picked their account from the list.
enum Choice {
    /// The relying party can be answered.
    Answers,
    /// The person looked at the list and keeps their account: back to the consent page.
    KeepsAccount,
    /// They have to sign in at their server.
    IsNotEnough,
}

/// The person of the account `did` that was picked. `None` if they have to sign in at their server.
pub(super) async fn find(
    bridge: &Bridge,
    open: &OpenLogin,
    (source, headers): (Source, &HeaderMap),
    did: &str,
) -> Result<Option<SignedInPerson>, Failure> {
    let turned = Turned::Already(source);
    let signed_in = sso::signed_in(bridge, &open.client, turned, headers).await?;
    let Some(signed_in) = signed_in.filter(|signed_in| signed_in.person.did() == did) else {
        return Ok(None);
    };
    Ok(match choice(bridge, open, &signed_in).await? {
        Choice::Answers | Choice::KeepsAccount => Some(signed_in),
        Choice::IsNotEnough => None,
    })
}

/// Answers with the person whose account was picked, who `stays` signed in or does not want to.
pub(super) async fn answer_picked(
    bridge: &Bridge,
    (open, browser): (&OpenLogin, &Browser),
    (signed_in, stays): (SignedInPerson, bool),
    (source, headers): (Source, &HeaderMap),
) -> Result<Response, Failure> {
    // Both once more, because the person may have waited at a page: meanwhile another tab may have ended
    // the session, or made it brief.
    let session = browser::session(bridge, headers).await?;
    let Some(session) = session.filter(|session| session.id == signed_in.session.id) else {
        return Ok(open.back_to_its_page(bridge));
    };
    let mut signed_in = SignedInPerson { session, person: signed_in.person };
    let is_answer = match choice(bridge, open, &signed_in).await? {
        Choice::Answers => true,
        Choice::KeepsAccount => false,
        Choice::IsNotEnough => return Ok(open.back_to_its_page(bridge)),
    };
    if !stays {
        signed_in.session = stay::make_brief(bridge, browser, &signed_in.session).await?;
    }
    let mut response = if is_answer {
        sign_in::answer_with(bridge, open, (&signed_in, source)).await?
    } else {
        open.back_to_its_page(bridge)
    };
    stay::keep_briefly(bridge, &signed_in.session, headers, &mut response);
    Ok(response)
}

async fn choice(
    bridge: &Bridge,
    open: &OpenLogin,
    signed_in: &SignedInPerson,
) -> Result<Choice, DbError> {
    let proven_by = open.pending.proven_by.as_deref();
    let chose = Some(signed_in.person.did());
    let progress = Progress { proven_by, chose, ..Progress::default() };
    let facts = sso::facts(bridge, open.asked(), signed_in, progress).await?;
    let decision = |facts| decide(&open.pending.request, Some(facts));
    Ok(match decision(facts) {
        Decision::Answer => Choice::Answers,
        // But if the request demands that they choose an account, they have to sign in.
        Decision::AskConsent if decision(without_choice(facts)) == Decision::AskConsent => {
            Choice::KeepsAccount
        }
        Decision::AskConsent | Decision::Ask | Decision::Refuse(_) => Choice::IsNotEnough,
    })
}

fn without_choice(facts: SessionFacts) -> SessionFacts {
    let interaction = match facts.interaction {
        Interaction::ChoseAccount => Interaction::None,
        other @ (Interaction::None | Interaction::SignedIn) => other,
    };
    SessionFacts { interaction, ..facts }
}

/// Removes an account from the list and ends its session in this browser: on a shared computer that
/// is what "forget" has to mean, after a power cut too.
pub(super) async fn forget(
    bridge: &Bridge,
    browser: &Browser,
    headers: &HeaderMap,
    did: &str,
) -> Result<(), Failure> {
    let mut transaction = bridge.db().begin_durable().await?;
    ChosenAccount::forget(&mut transaction, browser.list(), did).await?;
    transaction.commit().await.map_err(DbError::from)?;
    let session = browser::session(bridge, headers).await?;
    if let Some(session) = session.filter(|session| session.did == did) {
        bridge.people.sign_out.of_session(&session).await?;
    }
    Ok(())
}
