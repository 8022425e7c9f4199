//! Finds relying parties, in the configuration file and among those that were added by command.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::registered_client;
use crate::client::{Client, Rules};
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::jws::Algorithm;

/// Finds a client by its identifier.
#[derive(Clone, Debug)]
pub struct Clients {
    configured: HashMap<String, Arc<Client>>,
    everywhere: Arc<Rules>,
    db: Db,
    clock: Clock,
}

impl Clients {
    /// The `configured` clients, and those that are in `db` at the time of each call.
    pub fn new(configured: impl IntoIterator<Item = Client>, db: Db, clock: Clock) -> Self {
        let by_id = |client: Client| (client.client_id.clone(), Arc::new(client));
        let configured = configured.into_iter().map(by_id).collect();
        Self { configured, everywhere: Arc::default(), db, clock }
    }

    /// The same, with rules about people for all clients of the database. Those of the configuration have
    /// theirs already.
    #[must_use]
    pub fn bound_by(self, everywhere: &Arc<Rules>) -> Self {
        Self { everywhere: Arc::clone(everywhere), ..self }
    }

    /// The client of that identifier. The configuration file takes precedence over the database.
    pub async fn find(&self, client_id: &str) -> Result<Option<Arc<Client>>, DbError> {
        if let Some(client) = self.configured.get(client_id) {
            return Ok(Some(Arc::clone(client)));
        }
        let found = registered_client::find(&self.db, client_id, self.clock.now()).await?;
        Ok(found.map(|found| Arc::new(self.bound(found.client))))
    }

    /// The time at which a secret counts, in unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Shows all clients to `look`, those of the configuration file first, until it breaks off. They take
    /// precedence over those of the database, which are read page by page and without their secrets.
    pub async fn each(
        &self,
        mut look: impl FnMut(&Client) -> ControlFlow<()>,
    ) -> Result<(), DbError> {
        if self.configured.values().any(|client| look(client).is_break()) {
            return Ok(());
        }
        let mut after = String::new();
        loop {
            let page = registered_client::page_of_settings(&self.db, &after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.client_id);
            let mut added = page
                .into_iter()
                .filter(|client| !self.configured.contains_key(&client.client_id))
                .map(|client| self.bound(client));
            if added.any(|client| look(&client).is_break()) {
                return Ok(());
            }
        }
    }

    /// A client of the database, with the rules for all.
    fn bound(&self, client: Client) -> Client {
        Client { everywhere: Arc::clone(&self.everywhere), ..client }
    }

    /// The algorithms that sign for any client.
    pub async fn algorithms(&self) -> Result<Vec<Algorithm>, DbError> {
        let mut all = registered_client::algorithms(&self.db).await?;
        for client in self.configured.values() {
            all.push(client.id_token_signed_response_alg);
            all.extend(client.userinfo_signed_response_alg);
        }
        Ok(all)
    }

    /// The names of those that sign for none.
    pub async fn unused_algorithms(&self) -> Result<Vec<&'static str>, DbError> {
        let used = self.algorithms().await?;
        let unused = Algorithm::ALL.into_iter().filter(|algorithm| !used.contains(algorithm));
        Ok(unused.map(Algorithm::name).collect())
    }

    /// Whether there is a client that `fits`.
    pub async fn any(&self, mut fits: impl FnMut(&Client) -> bool) -> Result<bool, DbError> {
        let mut found = false;
        let look = |client: &Client| {
            found = fits(client);
            if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        self.each(look).await?;
        Ok(found)
    }
}
