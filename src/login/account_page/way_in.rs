//! Leads a person to sign in for the account page, for the first time or once more.
//!
//! The account page uses `/authorize` like any relying party, with the same protection against
//! login CSRF, mix-up and open redirects. It never redeems the code: the session of the browser
//! says who the person is, and only their own login can begin it. So a forged address achieves
//! nothing, and `state` only says which of our own pages comes next.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use url::form_urlencoded::Serializer;

use super::parts::done;
use crate::locale::Message;
use crate::login::bridge::Bridge;
use crate::login::browser;
use crate::login::error_page::Failure;
use crate::params::Params;
use crate::web::page::see_other;

/// The overview.
pub(super) const ACCOUNT: &str = "/account";
/// "Sign out everywhere?"
pub(super) const EVERYWHERE: &str = "/account/everywhere";
/// "Delete it all?"
pub(super) const DELETE: &str = "/account/delete";

/// The paths of the pages that can come next after a sign-in.
const PAGES: [&str; 4] = [ACCOUNT, EVERYWHERE, DELETE, "/account/stored"];

/// The page of ours at this path, or else the overview.
pub(super) fn page_at(path: &str) -> &'static str {
    PAGES.into_iter().find(|page| *page == path).unwrap_or(ACCOUNT)
}

/// The redirect URI of the account page.
pub fn redirect_uri(public_url: &str) -> String {
    format!("{public_url}/account/back")
}

/// Sends a person to sign in, and then to the page `next`.
pub(super) fn sign_in(bridge: &Bridge, next: &str) -> Response {
    see_other(&address(bridge, next, None))
}

/// The address at which a person signs in once more, and then comes to the page `next`.
pub(super) fn sign_in_again(bridge: &Bridge, next: &str) -> String {
    address(bridge, next, Some(("prompt", "login")))
}

fn address(bridge: &Bridge, next: &str, prompt: Option<(&str, &str)>) -> String {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("client_id", &bridge.account_page)
        .append_pair("redirect_uri", &redirect_uri(bridge.provider.issuer.as_str()))
        .append_pair("response_type", "code")
        .append_pair("scope", "openid")
        .append_pair("state", next)
        .extend_pairs(prompt);
    bridge.site.href(&format!("/authorize?{}", query.finish()))
}

/// `GET /account/back`: back from the sign-in, whatever its result.
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
        (Some("login_required"), true) => {
            done(bridge, &Message::new("cannot-ask-again"), &Message::new("account-back"))
        }
        // A person who cancels the second sign-in goes back to the account page.
        (Some(_), true) => bridge.go_to(ACCOUNT),
        // Going on to the account page would lead to the sign-in again, without end.
        (_, false) => done(bridge, &Message::new("not-signed-in"), &Message::new("sign-in")),
        (None, true) => bridge.go_to(page_at(one("state").unwrap_or_default())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_next_is_a_page_of_ours_whatever_is_asked() {
        for next in PAGES {
            assert_eq!(page_at(next), next);
        }
        for foreign in ["", "//evil.example", "https://evil.example", "/account/../x", "/account/"]
        {
            assert_eq!(page_at(foreign), ACCOUNT, "{foreign}");
        }
    }
}
