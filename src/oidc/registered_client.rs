//! A relying party that was added by command while the daemon may be running.
//!
//! This file owns the tables `client` and `client_secret`. A client is read anew each time it is
//! asked for, so that what a command changes counts at once.

use super::client::{Authentication, Client};
use crate::db::{Db, DbError};
use crate::secret::SecretHash;

/// The client of that identifier, with the secrets that are good.
pub(super) async fn find(db: &Db, client_id: &str) -> Result<Option<Client>, DbError> {
    let settings: Option<String> =
        sqlx::query_scalar("SELECT settings FROM client WHERE client_id = $1")
            .bind(client_id.to_owned())
            .fetch_optional(db.reader())
            .await?;
    let Some(settings) = settings else { return Ok(None) };
    let mut client: Client = serde_json::from_str(&settings)?;
    if let Authentication::Secret(secrets) = &mut client.authentication {
        let stored: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT secret_hash FROM client_secret WHERE client_id = $1")
                .bind(client_id.to_owned())
                .fetch_all(db.reader())
                .await?;
        *secrets = stored.iter().map(|bytes| SecretHash::from_stored(bytes)).collect();
    }
    Ok(Some(client))
}
