//! The keys by which this ATLogin proves itself to authorization servers (`private_key_jwt`).
//!
//! This file owns the table `client_key`. In: what time it is. Out: the keys that [`OurClientKeys`] shares
//! with logins. Servers bind a login to the key it began with, so an old key stays for longer than any
//! login takes. Other processes (`atlogin keys`) write the table too, and housekeeping reads it anew.

use zeroize::Zeroizing;

use crate::atproto::{OurClientKey, OurClientKeys};
use crate::clock::Clock;
use crate::db::{Connection, Db, DbError};
use crate::jws::{Algorithm, PrivateKey};
use crate::key_rotation::{Schedule, Term};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// How long a next key is published before it signs. The reference server keeps a copy for ten minutes,
/// our own answer may be kept for five, and housekeeping reads it a minute later.
pub const LEAD: i64 = 30 * MINUTE;

/// How long an old key stays: a login takes an hour at most, and a day is far beyond that.
pub const KEPT: i64 = DAY;

/// What may be told of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its identifier, the thumbprint (RFC 7638).
    pub kid: String,
    /// When it signs and goes.
    pub term: Term,
}

/// The stored keys, and those in use, which follow them.
#[derive(Debug)]
pub struct StoredClientKeys {
    db: Db,
    clock: Clock,
    schedule: Schedule,
    in_use: OurClientKeys,
}

/// The times of these keys. Each signs for `lifetime` seconds, or until a command ends that.
pub const fn schedule(lifetime: Option<i64>) -> Schedule {
    Schedule { lead: LEAD, kept: KEPT, lifetime }
}

impl StoredClientKeys {
    /// Loads the keys, and makes one if there is none. A key signs for `lifetime` seconds; without it,
    /// until a command ends that.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails or a stored key cannot be used.
    pub async fn load_or_generate(
        db: Db,
        clock: Clock,
        lifetime: Option<i64>,
    ) -> Result<Self, DbError> {
        let mut keys = load(&db).await?;
        if keys.is_empty() {
            let mut transaction = db.begin().await?;
            insert(
                &mut transaction,
                &PrivateKey::generate(Algorithm::Es256)?,
                clock.now(),
                clock.now(),
            )
            .await?;
            transaction.commit().await?;
            db.make_durable().await?;
            keys = load(&db).await?;
        }
        Ok(Self { db, clock, schedule: schedule(lifetime), in_use: OurClientKeys::new(keys) })
    }

    /// The keys in use. They change as keys rotate.
    pub fn in_use(&self) -> OurClientKeys {
        self.in_use.clone()
    }

    /// Makes the next key if it is due, drops those whose time is over, and learns what other processes
    /// have changed.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails. The keys in use stay as they were.
    pub async fn rotate_when_due(&self) -> Result<(), DbError> {
        let now = self.clock.now();
        let terms: Vec<Term> = load(&self.db).await?.iter().map(|key| key.term).collect();
        if self.schedule.is_due(&terms, now)
            && let Some(next) = schedule_next(&self.db, now).await?
        {
            let (kid, from) = (next.kid, next.term.signs_from);
            tracing::info!(kid, signs_from = from, "the next key of the client is published");
        }
        sqlx::query("DELETE FROM client_key WHERE retires_at <= $1")
            .bind(now)
            .execute(self.db.writer())
            .await
            .map_err(DbError::from)?;
        self.in_use.replace(load(&self.db).await?);
        Ok(())
    }
}

/// All keys that are stored, as they may be told.
///
/// # Errors
/// [`DbError`] if the storage fails or a stored key cannot be used.
pub async fn list(db: &Db) -> Result<Vec<Listed>, DbError> {
    let listed = |OurClientKey { kid, term, .. }| Listed { kid, term };
    Ok(load(db).await?.into_iter().map(listed).collect())
}

/// Makes the next key, to sign after [`LEAD`]; nothing if one waits already.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn schedule_next(db: &Db, now: i64) -> Result<Option<Listed>, DbError> {
    let key = PrivateKey::generate(Algorithm::Es256)?;
    let schedule = schedule(None);
    let mut transaction = db.begin().await?;
    // Asked where nobody else can write: the daemon and a command may both be here.
    let waiting: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM client_key WHERE signs_from > $1 AND signs_from <= $2",
    )
    .bind(now)
    .bind(schedule.latest_start(now))
    .fetch_one(&mut *transaction)
    .await?;
    if waiting > 0 {
        return Ok(None);
    }
    let signs_from = schedule.next_from(now);
    let next = insert(&mut transaction, &key, signs_from, now).await?;
    sqlx::query(
        "UPDATE client_key SET retires_at = $1
         WHERE kid <> $2 AND (retires_at IS NULL OR retires_at > $1)",
    )
    .bind(schedule.others_retire_at(signs_from))
    .bind(next.kid.clone())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    // A login that begins with it has to be finished with it, and that may be in half an hour.
    db.make_durable().await?;
    Ok(Some(next))
}

/// Puts a new key in the place of all others, at once: for keys that somebody else may have. Logins
/// under way cannot be finished.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn replace_all(db: &Db, now: i64) -> Result<Listed, DbError> {
    let key = PrivateKey::generate(Algorithm::Es256)?;
    let mut transaction = db.begin().await?;
    sqlx::query("DELETE FROM client_key").execute(&mut *transaction).await?;
    let made = insert(&mut transaction, &key, now, now).await?;
    transaction.commit().await?;
    db.make_durable().await?;
    Ok(made)
}

async fn insert(
    connection: &mut Connection,
    key: &PrivateKey,
    signs_from: i64,
    now: i64,
) -> Result<Listed, DbError> {
    let kid = key.thumbprint();
    sqlx::query(
        "INSERT INTO client_key (kid, pkcs8, created_at, signs_from) VALUES ($1, $2, $3, $4)",
    )
    .bind(kid.clone())
    .bind(key.pkcs8().to_vec())
    .bind(now)
    .bind(signs_from)
    .execute(connection)
    .await?;
    Ok(Listed { kid, term: Term { signs_from, retires_at: None } })
}

async fn load(db: &Db) -> Result<Vec<OurClientKey>, DbError> {
    let rows: Vec<(String, Vec<u8>, i64, Option<i64>)> = sqlx::query_as(
        "SELECT kid, pkcs8, signs_from, retires_at FROM client_key ORDER BY signs_from, kid",
    )
    .fetch_all(db.reader())
    .await?;
    let mut keys = Vec::new();
    for (kid, pkcs8, signs_from, retires_at) in rows {
        let key = PrivateKey::from_pkcs8(Algorithm::Es256, &Zeroizing::new(pkcs8))?;
        keys.push(OurClientKey { kid, key, term: Term { signs_from, retires_at } });
    }
    Ok(keys)
}
