//! What the servers of one small world share.

use super::client_registry::ClientRegistry;
use super::directory::Directory;
use super::dpop::Dpop;
use super::grants::Grants;
use super::lies::Lies;
use super::registry::Registry;
use super::seen::Log;
use super::tls::Tls;
use super::ways::Ways;
use super::{Now, Person};
use std::sync::{Arc, Mutex};

/// Shared by all servers of a world.
pub(super) struct World {
    pub(super) now: Now,
    pub(super) tls: Option<Tls>,
    pub(super) directory: Mutex<Directory>,
    /// The lies of the PLC directory and the name server, and the first ones of a new PDS.
    pub(super) lies: Mutex<Lies>,
    pub(super) seen: Log,
    pub(super) person: Mutex<Person>,
    pub(super) clients: ClientRegistry,
    /// The operations on DIDs, where others make them.
    pub(super) registry: Mutex<Option<Registry>>,
}

impl World {
    pub(super) fn now(&self) -> i64 {
        (self.now)()
    }
}

/// One PDS with, unless it stands behind another, its own authorization server.
pub(super) struct Site {
    pub(super) world: Arc<World>,
    pub(super) name: String,
    pub(super) port: u16,
    /// Scheme, host and port: the resource and, if it has one, the issuer.
    pub(super) origin: String,
    /// The issuer of the authorization server that guards this PDS.
    pub(super) issuer: String,
    pub(super) lies: Mutex<Lies>,
    pub(super) ways: Mutex<Ways>,
    /// Scheme, host and port of its pages, if they are elsewhere.
    pub(super) pages: Mutex<Option<String>>,
    pub(super) dpop: Dpop,
    /// Of the resource server, whose nonces are others.
    pub(super) resource_dpop: Dpop,
    pub(super) grants: Grants,
}

impl Site {
    /// Whether this server is an authorization server too.
    pub(super) fn issues(&self) -> bool {
        self.issuer == self.origin
    }

    pub(super) fn lies(&self) -> Lies {
        self.lies.lock().unwrap().clone()
    }

    pub(super) fn ways(&self) -> Ways {
        *self.ways.lock().unwrap()
    }
}
