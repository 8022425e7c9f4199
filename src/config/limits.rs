//! The table `[limits]`: how much one party may ask for.

use std::num::NonZeroU32;

use super::document::Section;
use super::mistake::{Finding, Mistake};

/// How much one party may ask for; `None` for any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Logins from one address, a minute.
    pub logins_per_address: Option<NonZeroU32>,
    /// Logins towards one server, a minute.
    pub logins_per_server: Option<NonZeroU32>,
    /// Requests of one relying party, a minute.
    pub requests_per_client: Option<NonZeroU32>,
    /// Logins that nobody has opened in a browser, at a time.
    pub unopened_logins: Option<NonZeroU32>,
}

/// A limit that cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitMistake {
    /// Zero, negative or beyond all that a machine can do.
    #[error("is {0}; write a number from 1 to 1000000, or \"off\"")]
    OutOfRange(i64),
    /// Some other text.
    #[error("is \"{0}\"; write a number from 1 to 1000000, or \"off\"")]
    NotOff(Word),
}
