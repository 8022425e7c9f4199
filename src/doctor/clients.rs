//! The relying parties of the configuration and of the database.

use super::finding::Finding;
use super::kinds;
use crate::client::Client;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::oidc::store::registered_client;
use crate::server::relying_parties;

/// How many of the database are looked at; of more, the first ones.
const MOST: usize = 100;

/// All of them, and what could not be read.
pub(super) async fn all(config: &Config, db: Option<&Db>) -> (Vec<Client>, Option<Finding>) {
    let mut clients = relying_parties::clients(config);
    let Some(db) = db else { return (clients, None) };
    match registered(db).await {
        Ok(more) => {
            clients.extend(more);
            (clients, None)
        }
        Err(error) => {
            let what = "The relying parties of the database cannot be read";
            let to_do = "sudo -u atlogin atlogin client list";
            (clients, Some(Finding::new(&kinds::CLIENTS_UNREAD, what, to_do).because(error)))
        }
    }
}

async fn registered(db: &Db) -> Result<Vec<Client>, DbError> {
    let (mut all, mut after) = (Vec::new(), String::new());
    while all.len() < MOST {
        let page = registered_client::page_of_settings(db, &after).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.client_id);
        all.extend(page);
    }
    Ok(all)
}
