//! The context: database, clock, HTTP client, relying parties and audit, for the provider and the login.

use super::store::audit::Audit;
use super::store::clients::Clients;
use crate::clock::Clock;
use crate::db::Db;
use crate::fetch::Fetch;

/// Built once by `server`. Clones share everything.
#[derive(Clone, Debug)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// The HTTP client for outgoing requests.
    pub fetch: Fetch,
    /// The relying parties.
    pub clients: Clients,
    /// What is kept of sign-ins and refusals.
    pub audit: Audit,
}

impl Context {
    /// The time, in unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }
}
