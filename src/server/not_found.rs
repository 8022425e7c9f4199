//! The page for an address where there is nothing.

use axum::http::StatusCode;
use axum::response::Response;

use crate::locale::Message;
use crate::web::{Link, Site, pages};

/// The answer to an address where there is nothing.
pub fn page(site: &Site) -> Response {
    let reference = crate::telemetry::shown_reference();
    let start = Link::new(Message::new("start-page").to_string(), site.href("/"));
    let account = Link::new(Message::new("your-account").to_string(), site.href("/account"));
    let links: Vec<_> = start.into_iter().chain(account).collect();
    let page = pages::Problem {
        site,
        text: &Message::new("not-found"),
        detail: None,
        reference: reference.as_deref().unwrap_or_default(),
        contact: None,
        links: &links,
    };
    crate::web::page::respond(StatusCode::NOT_FOUND, &page)
}
