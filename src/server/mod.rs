//! Builds each part once, joins their routes, listens, and stops gracefully.

pub mod client_address;
pub mod connections;
pub mod guard;
pub mod health;
pub mod host_check;
pub mod listener;
pub mod notify;
pub mod stop;
mod whole_body;

use std::path::PathBuf;

use axum::Router;

use self::client_address::ClientAddresses;
use self::guard::guard;
use self::host_check::HostCheck;
use self::listener::{ListenError, Listener};
use crate::config::Config;

/// What a daemon that is ready to answer can say of itself.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Where it listens: `127.0.0.1:9411`, `unix:/run/atlogin/http.sock`, or systemd's socket.
    pub listening: String,
    /// The file its state is in.
    pub database: PathBuf,
}

/// Why the daemon stopped other than by being asked to.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It can't listen.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// It can't hear the signals that stop it.
    #[error("can't wait for signals: {0}")]
    Signals(std::io::Error),
}

/// Serves until SIGTERM or SIGINT. `ready` is called once connections are accepted.
///
/// # Errors
/// [`Failure`] if it can't start.
pub async fn run(config: &Config, ready: impl FnOnce(&Ready)) -> Result<(), Failure> {
    let listener = Listener::open(&config.listen).await?;
    let stop = stop::asked().map_err(Failure::Signals)?;
    let path = config.public_url.path();
    let routes = health::routes(|| async { Ok::<(), health::Unready>(()) });
    let routes = if path.is_empty() { routes } else { routes.clone().nest(path, routes) };
    let routes = guard(
        Router::new().merge(routes),
        HostCheck::new(&config.public_url),
        ClientAddresses::new(config.trusted_proxies.clone()),
    );
    ready(&Ready { listening: listener.to_string(), database: config.database() });
    let watchdog = notify::ready();
    connections::serve_on(listener, routes, async {
        stop.await;
        notify::stopping();
    })
    .await;
    drop(watchdog);
    Ok(())
}
