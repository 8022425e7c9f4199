//! Who is signed in at the account page, and whether a form was really written for that person.
//!
//! Both are extractors: a handler that takes a [`Visitor`] or a [`Form`] runs for no other request.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::parts::signed_out;
use super::way_in::{page_at, sign_in};
use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::browser::{self, Browser};
use crate::login::error_page::Failure;
use crate::login::just_ended::{Ended, SentForm};
use crate::login::store::browser_session::BrowserSession;
use crate::params::Params;
use crate::web::page::{Page, respond};
use crate::web::pages::account::AccountNames;

/// For how long after a sign-in a person may end everything without another one, in seconds.
const RECENT: i64 = 10 * 60;

/// A person who is signed in here. Other people are sent to sign in, and then back to the page.
#[derive(Debug)]
pub(super) struct Visitor {
    /// The session by which they are signed in.
    pub(super) session: BrowserSession,
    handle: Option<String>,
    browser: Browser,
}

/// A form that a page of ours wrote, in this browser and for its current session. On a shared
/// computer the person may have changed since. Any other form only leads to its page, as a GET
/// (attacks P32, P39).
#[derive(Debug)]
pub(super) struct Form {
    pub(super) visitor: Visitor,
    params: Params,
    sent: SentForm,
}

impl Visitor {
    async fn of(bridge: &Bridge, headers: &HeaderMap) -> Result<Option<Self>, Response> {
        let found = browser::session_and_account(bridge, headers).await;
        let found = found.map_err(|error| Failure::new(error).into_response())?;
        Ok(found.map(|(session, account)| {
            let handle = account.and_then(|account| account.person.handle().map(str::to_owned));
            let browser = Browser::known_or_new(&bridge.cookies, headers);
            Self { session, handle, browser }
        }))
    }

    /// The names that the person was last proven to have.
    pub(super) fn names(&self) -> AccountNames<'_> {
        AccountNames { handle: self.handle.as_deref(), did: &self.session.did }
    }

    /// The CSRF token that each of their forms must carry.
    pub(super) fn csrf(&self) -> String {
        self.browser.csrf_token(&self.about())
    }

    /// Whether they have signed in within the last ten minutes.
    pub(super) const fn is_recent(&self, now: i64) -> bool {
        let age = now.saturating_sub(self.session.authenticated_at);
        0 <= age && age < RECENT
    }

    /// Shows them a page, and sets the cookie that its forms need.
    pub(super) fn show<P: Page>(&self, bridge: &Bridge, page: &P) -> Response {
        let mut response = respond(StatusCode::OK, page);
        self.browser.keep(&bridge.cookies, &mut response);
        response
    }

    /// What the CSRF token is about. No login has such an identifier, so none fits both.
    fn about(&self) -> String {
        format!("account {}", self.session.id)
    }
}

impl FromRequestParts<Arc<Bridge>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        bridge: &Arc<Bridge>,
    ) -> Result<Self, Self::Rejection> {
        let visitor = Self::of(bridge, &parts.headers).await?;
        visitor.ok_or_else(|| sign_in(bridge, page_at(parts.uri.path())))
    }
}

impl Form {
    /// The account of the form's person, if they have signed in within the last ten minutes.
    pub(super) fn recent_account(&self, now: i64) -> Option<&str> {
        self.visitor.is_recent(now).then_some(self.visitor.session.did.as_str())
    }

    /// Does `end`, and gives the page that says what it has ended. Whoever sends the form twice sees it
    /// twice, although the session that it was written for is gone. This is noted before, because the
    /// second form may come at the very moment at which the session ends.
    pub(super) async fn ends(
        &self,
        bridge: &Bridge,
        ended: Ended,
        end: impl Future<Output = Result<(), DbError>>,
    ) -> Result<Response, Failure> {
        bridge.just_ended.note(self.sent, ended, bridge.now());
        if let Err(error) = end.await {
            bridge.just_ended.take_back(self.sent);
            return Err(error.into());
        }
        Ok(signed_out(bridge, ended))
    }

    /// The value of a field, or an empty text.
    pub(super) fn field(&self, name: &str) -> &str {
        self.params.one(name).ok().flatten().unwrap_or_default()
    }
}

impl FromRequest<Arc<Bridge>> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, bridge: &Arc<Bridge>) -> Result<Self, Self::Rejection> {
        let (headers, path) = (request.headers().clone(), request.uri().path().to_owned());
        let body = Bytes::from_request(request, bridge).await;
        let body = body.map_err(IntoResponse::into_response)?;
        let Some(visitor) = Visitor::of(bridge, &headers).await? else {
            let ended = just_ended(bridge, &headers, &body, &path);
            return Err(ended.unwrap_or_else(|| bridge.go_to(page_at(&path))));
        };
        let form = Browser::form(&bridge.cookies, &headers, &body, &visitor.about());
        let written = form.and_then(|(browser, params)| {
            let sent = SentForm::of(browser.hash(), &params, &path)?;
            Some(Self { visitor, params, sent })
        });
        written.ok_or_else(|| bridge.go_to(page_at(&path)))
    }
}

/// The page of a form that this browser sends once more, after it has ended the session.
fn just_ended(bridge: &Bridge, headers: &HeaderMap, body: &[u8], path: &str) -> Option<Response> {
    let browser = Browser::known(&bridge.cookies, headers)?;
    let form = Params::parse(body).ok()?;
    let sent = SentForm::of(browser.hash(), &form, path)?;
    let ended = bridge.just_ended.by(sent, bridge.now())?;
    Some(signed_out(bridge, ended))
}
