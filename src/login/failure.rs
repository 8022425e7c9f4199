//! When a step can not go on: what the person is told, and where they can go from there.
//!
//! Every handler here ends in [`Bridge::tell`]. A failure is logged once, there, under the reference
//! that the page shows; what the page says is this file's table of words.

use axum::http::StatusCode;
use axum::response::Response;

use super::Bridge;
use super::pds_request::TakeError;
use super::try_it::TrialError;
use crate::atproto::{CallbackFault, FinishError, Step};
use crate::db::DbError;
use crate::oidc::error::Untrusted;
use crate::telemetry::RequestId;
use crate::web::Link;
use crate::web::page::respond;
use crate::web::pages::Problem;

/// A step that could not go on.
#[derive(Debug)]
pub(super) struct Failure {
    cause: Cause,
    retry: Option<String>,
    home: Option<(String, String)>,
}

/// Why.
#[derive(Debug, thiserror::Error)]
pub(super) enum Cause {
    /// It is not proven whose question this is.
    #[error(transparent)]
    Untrusted(Untrusted),
    /// No login has that identifier, or it was swept long ago.
    #[error("no such pending login")]
    UnknownLogin,
    /// The login belongs to another browser.
    #[error("the login belongs to another browser")]
    OtherBrowser,
    /// The operator has removed the relying party or its address meanwhile.
    #[error("the relying party is no longer registered")]
    ClientGone,
    /// The relying party has its answer already.
    #[error("the login has already ended")]
    AlreadyEnded,
    /// The person took longer than an hour.
    #[error("the login has expired")]
    Expired,
    /// The callback carries no state that we know.
    #[error("the callback belongs to no login")]
    UnknownCallback,
    /// The callback can not be used, or not again.
    #[error(transparent)]
    Callback(TakeError),
    /// The callback says nothing, or two things at once.
    #[error(transparent)]
    UnreadableCallback(#[from] CallbackFault),
    /// The person's server did not prove who they are.
    #[error(transparent)]
    Unproven(#[from] FinishError),
    /// The account's DID is too long for OpenID Connect.
    #[error(transparent)]
    UnusableSub(#[from] crate::oidc::subject::UnusableSub),
    /// The person declined their own trial.
    #[error("the trial was declined")]
    TrialDeclined,
    /// The trial failed.
    #[error(transparent)]
    Trial(#[from] TrialError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] DbError),
}

impl Failure {
    pub(super) fn new(cause: impl Into<Cause>) -> Self {
        Self { cause: cause.into(), retry: None, home: None }
    }

    /// The person can go back to the sign-in page of this login.
    #[must_use]
    pub(super) fn with_retry(mut self, pending_id: &str) -> Self {
        self.retry = Some(pending_id.to_owned());
        self
    }

    /// The person can go back to the relying party.
    #[must_use]
    pub(super) fn with_home(mut self, name: &str, home: Option<String>) -> Self {
        self.home = home.map(|home| (name.to_owned(), home));
        self
    }
}

impl<C: Into<Cause>> From<C> for Failure {
    fn from(cause: C) -> Self {
        Self::new(cause)
    }
}

impl From<TakeError> for Cause {
    fn from(error: TakeError) -> Self {
        match error {
            TakeError::Storage(error) => Self::Storage(error),
            TakeError::Gone | TakeError::Sealed(_) | TakeError::Unreadable(_) => {
                Self::Callback(error)
            }
        }
    }
}

impl Bridge {
    /// Answers with what a step gave, or with the page that says why it gave nothing.
    pub(super) fn tell(
        &self,
        answer: Result<Response, Failure>,
        request_id: &RequestId,
    ) -> Response {
        let failure = match answer {
            Ok(response) => return response,
            Err(failure) => failure,
        };
        let words = failure.cause.words();
        if words.status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(cause = %failure.cause, "sign-in failed");
        } else {
            tracing::warn!(cause = %failure.cause, "sign-in stopped");
        }
        let detail = failure.cause.detail();
        let page = Problem {
            site: &self.site,
            title: words.title,
            what_happened: words.what_happened,
            what_to_do: words.what_to_do,
            detail: detail.as_deref(),
            reference: request_id.as_str(),
            ways_on: &self.ways_on(&failure),
        };
        respond(words.status, &page)
    }

    fn ways_on(&self, failure: &Failure) -> Vec<Link> {
        let retry = failure
            .retry
            .as_ref()
            .and_then(|id| Link::new("Try again", self.site.href(&format!("/sign-in/{id}"))));
        let home = failure
            .home
            .as_ref()
            .and_then(|(name, home)| Link::new(format!("Start over at {name}"), home.as_str()));
        retry.into_iter().chain(home).collect()
    }
}

/// What a page says.
struct Words {
    status: StatusCode,
    title: &'static str,
    what_happened: &'static str,
    what_to_do: &'static str,
}

const fn words(
    status: StatusCode,
    title: &'static str,
    what_happened: &'static str,
    what_to_do: &'static str,
) -> Words {
    Words { status, title, what_happened, what_to_do }
}

impl Cause {
    /// One developer's sentence for the mistakes that only a developer or operator can mend.
    fn detail(&self) -> Option<String> {
        match self {
            Self::Untrusted(untrusted) => Some(untrusted.to_string()),
            Self::Unproven(FinishError::Server(fault)) => {
                Some(format!("{}: no usable answer for {}", fault.host, asked_for(fault.step)))
            }
            Self::UnknownLogin
            | Self::OtherBrowser
            | Self::ClientGone
            | Self::AlreadyEnded
            | Self::Expired
            | Self::UnknownCallback
            | Self::Callback(_)
            | Self::UnreadableCallback(_)
            | Self::Unproven(_)
            | Self::UnusableSub(_)
            | Self::TrialDeclined
            | Self::Trial(_)
            | Self::Storage(_) => None,
        }
    }

    fn words(&self) -> Words {
        match self {
            Self::Untrusted(_) | Self::ClientGone => words(
                StatusCode::BAD_REQUEST,
                "This sign-in link does not work",
                "The app or site that sent you here is not set up correctly, so we can not send you back to it.",
                "Go back and try once more. If it happens again, tell whoever runs that app or site what is written below.",
            ),
            Self::UnknownLogin | Self::UnknownCallback => words(
                StatusCode::NOT_FOUND,
                "This sign-in is not known here",
                "It may have been finished a while ago, or the address is incomplete.",
                "Go back to the app or site you came from and sign in from there.",
            ),
            Self::OtherBrowser => words(
                StatusCode::FORBIDDEN,
                "This sign-in was started in another browser",
                "For your safety a sign-in can only be finished in the browser that started it. This can also happen when cookies are turned off.",
                "Open the app or site you want to use in this browser and sign in from there. If you did not start this yourself, just close this page.",
            ),
            Self::AlreadyEnded => words(
                StatusCode::GONE,
                "This sign-in is already finished",
                "You came back to a page that has done its work.",
                "There is nothing left to do here. If you are not signed in, start over.",
            ),
            Self::Expired => words(
                StatusCode::GONE,
                "This sign-in took too long",
                "A sign-in has to be finished within one hour.",
                "Start over: it takes less than a minute.",
            ),
            Self::Callback(_) => words(
                StatusCode::GONE,
                "This answer was already used",
                "Your server’s answer can be used once, and only for a short time.",
                "If you are not signed in, try again.",
            ),
            Self::UnreadableCallback(_) => words(
                StatusCode::BAD_GATEWAY,
                "Your server did not finish the sign-in",
                "It sent you back with an answer that we can not read.",
                "Try again. If it happens again, whoever runs your server has to look into it.",
            ),
            Self::Unproven(error) => unproven(error),
            Self::UnusableSub(_) => words(
                StatusCode::UNPROCESSABLE_ENTITY,
                "This account can not be used here",
                "The identifier (DID) of this account is longer than sign-in with OpenID Connect allows.",
                "Use another account.",
            ),
            Self::TrialDeclined => words(
                StatusCode::OK,
                "You did not sign in",
                "You, or your server, declined the sign-in. Nothing was stored.",
                "You can try again whenever you like.",
            ),
            Self::Trial(error) => trial(error),
            Self::Storage(_) => OUR_FAULT,
        }
    }
}

const OUR_FAULT: Words = words(
    StatusCode::INTERNAL_SERVER_ERROR,
    "Something went wrong on our side",
    "We could not go on, and nothing was changed.",
    "Wait a moment and try again. If it happens again, tell whoever runs this service the reference below.",
);

fn trial(error: &TrialError) -> Words {
    match error {
        TrialError::Foreign => words(
            StatusCode::GONE,
            "This trial is over",
            "Its result is shown once, in the browser that began it.",
            "Go back to the start and try it again.",
        ),
        TrialError::Refused | TrialError::Token => words(
            StatusCode::BAD_REQUEST,
            "This trial did not work out",
            "The sign-in was refused, or its result was asked for too late.",
            "Go back to the start and try it again.",
        ),
        TrialError::Discovery | TrialError::IdToken => OUR_FAULT,
    }
}

fn unproven(error: &FinishError) -> Words {
    match error {
        FinishError::WrongIssuer
        | FinishError::WrongTokenType
        | FinishError::WrongScope
        | FinishError::NoSubject
        | FinishError::WrongAuthority => words(
            StatusCode::FORBIDDEN,
            "We could not confirm who you are",
            "Your server’s answer did not prove that the account is yours, so we did not sign you in.",
            "Try again. If it happens again, whoever runs your server has to look into it; the reference helps whoever runs this service to say why.",
        ),
        FinishError::WrongAccount => words(
            StatusCode::FORBIDDEN,
            "That was another account",
            "You signed in at your server with another account than the one you typed here.",
            "Try again and choose the same account in both places.",
        ),
        FinishError::NoAccount | FinishError::NoPds => words(
            StatusCode::FORBIDDEN,
            "This account can not be found any more",
            "It may have been closed, or is just being moved to another server.",
            "Wait until the move is finished and try again, or use another account.",
        ),
        FinishError::Denied => words(
            StatusCode::FORBIDDEN,
            "You did not sign in",
            "You, or your server, declined the sign-in.",
            "Start over if you changed your mind.",
        ),
        FinishError::Refused(_) | FinishError::Server(_) => words(
            StatusCode::BAD_GATEWAY,
            "Your server did not finish the sign-in",
            "It answered with an error, or not at all.",
            "Wait a moment and try again. If it happens again, whoever runs your server has to look into it.",
        ),
        FinishError::ClientKeyGone | FinishError::Key(_) => words(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side",
            "This sign-in could not be finished, and nothing was changed.",
            "Try again: a fresh sign-in should work.",
        ),
    }
}

/// What a server was asked for, in words that help whoever runs it.
pub(super) const fn asked_for(step: Step) -> &'static str {
    match step {
        Step::ResolveHandle => "the account behind this handle",
        Step::ResolveDid => "the account’s document (DID)",
        Step::ResourceMetadata => "/.well-known/oauth-protected-resource",
        Step::ServerMetadata => "/.well-known/oauth-authorization-server",
        Step::PushRequest => "permission to send you there (PAR)",
        Step::ExchangeCode => "the proof of who you are",
        Step::Revoke => "the end of its permission",
    }
}
