//! What time it is, in unix seconds.
//!
//! Every deadline and every `iat` of ATLogin comes from here, so that a test can move time
//! instead of sleeping. `SystemTime::now` is banned elsewhere (`clippy.toml`).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time. Clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Movable(Arc<AtomicI64>),
}

/// Moves a clock made by [`Clock::movable`].
#[derive(Clone, Debug)]
pub struct Hand(Arc<AtomicI64>);

/// How long something lasts that is used again and again, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Since it was last used.
    pub idle: u32,
    /// Since it began.
    pub absolute: u32,
}

impl Lifetimes {
    /// When it ends, if it began then and was used `now`, all in unix seconds.
    pub(crate) fn end(self, began: i64, now: i64) -> i64 {
        let absolute = began.saturating_add(i64::from(self.absolute));
        absolute.min(now.saturating_add(i64::from(self.idle)))
    }
}

impl Clock {
    /// The machine's own clock.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` (unix seconds) until its hand is moved.
    pub fn movable(start: i64) -> (Self, Hand) {
        let seconds = Arc::new(AtomicI64::new(start));
        (Self(Source::Movable(Arc::clone(&seconds))), Hand(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z. A machine clock set before that day reads 0.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    pub fn now(&self) -> i64 {
        match &self.0 {
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)),
            Source::Movable(seconds) => seconds.load(Ordering::SeqCst),
        }
    }
}

impl Hand {
    /// Moves the clock by `seconds`, which may be negative.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}
