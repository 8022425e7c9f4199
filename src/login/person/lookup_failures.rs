//! Accounts that could not be looked up a moment ago.
//!
//! During an outage of a directory or a server, every silent sign-in and every refresh would ask it
//! again and wait for it. So for a while after a failure the account is not looked up. The list is
//! kept in memory only, and bounded.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How long an account is not looked up again if what was last proven may be used, in seconds.
pub(crate) const PAUSE: i64 = 60;
/// The same if it may not, so that the person has to sign in, in seconds.
pub(crate) const SHORT_PAUSE: i64 = 10;
/// How many accounts are remembered. A full list is emptied, and its accounts are looked up again.
const MOST: usize = 4096;

/// When the look-up of each account last failed, in unix seconds.
#[derive(Debug, Default)]
pub struct LookupFailures(Mutex<HashMap<String, i64>>);

impl LookupFailures {
    /// Notes that the account `did` could not be looked up at `now`.
    pub(crate) fn note(&self, did: &str, now: i64) {
        let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.len() >= MOST {
            failed.clear();
        }
        failed.insert(did.to_owned(), now);
    }

    /// Whether the look-up of `did` failed less than `pause` seconds ago.
    pub(crate) fn is_recent(&self, did: &str, now: i64, pause: i64) -> bool {
        let failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get(did).is_some_and(|at| (0..pause).contains(&now.saturating_sub(*at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_remembered_for_a_minute_and_in_bounded_room() {
        let failures = LookupFailures::default();
        failures.note("did:plc:a", 100);
        assert!(failures.is_recent("did:plc:a", 159, PAUSE));
        for (did, now) in [("did:plc:a", 160), ("did:plc:a", 99), ("did:plc:b", 100)] {
            assert!(!failures.is_recent(did, now, PAUSE), "{did} {now}");
        }
        for number in 0..10_000 {
            failures.note(&number.to_string(), 100);
        }
        assert!(failures.0.lock().unwrap().len() <= MOST);
    }
}
