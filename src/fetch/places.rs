//! Limits on concurrent outgoing requests: in total, and to one server.
//!
//! Strangers choose the servers, and slow servers determine how long requests take. Without a limit
//! they could use up our file descriptors. With only one limit for all, a single silent server
//! could block everyone's logins.

use std::sync::Arc;

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};
use url::{Position, Url};

use crate::limits::Shares;

/// The limits for requests and queries. Clones share them.
#[derive(Clone)]
pub(super) struct Places {
    all: Arc<Semaphore>,
    /// By host and port.
    servers: Shares<String>,
}

/// The permits that a request holds.
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

    /// Waits for a permit for the server of `url`, and only then for one of the total limit. So
    /// waiting for a slow server does not block others.
    pub(super) async fn with(&self, url: &Url) -> Result<Place, AcquireError> {
        let server = url[Position::BeforeHost..Position::AfterPort].to_owned();
        let server = self.servers.of(server).acquire_owned().await?;
        Ok(Place { _server: server, _all: self.any().await? })
    }

    /// Waits for a permit of the total limit, which is all that a DNS query needs.
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
