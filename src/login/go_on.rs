//! `GET /sign-in/{id}/go-on/{number}`: the answer of a step whose page has waited for it.
//!
//! The outcome is kept for the browser that waited, and is good once. From here on the step goes as it
//! does without a page in between: a redirect, a form, or the error page.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::bridge::Bridge;
use super::browser::Browser;
use super::error_page::{Cause, Failure};
use super::open_login::OpenLogin;
use super::outcome::Outcome;
use super::store::pending::Owner;
use super::{callback, start, waiting};
use crate::limits::Source;
use crate::secret::Secret;

/// `GET /sign-in/{id}/go-on/{number}`.
pub(super) async fn by_get(
    State(bridge): State<Arc<Bridge>>,
    path: Result<Path<(String, String)>, PathRejection>,
    source: Source,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let bridge = bridge.as_ref();
    let Path((id, number)) = path.map_err(|_| Cause::UnknownLogin)?;
    let open = OpenLogin::find(bridge, &id).await?;
    let browser = Browser::known(&bridge.cookies, &headers)
        .filter(|browser| open.pending.owner(Some(browser.hash())) == Owner::This);
    let browser = browser.ok_or_else(|| open.over(Cause::OtherBrowser))?;
    let whose = waiting::whose(&open, &browser);
    let kept = bridge.outcomes.take(&Secret::from_text(number), &whose, bridge.now());
    let (outcome, began) = kept.ok_or_else(|| open.failure(Cause::NoOutcome))?;
    tracing::info!(began = began.map(tracing::field::display), "goes on after a page that waited");
    match outcome {
        Outcome::Start(started) => {
            start::answer(bridge, (&open, &browser), started?, &headers).await
        }
        Outcome::Callback(returned) => {
            callback::answer(bridge, (&open, &browser), returned?, (source, &headers)).await
        }
    }
}
