//! Notifications to systemd (`Type=notify`, watchdog). Without systemd nothing happens.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::task::AbortHandle;

/// Reports that connections are accepted. Then feeds the watchdog until the result is dropped.
pub fn ready() -> Option<Watchdog> {
    tell(&[NotifyState::Ready]);
    sd_notify::watchdog_enabled().map(Watchdog::feed)
}

/// Reports that the daemon is stopping.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Reports that the configuration is read again.
pub fn reloading() {
    match NotifyState::monotonic_usec_now() {
        // `Type=notify-reload` wants the time, which tells this reload from another one.
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(_) => tell(&[NotifyState::Reloading]),
    }
}

/// Reports that this is done.
pub fn reloaded() {
    tell(&[NotifyState::Ready]);
}

/// Feeds the watchdog of systemd. It runs on the same threads as the requests: if these are stuck,
/// it is too, and systemd restarts the daemon.
#[derive(Debug)]
pub struct Watchdog(AbortHandle);

impl Watchdog {
    fn feed(watchdog: Duration) -> Self {
        let mut meals = tokio::time::interval((watchdog / 2).max(Duration::from_millis(1)));
        let feeding = tokio::spawn(async move {
            loop {
                meals.tick().await;
                tell(&[NotifyState::Watchdog]);
            }
        });
        Self(feeding.abort_handle())
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "systemd cannot be told of the daemon's state");
    }
}
