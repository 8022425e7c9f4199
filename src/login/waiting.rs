//! The page at which a person waits for other servers, if that takes long.
//!
//! Quick answers come as they always did. If there is none after 400 ms, a browser is shown a page that
//! names whom we are asking. It ends when the work has ended, with a link and a refresh to an address of
//! our own (`go_on`), which gives the answer. So no code and no foreign address is in its body, and it sets
//! no cookie. Programs that do not ask for HTML wait for their answer.

use std::pin::Pin;
use std::time::Duration;

use askama::Template;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::Response;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::bridge::Bridge;
use super::browser::Browser;
use super::error_page::{Cause, Failure};
use super::open_login::OpenLogin;
use super::outcome::Outcome;
use super::outcomes::{Awaited, OutcomeOwner, TooManyWait};
use crate::limits::Wait;
use crate::secret::{Secret, SecretHash};
use crate::telemetry::{current_reference, follow_on};
use crate::web::page::begin;
use crate::web::pages::{Waited, Waiting};

/// An answer that takes no longer is given without a page in between.
const SOON: Duration = Duration::from_millis(400);
/// The time limit of what a page waits for, beyond all limits of its own: 20 seconds for the exchange with
/// the person's server, and 20 for whether that server hosts them (`atproto`, `callback`).
const LONGEST: Duration = Duration::from_secs(45);

/// What a page waits for.
pub(super) type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Work that has ended, or that a page is to wait for.
pub(super) enum Soon<T> {
    Done(T),
    Later(Work<T>),
}

/// Does `work`, as long as the browser with these headers need not be shown a page.
pub(super) async fn soon<T>(headers: &HeaderMap, mut work: Work<T>) -> Soon<T> {
    if !takes_pages(headers) {
        return Soon::Done(work.await);
    }
    match timeout(SOON, &mut work).await {
        Ok(done) => Soon::Done(done),
        Err(_) => Soon::Later(work),
    }
}

/// What became of work that goes on when its request ends.
pub(super) enum Lasting {
    /// It has ended. None if it took longer than anything may.
    Done(Option<Outcome>),
    /// The page that waits for it.
    Page(Response),
}

/// The number that the callback with this `state` leads to, again and again. Only who knows `state` can tell
/// it.
pub(super) fn number_of_callback(state: &Secret) -> Secret {
    Secret::from_text(SecretHash::of(&[b"go on", state.expose().as_bytes()]).to_text())
}

/// The page that waits for `work`, which asks `asked`. The work ends with the page: nothing is lost.
pub(super) fn page(
    bridge: &Bridge,
    (open, browser): (&OpenLogin, &Browser),
    asked: Option<String>,
    work: impl Future<Output = Outcome> + Send + 'static,
) -> Response {
    let number = Secret::mint();
    let (awaited, task) = begin_work(bridge, whose(open, browser), (&number, asked), work);
    show(bridge, open, &number, awaited, Some(EndsWithPage(task)))
}

/// Does `work`, which asks `asked`, for a request with these headers. It goes on when the request or its page
/// ends, because it cannot be done twice: who loads the page again sees how it ended.
pub(super) async fn lasting(
    bridge: &Bridge,
    (open, browser): (&OpenLogin, &Browser),
    headers: &HeaderMap,
    (number, asked): (&Secret, Option<String>),
    work: impl Future<Output = Outcome> + Send + 'static,
) -> Lasting {
    let whose = whose(open, browser);
    let (awaited, _) = begin_work(bridge, whose.clone(), (number, asked), work);
    match soon(headers, Box::pin(awaited.has_come())).await {
        Soon::Done(true) => {
            let outcome = bridge.outcomes.take(number, &whose, bridge.now());
            Lasting::Done(outcome.map(|(outcome, _)| outcome))
        }
        Soon::Done(false) => Lasting::Done(None),
        Soon::Later(_) => Lasting::Page(show(bridge, open, number, awaited, None)),
    }
}

fn begin_work(
    bridge: &Bridge,
    whose: OutcomeOwner,
    (number, asked): (&Secret, Option<String>),
    work: impl Future<Output = Outcome> + Send + 'static,
) -> (Awaited, AbortHandle) {
    let asked = (asked, current_reference());
    let (under_way, awaited) = bridge.outcomes.announce(number, whose, asked, bridge.now());
    let clock = bridge.provider.context.clock.clone();
    let task = tokio::spawn(follow_on(async move {
        if let Ok(outcome) = timeout(LONGEST, work).await {
            under_way.end(outcome, clock.now());
        } else {
            tracing::warn!(seconds = LONGEST.as_secs(), "no outcome in time");
        }
    }));
    (awaited, task.abort_handle())
}

/// The page of a callback that is loaded again while its work goes on, or the way on if that has ended.
/// None if there is nothing to wait for.
///
/// # Errors
/// [`Cause::NoTurn`] if many requests wait for the same outcome.
pub(super) async fn again(
    bridge: &Bridge,
    (open, browser): (&OpenLogin, &Browser),
    headers: &HeaderMap,
    number: &Secret,
) -> Result<Option<Response>, Failure> {
    let awaited = bridge.outcomes.awaited(number, &whose(open, browser));
    let awaited = awaited.map_err(|TooManyWait| open.failure(Cause::NoTurn(Wait(1))))?;
    let Some(awaited) = awaited else { return Ok(None) };
    Ok(match soon(headers, Box::pin(awaited.has_come())).await {
        Soon::Done(true) => Some(bridge.go_to(&path(open, number))),
        Soon::Done(false) => None,
        Soon::Later(_) => Some(show(bridge, open, number, awaited, None)),
    })
}

/// Who owns the outcome of a login in this browser.
pub(super) fn whose(open: &OpenLogin, browser: &Browser) -> OutcomeOwner {
    OutcomeOwner { login: open.pending.id.clone(), browser: browser.hash() }
}

fn show(
    bridge: &Bridge,
    open: &OpenLogin,
    number: &Secret,
    awaited: Awaited,
    work: Option<EndsWithPage>,
) -> Response {
    let sign_in = bridge.site.href(&format!("/sign-in/{}", open.pending.id));
    let go_on = bridge.site.href(&path(open, number));
    let asked = awaited.asked.clone();
    let page = Waiting { site: &bridge.site, asked: asked.as_deref(), back: &sign_in };
    let end = |href: &str, has_come| {
        Waited { site: &bridge.site, href, has_come }.render().unwrap_or_default()
    };
    // Written before it is known which one it is: only the request knows the language of its reader.
    let (on, too_long) = (end(&go_on, true), end(&sign_in, false));
    begin(&page, async move {
        let has_come = awaited.has_come().await;
        drop((awaited, work));
        if has_come { on } else { too_long }
    })
}

fn path(open: &OpenLogin, number: &Secret) -> String {
    format!("/sign-in/{}/go-on/{}", open.pending.id, number.expose())
}

/// Ends work when it is dropped.
struct EndsWithPage(AbortHandle);

impl Drop for EndsWithPage {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Whether HTML is asked for by name. `*/*` is what programs send that follow no link.
fn takes_pages(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(is_html)
}

fn is_html(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let names_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("text/html"));
    names_it && !parts.any(is_refusal)
}

/// `q=0`, which means "not this" (RFC 9110 §12.4.2).
fn is_refusal(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    name.trim().eq_ignore_ascii_case("q") && value.trim().trim_end_matches(['0', '.']).is_empty()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn takes(accept: &str) -> bool {
        takes_pages(&HeaderMap::from_iter([(ACCEPT, accept.parse().unwrap())]))
    }

    #[test]
    fn only_who_names_html_is_shown_a_page_that_waits() {
        for accept in [
            "text/html",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "application/json, Text/HTML;q=0.1",
            "text/html;level=1; q=0.001",
        ] {
            assert!(takes(accept), "{accept}");
        }
        for accept in
            ["*/*", "text/*", "", "application/json", "text/html;q=0", "text/html; Q=0.000"]
        {
            assert!(!takes(accept), "{accept}");
        }
        assert!(!takes_pages(&HeaderMap::new()));
    }

    #[test]
    fn the_number_of_a_callback_is_told_by_its_state_alone() {
        let (state, other) = (Secret::mint(), Secret::mint());
        let number = number_of_callback(&state);
        assert_eq!(number.expose(), number_of_callback(&state).expose());
        assert_ne!(number.expose(), number_of_callback(&other).expose());
        assert!(number.expose().len() == 43 && number.expose() != state.expose());
    }

    proptest! {
        #[test]
        fn html_counts_wherever_it_is_named_and_nothing_else_does(
            mut types in prop::collection::vec("[a-z*]{1,5}/[a-gi-z*]{1,5}( ?; ?q=[01])?", 0..5),
            at in any::<prop::sample::Index>(),
            weight in "[01](\\.[0-9]{0,3})?",
        ) {
            prop_assert!(!takes(&types.join(",")));
            types.insert(at.index(types.len() + 1), format!("text/html; q={weight}"));
            prop_assert_eq!(takes(&types.join(", ")), weight.contains(|c| ('1'..='9').contains(&c)));
        }

        #[test]
        fn no_header_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let Ok(value) = axum::http::HeaderValue::from_bytes(&bytes) else { return Ok(()) };
            let _ = takes_pages(&HeaderMap::from_iter([(ACCEPT, value)]));
        }
    }
}
