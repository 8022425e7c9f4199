//! Which failures are refusals, and as what they are counted.

use super::failure::{Cause, Failure};
use crate::atproto::FinishError;
use crate::limits::Source;
use crate::login::bridge::Bridge;
use crate::login::person::admission::NotAdmitted;
use crate::oidc::endpoint::account_check::AccountCheckError;
use crate::oidc::protocol::reason::Reason;
use crate::oidc::store::audit::Who;
use crate::telemetry::{LoginNumber, current_login};

/// Counts a failure of somebody who comes from `source`. A proven person finds it among their sign-ins.
pub(super) fn count(bridge: &Bridge, failure: &Failure, source: Source) {
    let (audit, now) = (&bridge.provider.context.audit, bridge.now());
    let client_id = failure.client_id.as_deref();
    if let (Cause::NotAdmitted(NotAdmitted { did, handle, .. }), Some(client_id)) =
        (&failure.cause, client_id)
    {
        let login = current_login();
        let login = login.as_ref().map(LoginNumber::as_str);
        let who = Who { did, handle: handle.as_deref(), client_id, source, login };
        audit.refuse_person(who, Reason::NotAdmitted, now);
    } else if let Some(why) = reason(&failure.cause) {
        audit.refuse(client_id, why, now);
    }
}

/// Nothing for what is no sign-in, or our own fault.
const fn reason(cause: &Cause) -> Option<Reason> {
    Some(match cause {
        Cause::Untrusted(_) | Cause::ClientGone => Reason::Request,
        Cause::TooMany(_) | Cause::NoTurn(_) => Reason::TooOften,
        Cause::TooManyNewcomers(_) => Reason::TooManyNew,
        Cause::UnknownLogin
        | Cause::AlreadyEnded
        | Cause::Expired
        | Cause::UnknownCallback
        | Cause::Callback(_)
        | Cause::NoOutcome => Reason::Over,
        Cause::OtherBrowser => Reason::OtherBrowser,
        Cause::UnreadableCallback(_) => Reason::Server,
        Cause::Unproven(error) => return unproven(error),
        Cause::NoNetwork(_) | Cause::HandleUnconfirmed => Reason::Unconfirmed,
        Cause::UnusableSub(_) | Cause::NotAdmitted(_) => Reason::NotAdmitted,
        Cause::AccountCheck(error) => return account(error),
        Cause::UnknownLogout
        | Cause::Logout(_)
        | Cause::TrialDeclined
        | Cause::Trial(_)
        | Cause::Storage(_) => return None,
    })
}

const fn unproven(error: &FinishError) -> Option<Reason> {
    Some(match error {
        FinishError::WrongIssuer { .. }
        | FinishError::WrongTokenType
        | FinishError::WrongScope
        | FinishError::NoSubject
        | FinishError::WrongAccount { .. }
        | FinishError::WrongAuthority { .. }
        | FinishError::NoAccount
        | FinishError::NoPds => Reason::Unproven,
        FinishError::Denied => Reason::Declined,
        FinishError::NotActive(_) => Reason::NotActive,
        FinishError::Interrupted(_)
        | FinishError::PromptRefused(..)
        | FinishError::Refused(_)
        | FinishError::Server(_) => Reason::Server,
        FinishError::ClientKeyGone | FinishError::Key(_) => return None,
    })
}

const fn account(error: &AccountCheckError) -> Option<Reason> {
    match error {
        AccountCheckError::Lost => Some(Reason::AccountLost),
        AccountCheckError::NotAdmitted => Some(Reason::NotAdmitted),
        AccountCheckError::Unknown => Some(Reason::Unconfirmed),
        AccountCheckError::Storage(_) => None,
    }
}
