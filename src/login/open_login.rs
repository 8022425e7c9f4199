//! Finds the login of a page, with the relying party that waits for it, and ends it.
//!
//! Every step on the pages begins here. The page itself is in `sign_in`.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;

use super::bridge::Bridge;
use super::browser::Browser;
use super::error_page::{Cause, Failure};
use super::issue_code::{AuthenticatedLogin, Session, issue_code};
use super::sso::AnswerableRequest;
use super::store::pending::{Answer, LoginState, Owner, PendingLogin};
use super::store::person::Person;
use crate::limits::Source;
use crate::locale::{Message, reader};
use crate::oidc::endpoint::authorization::still_registered;
use crate::oidc::protocol::error::AuthorizationError;
use crate::oidc::{Client, RedirectTarget};
use crate::params::Params;
use crate::telemetry::{Refusal, belongs_to, is_about_client};
use crate::web::pages::OpenSignIn;

/// The identifier in a page's address. Invalid text finds no login, like a wrong identifier.
#[derive(Debug)]
pub(super) struct PageId(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for PageId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(id.map_or_else(|_| String::new(), |Path(id)| id)))
    }
}

/// A login that waits at its page, and the relying party that waits for it.
#[derive(Debug)]
pub(super) struct OpenLogin {
    pub(super) pending: PendingLogin,
    pub(super) client: Arc<Client>,
    pub(super) target: RedirectTarget,
}

impl OpenLogin {
    /// Finds the login, unless it is over or its relying party is no longer registered.
    pub(super) async fn find(bridge: &Bridge, id: &str) -> Result<Self, Failure> {
        let (login, now) = (Self::find_for_form(bridge, id).await?, bridge.now());
        if login.is_open(now) { Ok(login) } else { Err(login.over_at(now)) }
    }

    /// The same for a form. It may be sent twice, so a login that has just ended is found too: then
    /// [`Self::issue_code`] and [`Self::end_with`] repeat the answer, and nothing else may be done.
    pub(super) async fn find_for_form(bridge: &Bridge, id: &str) -> Result<Self, Failure> {
        let pending = PendingLogin::find(bridge.db(), id).await?;
        let pending = pending.ok_or(Cause::UnknownLogin)?;
        belongs_to(pending.login);
        is_about_client(&pending.request.client_id);
        reader::ask_for(&pending.request.ui_locales);
        let registered = still_registered(&bridge.provider, &pending.request).await?;
        let (client, target) = registered.ok_or(Cause::ClientGone)?;
        let (login, now) = (Self { pending, client, target }, bridge.now());
        match login.pending.state_at(now) {
            LoginState::Open | LoginState::JustEnded => Ok(login),
            LoginState::Ended | LoginState::Expired => Err(login.over_at(now)),
        }
    }

    /// Whether it has not just ended.
    pub(super) fn is_open(&self, now: i64) -> bool {
        self.pending.state_at(now) == LoginState::Open
    }

    /// The login that `browser` opened last, if it is not over. `None` too if the storage fails: no page
    /// depends on it.
    pub(super) async fn latest_of(bridge: &Bridge, browser: &Browser) -> Option<Self> {
        let latest = PendingLogin::latest_of(bridge.db(), browser.hash()).await;
        let found = match latest {
            Ok(id) => Self::find(bridge, &id?).await.map_err(|failure| failure.cause.to_string()),
            Err(error) => Err(error.to_string()),
        };
        found.inspect_err(|cause| tracing::debug!(cause, "no open sign-in can be offered")).ok()
    }

    /// The ways on of this login, for a page that is not its own.
    pub(super) fn offer(&self, bridge: &Bridge, browser: &Browser) -> OpenSignIn {
        let page = bridge.site.href(&format!("/sign-in/{}", self.pending.id));
        OpenSignIn {
            relying_party: self.client.client_name.clone(),
            relying_party_host: self.host(),
            csrf: browser.csrf_token(&self.pending.id),
            cancel_action: format!("{page}/cancel"),
            page,
        }
    }

    /// A form that our own page wrote, in the browser that owns this login.
    pub(super) fn form(
        &self,
        bridge: &Bridge,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<(Browser, Params)> {
        self.form_about(bridge, headers, body, &self.pending.id)
    }

    /// The same, for a form whose CSRF token is about more than the login.
    pub(super) fn form_about(
        &self,
        bridge: &Bridge,
        headers: &HeaderMap,
        body: &[u8],
        about: &str,
    ) -> Option<(Browser, Params)> {
        self.browser(bridge, headers)?.wrote(body, about)
    }

    /// The browser that sent these headers, if it owns this login.
    pub(super) fn browser(&self, bridge: &Bridge, headers: &HeaderMap) -> Option<Browser> {
        let owns = |hash| self.pending.owner(Some(hash)) == Owner::This;
        Browser::of_login(&bridge.cookies, headers, &self.pending.id, owns)
    }

    /// The relying party's request, and where its answer goes.
    pub(super) fn asked(&self) -> AnswerableRequest<'_> {
        AnswerableRequest {
            request: &self.pending.request,
            client: &self.client,
            target: &self.target,
        }
    }

    /// Issues the code for this login. A failure shows the links of this login.
    pub(super) async fn issue_code(
        &self,
        bridge: &Bridge,
        (person, source): (&Person, Source),
        session: Session<'_>,
        consented: bool,
    ) -> Result<Response, Failure> {
        let pending = Some(&self.pending);
        let login = AuthenticatedLogin { pending, person, session, consented, source };
        let answered = issue_code(bridge, self.asked(), &login).await;
        answered.map_err(|failure| self.with_ways_on(failure))
    }

    /// Redirects the browser to the login's page, as a GET.
    pub(super) fn back_to_its_page(&self, bridge: &Bridge) -> Response {
        bridge.go_to(&format!("/sign-in/{}", self.pending.id))
    }

    /// Ends the login and sends `error` to the relying party; once more, if that is what has just ended it.
    /// `by` says for the log what ends it.
    pub(super) async fn end_with(
        &self,
        bridge: &Bridge,
        error: AuthorizationError,
        by: &str,
    ) -> Result<Response, Failure> {
        let mut transaction = bridge.db().begin().await?;
        let now = bridge.now();
        let answer = Answer::Error(error.code().to_owned());
        let ended = self.pending.end(&mut transaction, &answer, now).await?;
        if !ended && self.pending.just_answered(&mut transaction, now).await? != Some(answer) {
            return Err(self.over_at(now));
        }
        transaction.commit().await.map_err(crate::db::DbError::from)?;
        Refusal::of(error).received(Some(by)).log();
        if ended {
            bridge.count_refusal(&self.client.client_id, error);
        }
        Ok(bridge.redirect_back(&self.target.refuse(error)))
    }

    /// A failure after which the person can try again.
    pub(super) fn failure(&self, cause: impl Into<Cause>) -> Failure {
        self.over(cause).with_retry(&self.pending.id)
    }

    /// A failure after which the only way is back to the relying party.
    pub(super) fn over(&self, cause: impl Into<Cause>) -> Failure {
        self.of_client(Failure::new(cause))
    }

    fn of_client(&self, failure: Failure) -> Failure {
        failure.at(&self.client.client_id).with_home(&self.client.client_name, self.client.home())
    }

    /// The failure of a login that is over: it has expired, or was already answered.
    pub(super) fn over_at(&self, now: i64) -> Failure {
        self.over(match self.pending.state_at(now) {
            LoginState::Expired => Cause::Expired,
            LoginState::Open | LoginState::JustEnded | LoginState::Ended => Cause::AlreadyEnded,
        })
    }

    /// The same failure, with the ways on that this login has.
    pub(super) fn with_ways_on(&self, failure: Failure) -> Failure {
        let failure = self.of_client(failure);
        if failure.is_final() { failure } else { failure.with_retry(&self.pending.id) }
    }

    /// The host that the answer goes to, in ASCII: unlike a name, it cannot look like another one.
    pub(super) fn host(&self) -> String {
        let url = url::Url::parse(self.target.uri()).ok();
        // What an app's own scheme has after it is no host, though it may look like one.
        let url = url.filter(|url| matches!(url.scheme(), "https" | "http"));
        let host = url.as_ref().and_then(|url| url.host_str());
        host.map_or_else(|| Message::new("app-on-device").to_string(), str::to_owned)
    }

    /// Where on the person's own device the answer goes, if any app there could be who gets it: the host
    /// and port, or the scheme.
    pub(super) fn address_on_device(&self) -> Option<&str> {
        let uri = self.target.uri();
        let (scheme, rest) = uri.split_once(':').filter(|_| self.target.is_anybodys())?;
        let web = matches!(scheme, "https" | "http");
        let authority = rest.strip_prefix("//").filter(|_| web);
        Some(authority.map_or(scheme, |rest| rest.split(['/', '?']).next().unwrap_or(rest)))
    }
}
