//! The daemon: builds all parts, joins their routes, serves HTTP, and stops gracefully.

pub(crate) mod arrival;
pub mod client_address;
pub mod connections;
mod counted;
mod first_request;
pub mod for_commands;
#[cfg(fuzzing)]
pub mod fuzzing;
pub mod guard;
pub mod health;
pub mod host_check;
mod key_watch;
pub mod listener;
mod not_found;
pub mod notify;
mod our_clients;
pub(crate) mod own_client;
pub mod peer;
mod places;
mod refusals;
mod reload;
pub mod relying_parties;
pub mod service;
pub mod stop;
mod streamed;
mod timeouts;
mod unnamed_proxy;
mod whole_body;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use self::listener::{ListenError, Listener};
use self::service::{BuildError, Service};
use crate::clock::Clock;
use crate::config::{Config, Fixed, Sources};
use crate::db::{Lock, LockError};

/// How often [`Service::housekeep`] runs.
const HOUSEKEEPING: Duration = Duration::from_mins(1);

/// What is reported when the daemon accepts connections.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Where it listens: `127.0.0.1:9411`, `unix:/run/atlogin/http.sock`, or systemd's socket.
    pub listening: String,
    /// The file of the database.
    pub database: PathBuf,
}

/// Why the daemon could not start.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It cannot listen.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// Another daemon uses the database.
    #[error(transparent)]
    Locked(#[from] LockError),
    /// A part of it cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// It cannot listen for SIGTERM, SIGINT and SIGHUP.
    #[error("cannot wait for signals: {0}")]
    Signals(std::io::Error),
}

/// Serves until SIGTERM or SIGINT, as the only one on its database. `ready` is called once connections are
/// accepted. At a SIGHUP the configuration is read again from `sources`.
pub async fn run(
    config: &Config,
    sources: &Sources,
    ready: impl FnOnce(&Ready),
) -> Result<(), RunError> {
    // Before the socket is opened: whoever is refused takes no connections from whoever runs.
    service::make_state_directory(&config.state_dir)?;
    let _only_one = Lock::take(&config.database())?;
    let listener = Listener::open(&config.listen).await?;
    let stop = stop::asked().map_err(RunError::Signals)?;
    let hangups = reload::asked().map_err(RunError::Signals)?;
    let service = Arc::new(Service::build(config, Clock::system()).await?);
    let housekeeper = tokio::spawn(keep_house(Arc::clone(&service)));
    let key_watch = tokio::spawn(key_watch::watch(Arc::clone(&service)));
    let (parts, sources, started) = (Arc::clone(&service), sources.clone(), Fixed::of(config));
    let reloader = tokio::spawn(reload::at_each(hangups, parts, sources, started));
    ready(&Ready { listening: listener.to_string(), database: config.database() });
    let watchdog = notify::ready();
    connections::serve_on(listener, service.routes(), &config.trusted_proxies, async {
        let signal = stop.await;
        tracing::info!("{signal}: ATLogin stops");
        notify::stopping();
    })
    .await;
    reloader.abort();
    key_watch.abort();
    drop(watchdog);
    housekeeper.abort();
    service.close().await;
    tracing::info!("ATLogin has stopped");
    Ok(())
}

async fn keep_house(service: Arc<Service>) {
    let mut tick = interval(HOUSEKEEPING);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        service.housekeep().await;
    }
}
