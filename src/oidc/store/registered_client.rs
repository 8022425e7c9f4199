//! A relying party that was added by command while the daemon may be running.
//!
//! This file owns the tables `client` and `client_secret`. A client is read anew each time it is
//! asked for, so that what a command changes counts at once. Only the hashes of its secrets are
//! kept, and one that has run out proves nothing, whether or not it was swept yet.

use super::granted::RevokeScope;
use super::revoke::revoke;
use super::{account_client, session_client};
use crate::client::{Authentication, Client};
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::secret::{Secret, SecretHash};

pub(crate) const SWEEP: Sweep = Sweep::at_once("DELETE FROM client_secret WHERE expires_at <= $1");

/// A client of the database, and since when it is there.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its settings. Its secrets are those that are good.
    pub client: Client,
    /// When it was added, in unix seconds.
    pub created_at: i64,
    /// The secrets that are good, the oldest first.
    pub secrets: Vec<SecretAge>,
}

/// Since when and until when a secret is good, in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretAge {
    /// When it was made.
    pub created_at: i64,
    /// When it ends, if another one has taken its place.
    pub expires_at: Option<i64>,
}

/// What became of a wish for a new secret.
#[derive(Clone, Debug)]
pub enum Rotation {
    /// This is it; the ones before end at this time (unix seconds).
    Rotated {
        /// The only copy of it.
        secret: Secret,
        /// When the ones before end.
        others_end: i64,
    },
    /// There is no client of that identifier in the database.
    NoSuchClient,
    /// The client proves itself in another way, or not at all.
    NoSecret,
}

type ClientRow = (String, i64);
type SecretRow = (Vec<u8>, i64, Option<i64>);

/// The client of that identifier, with the secrets that are good at `now`.
pub async fn find(db: &Db, client_id: &str, now: i64) -> Result<Option<Registered>, DbError> {
    let statement = "SELECT settings, created_at FROM client WHERE client_id = $1";
    match sql!(statement, client_id).optional(db.reader()).await? {
        Some(row) => Ok(Some(with_secrets(db, row, now).await?)),
        None => Ok(None),
    }
}

/// All clients, in the order of their identifiers.
pub async fn all(db: &Db, now: i64) -> Result<Vec<Registered>, DbError> {
    let rows = sql!("SELECT settings, created_at FROM client ORDER BY client_id");
    let mut clients = Vec::new();
    for row in rows.all(db.reader()).await? {
        clients.push(with_secrets(db, row, now).await?);
    }
    Ok(clients)
}

async fn with_secrets(db: &Db, row: ClientRow, now: i64) -> Result<Registered, DbError> {
    let (settings, created_at) = row;
    let mut client = Client::from_row(&settings)?;
    let mut ages = vec![];
    if let Authentication::Secret(secrets) = &mut client.authentication {
        let statement = "SELECT secret_hash, created_at, expires_at FROM client_secret
             WHERE client_id = $1 AND (expires_at IS NULL OR expires_at > $2)
             ORDER BY created_at, expires_at IS NULL";
        let rows: Vec<SecretRow> = sql!(statement, &client.client_id, now).all(db.reader()).await?;
        for (hash, created_at, expires_at) in rows {
            secrets.push(SecretHash::from_stored(&hash));
            ages.push(SecretAge { created_at, expires_at });
        }
    }
    Ok(Registered { client, created_at, secrets: ages })
}

/// Adds a client with its secrets, unless there is one of that identifier already: then `false`.
pub async fn add(db: &Db, client: &Client, now: i64) -> Result<bool, DbError> {
    let mut transaction = db.begin().await?;
    let statement = "INSERT INTO client (client_id, settings, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (client_id) DO NOTHING";
    let added = sql!(statement, &client.client_id, client.to_row()?, now);
    if added.execute(&mut *transaction).await? == 0 {
        return Ok(false);
    }
    if let Authentication::Secret(hashes) = &client.authentication {
        for hash in hashes {
            keep_secret(&mut transaction, &client.client_id, hash, now).await?;
        }
    }
    transaction.commit().await?;
    settle(db).await?;
    Ok(true)
}

/// Gives a client a new secret. What it had before stays good for `overlap` seconds more, or for as
/// long as an earlier rotation left it, if that is shorter.
pub async fn rotate_secret(
    db: &Db,
    client_id: &str,
    overlap: i64,
    now: i64,
) -> Result<Rotation, DbError> {
    let mut transaction = db.begin().await?;
    let settings = sql!("SELECT settings FROM client WHERE client_id = $1", client_id);
    let settings: Option<String> = settings.optional_value(&mut *transaction).await?;
    let Some(settings) = settings else { return Ok(Rotation::NoSuchClient) };
    let client = Client::from_row(&settings)?;
    if !matches!(client.authentication, Authentication::Secret(_)) {
        return Ok(Rotation::NoSecret);
    }
    let others_end = now.saturating_add(overlap);
    let statement = "UPDATE client_secret SET expires_at = $2
         WHERE client_id = $1 AND (expires_at IS NULL OR expires_at > $2)";
    sql!(statement, client_id, others_end).execute(&mut *transaction).await?;
    let secret = Secret::mint();
    keep_secret(&mut transaction, client_id, &secret.hash(), now).await?;
    transaction.commit().await?;
    settle(db).await?;
    Ok(Rotation::Rotated { secret, others_end })
}

/// Its operator is about to rely on a secret that is shown once, so no power cut should take it
/// back. While others read, it gets to the disk a little later by itself.
async fn settle(db: &Db) -> Result<(), DbError> {
    let settled = db.make_durable().await;
    if matches!(settled, Err(DbError::Busy)) { Ok(()) } else { settled }
}

async fn keep_secret(
    connection: &mut Connection,
    client_id: &str,
    hash: &SecretHash,
    now: i64,
) -> Result<(), DbError> {
    let statement =
        "INSERT INTO client_secret (client_id, secret_hash, created_at) VALUES ($1, $2, $3)";
    sql!(statement, client_id, hash, now).execute(connection).await?;
    Ok(())
}

/// Removes a client, its secrets, and all that it holds: a client that is added later under the
/// same identifier may be somebody else. `false` if there was none. The caller commits.
pub async fn remove(connection: &mut Connection, client_id: &str) -> Result<bool, DbError> {
    let removal = sql!("DELETE FROM client WHERE client_id = $1", client_id);
    if removal.execute(&mut *connection).await? == 0 {
        return Ok(false);
    }
    revoke(connection, RevokeScope::Client(client_id)).await?;
    session_client::forget_client(connection, client_id).await?;
    account_client::forget_client(connection, client_id).await?;
    Ok(true)
}
