//! SIGHUP: the configuration is read again, and what it says of relying parties and limits is put in force.
//!
//! Every request that begins afterwards meets the new ones. A login that is under way goes on. The other
//! settings hold until a restart; which of them have changed is logged. A configuration with mistakes
//! changes nothing.

use std::io;
use std::sync::Arc;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::notify;
use super::relying_parties;
use super::service::Service;
use crate::client::{Authentication, Client, KeptSecret};
use crate::config::{Config, ConfigErrors, Fixed, Sources};
use crate::db::DbError;

/// Starts to listen for SIGHUP, which would end the process otherwise.
pub fn asked() -> io::Result<Signal> {
    signal(SignalKind::hangup())
}

/// Reloads at each SIGHUP. `started` are the settings that the daemon has started with.
pub async fn at_each(mut hangups: Signal, service: Arc<Service>, sources: Sources, started: Fixed) {
    while hangups.recv().await.is_some() {
        notify::reloading();
        reload(&service, &sources, &started).await;
        notify::reloaded();
    }
}

async fn reload(service: &Service, sources: &Sources, started: &Fixed) {
    tracing::info!("SIGHUP: the configuration is read again");
    let sources = sources.clone();
    let read = tokio::task::spawn_blocking(move || Config::load(&sources)).await;
    match read {
        Ok(Ok(config)) => put_in_force(service, &config, started).await,
        Ok(Err(errors)) => refuse(&errors),
        Err(error) => {
            tracing::error!(%error, "the configuration cannot be read, and nothing was changed");
        }
    }
}

fn refuse(ConfigErrors { mistakes, .. }: &ConfigErrors) {
    for mistake in mistakes {
        tracing::error!("{mistake}");
    }
    let mistakes = mistakes.len();
    tracing::error!(mistakes, "the configuration has mistakes, so nothing was changed");
}

async fn put_in_force(service: &Service, config: &Config, started: &Fixed) {
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let changes = match service.reload(config).await {
        Ok(changes) => changes,
        Err(error) => {
            tracing::error!(%error, "the database failed, so nothing was changed");
            return;
        }
    };
    let Changes { added, changed, removed } = changes;
    tracing::info!(
        added,
        changed,
        removed,
        "the clients, limits and rules for all of the configuration file are in force"
    );
    for setting in started.changed(&Fixed::of(config)) {
        tracing::warn!("{setting} has changed in the configuration, and needs a restart");
    }
}

/// What has become of the clients of the configuration: their identifiers, separated by blanks.
#[derive(Debug)]
pub(super) struct Changes {
    added: String,
    changed: String,
    removed: String,
}

impl Service {
    /// Puts the clients and limits of `config` in force.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails. Then nothing was changed.
    pub(super) async fn reload(&self, config: &Config) -> Result<Changes, DbError> {
        let clients = &self.provider.context.clients;
        // A kind of keys whose last client goes now stays published for a while.
        self.provider.keep_keys().await?;
        let before = clients.configured();
        let is_built_in = |id: &str| self.built_in.iter().any(|client| client.client_id == id);
        let changes = Changes {
            added: ids(&config.clients, |client| !before.contains_key(&client.client_id)),
            changed: ids(&config.clients, |client| {
                before.get(&client.client_id).is_some_and(|old| !is_same(old, client))
            }),
            removed: ids(before.values().map(AsRef::as_ref), |old| {
                let is_kept = config.clients.iter().any(|new| new.client_id == old.client_id);
                !is_kept && !is_built_in(&old.client_id)
            }),
        };
        clients.replace(relying_parties::beside(config, &self.built_in), &config.everywhere);
        self.set_limits(config);
        if let Err(error) = self.provider.keep_keys().await {
            // It is done again within a minute.
            tracing::error!(%error, "cannot note which kinds of keys are in use");
        }
        Ok(changes)
    }

    fn set_limits(&self, config: &Config) {
        let limits = &config.limits;
        self.provider.client_limits.set(limits.requests_per_client);
        self.provider.most_pushed.set(limits.unopened_logins);
        self.start_limits.set(limits.logins_per_address, limits.unopened_logins);
        self.provider.context.fetch.set_visits(limits.logins_per_server);
    }
}

fn ids<'a>(
    clients: impl IntoIterator<Item = &'a Client>,
    fits: impl Fn(&Client) -> bool,
) -> String {
    let fitting = clients.into_iter().filter(|client| fits(client));
    let mut ids: Vec<&str> = fitting.map(|client| client.client_id.as_str()).collect();
    ids.sort_unstable();
    ids.join(" ")
}

fn is_same(old: &Client, new: &Client) -> bool {
    old.to_row().ok() == new.to_row().ok() && secrets(old) == secrets(new)
}

fn secrets(client: &Client) -> &[KeptSecret] {
    match &client.authentication {
        Authentication::Secret(secrets) => secrets,
        Authentication::PrivateKeyJwt(_) | Authentication::Public => &[],
    }
}
