//! How much is under way at a time: in all, and with one server.
//!
//! Strangers decide whom we ask, and slow servers how long it takes. Without a limit they could use up
//! our file descriptors; with only one limit for all, whoever owns a single silent server could take
//! every place there is and hold up everybody's logins.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use url::{Position, Url};

/// The places for requests and queries. Clones share them.
#[derive(Clone)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    /// By host and port; those without anybody are forgotten when another one is met.
    servers: Arc<Mutex<HashMap<String, Weak<Semaphore>>>>,
}

/// What is held while a request is under way.
pub(super) struct Place {
    _server: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

const MOST: usize = 64;
const MOST_WITH_ONE_SERVER: usize = 16;

impl Places {
    pub(super) fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(MOST)), servers: Arc::default() }
    }

    /// Waits for a place with the server of `url`, and only then for one of all, so that who waits
    /// for a slow server takes nobody else's.
    pub(super) async fn with(&self, url: &Url) -> Result<Place, AcquireError> {
        let server = self.server(&url[Position::BeforeHost..Position::AfterPort]);
        let server = server.acquire_owned().await?;
        Ok(Place { _server: server, _all: self.any().await? })
    }

    /// Waits for a place for a query of DNS.
    pub(super) async fn any(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        Arc::clone(&self.all).acquire_owned().await
    }

    fn server(&self, authority: &str) -> Arc<Semaphore> {
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = servers.get(authority).and_then(Weak::upgrade) {
            return known;
        }
        servers.retain(|_, server| server.strong_count() > 0);
        let server = Arc::new(Semaphore::new(MOST_WITH_ONE_SERVER));
        servers.insert(authority.to_owned(), Arc::downgrade(&server));
        server
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
    async fn servers_that_nobody_asks_are_forgotten() {
        let places = Places::new();
        for number in 0..1000 {
            let url = Url::parse(&format!("https://{number}.example.com")).unwrap();
            drop(places.with(&url).await.unwrap());
        }
        assert!(places.servers.lock().unwrap().len() <= 2);
    }
}
