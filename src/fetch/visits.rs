//! A rate limit on the logins that use one server, so that no one can use us to attack it.
//!
//! Strangers name the servers that a login has to ask: by a handle, a DID, a PDS. An errand is what one
//! login needs from servers. It is counted once at each server that it asks, however many requests it
//! sends there, and however the server was named: by a handle, in a DID document, or by a redirect.
//!
//! The sources share what one server is asked. Each site has a small part of it that nobody else
//! can use up; what goes beyond takes from the first half only. So a few addresses cannot spend the
//! limit of a large server for everybody.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::FetchError;
use crate::limits::{Meter, Source};

/// Counts the errands at each server. Clones share the counts.
#[derive(Clone, Debug)]
pub(super) struct Visits {
    servers: Arc<Meter>,
    /// The small part of each site at each server.
    sites: Arc<Meter>,
    /// Hosts without a limit, because the operator has chosen them.
    free: Arc<[String]>,
}

/// The servers that one errand has used.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    visits: Visits,
    now: i64,
    source: Source,
    met: Arc<Mutex<HashSet<String>>>,
}

/// The most servers that are remembered, which takes some hundred kilobytes.
const MOST_SERVERS: usize = 4096;
/// How many pairs of site and server are remembered: about a megabyte.
const MOST_SITES: usize = 16_384;
/// The part of a server's limit that each site has for itself.
const PART: u32 = 20;

impl Visits {
    pub(super) fn new(per_minute: Option<NonZeroU32>, free: Vec<String>) -> Self {
        let part = per_minute.and_then(|number| NonZeroU32::new(number.get().div_ceil(PART)));
        Self {
            servers: Arc::new(Meter::new(per_minute, MOST_SERVERS)),
            sites: Arc::new(Meter::new(part, MOST_SITES)),
            free: free.into(),
        }
    }

    /// An errand of `source` that begins at `now`.
    pub(super) fn errand(&self, now: i64, source: Source) -> Errand {
        Errand { visits: self.clone(), now, source, met: Arc::default() }
    }

    /// Whether `source` may visit one more time: by its own part, or because there is enough for all. A
    /// source that is not known cannot be told from others, so it is not held back.
    fn is_fair(&self, authority: &str, source: Source, now: i64) -> bool {
        let Some(site) = source.site() else { return true };
        self.sites.take((authority, site), now).is_ok() || self.servers.is_half_full(authority, now)
    }
}

impl Errand {
    /// Whether it may use the server `authority` (host and port).
    pub(super) fn may_visit(&self, authority: &str) -> Result<(), FetchError> {
        let Self { visits, now, source, met } = self;
        if visits.free.iter().any(|free| free == authority) {
            return Ok(());
        }
        let mut met = met.lock().unwrap_or_else(PoisonError::into_inner);
        if !met.contains(authority) {
            if !visits.is_fair(authority, *source, *now) {
                return Err(FetchError::TooManyVisits);
            }
            visits.servers.take(authority, *now).map_err(|_| FetchError::TooManyVisits)?;
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
            let errand = visits.errand(0, Source::UNKNOWN);
            assert!((0..9).all(|_| errand.may_visit("pds.example.com").is_ok()));
            assert!(errand.may_visit("other.example.com").is_ok());
        }
        let third = visits.errand(0, Source::UNKNOWN);
        let refused = third.may_visit("pds.example.com");
        assert!(matches!(refused, Err(FetchError::TooManyVisits)), "{refused:?}");
        assert!(third.may_visit("new.example.com").is_ok());
        assert!(
            visits.errand(30, Source::UNKNOWN).may_visit("pds.example.com").is_ok(),
            "half a minute later"
        );
    }

    #[test]
    fn what_everybody_needs_is_not_counted() {
        let visits = visits();
        assert!(
            (0..99).all(|_| visits.errand(0, Source::UNKNOWN).may_visit("plc.directory").is_ok())
        );
    }

    #[test]
    fn six_addresses_cannot_spend_what_a_server_is_asked_for_everybody() {
        let visits = Visits::new(NonZeroU32::new(600), vec![]);
        let visit = |address: &str, now| {
            let source = Source::of(address.parse().unwrap());
            visits.errand(now, source).may_visit("bsky.social").is_ok()
        };
        for now in 0..300 {
            for site in 1..=6 {
                for _ in 0..120 {
                    visit(&format!("198.51.{site}.1"), now);
                }
            }
            let honest = (0..4).filter(|n| visit(&format!("203.0.{}.7", n + now % 50), now));
            assert_eq!(honest.count(), 4, "after {now} seconds");
        }
    }

    #[test]
    fn one_school_may_use_half_of_what_a_server_is_asked_at_once() {
        let visits = Visits::new(NonZeroU32::new(600), vec![]);
        let school = Source::of("198.51.100.7".parse().unwrap());
        let visit = |_: &u32| visits.errand(0, school).may_visit("bsky.social").is_ok();
        assert_eq!((0..600).filter(visit).count(), 301);
    }
}
