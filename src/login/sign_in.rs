//! `GET /sign-in/{id}`: "who are you?", and `POST /sign-in/{id}/cancel`: "never mind".
//!
//! The first browser that opens the page owns the login from then on.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::Bridge;
use super::browser::Browser;
use super::failure::{Cause, Failure};
use super::pending::{Owner, PendingLogin, Standing};
use crate::oidc::error::AuthorizationError;
use crate::oidc::{Client, RedirectTarget};
use crate::params::Params;
use crate::telemetry::RequestId;
use crate::web::page::{respond, see_other};
use crate::web::pages::{SignIn, SignInProblem};

/// `GET /sign-in/{id}`.
pub(super) async fn show(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    PageId(id): PageId,
    headers: HeaderMap,
) -> Response {
    bridge.tell(form(&bridge, &id, &headers).await, &request_id)
}

async fn form(bridge: &Bridge, id: &str, headers: &HeaderMap) -> Result<Response, Failure> {
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
    let hint = open.pending.request().login_hint().unwrap_or_default().to_owned();
    let shown = Shown { status: StatusCode::OK, account: &hint, problem: None };
    let mut response = open.page(bridge, &browser, shown);
    if is_new {
        browser.set_cookie(&bridge.cookies, &mut response);
    }
    Ok(response)
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

/// The identifier in a page's address. One that is no text finds no login, like any wrong one.
#[derive(Debug)]
pub(super) struct PageId(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for PageId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(id.map_or_else(|_| String::new(), |Path(id)| id)))
    }
}

/// A login that rests at its page, and the relying party that waits for it.
#[derive(Debug)]
pub(super) struct OpenLogin {
    pub(super) pending: PendingLogin,
    pub(super) client: Arc<Client>,
    pub(super) target: RedirectTarget,
}

/// What a form shows beside what is the same for every form of a login.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown<'a> {
    /// Of the answer as a whole.
    pub(super) status: StatusCode,
    /// What stands in the field: what was typed, or the relying party's guess.
    pub(super) account: &'a str,
    /// What is wrong with it.
    pub(super) problem: Option<SignInProblem<'a>>,
}

impl OpenLogin {
    /// Finds the login, unless it is over or its relying party is no longer registered.
    pub(super) async fn find(bridge: &Bridge, id: &str) -> Result<Self, Failure> {
        let pending = PendingLogin::find(bridge.db(), id).await?;
        let pending = pending.ok_or(Failure::new(Cause::UnknownLogin))?;
        let registered = bridge.provider.still_registered(pending.request()).await?;
        let (client, target) = registered.ok_or(Failure::new(Cause::ClientGone))?;
        let (login, now) = (Self { pending, client, target }, bridge.now());
        match login.pending.standing_at(now) {
            Standing::Open => Ok(login),
            Standing::Ended | Standing::Expired => Err(login.over_at(now)),
        }
    }

    /// A form that our own page wrote, in the browser that owns this login.
    pub(super) fn written_by_its_browser(
        &self,
        bridge: &Bridge,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Option<(Browser, Params)> {
        let browser = Browser::known(&bridge.cookies, headers)?;
        let params = Params::parse(body).ok()?;
        let csrf = params.one("csrf").ok()??;
        let genuine = self.pending.owner(Some(&browser)) == Owner::This
            && browser.wrote(csrf, self.pending.id());
        genuine.then_some((browser, params))
    }

    /// To the page, as a GET: what a form that is not ours achieves.
    pub(super) fn back_to_its_page(&self, bridge: &Bridge) -> Response {
        see_other(&bridge.site.href(&format!("/sign-in/{}", self.pending.id())))
    }

    /// The page with its form.
    pub(super) fn page(&self, bridge: &Bridge, browser: &Browser, shown: Shown<'_>) -> Response {
        let id = self.pending.id();
        let page = SignIn {
            site: &bridge.site,
            relying_party: &self.client.client_name,
            relying_party_host: &self.host(),
            account: shown.account,
            problem: shown.problem,
            servers: &bridge.servers,
            csrf: &browser.csrf_token(id),
            action: &bridge.site.href(&format!("/sign-in/{id}")),
            cancel_action: &bridge.site.href(&format!("/sign-in/{id}/cancel")),
        };
        respond(shown.status, &page)
    }

    /// Tells the relying party that nobody signs in, and why, and ends the login.
    pub(super) async fn end_with(
        self,
        bridge: &Bridge,
        error: AuthorizationError,
    ) -> Result<Response, Failure> {
        let mut transaction = bridge.db().begin().await?;
        let now = bridge.now();
        let ended = self.pending.end(&mut transaction, now).await?;
        transaction.commit().await.map_err(crate::db::DbError::from)?;
        tracing::info!(client_id = self.client.client_id, %error, "no sign-in");
        if !ended {
            return Err(self.over_at(now));
        }
        Ok(bridge.answer(&self.target.refuse(error)))
    }

    /// A failure after which the person can try again.
    pub(super) fn failure(&self, cause: impl Into<Cause>) -> Failure {
        self.over(cause).with_retry(self.pending.id())
    }

    /// A failure after which the only way is back to the relying party.
    pub(super) fn over(&self, cause: impl Into<Cause>) -> Failure {
        Failure::new(cause).with_home(&self.client.client_name, self.client.home())
    }

    /// The login can give nothing more: it took too long, or it has given all.
    pub(super) fn over_at(&self, now: i64) -> Failure {
        self.over(match self.pending.standing_at(now) {
            Standing::Expired => Cause::Expired,
            Standing::Open | Standing::Ended => Cause::AlreadyEnded,
        })
    }

    /// The host that the answer goes to, in ASCII: a name can look like another, this cannot.
    fn host(&self) -> String {
        let url = url::Url::parse(self.target.uri()).ok();
        let host = url.as_ref().and_then(|url| url.host_str());
        host.map_or_else(|| "an app on this device".to_owned(), str::to_owned)
    }
}
