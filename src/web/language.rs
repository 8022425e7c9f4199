//! Which language a request wants, and the menu at the foot of each page to choose another one.
//!
//! The menu has a link for each language. It sets a cookie and leads back to the page by
//! [`place_of`], which makes a path of ours out of whatever is asked. So it leads nowhere else. Another
//! site can have somebody follow such a link: then our pages speak another language, and their menu
//! changes that.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Site;
use super::cookie::{Cookie, Cookies};
use super::methods::without_head;
use super::page::see_other;
use crate::locale::{Languages, Reader};

/// How long a choice is remembered, in seconds: a year.
const LASTING: u32 = 365 * 24 * 60 * 60;

/// What the middleware and the menu need.
#[derive(Clone, Debug)]
pub struct Choice {
    languages: Arc<Languages>,
    cookies: Cookies,
    site: Site,
}

impl Choice {
    /// The languages of `site`, and the cookie of a choice.
    pub const fn new(languages: Arc<Languages>, cookies: Cookies, site: Site) -> Self {
        Self { languages, cookies, site }
    }

    /// The route of the menu's links, below the base path.
    pub fn routes(&self) -> Router {
        let route = without_head("GET", get(choose));
        Router::new().route("/language/{tag}", route).with_state(self.clone())
    }

    fn reader(&self, request: &Request) -> Reader {
        let headers = request.headers();
        let path = request.uri().path();
        let path = path.strip_prefix(self.site.base_path()).unwrap_or(path);
        let place = place_of(request.method(), path, request.uri().query().unwrap_or_default());
        Reader::new(
            &self.languages,
            self.cookies.read(headers, Cookie::Language),
            first(headers),
            &place,
        )
    }
}

fn first(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()
}

/// Middleware: the pages of the request are written in the language that it wants.
pub async fn follow(State(choice): State<Choice>, request: Request, next: Next) -> Response {
    let reader = choice.reader(&request);
    reader.answer_request(next.run(request)).await
}

/// `GET /language/{tag}?{page}`: remembers the choice, and leads back to the page.
async fn choose(
    State(choice): State<Choice>,
    Path(tag): Path<String>,
    RawQuery(page): RawQuery,
) -> Response {
    let Some(language) = choice.languages.tagged(&tag) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let page = page.unwrap_or_default();
    let (path, query) = page.split_once('?').unwrap_or((&page, ""));
    let mut response = see_other(&choice.site.href(&place_of(&Method::GET, path, query)));
    choice.cookies.set(&mut response, Cookie::Language, language.tag(), Some(LASTING));
    response
}

/// The page that a person sees again after a choice: the one of this request if it can be opened by a
/// GET, or the one that it came from. It is one of ours whatever is asked.
pub fn place_of(method: &Method, path: &str, query: &str) -> String {
    let mut segments = path.split('/').skip(1);
    let place = match (segments.next(), segments.next(), segments.next()) {
        // A person who is at this page by a form, or because they asked for it, would be led on by its
        // plain address without a question.
        (Some("sign-in"), Some(id), None) if is_id(id) => {
            let asks = method == Method::POST || query == "another";
            Some(format!("/sign-in/{id}{}", if asks { "?another" } else { "" }))
        }
        (Some("sign-in"), Some(id), Some(_)) if is_id(id) => Some(format!("/sign-in/{id}")),
        (Some("logout"), Some(id), None) if is_id(id) => Some(format!("/logout/{id}")),
        (Some("account"), Some(page @ ("stored" | "everywhere" | "delete")), None) => {
            Some(format!("/account/{page}"))
        }
        (Some("account"), _, _) => Some("/account".to_owned()),
        (_, _, _) => None,
    };
    place.unwrap_or_else(|| "/".to_owned())
}

/// Whether it has the form of our identifiers.
fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_choice_leads_back_to_the_page_or_to_one_that_a_get_shows() {
        for (method, path, query, place) in [
            (Method::GET, "/", "", "/"),
            (Method::GET, "/sign-in/aB_-9", "", "/sign-in/aB_-9"),
            (Method::GET, "/sign-in/aB_-9", "another", "/sign-in/aB_-9?another"),
            (Method::POST, "/sign-in/aB_-9", "", "/sign-in/aB_-9?another"),
            (Method::POST, "/sign-in/aB_-9/consent", "", "/sign-in/aB_-9"),
            (Method::GET, "/sign-in/aB_-9/go-on/x", "", "/sign-in/aB_-9"),
            (Method::POST, "/logout/aB_-9", "", "/logout/aB_-9"),
            (Method::GET, "/account", "", "/account"),
            (Method::POST, "/account/delete", "", "/account/delete"),
            (Method::POST, "/account/sign-out", "", "/account"),
            (Method::GET, "/account/back", "state=x", "/account"),
            (Method::GET, "/atproto/callback", "code=x", "/"),
            (Method::GET, "/authorize", "client_id=x", "/"),
            (Method::GET, "/nowhere", "", "/"),
        ] {
            assert_eq!(place_of(&method, path, query), place, "{method} {path}?{query}");
        }
    }

    proptest! {
        #[test]
        fn a_choice_leads_to_a_page_of_ours_whatever_is_asked(
            path in "\\PC{0,60}|/{1,3}[a-z./\\\\]{0,9}\\PC{0,9}|/sign-in/\\PC{0,80}",
            query in "\\PC{0,20}",
        ) {
            let place = place_of(&Method::GET, &path, &query);
            let opened = url::Url::parse("https://login.example/x").unwrap().join(&place).unwrap();
            prop_assert_eq!(opened.host_str(), Some("login.example"));
            prop_assert!(place.is_ascii() && place.len() < 100 && !place.starts_with("//"));
        }
    }
}
