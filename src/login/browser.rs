//! The cookie that ties a login to one browser (RFC 9700 §4.7).
//!
//! Whoever starts a login somewhere else has no way to finish it here, or to have it finished for
//! them: `/sign-in`, the form and the callback all ask for the same cookie. It says nothing about
//! who the person is, so it can stay for as long as the browser likes; only GETs read or set it,
//! and one that exists is never replaced, or a login in another tab would be lost.

use axum::http::HeaderMap;
use axum::response::Response;

use crate::secret::{Secret, SecretHash, same_text};
use crate::web::cookie::{Cookie, Cookies};

/// How long a browser keeps the cookie once somebody has signed in with it, in seconds: as long as
/// the list of its accounts is kept.
const LASTING: u32 = 180 * 24 * 60 * 60;

/// A browser that showed its cookie, or is about to get one.
#[derive(Debug)]
pub(crate) struct Browser(Secret);

impl Browser {
    /// The browser that sent these headers, if it has a cookie of ours.
    pub(crate) fn known(cookies: &Cookies, headers: &HeaderMap) -> Option<Self> {
        let value = cookies.read(headers, Cookie::Binding)?;
        // 43 characters is what we mint. Anything shorter could be somebody's guessable choice.
        (value.len() == 43).then(|| Self(Secret::from_text(value.to_owned())))
    }

    /// A browser that had none.
    pub(crate) fn new() -> Self {
        Self(Secret::mint())
    }

    /// Lets us know it again, until it is closed.
    pub(crate) fn set_cookie(&self, cookies: &Cookies, response: &mut Response) {
        cookies.set(response, Cookie::Binding, self.0.expose(), None);
    }

    /// Lets us know it again for half a year, because it has a list of accounts now.
    pub(crate) fn set_lasting_cookie(&self, cookies: &Cookies, response: &mut Response) {
        cookies.set(response, Cookie::Binding, self.0.expose(), Some(LASTING));
    }

    /// What the database knows it by.
    pub(crate) fn hash(&self) -> SecretHash {
        self.0.hash()
    }

    /// The token that its form for one login, or about one session, must carry. Only a page of ours can know it, because
    /// the cookie it is made from can be read by no script and no other site.
    pub(crate) fn csrf_token(&self, about: &str) -> String {
        let parts = [b"csrf".as_slice(), self.0.expose().as_bytes(), about.as_bytes()];
        SecretHash::of(&parts).to_text()
    }

    /// Whether a form came from our own page in this browser.
    pub(crate) fn wrote(&self, csrf: &str, about: &str) -> bool {
        same_text(csrf, &self.csrf_token(about))
    }
}
