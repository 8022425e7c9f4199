//! How a login stands: open or over, whose it is, and what ended it.

use crate::secret::SecretHash;

/// Whether a pending login can still become a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginState {
    /// It can.
    Open,
    /// A code or an error was sent less than ten seconds ago. Who sends the same form twice gets the same
    /// answer.
    JustEnded,
    /// A code or an error was sent.
    Ended,
    /// The person took too long.
    Expired,
}

/// Which browser a login belongs to, seen from the browser that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// To the browser that asks.
    This,
    /// To none yet: no browser has opened it.
    Nobody,
    /// To another browser.
    Other,
}

/// What a relying party was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A code, by its hash.
    Code(SecretHash),
    /// An error, by its name in the protocol.
    Error(String),
}

impl Answer {
    /// The code and the error, for the database.
    pub(super) fn columns(&self) -> (Option<Vec<u8>>, Option<&str>) {
        match self {
            Self::Code(hash) => (Some(hash.as_bytes().to_vec()), None),
            Self::Error(name) => (None, Some(name)),
        }
    }

    /// Reads both from the database. `None` if a version of before stored neither.
    pub(super) fn read(code: Option<Vec<u8>>, error: Option<String>) -> Option<Self> {
        let code = code.map(|hash| Self::Code(SecretHash::from_stored(&hash)));
        code.or_else(|| error.map(Self::Error))
    }
}
