//! Why somebody was refused, as one word: what refusals are counted by.

use super::error::AuthorizationError;

/// Why not. The words are stored, so they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The request itself cannot be answered.
    Request,
    /// A client did not prove itself.
    ClientAuthentication,
    /// The code is not good.
    Code,
    /// The refresh token is not good.
    RefreshToken,
    /// `prompt=none` forbids what the person would have to be asked.
    NeedsPerson,
    /// The person declined, here or at their server.
    Declined,
    /// The operator's rules do not admit the account.
    NotAdmitted,
    /// The account has moved, has ended, or is not active any more.
    AccountLost,
    /// The person's server says that the account is not active.
    NotActive,
    /// The person's server cannot ask for a fresh sign-in.
    NoFreshLogin,
    /// One address, session or client asks too often.
    TooOften,
    /// Too many accounts that were not here before.
    TooManyNew,
    /// The login has ended, or is not known.
    Over,
    /// The login belongs to another browser.
    OtherBrowser,
    /// The person's server did not answer as it should.
    Server,
    /// The person's server did not prove who they are.
    Unproven,
    /// Something cannot be looked up at the moment.
    Unconfirmed,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Request,
        Self::ClientAuthentication,
        Self::Code,
        Self::RefreshToken,
        Self::NeedsPerson,
        Self::Declined,
        Self::NotAdmitted,
        Self::AccountLost,
        Self::NotActive,
        Self::NoFreshLogin,
        Self::TooOften,
        Self::TooManyNew,
        Self::Over,
        Self::OtherBrowser,
        Self::Server,
        Self::Unproven,
        Self::Unconfirmed,
    ];

    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::ClientAuthentication => "client-authentication",
            Self::Code => "code",
            Self::RefreshToken => "refresh-token",
            Self::NeedsPerson => "needs-person",
            Self::Declined => "declined",
            Self::NotAdmitted => "not-admitted",
            Self::AccountLost => "account-lost",
            Self::NotActive => "not-active",
            Self::NoFreshLogin => "no-fresh-login",
            Self::TooOften => "too-often",
            Self::TooManyNew => "too-many-new",
            Self::Over => "over",
            Self::OtherBrowser => "other-browser",
            Self::Server => "server",
            Self::Unproven => "unproven",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

impl From<AuthorizationError> for Reason {
    fn from(error: AuthorizationError) -> Self {
        match error {
            AuthorizationError::Repeated(_)
            | AuthorizationError::TooLong(_)
            | AuthorizationError::ControlCharacter(_)
            | AuthorizationError::NoResponseType
            | AuthorizationError::UnsupportedResponseType
            | AuthorizationError::UnsupportedResponseMode
            | AuthorizationError::NotSupported(..)
            | AuthorizationError::PushRequired
            | AuthorizationError::NoOpenidScope
            | AuthorizationError::PkceRequired
            | AuthorizationError::Pkce(_)
            | AuthorizationError::ContradictoryPrompt(_)
            | AuthorizationError::Claims(_)
            | AuthorizationError::BadMaxAge => Self::Request,
            AuthorizationError::LoginRequired
            | AuthorizationError::AccountSelectionRequired
            | AuthorizationError::ConsentRequired
            | AuthorizationError::InteractionRequired => Self::NeedsPerson,
            AuthorizationError::NoFreshLogin => Self::NoFreshLogin,
            AuthorizationError::AccessDenied => Self::Declined,
            AuthorizationError::NotAdmitted => Self::NotAdmitted,
            AuthorizationError::TooMany => Self::TooOften,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Reason::ALL.iter().map(|it| it.word()).collect();
        assert_eq!(words.len(), Reason::ALL.len());
        let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(words.iter().all(|word| plain(word)), "{words:?}");
    }
}
