//! How long a browser is known after a login.

use super::document::Section;
use super::mistake::{Finding, Mistake};

/// The lifetimes of a browser session, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLifetimes {
    /// Since it was last used.
    pub idle: u32,
    /// Since the login.
    pub absolute: u32,
}

impl Default for SessionLifetimes {
    /// Two weeks without use, a quarter of a year in all.
    fn default() -> Self {
        Self { idle: 14 * DAY, absolute: 90 * DAY }
    }
}

const MINUTE: u32 = 60;
const DAY: u32 = 24 * 60 * MINUTE;
/// Browsers keep no cookie longer (RFC 6265bis §5.5).
const LONGEST: u32 = 400 * DAY;

/// Reads `session_idle_lifetime` and `session_lifetime`.
pub(super) fn lifetimes(
    file: &mut Section<'_>,
    mistakes: &mut Vec<Finding<Mistake>>,
) -> SessionLifetimes {
    let default = SessionLifetimes::default();
    let idle = lifetime(file, "session_idle_lifetime", mistakes);
    let absolute = lifetime(file, "session_lifetime", mistakes).unwrap_or(default.absolute);
    SessionLifetimes { idle: idle.unwrap_or(default.idle).min(absolute), absolute }
}

fn lifetime(
    file: &mut Section<'_>,
    key: &'static str,
    mistakes: &mut Vec<Finding<Mistake>>,
) -> Option<u32> {
    let found = file.seconds(key, mistakes)?;
    found.judge(mistakes, |seconds| {
        let lifetime = u32::try_from(seconds).ok();
        let lifetime = lifetime.filter(|seconds| (MINUTE..=LONGEST).contains(seconds));
        lifetime.ok_or(SessionMistake::Lifetime(seconds))
    })
}

/// What is wrong with the lifetimes of sessions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionMistake {
    /// Out of bounds.
    #[error("is {0} seconds; write from {MINUTE} up to {LONGEST}")]
    Lifetime(i64),
}
