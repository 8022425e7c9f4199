//! Limits on outgoing requests at a time: in all, and with one server.
//!
//! Strangers decide which servers we ask, and slow servers decide how long it takes. Without a limit they
//! could use up our file descriptors. With one limit for all, the owner of a single silent server could
//! take every place and hold up everybody's logins.

use std::sync::Arc;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use url::{Position, Url};

use crate::limits::Shares;

/// The places for requests and queries. Clones share them.
#[derive(Clone)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    /// By host and port.
    servers: Shares<String>,
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
        let servers = Shares::new(MOST_WITH_ONE_SERVER);
        Self { all: Arc::new(Semaphore::new(MOST)), servers }
    }

    /// Waits for a place with the server of `url`, and only then for one of all places. So a wait for a
    /// slow server takes no place from others.
    pub(super) async fn with(&self, url: &Url) -> Result<Place, AcquireError> {
        let server = url[Position::BeforeHost..Position::AfterPort].to_owned();
        let server = self.servers.of(server).acquire_owned().await?;
        Ok(Place { _server: server, _all: self.any().await? })
    }

    /// Waits for a place for a query of DNS.
    pub(super) async fn any(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        Arc::clone(&self.all).acquire_owned().await
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
}
