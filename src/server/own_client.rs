//! The client that the daemon is at authorization servers, for a command that asks them as it does.

use super::our_clients::identity;
use super::service::{BuildError, fetch};
use crate::atproto;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::login::store::client_key::StoredClientKeys;

/// The daemon's own client, for a command that asks servers as it does.
///
/// # Errors
/// [`BuildError`].
pub async fn own_atproto_client(config: &Config, db: &Db) -> Result<atproto::Client, BuildError> {
    let keys = if config.public_url.loopback().is_some() {
        None
    } else {
        let (db, clock) = (db.clone(), Clock::system());
        let keys = StoredClientKeys::load_or_generate(db, clock, config.key_lifetime).await;
        let blame = |source| BuildError::Database(config.database(), source);
        Some(keys.map_err(blame)?.in_use())
    };
    let (fetch, plc) = (fetch(config)?, config.outside.plc_urls.clone());
    Ok(atproto::Client::new(fetch, Clock::system(), identity(config, keys), plc))
}
