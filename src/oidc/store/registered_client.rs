//! Relying parties that were added by command, possibly while the daemon is running.
//!
//! This file owns the tables `client` and `client_secret`. A client is read from the database at
//! each use, so that changes by a command take effect at once. Only the hashes of secrets are
//! stored. An expired secret is never accepted, even if its row is not deleted yet.

use super::granted::RevokeScope;
use super::revoke::revoke;
use super::{account_client, session_client};
use crate::client::{Authentication, Client, KeptSecret};
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::jws::Algorithm;
use crate::secret::{Secret, SecretHash};

pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "DELETE FROM client_secret WHERE (client_id, secret_hash) IN (
         SELECT client_id, secret_hash FROM client_secret WHERE expires_at <= $1 LIMIT $2)",
);

/// A client of the database, with the dates of the client and its secrets.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its settings, with only the valid secrets.
    pub client: Client,
    /// When it was added, in unix seconds.
    pub created_at: i64,
    /// The dates of the valid secrets, the oldest first.
    pub secrets: Vec<SecretAge>,
}

/// When a secret was made and when it expires, in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretAge {
    /// When it was made.
    pub created_at: i64,
    /// When it expires, if a newer one has replaced it.
    pub expires_at: Option<i64>,
}

/// The result of a secret rotation.
#[derive(Clone, Debug)]
pub enum Rotation {
    /// The client has a new secret.
    Rotated {
        /// The only copy of the new secret.
        secret: Secret,
        /// When the older ones expire, in unix seconds.
        others_end: i64,
    },
    /// There is no client of that identifier in the database.
    NoSuchClient,
    /// The client does not authenticate by a secret.
    NoSecret,
}

type ClientRow = (String, i64);
type SecretRow = (Vec<u8>, i64, Option<i64>);

/// The client of that identifier, with the secrets that are valid at `now`.
pub async fn find(db: &Db, client_id: &str, now: i64) -> Result<Option<Registered>, DbError> {
    let statement = "SELECT settings, created_at FROM client WHERE client_id = $1";
    match sql!(statement, client_id).optional(db.reader()).await? {
        Some(row) => Ok(Some(with_secrets(db, row, now).await?)),
        None => Ok(None),
    }
}

/// Whether a client of that identifier is there, even one whose settings cannot be read.
pub async fn exists(db: &Db, client_id: &str) -> Result<bool, DbError> {
    let statement = "SELECT 1 FROM client WHERE client_id = $1";
    let found: Option<i64> = sql!(statement, client_id).optional_value(db.reader()).await?;
    Ok(found.is_some())
}

/// How many clients are read at a time.
const PAGE: i64 = 100;

const ONE_PAGE: &str = "SELECT settings, created_at FROM client WHERE client_id > $1
     ORDER BY client_id LIMIT $2";

/// The next clients in the order of their identifiers, with the secrets that are valid at `now`: a page of
/// those after `after`, which is empty at first. An empty page is the end.
pub async fn page(db: &Db, after: &str, now: i64) -> Result<Vec<Registered>, DbError> {
    let mut clients = Vec::new();
    for row in sql!(ONE_PAGE, after, PAGE).all(db.reader()).await? {
        clients.push(with_secrets(db, row, now).await?);
    }
    Ok(clients)
}

/// The same without their secrets.
pub async fn page_of_settings(db: &Db, after: &str) -> Result<Vec<Client>, DbError> {
    let rows: Vec<ClientRow> = sql!(ONE_PAGE, after, PAGE).all(db.reader()).await?;
    rows.iter().map(|(settings, _)| Ok(Client::from_row(settings)?)).collect()
}

/// The algorithms that sign for the clients of the database, each once.
pub async fn algorithms(db: &Db) -> Result<Vec<Algorithm>, DbError> {
    let statement = "SELECT coalesce(settings ->> 'id_token_signed_response_alg', $1) FROM client
         UNION SELECT settings ->> 'userinfo_signed_response_alg' FROM client
               WHERE settings ->> 'userinfo_signed_response_alg' IS NOT NULL
         ORDER BY 1 LIMIT $2";
    let most = i64::try_from(Algorithm::ALL.len()).unwrap_or(i64::MAX);
    let names: Vec<String> =
        sql!(statement, Algorithm::default().name(), most).all_values(db.reader()).await?;
    Ok(names.iter().filter_map(|name| Algorithm::named(name)).collect())
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
            secrets.push(KeptSecret { hash: SecretHash::from_stored(&hash), ends_at: expires_at });
            ages.push(SecretAge { created_at, expires_at });
        }
    }
    Ok(Registered { client, created_at, secrets: ages })
}

/// Adds a client with its secrets. Returns `false` if a client of that identifier already exists.
pub async fn add(db: &Db, client: &Client, now: i64) -> Result<bool, DbError> {
    let mut transaction = db.begin_durable().await?;
    let statement = "INSERT INTO client (client_id, settings, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (client_id) DO NOTHING";
    let added = sql!(statement, &client.client_id, client.to_row()?, now);
    if added.execute(&mut *transaction).await? == 0 {
        return Ok(false);
    }
    keep_secrets(&mut transaction, client, now).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Adds the clients, or changes those that are there to be like these, with these secrets and no others. The
/// caller commits, so all or none are there.
pub async fn put(connection: &mut Connection, clients: &[Client], now: i64) -> Result<(), DbError> {
    for client in clients {
        let statement = "INSERT INTO client (client_id, settings, created_at) VALUES ($1, $2, $3)
             ON CONFLICT (client_id) DO UPDATE SET settings = excluded.settings";
        sql!(statement, &client.client_id, client.to_row()?, now).execute(&mut *connection).await?;
        let statement = "DELETE FROM client_secret WHERE client_id = $1";
        sql!(statement, &client.client_id).execute(&mut *connection).await?;
        keep_secrets(connection, client, now).await?;
    }
    Ok(())
}

/// Changes the settings of a client. Its secrets stay, unless it authenticates in another way now. Returns
/// `false` if there is no client of that identifier.
pub async fn change(db: &Db, client: &Client) -> Result<bool, DbError> {
    let mut transaction = db.begin_durable().await?;
    let statement = "UPDATE client SET settings = $2 WHERE client_id = $1";
    let changed = sql!(statement, &client.client_id, client.to_row()?);
    if changed.execute(&mut *transaction).await? == 0 {
        return Ok(false);
    }
    if !matches!(client.authentication, Authentication::Secret(_)) {
        let statement = "DELETE FROM client_secret WHERE client_id = $1";
        sql!(statement, &client.client_id).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Gives a client a new secret. The older ones stay valid for `overlap` seconds, or for the rest of
/// the time that an earlier rotation left them, if that is shorter.
pub async fn rotate_secret(
    db: &Db,
    client_id: &str,
    overlap: i64,
    now: i64,
) -> Result<Rotation, DbError> {
    let mut transaction = db.begin_durable().await?;
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
    let kept = KeptSecret::lasting(secret.hash());
    keep_secret(&mut transaction, client_id, &kept, now).await?;
    transaction.commit().await?;
    Ok(Rotation::Rotated { secret, others_end })
}

async fn keep_secrets(
    connection: &mut Connection,
    client: &Client,
    now: i64,
) -> Result<(), DbError> {
    if let Authentication::Secret(secrets) = &client.authentication {
        for secret in secrets {
            keep_secret(connection, &client.client_id, secret, now).await?;
        }
    }
    Ok(())
}

async fn keep_secret(
    connection: &mut Connection,
    client_id: &str,
    KeptSecret { hash, ends_at }: &KeptSecret,
    now: i64,
) -> Result<(), DbError> {
    let statement = "INSERT INTO client_secret (client_id, secret_hash, created_at, expires_at)
         VALUES ($1, $2, $3, $4)";
    sql!(statement, client_id, hash, now, *ends_at).execute(connection).await?;
    Ok(())
}

/// Removes a client with its secrets, but not what it was given: a client of the configuration file has the
/// same identifier, and it was given that. Returns `false` if there was none.
pub async fn remove_shadowed(db: &Db, client_id: &str) -> Result<bool, DbError> {
    let mut transaction = db.begin_durable().await?;
    let removal = sql!("DELETE FROM client WHERE client_id = $1", client_id);
    let was_there = removal.execute(&mut *transaction).await? > 0;
    transaction.commit().await?;
    Ok(was_there)
}

/// Removes a client with its secrets, codes and tokens, since a later client of the same identifier
/// may be a different one. Returns `false` if there was none. The caller commits.
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
