//! Errors of authorization requests: those shown on a page, and those sent by redirect.
//! The first are for the person, the second for the relying party.

use super::claims_request::BadClaims;
use super::pkce::BadChallenge;
use super::prompt::Contradiction;

/// Why a request cannot be answered to a relying party (RFC 6749 §4.1.2.1: these must not
/// redirect).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// The parameters cannot be read.
    #[error("the parameters of the request cannot be read")]
    Unreadable,
    /// `client_id` is missing or repeated.
    #[error("client_id is missing or given twice")]
    NoClient,
    /// No client has that `client_id`.
    #[error("no client with this client_id is registered")]
    UnknownClient,
    /// `redirect_uri` is missing or repeated.
    #[error("redirect_uri is missing or given twice")]
    NoRedirectUri,
    /// The client has no such `redirect_uri`.
    #[error("redirect_uri is not registered for this client")]
    UnregisteredRedirectUri,
    /// The pushed request is used, expired, or not of this client (RFC 9126 §4).
    #[error("request_uri was already used, has expired, or belongs to another client")]
    PushedRequestOver,
}

/// An error that a relying party gets by redirect. `Display` is the `error_description`, in the
/// characters that RFC 6749 §4.1.2.1 allows there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// A parameter is given twice (RFC 6749 §3.1).
    #[error("the parameter {0} is given twice")]
    Repeated(&'static str),
    /// A parameter is too long.
    #[error("the parameter {0} is too long")]
    TooLong(&'static str),
    /// A parameter has control characters (RFC 6749 appendix A).
    #[error("the parameter {0} has control characters")]
    ControlCharacter(&'static str),
    /// `response_type` is missing.
    #[error("response_type is missing; it must be code")]
    NoResponseType,
    /// `response_type` is not `code`.
    #[error("response_type must be code")]
    UnsupportedResponseType,
    /// `response_mode` is not supported.
    #[error("response_mode must be query or form_post")]
    UnsupportedResponseMode,
    /// The parameter is not supported; the second field is the `error` code.
    #[error("the parameter {0} is not supported")]
    NotSupported(&'static str, &'static str),
    /// The client must push its requests and did not (RFC 9126 §4).
    #[error("this client must push its authorization requests to the PAR endpoint")]
    PushRequired,
    /// `scope` lacks `openid`.
    #[error("scope must contain openid, and this client must be allowed it")]
    NoOpenidScope,
    /// The client must use PKCE and does not.
    #[error(
        "code_challenge is missing: use PKCE with S256, or set require_pkce = false for this client in the configuration of the provider"
    )]
    PkceRequired,
    /// PKCE is used wrongly.
    #[error(transparent)]
    Pkce(#[from] BadChallenge),
    /// `prompt=none` together with another value (OIDC Core §3.1.2.1).
    #[error(transparent)]
    ContradictoryPrompt(#[from] Contradiction),
    /// `claims` is not what OIDC Core §5.5 defines.
    #[error(transparent)]
    Claims(#[from] BadClaims),
    /// `max_age` is not a number of seconds.
    #[error("max_age must be a whole number of seconds, 0 or more")]
    BadMaxAge,
    /// The person would have to sign in, which `prompt=none` forbids, or another person has signed
    /// in than the relying party named.
    #[error(
        "the person has to sign in, which prompt=none forbids, or a different person than requested signed in"
    )]
    LoginRequired,
    /// The person would have to choose an account, which `prompt=none` forbids.
    #[error("the person has to choose an account, which prompt=none forbids")]
    AccountSelectionRequired,
    /// The person would have to consent, which `prompt=none` forbids.
    #[error("the person has to give consent, which prompt=none forbids")]
    ConsentRequired,
    /// The person would have to do something else, which `prompt=none` forbids.
    #[error("the person has to be asked something, which prompt=none forbids")]
    InteractionRequired,
    /// The person's authorization server cannot ask for a new login, which `prompt=login` or
    /// `max_age` demands.
    #[error(
        "the person's server does not support a fresh sign-in, which prompt=login or max_age requires"
    )]
    NoFreshLogin,
    /// The person, or their authorization server, refused. The text addresses the person, because
    /// relying parties show it to them.
    #[error("You did not allow the sign-in.")]
    AccessDenied,
    /// The operator does not allow the person to sign in at this relying party.
    #[error("this account is not allowed to sign in here")]
    NotAdmitted,
    /// The browser asks too often, or too many wait for other servers.
    #[error("too many requests right now; try again in a minute")]
    TooMany,
}

impl AuthorizationError {
    /// The `error` of RFC 6749 §4.1.2.1 and OIDC Core §3.1.2.6.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Claims(BadClaims::UnmetAcr) => "unmet_authentication_requirements",
            Self::Repeated(_)
            | Self::TooLong(_)
            | Self::ControlCharacter(_)
            | Self::NoResponseType
            | Self::UnsupportedResponseMode
            | Self::PushRequired
            | Self::PkceRequired
            | Self::Pkce(_)
            | Self::ContradictoryPrompt(_)
            | Self::Claims(_)
            | Self::BadMaxAge => "invalid_request",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::NotSupported(_, code) => code,
            Self::NoOpenidScope => "invalid_scope",
            Self::LoginRequired | Self::NoFreshLogin => "login_required",
            Self::AccountSelectionRequired => "account_selection_required",
            Self::ConsentRequired => "consent_required",
            Self::InteractionRequired => "interaction_required",
            Self::AccessDenied | Self::NotAdmitted => "access_denied",
            Self::TooMany => "temporarily_unavailable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_only_the_characters_of_rfc_6749() {
        let allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        for error in [
            AuthorizationError::Repeated("state"),
            AuthorizationError::PkceRequired,
            AuthorizationError::Pkce(BadChallenge::Method),
            AuthorizationError::LoginRequired,
            AuthorizationError::BadMaxAge,
            AuthorizationError::Claims(BadClaims::NoObject),
        ] {
            assert!(error.to_string().bytes().all(allowed), "{error}");
        }
    }
}
