//! The table `[limits]`: how much one party may ask for.

use std::num::NonZeroU32;

use super::document::{Either, Section};
use super::mistake::{Finding, Mistake};

/// How much one party may ask for; `None` for any amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Logins from one address, a minute.
    pub logins_per_address: Option<NonZeroU32>,
    /// Logins towards one server, a minute.
    pub logins_per_server: Option<NonZeroU32>,
    /// Requests of one relying party, a minute.
    pub requests_per_client: Option<NonZeroU32>,
    /// Logins that no browser has opened yet, and of each client those that were pushed and not begun
    /// yet, at a time.
    pub unopened_logins: Option<NonZeroU32>,
}

/// A limit that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitMistake {
    /// Nothing, less than nothing, or more than a machine can do.
    #[error("is {0}; write a number from 1 to {MOST}, or \"off\"")]
    OutOfRange(i64),
    /// A text that is no limit.
    #[error("is {0:?}; write a number from 1 to {MOST}, or \"off\"")]
    NotOff(String),
}

const MOST: u32 = 1_000_000;

impl Default for Limits {
    fn default() -> Self {
        Self {
            logins_per_address: NonZeroU32::new(120),
            logins_per_server: NonZeroU32::new(600),
            requests_per_client: NonZeroU32::new(6_000),
            unopened_logins: NonZeroU32::new(20_000),
        }
    }
}

/// Reads the table. What it does not name has its default.
pub(super) fn read(file: &mut Section<'_>, mistakes: &mut Vec<Finding<Mistake>>) -> Limits {
    let mut limits = Limits::default();
    let Some(mut table) = file.section("limits", mistakes) else { return limits };
    for (key, limit) in [
        ("logins_per_address", &mut limits.logins_per_address),
        ("logins_per_server", &mut limits.logins_per_server),
        ("requests_per_client", &mut limits.requests_per_client),
        ("unopened_logins", &mut limits.unopened_logins),
    ] {
        let found = table.number_or_text(key, mistakes);
        if let Some(found) = found.and_then(|found| found.judge(mistakes, judge)) {
            *limit = found;
        }
    }
    table.finish(mistakes);
    limits
}

fn judge(written: Either<i64, String>) -> Result<Option<NonZeroU32>, LimitMistake> {
    match written {
        Either::A(number) => u32::try_from(number)
            .ok()
            .filter(|number| *number <= MOST)
            .and_then(NonZeroU32::new)
            .map(Some)
            .ok_or(LimitMistake::OutOfRange(number)),
        Either::B(text) if text == "off" => Ok(None),
        Either::B(text) => Err(LimitMistake::NotOff(text)),
    }
}
