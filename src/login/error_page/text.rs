//! The texts of the error page: a title, what happened, and what to do next.
//!
//! They blame no one. The texts for a person who cannot be sent to their server are in
//! `sign_in_error`.

use axum::http::StatusCode;

use super::failure::{Cause, TrialError};
use crate::atproto::{FinishError, Step};
use crate::locale::Message;
use crate::login::person::admission::NotAdmitted;
use crate::login::store::pds_request::TakeError;
use crate::oidc::endpoint::account_check::AccountCheckError;
use crate::oidc::protocol::error::Untrusted;

/// The status and the text of an error page.
pub(crate) struct Text {
    pub(crate) status: StatusCode,
    /// The title. Its parts say what happened, and what to do.
    pub(crate) message: Message,
}

const fn text(status: StatusCode, message: Message) -> Text {
    Text { status, message }
}

impl Cause {
    /// A fact for the person who can fix the error, and who that is.
    pub(crate) fn detail(&self) -> Option<(Message, String)> {
        if matches!(self, Self::Untrusted(_) | Self::ClientGone | Self::Logout(_)) {
            Some((Message::new("detail-site"), self.to_string()))
        } else if let Self::NotAdmitted(NotAdmitted { client_name, did, .. }) = self {
            let detail = format!("{did} is not admitted to {client_name}");
            Some((Message::new("detail-service"), detail))
        } else if let Self::Unproven(FinishError::Server(fault)) = self {
            let step = asked_for(fault.step);
            let detail = format!("{}: no usable answer for {step}", fault.host);
            Some((Message::new("detail-server"), detail))
        } else {
            None
        }
    }

    /// The page's title, what happened, and what to do next.
    pub(crate) fn text(&self) -> Text {
        match self {
            Self::Untrusted(Untrusted::PushedRequestOver) => {
                text(StatusCode::GONE, Message::new("link-used"))
            }
            Self::Untrusted(_) | Self::ClientGone => {
                text(StatusCode::BAD_REQUEST, Message::new("link-broken"))
            }
            Self::Logout(_) => text(StatusCode::BAD_REQUEST, Message::new("sign-out-link-broken")),
            Self::UnknownLogout => {
                text(StatusCode::NOT_FOUND, Message::new("sign-out-link-expired"))
            }
            Self::TooMany(_) => text(StatusCode::TOO_MANY_REQUESTS, Message::new("too-many-here")),
            Self::TooManyNewcomers(_) => {
                text(StatusCode::TOO_MANY_REQUESTS, Message::new("too-many-new"))
            }
            Self::NoTurn(_) => text(StatusCode::SERVICE_UNAVAILABLE, Message::new("too-many-now")),
            Self::UnknownLogin | Self::UnknownCallback => {
                text(StatusCode::NOT_FOUND, Message::new("link-expired"))
            }
            Self::OtherBrowser => text(StatusCode::FORBIDDEN, Message::new("other-browser")),
            Self::AlreadyEnded => text(StatusCode::GONE, Message::new("already-finished")),
            Self::Expired => text(StatusCode::GONE, Message::new("took-too-long")),
            Self::Callback(TakeError::Storage(_)) | Self::Storage(_) => OUR_FAULT,
            Self::Callback(_) => text(StatusCode::GONE, Message::new("answer-used")),
            Self::NoOutcome => text(StatusCode::GONE, Message::new("no-outcome")),
            Self::UnreadableCallback(_) => SERVER_FAILED,
            Self::Unproven(error) => unproven(error),
            Self::NoNetwork(_) => {
                text(StatusCode::SERVICE_UNAVAILABLE, Message::new("network-out"))
            }
            Self::UnusableSub(_) => {
                text(StatusCode::UNPROCESSABLE_ENTITY, Message::new("did-too-long"))
            }
            Self::HandleUnconfirmed => {
                text(StatusCode::SERVICE_UNAVAILABLE, Message::new("handle-unconfirmed"))
            }
            Self::AccountCheck(error) => account_check(error),
            Self::NotAdmitted(refused) => not_admitted(refused),
            Self::TrialDeclined => text(StatusCode::OK, Message::new("trial-declined")),
            Self::Trial(error) => trial(error),
        }
    }
}

const fn account_check(error: &AccountCheckError) -> Text {
    match error {
        AccountCheckError::Lost | AccountCheckError::Unknown => {
            text(StatusCode::FORBIDDEN, Message::new("account-changed"))
        }
        AccountCheckError::NotAdmitted => {
            text(StatusCode::FORBIDDEN, Message::new("account-refused"))
        }
        AccountCheckError::Storage(_) => OUR_FAULT,
    }
}

fn not_admitted(refused: &NotAdmitted) -> Text {
    let message =
        if refused.is_did_web { Message::new("no-did-web") } else { Message::new("not-admitted") };
    let account = refused.handle.as_deref().unwrap_or(&refused.did);
    let message = message.with("account", account).with("app", &refused.client_name);
    text(StatusCode::FORBIDDEN, message)
}

const SERVER_FAILED: Text = text(StatusCode::BAD_GATEWAY, Message::new("server-failed"));

const SERVER_OUT: Text = text(StatusCode::BAD_GATEWAY, Message::new("server-out"));

const OUR_FAULT: Text = text(StatusCode::INTERNAL_SERVER_ERROR, Message::new("our-fault"));

fn trial(error: &TrialError) -> Text {
    match error {
        TrialError::Foreign => text(StatusCode::GONE, Message::new("trial-over")),
        TrialError::Refused | TrialError::Token => {
            text(StatusCode::BAD_REQUEST, Message::new("trial-failed"))
        }
        TrialError::Discovery | TrialError::IdToken => OUR_FAULT,
    }
}

fn unproven(error: &FinishError) -> Text {
    let forbidden = |message| text(StatusCode::FORBIDDEN, message);
    match error {
        FinishError::WrongIssuer { .. }
        | FinishError::WrongTokenType
        | FinishError::WrongScope
        | FinishError::NoSubject
        | FinishError::WrongAuthority { .. } => forbidden(Message::new("unproven")),
        FinishError::WrongAccount { .. } => forbidden(Message::new("wrong-account")),
        FinishError::NoAccount | FinishError::NoPds => forbidden(Message::new("account-not-found")),
        FinishError::Denied => forbidden(Message::new("declined")),
        FinishError::Interrupted(_) => forbidden(Message::new("interrupted")),
        FinishError::NotActive(_) => forbidden(Message::new("not-active")),
        FinishError::Server(fault) if fault.may_pass() => SERVER_OUT,
        FinishError::Refused(error) if error.may_pass() => SERVER_OUT,
        FinishError::PromptRefused(..) | FinishError::Refused(_) | FinishError::Server(_) => {
            SERVER_FAILED
        }
        FinishError::ClientKeyGone | FinishError::Key(_) => {
            text(StatusCode::INTERNAL_SERVER_ERROR, Message::new("our-fault-once"))
        }
    }
}

/// What a server was asked for, in words that help its operator.
pub(crate) const fn asked_for(step: Step) -> &'static str {
    match step {
        Step::ResolveHandle => "the account behind this handle",
        Step::ResolveDid => "the account’s document (DID)",
        Step::ResourceMetadata => "/.well-known/oauth-protected-resource",
        Step::ServerMetadata => "/.well-known/oauth-authorization-server",
        Step::PushRequest => "permission to send you there (PAR)",
        Step::ExchangeCode => "the proof of who you are",
        Step::Revoke => "the end of its permission",
        Step::RepoStatus => "whether the account is active",
    }
}
