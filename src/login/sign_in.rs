//! `GET /sign-in/{id}`: "who are you?", and `POST /sign-in/{id}/cancel`: "never mind".
//!
//! The first browser that opens the page owns the login from then on. If it knows somebody whom the
//! relying party can be answered with, there is nothing to ask, and it is sent on at once, unless they
//! say that they want to be somebody else.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::browser::Browser;
use super::failure::{Cause, Failure};
use super::open_login::{OpenLogin, PageId};
use super::person::decision::Decision;
use super::person::standing::{Progress, Somebody, stand};
use super::store::chosen_account::ChosenAccount;
use super::store::pending::Owner;
use super::welcome::{Arrival, Session, welcome};
use super::{Bridge, consent_page};
use crate::db::DbError;
use crate::oidc::protocol::error::AuthorizationError;
use crate::oidc::protocol::prompt::Prompt;
use crate::telemetry::RequestId;
use crate::web::page::respond;
use crate::web::pages::{KnownAccount, SignIn, SignInProblem};

/// The query of the page's address by which it asks even whom it knows. It changes nothing, so a link
/// from elsewhere that has it shows the page and no more.
pub(super) const ANOTHER: &str = "another";

/// `GET /sign-in/{id}`.
pub(super) async fn show(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    PageId(id): PageId,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let another = query.as_deref() == Some(ANOTHER);
    bridge.tell(open(&bridge, &id, &headers, another).await, &request_id)
}

async fn open(
    bridge: &Bridge,
    id: &str,
    headers: &HeaderMap,
    another: bool,
) -> Result<Response, Failure> {
    let mut open = OpenLogin::find(bridge, id).await?;
    let known = Browser::known(&bridge.cookies, headers);
    let is_new = known.is_none();
    let browser = known.unwrap_or_else(Browser::new);
    let owned = match open.pending.owner(Some(&browser)) {
        Owner::This => true,
        Owner::Nobody => open.pending.bind(bridge.db(), &browser).await?,
        Owner::Other => false,
    };
    if !owned {
        return Err(open.over(Cause::OtherBrowser));
    }
    let mut response = if another {
        // Nobody who is known is a guess: they are whom the person does not want to be.
        let shown = Shown { status: StatusCode::OK, account: "", problem: None };
        open.page(bridge, &browser, shown).await?
    } else {
        go_on(bridge, open, &browser, headers).await?
    };
    if is_new {
        browser.set_cookie(&bridge.cookies, &mut response);
    }
    Ok(response)
}

/// Answers at once if there is nothing to ask; else asks.
async fn go_on(
    bridge: &Bridge,
    open: OpenLogin,
    browser: &Browser,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let progress = Progress { proven_by: open.pending.proven_by(), ..Progress::default() };
    let (decision, somebody) = stand(bridge, open.asked(), headers, progress).await?;
    match (decision, somebody) {
        (Decision::Answer, Some(somebody)) => answer(bridge, &open, &somebody).await,
        (Decision::AskConsent, Some(somebody)) => {
            Ok(consent_page::page(bridge, &open, browser, &somebody))
        }
        (Decision::Refuse(error), _) => open.end_with(bridge, error).await,
        (Decision::Ask | Decision::Answer | Decision::AskConsent, somebody) => {
            let account = open.guess(bridge, somebody.as_ref());
            let shown = Shown { status: StatusCode::OK, account: &account, problem: None };
            open.page(bridge, browser, shown).await.map_err(Failure::from)
        }
    }
}

/// Answers with somebody whom this browser knows.
pub(super) async fn answer(
    bridge: &Bridge,
    open: &OpenLogin,
    somebody: &Somebody,
) -> Result<Response, Failure> {
    let Somebody { session, person } = somebody;
    let session = Session::Known(session);
    let arrival = Arrival { pending: Some(&open.pending), person, session, consented: false };
    let answered = welcome(bridge, open.asked(), &arrival).await;
    answered.map_err(|failure| open.with_ways_on(failure))
}

/// `POST /sign-in/{id}/cancel`: the relying party hears `access_denied`.
pub(super) async fn cancel(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    PageId(id): PageId,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    bridge.tell(refuse(&bridge, &id, &headers, &body).await, &request_id)
}

async fn refuse(
    bridge: &Bridge,
    id: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Response, Failure> {
    let open = OpenLogin::find(bridge, id).await?;
    match open.written_by_its_browser(bridge, headers, body) {
        Some(_) => open.end_with(bridge, AuthorizationError::AccessDenied).await,
        None => Ok(open.back_to_its_page(bridge)),
    }
}

/// What a form shows beside what is the same for every form of a login.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    /// Of the answer as a whole.
    pub(super) status: StatusCode,
    /// What stands in the field: what was typed, or a guess.
    pub(super) account: &'a str,
    /// What is wrong with it.
    pub(super) problem: Option<SignInProblem<'a>>,
}

impl OpenLogin {
    /// What most likely belongs into the field: the relying party's hint, or who has to sign in anew.
    fn guess(&self, bridge: &Bridge, somebody: Option<&Somebody>) -> String {
        let request = self.pending.request();
        let hint = request.login_hint().and_then(|text| bridge.hint(text));
        if let Some(hint) = hint {
            return hint.text().to_owned();
        }
        let other = request.prompts().contains(Prompt::SelectAccount)
            || request.prompts().contains(Prompt::Create);
        // Whoever cannot be the answer is no guess.
        let sub = |did: &str| bridge.provider.subject_identifier(&self.client, did);
        let meant = |somebody: &&Somebody| !other && request.admits(&sub(somebody.person.did()));
        let known = somebody.filter(meant).and_then(|somebody| somebody.person.handle());
        known.unwrap_or_default().to_owned()
    }

    /// The page with its form, and the accounts that this browser has used.
    pub(super) async fn page(
        &self,
        bridge: &Bridge,
        browser: &Browser,
        shown: Shown<'_>,
    ) -> Result<Response, DbError> {
        let id = self.pending.id();
        let accounts = ChosenAccount::all_of(bridge.db(), browser).await?;
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
            problem: shown.problem,
            servers: &bridge.servers,
            creates: self.pending.request().prompts().contains(Prompt::Create),
            csrf: &browser.csrf_token(id),
            action: &bridge.site.href(&format!("/sign-in/{id}")),
            cancel_action: &bridge.site.href(&format!("/sign-in/{id}/cancel")),
        };
        Ok(respond(shown.status, &page))
    }
}
