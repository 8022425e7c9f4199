//! The ATProto OAuth client: what all its requests share.
//!
//! [`Client::begin`], [`Client::finish`] and [`Client::account_status`] have a file each.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::client_assertion::ClientIdentity;
use super::nonces::Nonces;
use crate::clock::Clock;
use crate::fetch::Fetch;
use crate::limits::Source;

/// An ATProto OAuth client. Clones share their nonces and connections.
#[derive(Clone)]
pub struct Client {
    pub(super) fetch: Fetch,
    pub(super) clock: Clock,
    pub(super) identity: Arc<ClientIdentity>,
    pub(super) plc: Arc<[Url]>,
    pub(super) nonces: Nonces,
}

/// The time for all requests of one operation together, however many servers it asks.
const TIME_FOR_SERVERS: Duration = Duration::from_secs(20);

impl Client {
    /// A client that asks the PLC directories `plc` in order.
    pub fn new(fetch: Fetch, clock: Clock, identity: ClientIdentity, plc: Vec<Url>) -> Self {
        for directory in &plc {
            fetch.prove(directory);
        }
        let (identity, plc, nonces) = (Arc::new(identity), plc.into(), Nonces::default());
        Self { fetch, clock, identity, plc, nonces }
    }

    /// The same client for a request that comes from `source`.
    #[must_use]
    pub fn on_behalf_of(&self, source: Source) -> Self {
        Self { fetch: self.fetch.on_behalf_of(source), ..self.clone() }
    }

    /// The same client with a deadline, for one operation that starts now.
    pub(super) fn with_deadline(&self) -> Self {
        Self { fetch: self.fetch.within(TIME_FOR_SERVERS), ..self.clone() }
    }
}
