//! Which accounts nobody could tell about a moment ago.
//!
//! While a directory or a server is out, every silent sign-in and every refresh would wait for it
//! again, and ask it again. For a minute it is not: whoever is bridged is bridged at once. Kept in
//! memory only, and bounded.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How long nobody is asked again, in seconds.
const PAUSE: i64 = 60;
/// How many accounts are remembered. When it is full all are forgotten: then they are asked again.
const MOST: usize = 4096;

/// When each account was asked about in vain.
#[derive(Debug, Default)]
pub struct Outages(Mutex<HashMap<String, i64>>);

impl Outages {
    /// Notes that nobody could tell about `did` at `now`.
    pub(crate) fn note(&self, did: &str, now: i64) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MOST {
            asked.clear();
        }
        asked.insert(did.to_owned(), now);
    }

    /// Whether that was so a moment ago.
    pub(crate) fn is_recent(&self, did: &str, now: i64) -> bool {
        let asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(did).is_some_and(|at| (0..PAUSE).contains(&now.saturating_sub(*at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_remembered_for_a_minute_and_in_bounded_room() {
        let outages = Outages::default();
        outages.note("did:plc:a", 100);
        assert!(outages.is_recent("did:plc:a", 159));
        for (did, now) in [("did:plc:a", 160), ("did:plc:a", 99), ("did:plc:b", 100)] {
            assert!(!outages.is_recent(did, now), "{did} {now}");
        }
        for number in 0..10_000 {
            outages.note(&number.to_string(), 100);
        }
        assert!(outages.0.lock().unwrap().len() <= MOST);
    }
}
