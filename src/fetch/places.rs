//! Limits on concurrent outgoing requests: in total, to one server, and to one address.
//!
//! Strangers decide which servers we ask, and slow servers decide how long it takes. Without a limit they
//! could use up our file descriptors. With one limit for all, the owner of a single silent server could
//! take every place and hold up everybody's logins. The owner of many could still do that, so some
//! places are kept for servers that have completed a login lately. And when no place is free, sites (/48,
//! or an IPv4 /24) share them: a request for one that has fewer than another ends the one that the
//! other has waited for longest.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use url::Url;

use super::addresses::{APPROACH, Addresses, Approach};
use super::error::FetchError;
use super::servers::{server_at, server_of};
use crate::limits::{FairShares, Network, Seat, Shares, Source};

/// The limits for requests and queries. Clones share them.
#[derive(Clone)]
pub(super) struct Places {
    open: FairShares<Option<Network>>,
    /// For servers that have completed a login lately.
    kept: FairShares<Option<Network>>,
    /// By host, whatever the port.
    servers: Shares<String>,
    /// By the addresses that hosts lead to.
    addresses: Addresses,
    proven: Arc<Mutex<HashMap<String, Instant>>>,
    /// Servers that count as proven in any case.
    known: Arc<[String]>,
}

/// The permits that a request holds.
pub(super) struct Place {
    _server: OwnedSemaphorePermit,
    seat: Seat<Option<Network>>,
    addresses: Addresses,
    /// None if the addresses are not counted.
    approach: Option<Approach>,
}

/// Places for any server. 128 logins wait at a time (`login/turns`), most of them for one answer each. With
/// the kept ones they are fewer than the descriptors that `server/places` leaves.
const OPEN: usize = 168;
/// Places that are kept for proven servers, in addition to the open ones.
const KEPT: usize = 24;
const MOST_WITH_ONE_SERVER: usize = 16;
/// How long a server counts as proven after a login.
const PROVEN_FOR: Duration = Duration::from_hours(24);
/// How many proven servers are remembered. When there are more, the one of the oldest login goes.
const MOST_PROVEN: usize = 256;

impl Places {
    pub(super) fn new() -> Self {
        let (open, kept) = (FairShares::new(OPEN), FairShares::new(KEPT));
        let servers = Shares::new(MOST_WITH_ONE_SERVER);
        let (addresses, proven, known) = (Addresses::default(), Arc::default(), Arc::default());
        Self { open, kept, servers, addresses, proven, known }
    }

    /// The same with servers that count as proven in any case, by host.
    pub(super) fn with_known(self, hosts: impl IntoIterator<Item = String>) -> Self {
        Self { known: hosts.into_iter().map(|host| server_at(&host)).collect(), ..self }
    }

    /// Waits for a permit for the server of `url`, and only then for one of the total limit. So
    /// waiting for a slow server does not block others.
    pub(super) async fn with(&self, url: &Url, source: Source) -> Option<Place> {
        let server = server_of(url);
        let is_proven = self.is_proven(&server);
        let server = self.servers.of(server).acquire_owned().await.ok()?;
        let seat = if is_proven { self.proven(source).await } else { self.any(source).await };
        let addresses = self.addresses.clone();
        Some(Place { _server: server, seat, addresses, approach: None })
    }

    /// Waits for an open place, as for a query of DNS.
    pub(super) async fn any(&self, source: Source) -> Seat<Option<Network>> {
        self.open.wait(source.site()).await
    }

    /// Waits for a place of either kind. Nobody has to go while one is free.
    async fn proven(&self, source: Source) -> Seat<Option<Network>> {
        let site = source.site();
        if let Some(free) = self.open.take_free(site).or_else(|| self.kept.take_free(site)) {
            return free;
        }
        tokio::select! {
            biased;
            place = self.open.wait(site) => place,
            place = self.kept.wait(site) => place,
        }
    }

    /// Notes that the server of `url` has completed a login.
    pub(super) fn prove(&self, url: &Url) {
        let mut proven = self.proven.lock().unwrap_or_else(PoisonError::into_inner);
        proven.insert(server_of(url), Instant::now());
        if proven.len() > MOST_PROVEN {
            let oldest = proven.iter().min_by_key(|(_, at)| **at).map(|(server, _)| server.clone());
            oldest.and_then(|server| proven.remove(&server));
        }
    }

    /// Whether `server` has completed a login lately.
    pub(super) fn is_proven(&self, server: &str) -> bool {
        if self.known.iter().any(|known| known == server) {
            return true;
        }
        let proven = self.proven.lock().unwrap_or_else(PoisonError::into_inner);
        proven.get(server).is_some_and(|at| at.elapsed() < PROVEN_FOR)
    }
}

impl Place {
    /// The same for a request whose addresses are counted: it begins only now that nothing is waited for.
    ///
    /// # Errors
    /// [`FetchError::TooManyVisits`] if too many are under way to where `server` led lately.
    pub(super) fn at_its_addresses(self, server: &str, source: Source) -> Result<Self, FetchError> {
        let approach = self.addresses.approach(server, source).ok_or(FetchError::TooManyVisits)?;
        Ok(Self { approach: Some(approach), ..self })
    }

    /// Does `work` as long as the place need not be given up. None if that came first.
    pub(super) async fn while_held<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let work = APPROACH.scope(self.approach.clone(), work);
        match &self.approach {
            None => self.seat.while_held(work).await,
            Some(approach) => self.seat.while_held(approach.while_held(work)).await.flatten(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_server_takes_its_own_places_and_none_of_another() {
        let places = Places::new();
        let (slow, other) = ("https://slow.example.com/a", "https://other.example.com/a");
        let (slow, other) = (Url::parse(slow).unwrap(), Url::parse(other).unwrap());
        let mut held = Vec::new();
        for port in 0..MOST_WITH_ONE_SERVER {
            let slow = Url::parse(&format!("https://slow.example.com:{}/b", 8000 + port)).unwrap();
            held.push(places.with(&slow, Source::UNKNOWN).await.unwrap());
        }
        let next = places.with(&slow, Source::UNKNOWN);
        tokio::pin!(next);
        tokio::select! {
            biased;
            _ = &mut next => panic!("there is no place left"),
            place = places.with(&other, Source::UNKNOWN) => drop(place.unwrap()),
        }
        held.pop();
        next.await.unwrap();
    }

    #[tokio::test]
    async fn silent_servers_hold_no_place_that_is_kept_for_proven_ones() {
        let places = Places::new();
        let url = |host: &str| Url::parse(&format!("https://{host}/")).unwrap();
        places.prove(&url("bsky.social"));
        let mut held = Vec::new();
        for number in 0..OPEN {
            held.push(
                places
                    .with(&url(&format!("silent{number}.example")), Source::UNKNOWN)
                    .await
                    .unwrap(),
            );
        }
        for _ in 0..MOST_WITH_ONE_SERVER {
            held.push(places.with(&url("bsky.social"), Source::UNKNOWN).await.unwrap());
        }
        let silent = url("silent.example");
        let another = places.with(&silent, Source::UNKNOWN);
        tokio::select! {
            biased;
            _ = another => panic!("a server that nobody knows gets no kept place"),
            () = std::future::ready(()) => {}
        }
        let left = std::iter::from_fn(|| places.kept.take_free(None)).collect::<Vec<_>>();
        assert_eq!(left.len(), KEPT - MOST_WITH_ONE_SERVER);
    }

    #[tokio::test]
    async fn silent_servers_that_one_site_asks_for_keep_no_other_from_asking() {
        let places = Places::new();
        let url = |host: &str| Url::parse(&format!("https://{host}/")).unwrap();
        let source = |address: &str| Source::of(address.parse().unwrap());
        let mut held = Vec::new();
        for number in 0..OPEN {
            let silent = url(&format!("silent{number}.example"));
            held.push(places.with(&silent, source("198.51.100.7")).await.unwrap());
        }
        let other = places.with(&url("other.example"), source("203.0.113.7")).await.unwrap();
        assert_eq!(held[0].while_held(std::future::pending::<()>()).await, None, "the oldest");
        assert_eq!(other.while_held(std::future::ready(7)).await, Some(7));
        places.any(source("203.0.113.8")).await;
    }

    #[test]
    fn few_proven_servers_are_remembered() {
        let places = Places::new();
        for number in 0..1000 {
            places.prove(&Url::parse(&format!("https://pds{number}.example/")).unwrap());
        }
        assert_eq!(places.proven.lock().unwrap().len(), MOST_PROVEN);
        assert!(places.is_proven("pds999.example") && !places.is_proven("pds0.example"));
        for port in 1024..2048 {
            places.prove(&Url::parse(&format!("https://pds999.example:{port}/")).unwrap());
        }
        assert!(places.is_proven("pds998.example"), "one host pushes no other out");
    }
}
