//! Holds answers back that tell somebody that they ask too often, once there are many of these.
//!
//! Whoever asks again at once, a thousand times, costs as much as all others together. And a thousand that
//! were refused at one moment come back at one moment: meanwhile everybody else waits. So each of them waits
//! for a time of its own. Its connection has no request under way then, so it gives its place up like any
//! other that is idle.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::response::Response;
use tokio::time::{Instant, sleep};

use crate::limits::TooOften;
use crate::secret::random_bytes;

/// So many refusals in a second are told at once: it may be somebody's mistake.
const AT_ONCE: u32 = 20;
/// The shortest wait. The longest is three times as long.
const SHORTEST_WAIT: Duration = Duration::from_millis(500);

/// Counts the refusals.
#[derive(Debug)]
pub(super) struct Refusals(Mutex<Second>);

#[derive(Debug)]
struct Second {
    began: Instant,
    refusals: u32,
}

impl Refusals {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Second { began: Instant::now(), refusals: 0 }))
    }

    /// Gives `answer` back: after a while, if it is a refusal and there were many in this second.
    pub(super) async fn hold_back(&self, answer: Response) -> Response {
        let is_refusal = answer.extensions().get::<TooOften>().is_some();
        if is_refusal && self.is_one_of_many(Instant::now()) {
            sleep(wait(random_bytes())).await;
        }
        answer
    }

    fn is_one_of_many(&self, now: Instant) -> bool {
        let mut second = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(second.began) >= Duration::from_secs(1) {
            *second = Second { began: now, refusals: 0 };
        }
        second.refusals = second.refusals.saturating_add(1);
        second.refusals > AT_ONCE
    }
}

fn wait(random: [u8; 2]) -> Duration {
    SHORTEST_WAIT + SHORTEST_WAIT * 2 * u32::from(u16::from_le_bytes(random)) / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_refusals_a_second_are_told_at_once() {
        let (refusals, now) = (Refusals::new(), Instant::now());
        let held = |now| (0..50).filter(|_| refusals.is_one_of_many(now)).count();
        assert_eq!(held(now), 30);
        assert_eq!(held(now + Duration::from_millis(900)), 50);
        assert_eq!(held(now + Duration::from_millis(1001)), 30);
    }

    #[test]
    fn each_waits_for_a_time_of_its_own() {
        assert_eq!(wait([0, 0]), Duration::from_millis(500));
        assert_eq!(wait([255, 255]), Duration::from_millis(1500));
        assert_ne!(wait([0, 1]), wait([0, 2]));
    }
}
