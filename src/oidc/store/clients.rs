//! Finds relying parties, in the configuration file and among those that were added by command.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError, RwLock};

use super::registered_client;
use crate::client::{Client, Rules};
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::jws::Algorithm;

/// The clients of the configuration, by identifier.
pub type Configured = Arc<HashMap<String, Arc<Client>>>;

/// What the configuration says, which is replaced as a whole.
#[derive(Clone, Debug)]
struct InForce {
    configured: Configured,
    /// The rules about people for all clients.
    everywhere: Arc<Rules>,
}

/// Finds a client by its identifier. Clones share the clients.
#[derive(Clone, Debug)]
pub struct Clients {
    in_force: Arc<RwLock<InForce>>,
    db: Db,
    clock: Clock,
}

impl Clients {
    /// The `configured` clients, and those that are in `db` at the time of each call.
    pub fn new(configured: impl IntoIterator<Item = Client>, db: Db, clock: Clock) -> Self {
        let (configured, everywhere) = (by_id(configured), Arc::default());
        let in_force = Arc::new(RwLock::new(InForce { configured, everywhere }));
        Self { in_force, db, clock }
    }

    /// The same, with rules about people for all clients of the database. Those of the configuration have
    /// theirs already.
    #[must_use]
    pub fn bound_by(self, everywhere: &Arc<Rules>) -> Self {
        self.replace_with(InForce {
            configured: self.configured(),
            everywhere: Arc::clone(everywhere),
        });
        self
    }

    /// The clients of the configuration, as they are now.
    pub fn configured(&self) -> Configured {
        self.in_force().configured
    }

    /// Puts other clients and rules for all in the place of those of the configuration, all at once.
    pub fn replace(&self, configured: impl IntoIterator<Item = Client>, everywhere: &Arc<Rules>) {
        let (configured, everywhere) = (by_id(configured), Arc::clone(everywhere));
        self.replace_with(InForce { configured, everywhere });
    }

    fn in_force(&self) -> InForce {
        self.in_force.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace_with(&self, new: InForce) {
        *self.in_force.write().unwrap_or_else(PoisonError::into_inner) = new;
    }

    /// The client of that identifier. The configuration file takes precedence over the database.
    pub async fn find(&self, client_id: &str) -> Result<Option<Arc<Client>>, DbError> {
        let InForce { configured, everywhere } = self.in_force();
        if let Some(client) = configured.get(client_id) {
            return Ok(Some(Arc::clone(client)));
        }
        let found = registered_client::find(&self.db, client_id, self.clock.now()).await?;
        Ok(found.map(|found| Arc::new(Client { everywhere, ..found.client })))
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
        let InForce { configured, everywhere } = self.in_force();
        if configured.values().any(|client| look(client).is_break()) {
            return Ok(());
        }
        let mut after = String::new();
        loop {
            let page = registered_client::page_of_settings(&self.db, &after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.client_id);
            let mut added = page
                .into_iter()
                .filter(|client| !configured.contains_key(&client.client_id))
                .map(|client| Client { everywhere: Arc::clone(&everywhere), ..client });
            if added.any(|client| look(&client).is_break()) {
                return Ok(());
            }
        }
    }

    /// The algorithms that sign for any client.
    pub async fn algorithms(&self) -> Result<Vec<Algorithm>, DbError> {
        let mut all = registered_client::algorithms(&self.db).await?;
        for client in self.configured().values() {
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

fn by_id(clients: impl IntoIterator<Item = Client>) -> Configured {
    let by_id = |client: Client| (client.client_id.clone(), Arc::new(client));
    Arc::new(clients.into_iter().map(by_id).collect())
}
