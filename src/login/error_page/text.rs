//! The texts of the error page: a title, what happened, and what to do next.
//!
//! They blame no one. The texts for a person who cannot be sent to their server are in
//! `sign_in_error`.

use axum::http::StatusCode;

use super::failure::{Cause, TrialError};
use crate::atproto::{FinishError, Step};
use crate::login::person::admission::NotAdmitted;
use crate::login::store::pds_request::TakeError;
use crate::oidc::endpoint::account_check::AccountCheckError;
use crate::oidc::protocol::error::Untrusted;

/// The status and the text of an error page.
pub(crate) struct Text {
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    pub(crate) what_happened: &'static str,
    pub(crate) what_to_do: &'static str,
}

const fn text(
    status: StatusCode,
    title: &'static str,
    what_happened: &'static str,
    what_to_do: &'static str,
) -> Text {
    Text { status, title, what_happened, what_to_do }
}

impl Cause {
    /// A fact for the person who can fix the error, and what that person runs.
    pub(crate) fn detail(&self) -> Option<(&'static str, String)> {
        if matches!(self, Self::Untrusted(_) | Self::ClientGone | Self::Logout(_)) {
            Some(("the site you came from", self.to_string()))
        } else if let Self::NotAdmitted(NotAdmitted { client_name, did, .. }) = self {
            Some(("this service", format!("{did} is not admitted to {client_name}")))
        } else if let Self::Unproven(FinishError::Server(fault)) = self {
            let step = asked_for(fault.step);
            Some(("your server", format!("{}: no usable answer for {step}", fault.host)))
        } else {
            None
        }
    }

    /// The page's title, what happened, and what to do next.
    pub(crate) fn text(&self) -> Text {
        match self {
            Self::Untrusted(Untrusted::PushedRequestOver) => text(
                StatusCode::GONE,
                "This sign-in link was already used",
                "Each link to this page works once, and only for a minute or so.",
                "If you are not signed in, go back to the app or site you came from and sign in from there.",
            ),
            Self::Untrusted(_) | Self::ClientGone => text(
                StatusCode::BAD_REQUEST,
                "This sign-in link does not work",
                "The app or site that sent you here is not set up correctly, so we cannot send you back to it.",
                "Go back and try once more. If it happens again, tell whoever runs that app or site what is written below.",
            ),
            Self::Logout(_) => NO_LOGOUT,
            Self::UnknownLogout => UNKNOWN_LOGOUT,
            Self::TooMany(_) => TOO_MANY,
            Self::TooManyNewcomers(_) => TOO_MANY_NEWCOMERS,
            Self::NoTurn(_) => NO_TURN,
            Self::UnknownLogin | Self::UnknownCallback => text(
                StatusCode::NOT_FOUND,
                "This sign-in is not known here",
                "It may have been finished a while ago, or the address is incomplete.",
                "Go back to the app or site you came from and sign in from there.",
            ),
            Self::OtherBrowser => text(
                StatusCode::FORBIDDEN,
                "This sign-in was started in another browser",
                "For your safety a sign-in can only be finished in the browser that started it. This can also happen when cookies are turned off.",
                "Open the app or site you want to use in this browser and sign in from there. If you did not start this yourself, just close this page.",
            ),
            Self::AlreadyEnded => text(
                StatusCode::GONE,
                "This sign-in is already finished",
                "You came back to a page that has done its work.",
                "There is nothing left to do here. If you are not signed in, start over.",
            ),
            Self::Expired => text(
                StatusCode::GONE,
                "This sign-in took too long",
                "A sign-in has to be finished within one hour.",
                "Start over: it takes less than a minute.",
            ),
            Self::Callback(TakeError::Storage(_)) | Self::Storage(_) => OUR_FAULT,
            Self::Callback(_) => ANSWER_USED,
            Self::UnreadableCallback(_) => SERVER_FAILED,
            Self::Unproven(error) => unproven(error),
            Self::UnusableSub(_) => text(
                StatusCode::UNPROCESSABLE_ENTITY,
                "This account cannot be used here",
                "The identifier (DID) of this account is longer than sign-in with OpenID Connect allows.",
                "Use another account.",
            ),
            Self::HandleUnconfirmed => HANDLE_UNCONFIRMED,
            Self::AccountCheck(error) => account_check(error),
            Self::NotAdmitted(NotAdmitted { is_did_web: true, .. }) => NO_DID_WEB,
            Self::NotAdmitted(_) => NOT_ADMITTED,
            Self::TrialDeclined => TRIAL_DECLINED,
            Self::Trial(error) => trial(error),
        }
    }
}

const fn account_check(error: &AccountCheckError) -> Text {
    match error {
        AccountCheckError::Lost | AccountCheckError::Unknown => SIGN_IN_ONCE_MORE,
        AccountCheckError::NotAdmitted => NOT_ADMITTED,
        AccountCheckError::Storage(_) => OUR_FAULT,
    }
}

const NO_LOGOUT: Text = text(
    StatusCode::BAD_REQUEST,
    "This sign-out link does not work",
    "The app or site that sent you here is not set up correctly. You are not signed out.",
    "Go back and try once more. If it happens again, tell whoever runs that app or site what is written below.",
);

const UNKNOWN_LOGOUT: Text = text(
    StatusCode::NOT_FOUND,
    "This sign-out is not known here",
    "It may have been too long ago, or the address is incomplete.",
    "Go back to the app or site you came from and sign out from there.",
);

const SERVER_FAILED: Text = text(
    StatusCode::BAD_GATEWAY,
    "Your server did not finish the sign-in",
    "It answered with an error, or with something that we cannot use.",
    "Try again. If it happens again, waiting will not help: whoever runs your server has to look into it.",
);

const SERVER_OUT: Text = text(
    StatusCode::BAD_GATEWAY,
    "Your server did not finish the sign-in",
    "It did not answer, or said that it cannot do so just now.",
    "Wait a moment and try again. If it happens again, whoever runs your server has to look into it.",
);

const NOT_ADMITTED: Text = text(
    StatusCode::FORBIDDEN,
    "This account may not sign in there",
    "You have proven that the account is yours. But the app or site that you came from accepts only certain accounts, and this is not one of them.",
    "Use another account, or ask the people who run this service to accept this one. Show them what is written below.",
);

const NO_DID_WEB: Text = text(
    StatusCode::FORBIDDEN,
    "This kind of account may not sign in there",
    "You have proven that the account is yours. But it belongs to a web address (did:web), so the next owner of that address would own it, too. The app or site that you came from does not accept such accounts.",
    "Use another account, or ask the people who run this service to accept this kind. Show them what is written below.",
);

const TRIAL_DECLINED: Text = text(
    StatusCode::OK,
    "You did not sign in",
    "You, or your server, declined the sign-in. Nothing was stored.",
    "You can try again whenever you like.",
);

const SIGN_IN_ONCE_MORE: Text = text(
    StatusCode::FORBIDDEN,
    "Please sign in once more",
    "Your account has changed since you last signed in, or we cannot reach its server.",
    "Try again and sign in at your server.",
);

const HANDLE_UNCONFIRMED: Text = text(
    StatusCode::SERVICE_UNAVAILABLE,
    "Your handle cannot be confirmed just now",
    "You have shown who you are. But the app or site that you come from goes by your handle, and the servers that say whose it is (DNS, and the web server of that name) do not answer.",
    "Wait a moment and try again. If it stays like this, whoever runs the domain of your handle has to look into it.",
);

const TOO_MANY: Text = text(
    StatusCode::TOO_MANY_REQUESTS,
    "Too many sign-ins from your network",
    "Many sign-ins began on your network in the last minute, so yours has to wait. Nothing is lost.",
    "Wait a minute, then reload this page to go on.",
);

const TOO_MANY_NEWCOMERS: Text = text(
    StatusCode::TOO_MANY_REQUESTS,
    "Too many new accounts today",
    "Many accounts have signed in here for the first time today, so yours has to wait. Accounts that have signed in here before still can.",
    "Try again in an hour or two, or from another network.",
);

const ANSWER_USED: Text = text(
    StatusCode::GONE,
    "This answer was already used",
    "Your server’s answer can be used once, and only for a short time.",
    "If you are not signed in, try again.",
);

const NO_TURN: Text = text(
    StatusCode::SERVICE_UNAVAILABLE,
    "Too many people are signing in right now",
    "We are waiting for many other servers, so your sign-in could not go on. Nothing is lost.",
    "Wait a few seconds, then reload this page or try again.",
);

const OUR_FAULT: Text = text(
    StatusCode::INTERNAL_SERVER_ERROR,
    "Something went wrong on our side",
    "We could not go on, and nothing was changed.",
    "Wait a moment and try again. If it happens again, tell whoever runs this service the reference below.",
);

fn trial(error: &TrialError) -> Text {
    match error {
        TrialError::Foreign => text(
            StatusCode::GONE,
            "This trial is over",
            "Its result is shown once, in the browser that began it.",
            "Go back to the start and try it again.",
        ),
        TrialError::Refused | TrialError::Token => text(
            StatusCode::BAD_REQUEST,
            "This trial did not work out",
            "The sign-in was refused, or its result was asked for too late.",
            "Go back to the start and try it again.",
        ),
        TrialError::Discovery | TrialError::IdToken => OUR_FAULT,
    }
}

fn unproven(error: &FinishError) -> Text {
    match error {
        FinishError::WrongIssuer
        | FinishError::WrongTokenType
        | FinishError::WrongScope
        | FinishError::NoSubject
        | FinishError::WrongAuthority => text(
            StatusCode::FORBIDDEN,
            "We could not confirm who you are",
            "Your server’s answer did not prove that the account is yours, so we did not sign you in.",
            "Try again. If it happens again, whoever runs your server has to look into it; the reference helps whoever runs this service to say why.",
        ),
        FinishError::WrongAccount => text(
            StatusCode::FORBIDDEN,
            "That was another account",
            "You signed in at your server with another account than the one you typed here.",
            "Try again and choose the same account in both places.",
        ),
        FinishError::NoAccount | FinishError::NoPds => text(
            StatusCode::FORBIDDEN,
            "This account cannot be found any more",
            "It may have been closed, or is just being moved to another server.",
            "Wait until the move is finished and try again, or use another account.",
        ),
        FinishError::Denied => text(
            StatusCode::FORBIDDEN,
            "You did not sign in",
            "You, or your server, declined the sign-in.",
            "Start over if you changed your mind.",
        ),
        FinishError::Interrupted(_) => text(
            StatusCode::FORBIDDEN,
            "Your server ended the sign-in",
            "It ended the sign-in before it was finished: its page was open for too long, or was opened twice.",
            "Try again.",
        ),
        FinishError::NotActive(_) => text(
            StatusCode::FORBIDDEN,
            "This account is not active",
            "Your server says that this account is deactivated or suspended.",
            "Sign in at your server to reactivate it, then try again. Or use another account.",
        ),
        FinishError::Server(fault) if fault.may_pass() => SERVER_OUT,
        FinishError::Refused(error) if error.may_pass() => SERVER_OUT,
        FinishError::PromptRefused(..) | FinishError::Refused(_) | FinishError::Server(_) => {
            SERVER_FAILED
        }
        FinishError::ClientKeyGone | FinishError::Key(_) => text(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong on our side",
            "This sign-in could not be finished, and nothing was changed.",
            "Try again: a fresh sign-in should work.",
        ),
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
