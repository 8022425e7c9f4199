//! Why a step of a login cannot continue, and where the person can go from there.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::atproto::{CallbackFault, FinishError};
use crate::db::DbError;
use crate::limits::Wait;
use crate::login::person::admission::{AdmissionError, NotAdmitted};
use crate::login::person::claims::ClaimsError;
use crate::login::store::pds_request::TakeError;
use crate::oidc::endpoint::account_check::AccountCheckError;
use crate::oidc::protocol::error::Untrusted;
use crate::oidc::protocol::logout_request::LogoutRefused;

/// A step that could not continue.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) cause: Cause,
    /// The identifier of the login, if it can be tried again.
    pub(crate) retry: Option<String>,
    /// The relying party, if it is known.
    pub(crate) client_id: Option<String>,
    /// The relying party's name and home page.
    pub(crate) home: Option<(String, String)>,
    /// What was received, for the log.
    pub(crate) received: Option<String>,
}

/// Why it could not continue.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    /// It is not proven which relying party sent the request.
    #[error(transparent)]
    Untrusted(Untrusted),
    /// Too many logins come from this address.
    #[error("this address begins too many logins; if it is a proxy, name it in trusted_proxies")]
    TooMany(Wait),
    /// Too many accounts signed in today that were not here lately.
    #[error("too many new accounts today")]
    TooManyNewcomers(Wait),
    /// So many wait for other servers, or so many of the same address.
    #[error("too many sign-ins wait for other servers")]
    NoTurn(Wait),
    /// No login has this identifier, or it was deleted long ago.
    #[error("no such pending login")]
    UnknownLogin,
    /// No logout has this identifier any more.
    #[error("no such pending logout")]
    UnknownLogout,
    /// The logout request cannot be used.
    #[error(transparent)]
    Logout(LogoutRefused),
    /// The login belongs to another browser.
    #[error("the login belongs to another browser")]
    OtherBrowser,
    /// The operator has removed the relying party or its address in the meantime.
    #[error("the relying party is no longer registered")]
    ClientGone,
    /// The relying party already has its answer.
    #[error("the login has already ended")]
    AlreadyEnded,
    /// The person took longer than an hour.
    #[error("the login has expired")]
    Expired,
    /// The callback carries no known `state`.
    #[error("the callback belongs to no login")]
    UnknownCallback,
    /// The callback cannot be used, or not again.
    #[error(transparent)]
    Callback(#[from] TakeError),
    /// The callback has no code and no error, or repeats or contradicts itself.
    #[error(transparent)]
    UnreadableCallback(#[from] CallbackFault),
    /// What the servers have said is not kept any more: it was used, is too old, or the daemon was
    /// started since.
    #[error("there is no outcome to go on with")]
    NoOutcome,
    /// The person's server did not prove who they are.
    #[error(transparent)]
    Unproven(#[from] FinishError),
    /// Nobody can be reached, so it is not the person's server that failed.
    #[error("our own network is out: {0}")]
    NoNetwork(FinishError),
    /// The account's DID is too long for OpenID Connect.
    #[error(transparent)]
    UnusableSub(#[from] crate::oidc::protocol::subject::UnusableSub),
    /// The operator does not admit this person to the relying party.
    #[error(transparent)]
    NotAdmitted(NotAdmitted),
    /// Something depends on the person's handle, which cannot be confirmed just now.
    #[error("the handle cannot be confirmed, because DNS or its web server is out")]
    HandleUnconfirmed,
    /// The account is not what was proven, or cannot be looked up.
    #[error(transparent)]
    AccountCheck(#[from] AccountCheckError),
    /// The person declined the sign-in of their own trial.
    #[error("the trial was declined")]
    TrialDeclined,
    /// The trial failed.
    #[error(transparent)]
    Trial(#[from] TrialError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] DbError),
}

impl Cause {
    /// The account that it is about, and its handle if that is known.
    pub(crate) fn account(&self) -> Option<(&str, Option<&str>)> {
        match self {
            Self::NotAdmitted(refused) => Some((&refused.did, refused.handle.as_deref())),
            Self::Unproven(FinishError::WrongAccount { received, .. }) => {
                Some((received.as_str(), None))
            }
            Self::Unproven(FinishError::WrongAuthority { did, .. }) => Some((did.as_str(), None)),
            Self::Untrusted(_)
            | Self::TooMany(_)
            | Self::TooManyNewcomers(_)
            | Self::NoTurn(_)
            | Self::UnknownLogin
            | Self::UnknownLogout
            | Self::Logout(_)
            | Self::OtherBrowser
            | Self::ClientGone
            | Self::AlreadyEnded
            | Self::Expired
            | Self::UnknownCallback
            | Self::Callback(_)
            | Self::UnreadableCallback(_)
            | Self::NoOutcome
            | Self::Unproven(_)
            | Self::NoNetwork(_)
            | Self::UnusableSub(_)
            | Self::HandleUnconfirmed
            | Self::AccountCheck(_)
            | Self::TrialDeclined
            | Self::Trial(_)
            | Self::Storage(_) => None,
        }
    }
}

impl From<AdmissionError> for Cause {
    fn from(error: AdmissionError) -> Self {
        match error {
            AdmissionError::NotAdmitted(refused) => Self::NotAdmitted(refused),
            AdmissionError::HostUnknown => Self::AccountCheck(AccountCheckError::Unknown),
            AdmissionError::HandleUnconfirmed => Self::HandleUnconfirmed,
        }
    }
}

impl From<ClaimsError> for Cause {
    fn from(error: ClaimsError) -> Self {
        match error {
            ClaimsError::HandleUnconfirmed => Self::HandleUnconfirmed,
            ClaimsError::Storage(error) => Self::Storage(error),
        }
    }
}

/// Why the trial gave no claims. Each is a fault of ours or a refusal by the provider.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrialError {
    /// The provider's metadata cannot be used.
    #[error("discovery failed")]
    Discovery,
    /// The answer does not belong to a trial that this browser began.
    #[error("the answer belongs to no trial of this browser")]
    Foreign,
    /// The provider answered with an error.
    #[error("the provider refused")]
    Refused,
    /// The code could not be exchanged.
    #[error("the code was not redeemed")]
    Token,
    /// The ID token does not verify.
    #[error("the ID token does not verify")]
    IdToken,
}

impl Failure {
    pub(crate) fn new(cause: impl Into<Cause>) -> Self {
        Self { cause: cause.into(), retry: None, client_id: None, home: None, received: None }
    }

    /// Notes for the log what was received.
    #[must_use]
    pub(crate) fn with_received(self, received: Option<String>) -> Self {
        Self { received, ..self }
    }

    /// Whether trying the same login again cannot help.
    pub(crate) const fn is_final(&self) -> bool {
        matches!(self.cause, Cause::AlreadyEnded | Cause::Expired | Cause::OtherBrowser)
    }

    /// It happened on the way to this relying party.
    #[must_use]
    pub(crate) fn at(mut self, client_id: &str) -> Self {
        self.client_id = Some(client_id.to_owned());
        self
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

impl IntoResponse for Failure {
    /// A response that [`super::render`] turns into the error page.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
