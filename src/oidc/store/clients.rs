//! Finds relying parties, in the configuration file and among those that were added by command.

use std::collections::HashMap;
use std::sync::Arc;

use super::registered_client;
use crate::client::Client;
use crate::clock::Clock;
use crate::db::{Db, DbError};

/// Finds a client by its identifier.
#[derive(Clone, Debug)]
pub struct Clients {
    configured: HashMap<String, Arc<Client>>,
    db: Db,
    clock: Clock,
}

impl Clients {
    /// The `configured` clients, and those that are in `db` at the time of each call.
    pub fn new(configured: impl IntoIterator<Item = Client>, db: Db, clock: Clock) -> Self {
        let by_id = |client: Client| (client.client_id.clone(), Arc::new(client));
        Self { configured: configured.into_iter().map(by_id).collect(), db, clock }
    }

    /// The client of that identifier. The configuration file takes precedence over the database.
    pub async fn find(&self, client_id: &str) -> Result<Option<Arc<Client>>, DbError> {
        if let Some(client) = self.configured.get(client_id) {
            return Ok(Some(Arc::clone(client)));
        }
        let found = registered_client::find(&self.db, client_id, self.clock.now()).await?;
        Ok(found.map(|found| Arc::new(found.client)))
    }

    /// All clients, those of the configuration file first. They take precedence over those of the
    /// database.
    pub async fn all(&self) -> Result<Vec<Arc<Client>>, DbError> {
        let registered = registered_client::all(&self.db, self.clock.now()).await?;
        let registered = registered.into_iter().map(|registered| registered.client);
        let added = registered.filter(|client| !self.configured.contains_key(&client.client_id));
        Ok(self.configured.values().cloned().chain(added.map(Arc::new)).collect())
    }
}
