//! Parts of the daemon that a command uses by itself, also while the daemon runs.

use super::relying_parties;
use super::service::{BuildError, context};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::login::person::sign_out::SignOut;
use crate::oidc::Clients;
use crate::oidc::endpoint::backchannel_logout::LogoutNotifier;

/// Signs people out for a command. The notices wait in the database, where the daemon finds them within a
/// minute.
///
/// # Errors
/// [`BuildError::Fetch`].
pub fn sign_out(config: &Config, db: &Db) -> Result<SignOut, BuildError> {
    let context = context(config, db, Clock::system())?;
    Ok(SignOut { context, notifier: LogoutNotifier::default() })
}

/// All relying parties, with the rules that hold at each.
pub fn clients(config: &Config, db: &Db) -> Clients {
    let clients = Clients::new(relying_parties::clients(config), db.clone(), Clock::system());
    clients.bound_by(&config.everywhere)
}
