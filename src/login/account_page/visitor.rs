//! Who is at the account page, and whether a form is really theirs.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::browser::{self, Browser};
use crate::login::store::browser_session::BrowserSession;
use crate::params::Params;
use crate::web::page::{Page, respond};

/// How long after a sign-in somebody may end everything without another one, in seconds.
const RECENT: i64 = 10 * 60;

/// Somebody who is signed in here.
#[derive(Debug)]
pub(super) struct Visitor {
    /// The session that says so.
    pub(super) session: BrowserSession,
    browser: Browser,
}

impl Visitor {
    /// Who is at the browser that sent these headers, if anybody is signed in.
    pub(super) async fn of(bridge: &Bridge, headers: &HeaderMap) -> Result<Option<Self>, DbError> {
        let Some(session) = browser::session(bridge, headers).await? else { return Ok(None) };
        Ok(Some(Self { session, browser: Browser::known_or_new(&bridge.cookies, headers) }))
    }

    /// Who wrote a form, and what it says. Nobody, if it is not from our own page in this browser, or
    /// from a page for another session than the one that is there now: on a shared computer the
    /// person may have changed since.
    pub(super) async fn who_wrote(
        bridge: &Bridge,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Option<(Self, Params)>, DbError> {
        let Some(visitor) = Self::of(bridge, headers).await? else { return Ok(None) };
        let form = Browser::form(&bridge.cookies, headers, body, &visitor.about());
        Ok(form.map(|(_, form)| (visitor, form)))
    }

    /// The token that each of their forms must carry.
    pub(super) fn csrf(&self) -> String {
        self.browser.csrf_token(&self.about())
    }

    /// Whether they have signed in just now.
    pub(super) const fn is_recent(&self, now: i64) -> bool {
        let age = now.saturating_sub(self.session.authenticated_at());
        0 <= age && age < RECENT
    }

    /// Shows them a page, whose forms need the cookie.
    pub(super) fn show<P: Page>(&self, bridge: &Bridge, page: &P) -> Response {
        let mut response = respond(StatusCode::OK, page);
        self.browser.keep(&bridge.cookies, &mut response);
        response
    }

    /// No login has an identifier like this, so no token for the one is good for the other.
    fn about(&self) -> String {
        format!("account {}", self.session.id())
    }
}
