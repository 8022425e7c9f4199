//! Why a code is not redeemed: which of its conditions a request has missed.
//!
//! Only the code's own client may hear it, and only one that has authenticated: whoever has seen a code of a
//! public client would learn from it whether the code is still good, and what is missing.

use super::pkce::CodeChallenge;

/// The condition that a redemption misses. `Display` is the `error_description`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// It is not a code of this client, or is not remembered any more.
    #[error("the code is not known, or belongs to another client")]
    Unknown,
    /// It was redeemed before.
    #[error("the code was redeemed before, so what it gave is revoked")]
    Redeemed,
    /// It was redeemed before, by another request. This one ends nothing.
    #[error("the code was redeemed before")]
    RedeemedOtherwise,
    /// Its minute is over.
    #[error("the code has expired; it is valid for a minute")]
    Expired,
    /// It was sent elsewhere (RFC 6749 §4.1.3).
    #[error("redirect_uri is not the one of the authorization request")]
    RedirectUri,
    /// The authorization request had a challenge, and this request has no verifier.
    #[error("code_verifier is missing: the authorization request had a code_challenge")]
    NoVerifier,
    /// The authorization request had no challenge (RFC 9700 §4.8.2).
    #[error("there is a code_verifier, but the authorization request had no code_challenge")]
    UnaskedVerifier,
    /// The verifier belongs to another challenge.
    #[error("code_verifier does not belong to the code_challenge of the authorization request")]
    Verifier,
    /// The verifier can belong to no challenge (RFC 7636 §4.1).
    #[error("code_verifier is not 43 to 128 characters of A-Z, a-z, 0-9 and -._~")]
    MalformedVerifier,
}

/// A refused redemption, with what only the log tells: what was received, or how much too late it came.
#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
pub struct CodeRefusal {
    /// The condition.
    pub fault: CodeFault,
    /// What was received.
    pub received: String,
}

impl CodeFault {
    /// What is wrong with a verifier or its absence; `None` if nothing is.
    pub fn of_challenge(asked: Option<&str>, answered: Option<&CodeChallenge>) -> Option<Self> {
        match (asked, answered.map(CodeChallenge::as_str)) {
            (Some(_), None) => Some(Self::NoVerifier),
            (None, Some(_)) => Some(Self::UnaskedVerifier),
            (asked, answered) if asked != answered => Some(Self::Verifier),
            (_, _) => None,
        }
    }
}
