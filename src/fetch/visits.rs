//! A rate limit on the logins that use one server, so that no one can use us to attack it.
//!
//! Strangers choose the servers of a login by a handle, a DID or a PDS. An errand is all requests
//! of one login. It is counted once at each server that it uses, no matter how many requests it
//! sends there, and whether a handle, a DID document or a redirect named the server.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use super::FetchError;
use crate::limits::Meter;

/// Counts the errands at each server. Clones share the counts.
#[derive(Clone, Debug)]
pub(super) struct Visits {
    meter: Arc<Meter>,
    /// Hosts without a limit, because the operator has chosen them.
    free: Arc<[String]>,
}

/// The servers that one errand has used.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    visits: Visits,
    now: i64,
    met: Arc<Mutex<HashSet<String>>>,
}

/// The most servers that are remembered, which takes some hundred kilobytes.
const MOST_SERVERS: usize = 4096;

impl Visits {
    pub(super) fn new(per_minute: Option<NonZeroU32>, free: Vec<String>) -> Self {
        Self { meter: Arc::new(Meter::new(per_minute, MOST_SERVERS)), free: free.into() }
    }

    /// An errand that begins at `now`.
    pub(super) fn errand(&self, now: i64) -> Errand {
        Errand { visits: self.clone(), now, met: Arc::default() }
    }
}

impl Errand {
    /// Whether it may use the server `authority` (host and port).
    pub(super) fn may_visit(&self, authority: &str) -> Result<(), FetchError> {
        if self.visits.free.iter().any(|free| free == authority) {
            return Ok(());
        }
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        if !met.contains(authority) {
            let taken = self.visits.meter.take(authority, self.now);
            taken.map_err(|_| FetchError::TooManyVisits)?;
            met.insert(authority.to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visits() -> Visits {
        Visits::new(NonZeroU32::new(2), vec!["plc.directory".to_owned()])
    }

    #[test]
    fn an_errand_counts_once_at_each_server() {
        let visits = visits();
        for _ in 0..2 {
            let errand = visits.errand(0);
            assert!((0..9).all(|_| errand.may_visit("pds.example.com").is_ok()));
            assert!(errand.may_visit("other.example.com").is_ok());
        }
        let third = visits.errand(0);
        let refused = third.may_visit("pds.example.com");
        assert!(matches!(refused, Err(FetchError::TooManyVisits)), "{refused:?}");
        assert!(third.may_visit("new.example.com").is_ok());
        assert!(visits.errand(30).may_visit("pds.example.com").is_ok(), "half a minute later");
    }

    #[test]
    fn what_everybody_needs_is_not_counted() {
        let visits = visits();
        assert!((0..99).all(|_| visits.errand(0).may_visit("plc.directory").is_ok()));
    }
}
