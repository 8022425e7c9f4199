//! Sees within a second that a command has changed which keys there are, because one may be stolen.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::service::Service;
use crate::db::DbError;

/// How often it is looked. It costs two short reads.
const EVERY: Duration = Duration::from_secs(1);

/// Looks for ever.
pub async fn watch(service: Arc<Service>) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // A failure is told when it begins, not every second.
    let mut fails = false;
    loop {
        tick.tick().await;
        let followed = service.follow_keys().await;
        match &followed {
            Ok(true) => tracing::info!("other keys are in force, which a command has changed"),
            Err(error) if !fails => tracing::error!(%error, "cannot look which keys there are"),
            Ok(false) | Err(_) => {}
        }
        fails = followed.is_err();
    }
}

impl Service {
    /// Puts the stored keys in force, if they are others than those in force. Returns whether they are.
    ///
    /// # Errors
    /// [`DbError`] if they cannot be read. Those in force stay.
    pub(super) async fn follow_keys(&self) -> Result<bool, DbError> {
        let mut changed = self.provider.keys.follow().await?;
        if let Some(keys) = &self.client_keys {
            changed |= keys.follow().await?;
        }
        Ok(changed)
    }
}
