//! `GET /sign-in/{id}` shows the sign-in page, and `POST /sign-in/{id}/cancel` cancels the login.
//!
//! The first browser that opens the page owns the login from then on. If its session can answer the
//! relying party, the browser is redirected at once without a question, unless the person asks for
//! another account.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::bridge::Bridge;
use super::browser::{self, Browser};
use super::consent_page::{self, ANOTHER};
use super::error_page::{Cause, Failure};
use super::issue_code::Session;
use super::open_login::{OpenLogin, PageId};
use super::person::decision::{Decision, HintMatch};
use super::sso::{self, Progress, SignedInPerson, Turned};
use super::store::chosen_account::ChosenAccount;
use super::store::pending::Owner;
use crate::db::DbError;
use crate::limits::Source;
use crate::oidc::protocol::error::AuthorizationError;
use crate::oidc::protocol::prompt::Prompt;
use crate::web::page::respond;
use crate::web::pages::{KnownAccount, SignIn, SignInProblem};

/// `GET /sign-in/{id}`.
pub(super) async fn show(
    State(bridge): State<Arc<Bridge>>,
    (PageId(id), source): (PageId, Source),
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut open = OpenLogin::find(&bridge, &id).await?;
    let browser = owner(&bridge, &mut open, &headers).await?;
    let browser = browser.ok_or_else(|| open.over(Cause::OtherBrowser))?;
    let shown = if query.as_deref() == Some(ANOTHER) {
        // The field stays empty, because the person wants to use another account.
        let brief = browser::session(&bridge, &headers).await?.filter(|session| !session.stays());
        let stays = brief.map(|_| false);
        let shown = Shown { status: StatusCode::OK, account: "", stays, problem: None };
        open.page(&bridge, &browser, shown).await.map_err(Failure::from)
    } else {
        go_on(&bridge, &open, &browser, source, &headers).await
    };
    // Also a page that says what went wrong: without the cookie its login would be another browser's.
    let mut response = shown.unwrap_or_else(IntoResponse::into_response);
    browser.keep_with_login(&bridge.cookies, &open.pending.id, &mut response);
    Ok(response)
}

/// The browser that sent these headers, if the login is its own: because it opens the page first, or has
/// done so before.
async fn owner(
    bridge: &Bridge,
    open: &mut OpenLogin,
    headers: &HeaderMap,
) -> Result<Option<Browser>, DbError> {
    if open.pending.owner(None) != Owner::Nobody {
        return Ok(open.browser(bridge, headers));
    }
    let browser = Browser::known_or_new(&bridge.cookies, headers);
    let owned = open.pending.bind(bridge.db(), browser.hash(), bridge.now()).await?;
    Ok(owned.then_some(browser))
}

/// Answers at once if there is nothing to ask. Otherwise asks.
async fn go_on(
    bridge: &Bridge,
    open: &OpenLogin,
    browser: &Browser,
    source: Source,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let progress = Progress { proven_by: open.pending.proven_by.as_deref(), ..Progress::default() };
    let signed_in = sso::signed_in(bridge, &open.client, Turned::Not(source), headers).await;
    let signed_in = signed_in.map_err(|failure| open.with_ways_on(failure))?;
    let decision = sso::decide(bridge, open.asked(), signed_in.as_ref(), progress).await?;
    match (decision, signed_in) {
        (Decision::Answer, Some(signed_in)) => {
            answer_with(bridge, open, (&signed_in, source)).await
        }
        (Decision::AskConsent, Some(signed_in)) => {
            Ok(consent_page::page(bridge, open, browser, &signed_in))
        }
        (Decision::Refuse(error), _) => open.end_with(bridge, error, "who is signed in here").await,
        (Decision::Ask | Decision::Answer | Decision::AskConsent, signed_in) => {
            let account = open.guess(bridge, signed_in.as_ref()).await?;
            // Who did not want to stay before does not have to say so again.
            let brief = signed_in.filter(|signed_in| !signed_in.session.stays());
            let stays = brief.map(|_| false);
            let shown = Shown { status: StatusCode::OK, account: &account, stays, problem: None };
            Ok(open.page(bridge, browser, shown).await?)
        }
    }
}

/// Answers the relying party with the person who is signed in.
pub(super) async fn answer_with(
    bridge: &Bridge,
    open: &OpenLogin,
    (signed_in, source): (&SignedInPerson, Source),
) -> Result<Response, Failure> {
    let SignedInPerson { session, person } = signed_in;
    open.issue_code(bridge, (person, source), Session::Known(session), false).await
}

/// `POST /sign-in/{id}/cancel`: the relying party gets `access_denied`.
pub(super) async fn cancel(
    State(bridge): State<Arc<Bridge>>,
    PageId(id): PageId,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let open = OpenLogin::find_for_form(&bridge, &id).await?;
    match open.form(&bridge, &headers, &body) {
        Some(_) => open.end_with(&bridge, AuthorizationError::AccessDenied, "Cancel").await,
        None => Ok(open.back_to_its_page(&bridge)),
    }
}

/// What differs between the sign-in pages of one login.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    /// The HTTP status.
    pub(super) status: StatusCode,
    /// The content of the field: what was typed, or a guess.
    pub(super) account: &'a str,
    /// Whether the person wants to stay signed in, if they have said so before.
    pub(super) stays: Option<bool>,
    /// What is wrong with it.
    pub(super) problem: Option<SignInProblem<'a>>,
}

impl OpenLogin {
    /// The likely content of the field: the relying party's hint, or who has to sign in again.
    async fn guess(
        &self,
        bridge: &Bridge,
        signed_in: Option<&SignedInPerson>,
    ) -> Result<String, DbError> {
        let request = &self.pending.request;
        let hint = request.login_hint.as_deref().and_then(|text| bridge.hint(text));
        if let Some(hint) = hint {
            return Ok(hint.text().to_owned());
        }
        let other = request.prompts.contains(Prompt::SelectAccount)
            || request.prompts.contains(Prompt::Create);
        let Some(SignedInPerson { person, .. }) = signed_in.filter(|_| !other) else {
            return Ok(String::new());
        };
        // An account that is not meant, or cannot be the answer, is not offered.
        let is_meant = sso::hint_match(bridge, self.asked(), person).await?;
        let known = person.handle().filter(|_| is_meant == HintMatch::NotContradicted);
        Ok(known.unwrap_or_default().to_owned())
    }

    /// The page with its form, and the accounts that this browser has used.
    pub(super) async fn page(
        &self,
        bridge: &Bridge,
        browser: &Browser,
        shown: Shown<'_>,
    ) -> Result<Response, DbError> {
        let id = &self.pending.id;
        let accounts = ChosenAccount::all_of(bridge.db(), browser.list()).await?;
        let accounts: Vec<_> = accounts
            .iter()
            .map(|account| KnownAccount { did: &account.did, label: account.label() })
            .collect();
        let page = SignIn {
            site: &bridge.site,
            relying_party: &self.client.client_name,
            relying_party_host: &self.host(),
            accounts: &accounts,
            account: shown.account,
            stays: shown.stays.unwrap_or(bridge.stay_signed_in),
            // Whoever is in the list has stayed before.
            known_stays: shown.stays.unwrap_or(true),
            problem: shown.problem,
            not_back_from: self.pending.sent_next_door.as_deref(),
            servers: &bridge.servers,
            sign_up_servers: &bridge.sign_up_servers,
            creates: self.pending.request.prompts.contains(Prompt::Create),
            csrf: &browser.csrf_token(id),
            action: &bridge.site.href(&format!("/sign-in/{id}")),
            cancel_action: &bridge.site.href(&format!("/sign-in/{id}/cancel")),
        };
        Ok(respond(shown.status, &page))
    }
}
