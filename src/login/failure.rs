//! When a step cannot go on: what the person is told, and where they can go from there.
//!
//! Every handler here ends in [`Bridge::tell`]. A failure is logged once, there, under the reference
//! that the page shows; what the page says stands in `words`.

use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;

use super::Bridge;
use super::store::pds_request::TakeError;
use super::try_it::TrialError;
use crate::atproto::{CallbackFault, FinishError};
use crate::db::DbError;
use crate::limits::Wait;
use crate::oidc::endpoint::recognise::Unrecognised;
use crate::oidc::protocol::error::Untrusted;
use crate::oidc::protocol::logout_request::LogoutRefused;
use crate::telemetry::RequestId;
use crate::web::Link;
use crate::web::page::respond;
use crate::web::pages::{Detail, Problem};

/// A step that could not go on.
#[derive(Debug)]
pub(crate) struct Failure {
    cause: Cause,
    retry: Option<String>,
    home: Option<(String, String)>,
}

/// Why.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    /// It is not proven whose question this is.
    #[error(transparent)]
    Untrusted(Untrusted),
    /// So many come from the same address.
    #[error("this address begins too many logins; if it is a proxy, name it in trusted_proxies")]
    TooMany(Wait),
    /// No login has that identifier, or it was swept long ago.
    #[error("no such pending login")]
    UnknownLogin,
    /// No logout has that identifier any more.
    #[error("no such pending logout")]
    UnknownLogout,
    /// A logout request that nothing can be made of.
    #[error(transparent)]
    Logout(LogoutRefused),
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
    /// The callback cannot be used, or not again.
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
    UnusableSub(#[from] crate::oidc::protocol::subject::UnusableSub),
    /// The operator lets other people sign in there, but not this one.
    #[error("{did} may not sign in at {client_name}")]
    NotAdmitted {
        /// What the relying party is called.
        client_name: String,
        /// Whom it does not admit.
        did: String,
    },
    /// The account is not what was proven.
    #[error(transparent)]
    Unrecognised(#[from] Unrecognised),
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
    pub(crate) fn new(cause: impl Into<Cause>) -> Self {
        Self { cause: cause.into(), retry: None, home: None }
    }

    /// Whether trying the same login again cannot help.
    pub(crate) const fn is_final(&self) -> bool {
        matches!(self.cause, Cause::AlreadyEnded | Cause::Expired | Cause::OtherBrowser)
    }

    /// The person can go back to the sign-in page of this login.
    #[must_use]
    pub(crate) fn with_retry(mut self, pending_id: &str) -> Self {
        self.retry = Some(pending_id.to_owned());
        self
    }

    /// The person can go back to the relying party.
    #[must_use]
    pub(crate) fn with_home(mut self, name: &str, home: Option<String>) -> Self {
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
    pub(crate) fn tell(
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
            detail: detail.as_ref().map(|(for_whom, text)| Detail { for_whom, text }),
            reference: request_id.as_str(),
            ways_on: &self.ways_on(&failure),
        };
        let mut response = respond(words.status, &page);
        if let Cause::TooMany(wait) = failure.cause {
            response.headers_mut().insert(RETRY_AFTER, wait.0.into());
        }
        response
    }

    fn ways_on(&self, failure: &Failure) -> Vec<Link> {
        let retry = failure.retry.as_ref().and_then(|id| {
            let other = matches!(failure.cause, Cause::NotAdmitted { .. });
            let label = if other { "Use another account" } else { "Try again" };
            Link::new(label, self.site.href(&format!("/sign-in/{id}")))
        });
        let home = failure
            .home
            .as_ref()
            .and_then(|(name, home)| Link::new(format!("Start over at {name}"), home.as_str()));
        retry.into_iter().chain(home).collect()
    }
}
