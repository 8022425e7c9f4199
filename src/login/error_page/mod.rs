//! The error page: what happened, and where the person can go from there.
//!
//! Every handler of `login` gives `Result<Response, Failure>`. The middleware [`render`] turns a
//! [`Failure`] into the page, and logs it once, with the reference that the page shows.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::middleware::Next;
use axum::response::Response;

use super::bridge::Bridge;
use crate::limits::{Source, TooOften};
use crate::locale::Message;
use crate::telemetry::{Refusal, shown_reference};
use crate::web::Link;
use crate::web::page::respond;
use crate::web::pages::{Detail, Problem};

mod counted;
pub(crate) mod failure;
pub(crate) mod text;

pub(crate) use self::failure::{Cause, Failure, TrialError};

/// Middleware: turns a failure into the error page. The cookies that came with it are set.
pub(crate) async fn render(
    State(bridge): State<Arc<Bridge>>,
    request: Request,
    next: Next,
) -> Response {
    let source = request.extensions().get().copied().unwrap_or(Source::UNKNOWN);
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Arc<Failure>>() {
        Some(failure) => {
            counted::count(&bridge, &failure, source);
            let mut page = page(&bridge, &failure);
            for cookie in response.headers().get_all(SET_COOKIE) {
                page.headers_mut().append(SET_COOKIE, cookie.clone());
            }
            page
        }
        None => response,
    }
}

fn page(bridge: &Bridge, failure: &Failure) -> Response {
    let text = failure.cause.text();
    if text.status == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(cause = %failure.cause, "sign-in failed");
    } else {
        let refusal = Refusal::of(&failure.cause).received(failure.received.as_ref());
        refusal.about(failure.cause.account()).log();
    }
    let detail = failure.cause.detail();
    let (reference, contact) = (shown_reference(), bridge.site.about().contact.as_ref());
    let page = Problem {
        site: &bridge.site,
        text: &text.message,
        detail: detail.as_ref().map(|(for_whom, text)| Detail { for_whom, text }),
        reference: reference.as_deref().unwrap_or_default(),
        contact: contact.filter(|_| matches!(failure.cause, Cause::NotAdmitted(_))),
        links: &ways_on(bridge, failure),
    };
    let mut response = respond(text.status, &page);
    if let Cause::TooMany(wait) | Cause::TooManyNewcomers(wait) | Cause::NoTurn(wait) =
        failure.cause
    {
        response.headers_mut().insert(RETRY_AFTER, wait.0.into());
    }
    if let Cause::TooMany(_) | Cause::TooManyNewcomers(_) = failure.cause {
        response.extensions_mut().insert(TooOften);
    }
    response
}

fn start_over_at(name: &str) -> String {
    Message::new("start-over-at").with("app", name).to_string()
}

fn ways_on(bridge: &Bridge, failure: &Failure) -> Vec<Link> {
    let retry = failure.retry.as_ref().and_then(|id| {
        let label = if matches!(failure.cause, Cause::NotAdmitted(_)) {
            Message::new("use-another-account")
        } else {
            Message::new("try-again")
        };
        Link::new(label.to_string(), bridge.site.href(&format!("/sign-in/{id}")))
    });
    let home = failure
        .home
        .as_ref()
        .and_then(|(name, home)| Link::new(start_over_at(name), home.as_str()));
    let mut ways: Vec<_> = retry.into_iter().chain(home).collect();
    if ways.is_empty() {
        ways.extend(Link::new(Message::new("start-page").to_string(), bridge.site.href("/")));
    }
    ways
}
