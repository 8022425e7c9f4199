//! `atlogin client remove`: removes a client, its secrets, codes and tokens.

use super::refusal::{Refusal, in_database, refuse_configured};
use crate::cli::output::{Ending, Output};
use crate::config::Config;
use crate::db::DbError;
use crate::login::store::consent;
use crate::oidc::store::registered_client;

pub(super) fn run(
    client_id: &str,
    config: &Config,
    output: &mut Output,
) -> Result<Ending, Refusal> {
    refuse_configured(config, client_id)?;
    Ok(in_database(config, output, async |db, output| {
        let mut transaction = db.begin_durable().await?;
        if !registered_client::remove(&mut transaction, client_id).await? {
            return Err(Refusal::NoSuchClient(client_id.to_owned()));
        }
        consent::forget_client(&mut transaction, client_id).await?;
        transaction.commit().await.map_err(DbError::from)?;
        output.say(format_args!(
            "The client {client_id:?} has been removed. Its codes and tokens have ended."
        ));
        Ok(Ending::Well)
    }))
}
