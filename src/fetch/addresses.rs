//! Limits on concurrent requests to one address.
//!
//! Names cost nothing to whoever has a domain, so limits by host alone would let the owner of one silent
//! machine hold every place there is. An address is a single IPv4 address or an IPv6 /64. Many servers may be
//! behind one, so it has more seats than a host has places, and the sites that ask share them: a newcomer
//! takes the seat of a site that has many. Servers that completed a login lately are not counted.
//!
//! The address is known only when the resolver has found it. A connection that was kept for the next request
//! is not resolved again, so it is remembered for a while where each host led to.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::limits::{FairShares, Network, Seat, Source};

tokio::task_local! {
    /// The request that is sent, for the resolver of the HTTP client.
    pub(super) static APPROACH: Option<Approach>;
}

/// The seats at all addresses. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    seats: Mutex<HashMap<Source, Weak<Seats>>>,
    lately: Mutex<HashMap<String, Reached>>,
}

type Seats = FairShares<Option<Network>>;

/// Where a host led to lately.
#[derive(Debug)]
struct Reached {
    at: Instant,
    networks: Vec<Source>,
}

/// A request to one host, with its seats at the addresses that it may reach. Clones are the same request.
#[derive(Clone, Debug)]
pub(super) struct Approach {
    addresses: Addresses,
    host: String,
    site: Option<Network>,
    taken: Arc<Mutex<Vec<Taken>>>,
    given_up: Arc<Notify>,
}

#[derive(Debug)]
struct Taken {
    network: Source,
    /// The seats of an address exist as long as somebody has one.
    _seats: Arc<Seats>,
    _seat: Seat<Option<Network>>,
}

/// Three times as many as a host has, and less than a third of all places.
const MOST_AT_ONE_ADDRESS: usize = 48;
/// Longer than a request and the time for which its connection is kept.
const LATELY: Duration = Duration::from_secs(30);
/// How many hosts and networks of each are remembered. When there are more, the oldest go.
const MOST_HOSTS: usize = 4096;
const MOST_NETWORKS: usize = 8;

impl Addresses {
    /// A request of `source` to `host`. None if too many are under way to where that led lately.
    pub(super) fn approach(&self, host: &str, source: Source) -> Option<Approach> {
        let approach = Approach {
            addresses: self.clone(),
            host: host.to_owned(),
            site: source.site(),
            taken: Arc::default(),
            given_up: Arc::default(),
        };
        let reached = self.reached(host);
        let has_room = |network: &Source| approach.take(*network);
        if reached.is_empty() {
            return Some(approach);
        }
        // One is enough: the resolver leaves out those that are full.
        if reached.iter().filter(|network| has_room(network)).count() == 0 {
            return None;
        }
        self.use_again(host);
        Some(approach)
    }

    fn seats_of(&self, network: Source) -> Arc<Seats> {
        let mut all = lock(&self.0.seats);
        if let Some(known) = all.get(&network).and_then(Weak::upgrade) {
            return known;
        }
        all.retain(|_, seats| seats.strong_count() > 0);
        let seats = Arc::new(FairShares::new(MOST_AT_ONE_ADDRESS));
        all.insert(network, Arc::downgrade(&seats));
        seats
    }

    /// Where `host` led to lately.
    fn reached(&self, host: &str) -> Vec<Source> {
        let mut lately = lock(&self.0.lately);
        let Some(reached) = lately.get(host) else { return Vec::new() };
        if reached.at.elapsed() >= LATELY {
            lately.remove(host);
            return Vec::new();
        }
        reached.networks.clone()
    }

    /// `host` is asked now, and its connections may be kept for as long again.
    fn use_again(&self, host: &str) {
        if let Some(reached) = lock(&self.0.lately).get_mut(host) {
            reached.at = Instant::now();
        }
    }

    fn note(&self, host: &str, networks: Vec<Source>) {
        let mut lately = lock(&self.0.lately);
        if lately.len() >= MOST_HOSTS && !lately.contains_key(host) {
            lately.retain(|_, reached| reached.at.elapsed() < LATELY);
            if lately.len() >= MOST_HOSTS {
                let oldest = lately.iter().min_by_key(|(_, reached)| reached.at);
                let oldest = oldest.map(|(host, _)| host.clone());
                oldest.and_then(|host| lately.remove(&host));
            }
        }
        let now = Instant::now();
        let reached = lately.entry(host.to_owned());
        let reached = reached.or_insert_with(|| Reached { at: now, networks: Vec::new() });
        reached.at = now;
        reached.networks.retain(|network| !networks.contains(network));
        reached.networks.splice(0..0, networks);
        reached.networks.truncate(MOST_NETWORKS);
    }
}

impl Approach {
    /// Those of `addresses` where there is room. Addresses that nobody on the internet has are not counted.
    pub(super) fn admit(&self, mut addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
        let network = |address: &SocketAddr| Source::of(address.ip());
        addresses.retain(|address| {
            let network = network(address);
            !network.is_known() || self.take(network)
        });
        let mut networks: Vec<_> = addresses.iter().map(network).collect();
        networks.retain(|network| network.is_known());
        networks.dedup();
        if !networks.is_empty() {
            self.addresses.note(&self.host, networks);
        }
        addresses
    }

    /// Does `work` until another site needs one of the seats. None if that came first.
    pub(super) async fn while_held<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            result = work => Some(result),
            () = self.given_up.notified() => None,
        }
    }

    /// Takes a seat at `network`, unless it has one there. Requests of nobody known are not counted: they
    /// would be one party, which could keep everybody else of it out.
    fn take(&self, network: Source) -> bool {
        if self.site.is_none() {
            return true;
        }
        let mut taken = lock(&self.taken);
        if taken.iter().any(|taken| taken.network == network) {
            return true;
        }
        let seats = self.addresses.seats_of(network);
        let Some(seat) = seats.take_as(self.site, &self.given_up) else { return false };
        taken.push(Taken { network, _seats: seats, _seat: seat });
        true
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn source(address: &str) -> Source {
        Source::of(address.parse().unwrap())
    }

    fn reach(approach: &Approach, addresses: &[&str]) -> usize {
        approach.admit(addresses.iter().map(|text| text.parse().unwrap()).collect()).len()
    }

    /// Requests of `source` to as many names of these addresses as there is room for, at most 999.
    fn flood(addresses: &Addresses, from: &str, to: fn(u32) -> String) -> Vec<Approach> {
        let requests = (0..999).map_while(|number| {
            let approach = addresses.approach(&format!("{number}.evil.example"), source(from))?;
            (reach(&approach, &[&to(number)]) == 1).then_some(approach)
        });
        requests.collect()
    }

    fn is_given_up(approach: &Approach) -> bool {
        approach.while_held(std::future::pending::<()>()).now_or_never().is_some()
    }

    #[tokio::test]
    async fn any_number_of_names_of_one_machine_has_the_seats_of_one_address() {
        let addresses = Addresses::default();
        let held = flood(&addresses, "198.51.100.7", |_| "8.8.8.8:443".to_owned());
        assert_eq!(held.len(), MOST_AT_ONE_ADDRESS);
        let other = addresses.approach("pds.example.com", source("198.51.100.7")).unwrap();
        assert_eq!(reach(&other, &["8.8.8.8:443", "8.8.4.4:443"]), 1, "what has room");
        drop(held);
        assert_eq!(reach(&other, &["8.8.8.8:443"]), 1);
        let six =
            flood(&Addresses::default(), "198.51.100.7", |n| format!("[2001:200::{n:x}]:443"));
        assert_eq!(six.len(), MOST_AT_ONE_ADDRESS, "a /64 is one");
        let local = Addresses::default();
        let local = flood(&local, "198.51.100.7", |_| "127.0.0.1:443".to_owned());
        assert_eq!(local.len(), 999, "no address of the internet");
    }

    #[tokio::test]
    async fn a_kept_connection_is_counted_where_its_host_led_to() {
        let addresses = Addresses::default();
        let name = |number: usize| format!("{number}.evil.example");
        for number in 0..=MOST_AT_ONE_ADDRESS {
            let first = addresses.approach(&name(number), source("198.51.100.7")).unwrap();
            assert_eq!(reach(&first, &["8.8.8.8:443"]), 1, "answered at once");
        }
        let silent: Vec<_> = (0..=MOST_AT_ONE_ADDRESS)
            .map_while(|number| addresses.approach(&name(number), source("198.51.100.7")))
            .collect();
        assert_eq!(silent.len(), MOST_AT_ONE_ADDRESS, "without any look-up");
    }

    #[tokio::test]
    async fn a_host_is_asked_as_long_as_one_of_its_addresses_has_room() {
        let addresses = Addresses::default();
        let mine = source("198.51.100.7");
        let two = ["8.8.8.8:443", "8.8.4.4:443"];
        let first = addresses.approach("pds.example.com", mine).unwrap();
        assert_eq!(reach(&first, &two), 2);
        drop(first);
        let _held = flood(&addresses, "198.51.100.7", |_| "8.8.8.8:443".to_owned());
        let next = addresses.approach("pds.example.com", mine).expect("the other one has room");
        assert_eq!(reach(&next, &two), 1);
        let others: Vec<_> = (0..MOST_AT_ONE_ADDRESS)
            .map_while(|number| {
                let other = addresses.approach(&format!("{number}.example.net"), mine)?;
                (reach(&other, &["8.8.4.4:443"]) == 1).then_some(other)
            })
            .collect();
        assert_eq!(others.len(), MOST_AT_ONE_ADDRESS - 1);
        drop(next);
        let _last = addresses.approach("pds.example.com", mine).expect("what was given back");
        assert!(addresses.approach("pds.example.com", mine).is_none());
        let nobody = addresses.approach("pds.example.com", Source::UNKNOWN).unwrap();
        assert_eq!(reach(&nobody, &two), 2, "all whose address is unknown would be one party");
    }

    #[tokio::test]
    async fn another_site_gets_a_seat_of_whoever_has_most() {
        let addresses = Addresses::default();
        let held = flood(&addresses, "198.51.100.7", |_| "8.8.8.8:443".to_owned());
        let honest = addresses.approach("pds.example.com", source("203.0.113.7")).unwrap();
        assert_eq!(reach(&honest, &["8.8.8.8:443"]), 1);
        assert!(is_given_up(&held[0]) && !is_given_up(&held[1]) && !is_given_up(&honest));
        assert_eq!(honest.while_held(async { 7 }).await, Some(7));
    }

    #[tokio::test]
    async fn what_is_remembered_is_bounded() {
        let addresses = Addresses::default();
        for number in 0..MOST_HOSTS + 9 {
            let host = format!("{number}.evil.example");
            let approach = addresses.approach(&host, Source::UNKNOWN).unwrap();
            reach(&approach, &[&format!("8.8.{}.{}:443", number / 256 % 256, number % 256)]);
        }
        assert_eq!(lock(&addresses.0.lately).len(), MOST_HOSTS);
        assert!(lock(&addresses.0.seats).len() <= 2);
        for number in 0..99 {
            let approach = addresses.approach("rebound.example", Source::UNKNOWN).unwrap();
            reach(&approach, &[&format!("8.8.4.{number}:443")]);
        }
        let networks = addresses.reached("rebound.example");
        assert_eq!(networks.len(), MOST_NETWORKS);
        assert_eq!(networks[0], source("8.8.4.98"), "the newest");
    }
}
