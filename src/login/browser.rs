//! The cookies of a browser: the one that binds a login to it (RFC 9700 §4.7), the one of its
//! session, and the CSRF token of our own forms.
//!
//! An attacker who starts a login in another browser cannot finish it here, or make the person
//! finish it: `/sign-in`, the form and the callback all require the same binding cookie. That
//! cookie does not identify the person, so it may live long. Only GETs set it. An existing one is
//! never replaced, because that would end a login in another tab.

use axum::http::HeaderMap;
use axum::response::Response;

use super::bridge::Bridge;
use super::store::account::Account;
use super::store::browser_session::{BrowserSession, NewSession};
use crate::db::DbError;
use crate::params::Params;
use crate::secret::{Secret, SecretHash, same_text};
use crate::web::cookie::{Cookie, Cookies};

/// How long a browser keeps the binding cookie after a sign-in, in seconds: as long as the list of
/// its accounts is kept.
const LASTING: u32 = 180 * 24 * 60 * 60;

/// A browser that sent its binding cookie, or is about to get one.
#[derive(Debug)]
pub(crate) struct Browser {
    cookie: Secret,
    is_new: bool,
}

impl Browser {
    /// The browser that sent these headers, if they have a binding cookie.
    pub(crate) fn known(cookies: &Cookies, headers: &HeaderMap) -> Option<Self> {
        let value = cookies.read(headers, Cookie::Binding)?;
        // We mint 43 characters. A shorter value could be chosen by someone, and guessed.
        (value.len() == 43)
            .then(|| Self { cookie: Secret::from_text(value.to_owned()), is_new: false })
    }

    /// The browser that sent these headers. If it has no cookie, [`Self::keep`] sets one.
    pub(crate) fn known_or_new(cookies: &Cookies, headers: &HeaderMap) -> Self {
        let new = || Self { cookie: Secret::mint(), is_new: true };
        Self::known(cookies, headers).unwrap_or_else(new)
    }

    /// Sets the cookie of a new browser, until the browser is closed.
    pub(crate) fn keep(&self, cookies: &Cookies, response: &mut Response) {
        if self.is_new {
            cookies.set(response, Cookie::Binding, self.cookie.expose(), None);
        }
    }

    /// Lets the browser keep its cookie for half a year, because it has a list of accounts now.
    pub(crate) fn keep_long(&self, cookies: &Cookies, response: &mut Response) {
        cookies.set(response, Cookie::Binding, self.cookie.expose(), Some(LASTING));
    }

    /// The hash by which the database identifies it.
    pub(crate) fn hash(&self) -> SecretHash {
        self.cookie.hash()
    }

    /// The CSRF token that a form about `about` must carry. Only our own page can know it, because
    /// no script and no other site can read the cookie that it is made from.
    pub(crate) fn csrf_token(&self, about: &str) -> String {
        let parts = [b"csrf".as_slice(), self.cookie.expose().as_bytes(), about.as_bytes()];
        SecretHash::of(&parts).to_text()
    }

    /// The browser and the form, if our own page about `about` wrote it in this browser.
    pub(crate) fn form(
        cookies: &Cookies,
        headers: &HeaderMap,
        body: &[u8],
        about: &str,
    ) -> Option<(Self, Params)> {
        let browser = Self::known(cookies, headers)?;
        let form = Params::parse(body).ok()?;
        let csrf = form.one("csrf").ok()??;
        same_text(csrf, &browser.csrf_token(about)).then_some((browser, form))
    }
}

/// Lets the session cookie that these headers brought go when the browser is closed.
pub(crate) fn keep_session_briefly(bridge: &Bridge, headers: &HeaderMap, response: &mut Response) {
    if let Some(cookie) = bridge.cookies.read(headers, Cookie::Session) {
        bridge.cookies.set(response, Cookie::Session, cookie, None);
    }
}

/// The session of the browser that sent these headers, if it has one.
pub(crate) async fn session(
    bridge: &Bridge,
    headers: &HeaderMap,
) -> Result<Option<BrowserSession>, DbError> {
    Ok(session_and_account(bridge, headers).await?.map(|(session, _)| session))
}

/// The same, with what is known of its account.
pub(crate) async fn session_and_account(
    bridge: &Bridge,
    headers: &HeaderMap,
) -> Result<Option<(BrowserSession, Option<Account>)>, DbError> {
    let Some(cookie) = session_cookie(bridge, headers) else { return Ok(None) };
    BrowserSession::with_account(bridge.db(), &cookie, bridge.now()).await
}

/// What opens the session of the browser that sent these headers, if it opens any.
pub(crate) fn session_cookie(bridge: &Bridge, headers: &HeaderMap) -> Option<Secret> {
    let cookie = bridge.cookies.read(headers, Cookie::Session)?;
    Some(Secret::from_text(cookie.to_owned()))
}

/// Sets the cookie of a session that begins. If its person does not want to stay signed in, it goes when
/// the browser is closed.
pub(crate) fn keep_session(bridge: &Bridge, session: &NewSession, response: &mut Response) {
    let lifetime = session.session.stays().then_some(bridge.lifetimes.absolute);
    bridge.cookies.set(response, Cookie::Session, session.cookie.expose(), lifetime);
}
