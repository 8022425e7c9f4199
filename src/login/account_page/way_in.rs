//! The way into the account page, for somebody who is not signed in or has to do so once more.
//!
//! The page asks at `/authorize` like any relying party, and what was built against login CSRF, mix-up
//! and open redirects there counts here too. It never looks at the answer: who somebody is says the
//! session of their browser, which only their own login can begin. So nothing can be smuggled in by
//! an address, and `state` says no more than which of our own pages comes next.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use url::form_urlencoded::Serializer;

use super::parts::done;
use crate::login::bridge::Bridge;
use crate::login::browser;
use crate::login::error_page::Failure;
use crate::params::Params;
use crate::web::page::see_other;

/// Which page comes after a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The overview.
    Account,
    /// What is stored.
    Stored,
    /// "Sign out everywhere?"
    Everywhere,
    /// "Delete it all?"
    Delete,
}

impl Next {
    const ALL: [Self; 4] = [Self::Account, Self::Stored, Self::Everywhere, Self::Delete];

    /// Its path within the site.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Account => "/account",
            Self::Stored => "/account/stored",
            Self::Everywhere => "/account/everywhere",
            Self::Delete => "/account/delete",
        }
    }

    /// The page of this path; the overview, if it is none of ours.
    fn at(path: &str) -> Self {
        Self::ALL.into_iter().find(|next| next.path() == path).unwrap_or(Self::Account)
    }
}

/// Where the provider answers the account page.
pub fn redirect_uri(public_url: &str) -> String {
    format!("{public_url}/account/back")
}

/// Sends somebody to sign in who is not.
pub(super) fn sign_in(bridge: &Bridge, next: Next) -> Response {
    see_other(&question(bridge, next, ""))
}

/// The address at which somebody signs in once more, and then comes to `next`.
pub(super) fn sign_in_again(bridge: &Bridge, next: Next) -> String {
    question(bridge, next, "login")
}

fn question(bridge: &Bridge, next: Next, prompt: &str) -> String {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("client_id", &bridge.account_page)
        .append_pair("redirect_uri", &redirect_uri(bridge.provider.issuer.as_str()))
        .append_pair("response_type", "code")
        .append_pair("scope", "openid")
        .append_pair("state", next.path());
    if !prompt.is_empty() {
        query.append_pair("prompt", prompt);
    }
    bridge.site.href(&format!("/authorize?{}", query.finish()))
}

/// `GET /account/back`: from the sign-in, whatever became of it.
pub(super) async fn back(
    State(bridge): State<Arc<Bridge>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (bridge, query) = (bridge.as_ref(), query.unwrap_or_default());
    let answer = Params::parse(query.as_bytes()).unwrap_or_default();
    let one = |name| answer.one(name).ok().flatten();
    let is_known = browser::session(bridge, &headers).await?.is_some();
    Ok(match (one("error"), is_known) {
        (Some("login_required"), true) => done(
            bridge,
            "Your server cannot ask you again",
            "Sign out of this browser and sign in here anew. For ten minutes after that you can sign \
             out everywhere, or delete what is stored.",
            "Back to your account",
        ),
        // A person who cancels the second sign-in goes back to the account page.
        (Some(_), true) => bridge.go_to(Next::Account.path()),
        // To go on to the account would ask the same question again, and for ever.
        (_, false) => done(
            bridge,
            "You are not signed in",
            "To see your account, sign in with it. This needs cookies: if you have turned them off, \
             allow them for this site.",
            "Sign in",
        ),
        (None, true) => bridge.go_to(Next::at(one("state").unwrap_or("")).path()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_next_is_a_page_of_ours_whatever_is_asked() {
        for next in Next::ALL {
            assert_eq!(Next::at(next.path()), next);
        }
        for foreign in ["", "//evil.example", "https://evil.example", "/account/../x", "/account/"]
        {
            assert_eq!(Next::at(foreign), Next::Account, "{foreign}");
        }
    }
}
