//! The cookies of a browser: the binding of a login, and the session; and the CSRF token.
//! The binding is that of RFC 9700 §4.7. The token is in our own forms.
//!
//! An attacker who starts a login in another browser cannot finish it here, or make the person
//! finish it: `/sign-in`, the form and the callback all require the same binding cookie. That
//! cookie does not identify the person, so it may live long. Only GETs set it. An existing one is
//! never replaced, because that would end a login in another tab.
//!
//! Two tabs may begin at once in a browser without the cookie. Each gets one then, and the browser keeps
//! the later one. So a login that meets a browser without the cookie leaves the same value there a second
//! time, under a name that only this login has, and is bound to whichever of the two comes back.

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
    /// What its login is bound to.
    cookie: Secret,
    /// The binding cookie, if another tab has replaced what its login is bound to.
    replaced_by: Option<Secret>,
    is_new: bool,
}

impl Browser {
    /// The browser that sent these headers, if they have a binding cookie.
    pub(crate) fn known(cookies: &Cookies, headers: &HeaderMap) -> Option<Self> {
        let cookie = minted(cookies, headers, Cookie::Binding)?;
        Some(Self { cookie, replaced_by: None, is_new: false })
    }

    /// The browser that sent these headers. If it has no cookie, [`Self::keep`] sets one.
    pub(crate) fn known_or_new(cookies: &Cookies, headers: &HeaderMap) -> Self {
        let new = || Self { cookie: Secret::mint(), replaced_by: None, is_new: true };
        Self::known(cookies, headers).unwrap_or_else(new)
    }

    /// The browser that sent these headers, if the login `id` is its own: `owns` says of a cookie's hash
    /// whether the login is bound to it.
    pub(crate) fn of_login(
        cookies: &Cookies,
        headers: &HeaderMap,
        id: &str,
        owns: impl Fn(SecretHash) -> bool,
    ) -> Option<Self> {
        let known = Self::known(cookies, headers);
        if known.as_ref().is_some_and(|browser| owns(browser.hash())) {
            return known;
        }
        let cookie = minted(cookies, headers, Cookie::FirstLogin(id))?;
        let replaced_by = known.map(|browser| browser.cookie);
        owns(cookie.hash()).then_some(Self { cookie, replaced_by, is_new: false })
    }

    /// Sets the cookie of a new browser, until the browser is closed.
    pub(crate) fn keep(&self, cookies: &Cookies, response: &mut Response) {
        if self.is_new {
            cookies.set(response, Cookie::Binding, self.cookie.expose(), None);
        }
    }

    /// The same, on the page of the login `id`, which another tab must not take from it.
    pub(crate) fn keep_with_login(&self, cookies: &Cookies, id: &str, response: &mut Response) {
        self.keep(cookies, response);
        if self.is_new {
            let cookie = Cookie::FirstLogin(id);
            cookies.set(response, cookie, self.cookie.expose(), None);
        }
    }

    /// Lets the browser keep its cookie for half a year, because it has a list of accounts now.
    pub(crate) fn keep_long(&self, cookies: &Cookies, response: &mut Response) {
        cookies.set(response, Cookie::Binding, self.lasting().expose(), Some(LASTING));
    }

    /// The hash by which the database identifies it as the owner of its login.
    pub(crate) fn hash(&self) -> SecretHash {
        self.cookie.hash()
    }

    /// The hash by which the database knows its list of accounts.
    pub(crate) fn list(&self) -> SecretHash {
        self.lasting().hash()
    }

    fn lasting(&self) -> &Secret {
        self.replaced_by.as_ref().unwrap_or(&self.cookie)
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
        Self::known(cookies, headers)?.wrote(body, about)
    }

    /// This browser and the form, if our own page about `about` wrote it here.
    pub(crate) fn wrote(self, body: &[u8], about: &str) -> Option<(Self, Params)> {
        let form = Params::parse(body).ok()?;
        let csrf = form.one("csrf").ok()??;
        same_text(csrf, &self.csrf_token(about)).then_some((self, form))
    }
}

/// The value of a binding cookie. We mint 43 characters. A shorter value could be chosen by someone, and
/// guessed.
fn minted(cookies: &Cookies, headers: &HeaderMap, cookie: Cookie<'_>) -> Option<Secret> {
    let value = cookies.read(headers, cookie)?;
    (value.len() == 43).then(|| Secret::from_text(value.to_owned()))
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
