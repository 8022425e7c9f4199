//! Limits on concurrent outgoing requests: in total, and to one server.
//!
//! Strangers decide which servers we ask, and slow servers decide how long it takes. Without a limit they
//! could use up our file descriptors. With one limit for all, the owner of a single silent server could
//! take every place and hold up everybody's logins. The owner of many could still do that, so some
//! places are kept for servers that have completed a login lately.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::{Position, Url};

use crate::limits::Shares;

/// The limits for requests and queries. Clones share them.
#[derive(Clone)]
pub(super) struct Places {
    open: Arc<Semaphore>,
    /// For servers that have completed a login lately.
    kept: Arc<Semaphore>,
    /// By host and port.
    servers: Shares<String>,
    proven: Arc<Mutex<HashMap<String, Instant>>>,
}

/// The permits that a request holds.
pub(super) struct Place {
    _server: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

/// Places for any server.
const OPEN: usize = 40;
/// Places that are kept for proven servers, in addition to the open ones.
const KEPT: usize = 24;
const MOST_WITH_ONE_SERVER: usize = 16;
/// How long a server counts as proven after a login.
const PROVEN_FOR: Duration = Duration::from_hours(24);
/// How many proven servers are remembered. When there are more, the one of the oldest login goes.
const MOST_PROVEN: usize = 256;

impl Places {
    pub(super) fn new() -> Self {
        let (open, kept) = (Arc::new(Semaphore::new(OPEN)), Arc::new(Semaphore::new(KEPT)));
        let servers = Shares::new(MOST_WITH_ONE_SERVER);
        Self { open, kept, servers, proven: Arc::default() }
    }

    /// Waits for a permit for the server of `url`, and only then for one of the total limit. So
    /// waiting for a slow server does not block others.
    pub(super) async fn with(&self, url: &Url) -> Result<Place, AcquireError> {
        let server = server_of(url);
        let is_proven = self.is_proven(&server);
        let server = self.servers.of(server).acquire_owned().await?;
        let place = if is_proven { self.proven().await? } else { self.any().await? };
        Ok(Place { _server: server, _place: place })
    }

    /// Waits for an open place, as for a query of DNS.
    pub(super) async fn any(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        Arc::clone(&self.open).acquire_owned().await
    }

    /// Waits for a place of either kind.
    async fn proven(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        tokio::select! {
            biased;
            place = self.any() => place,
            place = Arc::clone(&self.kept).acquire_owned() => place,
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

    fn is_proven(&self, server: &str) -> bool {
        let proven = self.proven.lock().unwrap_or_else(PoisonError::into_inner);
        proven.get(server).is_some_and(|at| at.elapsed() < PROVEN_FOR)
    }
}

fn server_of(url: &Url) -> String {
    url[Position::BeforeHost..Position::AfterPort].to_owned()
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
        for _ in 0..MOST_WITH_ONE_SERVER {
            held.push(places.with(&slow).await.unwrap());
        }
        let next = places.with(&slow);
        tokio::pin!(next);
        tokio::select! {
            biased;
            _ = &mut next => panic!("there is no place left"),
            place = places.with(&other) => drop(place.unwrap()),
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
            held.push(places.with(&url(&format!("silent{number}.example"))).await.unwrap());
        }
        for _ in 0..MOST_WITH_ONE_SERVER {
            held.push(places.with(&url("bsky.social")).await.unwrap());
        }
        let silent = url("silent.example");
        let another = places.with(&silent);
        tokio::select! {
            biased;
            _ = another => panic!("a server that nobody knows gets no kept place"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(places.kept.available_permits(), KEPT - MOST_WITH_ONE_SERVER);
    }

    #[test]
    fn few_proven_servers_are_remembered() {
        let places = Places::new();
        for number in 0..1000 {
            places.prove(&Url::parse(&format!("https://pds{number}.example/")).unwrap());
        }
        assert_eq!(places.proven.lock().unwrap().len(), MOST_PROVEN);
        assert!(places.is_proven("pds999.example") && !places.is_proven("pds0.example"));
    }
}
