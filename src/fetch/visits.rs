//! A rate limit on the logins that use one server, so that no one can use us to attack it.
//!
//! Strangers name the servers that a login has to ask: by a handle, a DID, a PDS. An errand is what one
//! login needs from servers. It is counted once at each server that it asks, however many requests it
//! sends there, and however the server was named: by a handle, in a DID document, or by a redirect.
//!
//! The sources share what one server is asked. Each site has a small part of it that nobody else
//! can use up; what goes beyond takes from the first half only. So a few addresses cannot spend the
//! limit of a large server for everybody.
//!
//! A host is one server, whichever of its ports is named. Names cost nothing to whoever has a domain, so
//! the addresses that names lead to are counted as well, when a connection is to be made. Many servers
//! may be behind one address, so its limit is ten times as high.

use std::collections::HashSet;
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use super::servers::server_at;
use crate::limits::{Meter, Source};

tokio::task_local! {
    /// The errand for which a request is sent, for the resolver of the HTTP client.
    pub(super) static ERRAND: Option<Errand>;
}

/// Counts the errands at each server. Clones share the counts.
#[derive(Clone, Debug)]
pub(super) struct Visits {
    servers: Arc<SharedLimit>,
    /// Also for servers that have completed no login lately.
    new_servers: Arc<SharedLimit>,
    /// For the networks of the addresses, each a single IPv4 address or an IPv6 /64.
    addresses: Arc<SharedLimit>,
    /// Hosts without a limit, because the operator has chosen them.
    free: Arc<[String]>,
}

/// A limit that the sites share.
#[derive(Debug)]
struct SharedLimit {
    all: Meter,
    /// The small part of each site.
    sites: Meter,
}

/// The servers that one errand has used.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    visits: Visits,
    now: i64,
    source: Source,
    /// Whether it is about an account that has signed in before.
    is_known: bool,
    met: Arc<Mutex<HashSet<String>>>,
    reached: Arc<Mutex<HashSet<Source>>>,
}

/// The most servers that are remembered, which takes some hundred kilobytes.
const MOST_SERVERS: usize = 4096;
/// How many pairs of site and server are remembered: about a megabyte.
const MOST_SITES: usize = 16_384;
/// The part of a server's limit that each site has for itself.
const PART: u32 = 20;
/// A server that has completed no login lately is asked a tenth as often, or so many times a minute if that
/// is more: few people are there, and whoever names servers that do not work, or that work for nobody else,
/// costs less.
const NEW_SERVER: u32 = 10;
const LEAST_OF_NEW_SERVER: u32 = 60;
/// How many times as many errands may come to one address. Some addresses are those of very many servers.
// A constant: zero would not compile.
const SERVERS_OF_ADDRESS: NonZeroU32 = NonZeroU32::new(10).unwrap();

impl Visits {
    pub(super) fn new(per_minute: Option<NonZeroU32>, free: Vec<String>) -> Self {
        Self {
            servers: Arc::new(SharedLimit::new(per_minute)),
            new_servers: Arc::new(SharedLimit::new(of_new(per_minute))),
            addresses: Arc::new(SharedLimit::new(of_address(per_minute))),
            free: free.into_iter().map(|host| server_at(&host)).collect(),
        }
    }

    /// Admits so many from now on.
    pub(super) fn set(&self, per_minute: Option<NonZeroU32>) {
        self.servers.set(per_minute);
        self.new_servers.set(of_new(per_minute));
        self.addresses.set(of_address(per_minute));
    }

    /// An errand of `source` that begins at `now`.
    pub(super) fn errand(&self, now: i64, source: Source) -> Errand {
        let (met, reached) = (Arc::default(), Arc::default());
        Errand { visits: self.clone(), now, source, is_known: false, met, reached }
    }
}

fn of_address(per_minute: Option<NonZeroU32>) -> Option<NonZeroU32> {
    per_minute.map(|number| number.saturating_mul(SERVERS_OF_ADDRESS))
}

fn of_new(per_minute: Option<NonZeroU32>) -> Option<NonZeroU32> {
    let number = per_minute?.get();
    let tenth = number.div_ceil(NEW_SERVER);
    NonZeroU32::new(tenth.max(LEAST_OF_NEW_SERVER).min(number))
}

fn part(per_minute: Option<NonZeroU32>) -> Option<NonZeroU32> {
    NonZeroU32::new(per_minute?.get().div_ceil(PART))
}

impl SharedLimit {
    fn new(per_minute: Option<NonZeroU32>) -> Self {
        let sites = Meter::new(part(per_minute), MOST_SITES);
        Self { all: Meter::new(per_minute, MOST_SERVERS), sites }
    }

    fn set(&self, per_minute: Option<NonZeroU32>) {
        self.all.set(per_minute);
        self.sites.set(part(per_minute));
    }

    /// Takes one visit of `source` to `server`, if its site has some left of its own part, or if there is
    /// enough for all. A source that is not known cannot be told from others, so it is not held back.
    fn take<Server: Hash>(&self, server: Server, source: Source, now: i64) -> bool {
        let is_fair = source.site().is_none_or(|site| {
            self.sites.take((&server, site), now).is_ok() || self.all.is_half_full(&server, now)
        });
        is_fair && self.all.take(&server, now).is_ok()
    }
}

impl Errand {
    /// The same for an account that has signed in before: none of its servers is a new one.
    pub(super) fn of_known_account(self) -> Self {
        Self { is_known: true, ..self }
    }

    /// Whether it may use the server `authority`. `is_proven` tells that it has completed a login lately.
    pub(super) fn may_visit(&self, authority: &str, is_proven: bool) -> bool {
        let Self { visits, now, source, met, .. } = self;
        if visits.free.iter().any(|free| free == authority) {
            return true;
        }
        let mut met = met.lock().unwrap_or_else(PoisonError::into_inner);
        if met.contains(authority) {
            return true;
        }
        let may = (is_proven || self.is_known || visits.new_servers.take(authority, *source, *now))
            && visits.servers.take(authority, *source, *now);
        if may {
            met.insert(authority.to_owned());
        }
        may
    }

    /// Those of the `addresses` of `host` that it may use.
    pub(super) fn admit(&self, host: &str, mut addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
        if !self.visits.free.iter().any(|free| free == host) {
            addresses.retain(|address| self.may_reach(address.ip()));
        }
        addresses
    }

    fn may_reach(&self, address: IpAddr) -> bool {
        let Self { visits, now, source, reached, .. } = self;
        let address = Source::of(address);
        if !address.is_known() {
            return true;
        }
        let mut reached = reached.lock().unwrap_or_else(PoisonError::into_inner);
        if reached.contains(&address) {
            return true;
        }
        let may = visits.addresses.take(address, *source, *now);
        if may {
            reached.insert(address);
        }
        may
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
            assert!((0..9).all(|_| errand.may_visit("pds.example.com", true)));
            assert!(errand.may_visit("other.example.com", true));
        }
        let third = visits.errand(0, Source::UNKNOWN);
        assert!(!third.may_visit("pds.example.com", true));
        assert!(third.may_visit("new.example.com", true));
        assert!(
            visits.errand(30, Source::UNKNOWN).may_visit("pds.example.com", true),
            "half a minute later"
        );
    }

    #[test]
    fn what_everybody_needs_is_not_counted() {
        let visits = visits();
        assert!(
            (0..99).all(|_| visits.errand(0, Source::UNKNOWN).may_visit("plc.directory", true))
        );
    }

    #[test]
    fn many_names_of_one_address_are_not_as_many_servers() {
        let visits = Visits::new(NonZeroU32::new(6), vec!["plc.directory:443".to_owned()]);
        let reaches = |host: &str, addresses: &[&str]| {
            let addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
            visits.errand(0, Source::UNKNOWN).admit(host, addresses).len()
        };
        let host = |number: u32| format!("{number}.evil.example");
        let admitted = (0..999).filter(|n| reaches(&host(*n), &["8.8.8.8:0"]) == 1);
        assert_eq!(admitted.count(), 60, "ten times what one server is asked");
        let six = |n: &u32| reaches(&host(*n), &[&format!("[2001:200::{n:x}]:0")]) == 1;
        assert_eq!((0..999).filter(six).count(), 60, "a /64 is one");
        assert_eq!(reaches(&host(0), &["8.8.8.8:0", "8.8.4.4:0"]), 1, "what is left");
        assert_eq!(reaches("plc.directory", &["8.8.8.8:0"]), 1);
        assert_eq!(reaches("pds.example.com", &["127.0.0.1:0"]), 1, "no address of the internet");
    }

    #[test]
    fn an_errand_counts_once_at_each_address() {
        let visits = Visits::new(NonZeroU32::new(1), vec![]);
        let errand = visits.errand(0, Source::UNKNOWN);
        let address = || vec!["8.8.8.8:0".parse().unwrap()];
        assert!((0..99).all(|n| errand.admit(&format!("{n}.example"), address()).len() == 1));
    }

    #[test]
    fn six_addresses_cannot_spend_what_a_server_is_asked_for_everybody() {
        let visits = Visits::new(NonZeroU32::new(600), vec![]);
        let visit = |address: &str, now| {
            let source = Source::of(address.parse().unwrap());
            visits.errand(now, source).may_visit("bsky.social", true)
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
        let visit = |_: &u32| visits.errand(0, school).may_visit("bsky.social", true);
        assert_eq!((0..600).filter(visit).count(), 301);
    }

    #[test]
    fn a_server_where_nobody_has_signed_in_lately_is_asked_less() {
        let visits = Visits::new(NonZeroU32::new(600), vec![]);
        let visit = |number: u32, is_proven| {
            let source = Source::of(format!("198.51.{}.7", number % 99).parse().unwrap());
            visits.errand(0, source).may_visit("new.example.com", is_proven)
        };
        assert_eq!((0..999).filter(|number| visit(*number, false)).count(), 60);
        assert_eq!(
            (0..999).filter(|number| visit(*number, true)).count(),
            540,
            "once it is proven"
        );
        let few = Visits::new(NonZeroU32::new(2), vec![]);
        let visit = |_: &u32| few.errand(0, Source::UNKNOWN).may_visit("new.example.com", false);
        assert_eq!((0..9).filter(visit).count(), 2, "never more than a proven one");
    }
}
