//! The context: database, clock, HTTP client and relying parties, for the provider and the login.

use super::Clients;
use crate::clock::Clock;
use crate::db::Db;
use crate::fetch::Fetch;

/// Built once by `server`. Clones share everything.
#[derive(Clone, Debug)]
pub struct Context {
    /// Where everything rests.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// The way out.
    pub fetch: Fetch,
    /// The relying parties.
    pub clients: Clients,
}

impl Context {
    /// The time, in unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }
}
