//! `GET /sign-in/{id}/go-on/{number}`: the answer of a step whose page has waited for it.
//!
//! The outcome is kept for the browser that waited, and is good once. From here on the step goes as it
//! does without a page in between: a redirect, a form, or the error page. Who presses "Continue" while the
//! browser is on its way there is led to the same place (`followed`).

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::LOCATION;
use axum::response::Response;

use super::bridge::Bridge;
use super::error_page::{Cause, Failure};
use super::followed::Way;
use super::open_login::OpenLogin;
use super::outcome::{Outcome, Returned, Started};
use super::send_to_pds::FROM_THEIR_SERVER;
use super::sso::Turned;
use super::{callback, sign_in, sso, start, waiting};
use crate::limits::Source;
use crate::oidc::protocol::error::AuthorizationError;
use crate::secret::Secret;
use crate::web::page::see_other;

/// `GET /sign-in/{id}/go-on/{number}`.
pub(super) async fn by_get(
    State(bridge): State<Arc<Bridge>>,
    path: Result<Path<(String, String)>, PathRejection>,
    source: Source,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let bridge = bridge.as_ref();
    let Path((id, number)) = path.map_err(|_| Cause::UnknownLogin)?;
    let open = OpenLogin::find_for_form(bridge, &id).await?;
    let browser = open.browser(bridge, &headers);
    let browser = browser.ok_or_else(|| open.over(Cause::OtherBrowser))?;
    let (number, whose, now) =
        (Secret::from_text(number), waiting::whose(&open, &browser), bridge.now());
    if let Some(way) = bridge.followed.by(&number, &whose, now) {
        return again(bridge, &open, way, (source, &headers)).await;
    }
    if !open.is_open(now) {
        return Err(open.over_at(now));
    }
    let kept = bridge.outcomes.take(&number, &whose, now);
    let (outcome, began) = kept.ok_or_else(|| open.failure(Cause::NoOutcome))?;
    tracing::info!(began = began.map(tracing::field::display), "goes on after a page that waited");
    let led = Led::by(&outcome);
    let answer = match outcome {
        Outcome::Start(started) => {
            start::answer_started(bridge, (&open, &browser), started?, (source, &headers)).await?
        }
        Outcome::Callback(returned) => {
            callback::answer_returned(bridge, (&open, &browser), returned?, (source, &headers))
                .await?
        }
    };
    if let Some(way) = led.to(bridge, &answer) {
        bridge.followed.note(&number, whose, way, bridge.now());
    }
    Ok(answer)
}

/// What an outcome leads to.
enum Led {
    /// The person's server.
    ToServer,
    /// The relying party with a code, or a page of ours that asks for consent.
    Person,
    Refused(AuthorizationError),
    /// A page that is there at once.
    Page,
}

impl Led {
    const fn by(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Start(Ok(Started::Begun { .. }))
            | Outcome::Callback(Ok(Returned::AskedAgain { .. })) => Self::ToServer,
            Outcome::Start(Ok(Started::SignedIn { .. }))
            | Outcome::Callback(Ok(Returned::Proven(_))) => Self::Person,
            Outcome::Start(Ok(Started::NoFreshLogin)) => {
                Self::Refused(AuthorizationError::NoFreshLogin)
            }
            Outcome::Callback(Ok(Returned::Refused(error))) => Self::Refused(*error),
            Outcome::Start(Ok(Started::Forgets(_) | Started::Problem { .. }) | Err(_))
            | Outcome::Callback(Err(_)) => Self::Page,
        }
    }

    /// The way of the answer, if it is to be found again.
    fn to(self, bridge: &Bridge, answer: &Response) -> Option<Way> {
        let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let is_ours = location.is_some_and(|to| to.starts_with(&bridge.address("/sign-in/")));
        match self {
            Self::ToServer => location.map(|to| Way::To(to.to_owned())),
            Self::Person if is_ours => location.map(|to| Way::To(to.to_owned())),
            Self::Person => Some(Way::Answered),
            Self::Refused(error) => Some(Way::Refused(error)),
            Self::Page => None,
        }
    }
}

/// Leads there once more.
async fn again(
    bridge: &Bridge,
    open: &OpenLogin,
    way: Way,
    (source, headers): (Source, &HeaderMap),
) -> Result<Response, Failure> {
    match way {
        Way::To(address) => Ok(see_other(&address)),
        Way::Refused(error) => open.end_with(bridge, error, FROM_THEIR_SERVER).await,
        // Another code in the place of the first, as for a form that is sent twice.
        Way::Answered if !open.is_open(bridge.now()) => {
            let turned = Turned::Not(source);
            let signed_in = sso::signed_in(bridge, &open.client, turned, headers).await?;
            let signed_in = signed_in.ok_or_else(|| open.over_at(bridge.now()))?;
            sign_in::answer_with(bridge, open, (&signed_in, source)).await
        }
        Way::Answered => Err(open.failure(Cause::NoOutcome)),
    }
}
