//! The keys that sign ID tokens: one for RS256, which OIDC Core §15.1 demands, one each for ES256 and
//! `EdDSA`, and for each the next one and old ones that are still published.
//!
//! This file owns the table `signing_key`. The keys in use stay parsed in memory: signing is on every
//! login's path. Which of them signs follows from the time alone, so housekeeping may come late. Other
//! processes (`atlogin keys`) write the table too, and housekeeping reads it anew each time.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;
use zeroize::Zeroizing;

use super::key_set::{Key, KeySet};
use crate::clock::Clock;
use crate::db::{Connection, Db, DbError};
pub use crate::jws::Algorithm;
use crate::jws::{KeyError, PrivateKey};
use crate::key_rotation::{Schedule, Term};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// How long a next key is published before it signs. Relying parties keep a copy for up to a day; an
/// hour is for what lies between: caches on the way, and housekeeping that reads it a minute later.
pub const LEAD: i64 = 25 * HOUR;

/// How long an old key stays: the longest life of an ID token, and another day of copies.
pub const KEPT: i64 = 2 * DAY;

/// How long the public half of a key is remembered after that. It is not published, but an expired ID
/// token is still a good hint of whom a logout is for (OIDC RP-Initiated Logout §4).
pub const REMEMBERED: i64 = 365 * DAY;

/// A row of the table: all of a key.
struct Row {
    kid: String,
    algorithm: Algorithm,
    /// Empty when it has retired.
    pkcs8: Zeroizing<Vec<u8>>,
    /// Only when it has retired.
    public_jwk: Option<String>,
    term: Term,
}

/// What may be told of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its identifier.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// When it signs and goes.
    pub term: Term,
}

/// The keys in use.
pub struct SigningKeys {
    db: Db,
    clock: Clock,
    schedule: Schedule,
    set: RwLock<Arc<KeySet>>,
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.set();
        let all = Algorithm::ALL.into_iter().flat_map(|algorithm| set.of(algorithm));
        f.debug_list().entries(all.map(|key| &key.kid)).finish()
    }
}

/// The times of these keys. Each signs for `lifetime` seconds, or until a command ends that.
pub const fn schedule(lifetime: Option<i64>) -> Schedule {
    Schedule { lead: LEAD, kept: KEPT, lifetime }
}

impl SigningKeys {
    /// Loads the keys, and makes those that are missing: these sign at once, because nobody has a copy
    /// of anything older. A key signs for `lifetime` seconds; without it, until a command ends that.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails or a stored key cannot be used.
    pub async fn load_or_generate(
        db: Db,
        clock: Clock,
        lifetime: Option<i64>,
    ) -> Result<Self, DbError> {
        let mut set = load(&db).await?;
        for algorithm in Algorithm::ALL {
            if set.of(algorithm).is_empty() {
                let pair = generate(algorithm).await?;
                let mut transaction = db.begin().await?;
                insert(&mut transaction, (algorithm, &pair), clock.now(), clock.now()).await?;
                transaction.commit().await?;
                db.make_durable().await?;
                set = load(&db).await?;
            }
        }
        Ok(Self { db, clock, schedule: schedule(lifetime), set: RwLock::new(Arc::new(set)) })
    }

    /// Signs the claims of an ID token with the key whose turn it is.
    ///
    /// # Errors
    /// [`KeyError`] if the key cannot be used.
    pub fn sign(&self, algorithm: Algorithm, claims: &Value) -> Result<String, KeyError> {
        self.sign_as("JWT", algorithm, claims)
    }

    /// Signs the claims of another kind of token, which its `typ` keeps from being taken for an ID
    /// token (RFC 8725 §3.11).
    ///
    /// # Errors
    /// [`KeyError`] if the key cannot be used.
    pub fn sign_as(
        &self,
        typ: &'static str,
        algorithm: Algorithm,
        claims: &Value,
    ) -> Result<String, KeyError> {
        self.set().sign(typ, algorithm, claims, self.clock.now())
    }

    /// The public key of that `kid`, if it is one of ours or was one in the last year.
    pub fn public_key(&self, kid: &str) -> Option<Value> {
        self.set().public_key(kid).cloned()
    }

    /// The published keys as a JWK set (RFC 7517 §5).
    pub fn jwks(&self) -> Value {
        self.set().jwks(self.clock.now())
    }

    /// Makes the next keys that are due, takes back those whose time is over, and learns what other
    /// processes have changed.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails. The keys in use stay as they were.
    pub async fn rotate_when_due(&self) -> Result<(), DbError> {
        let now = self.clock.now();
        let mut set = load(&self.db).await?;
        let mut changed = false;
        for algorithm in Algorithm::ALL {
            if self.schedule.is_due(&set.terms(algorithm), now)
                && let Some(next) = schedule_next(&self.db, algorithm, now).await?
            {
                let (kid, alg, from) = (next.kid, algorithm.name(), next.term.signs_from);
                tracing::info!(kid, alg, signs_from = from, "the next signing key is published");
                changed = true;
            }
        }
        for key in set.over(now) {
            retire(&self.db, key).await?;
            tracing::info!(kid = key.kid, "an old signing key is no longer published");
            changed = true;
        }
        forget(&self.db, now).await?;
        if changed {
            set = load(&self.db).await?;
        }
        *self.set.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
        Ok(())
    }

    fn set(&self) -> Arc<KeySet> {
        Arc::clone(&self.set.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// All keys that are stored, as they may be told.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn list(db: &Db) -> Result<Vec<Listed>, DbError> {
    let listed = |Row { kid, algorithm, term, .. }| Listed { kid, algorithm, term };
    Ok(rows(db).await?.into_iter().map(listed).collect())
}

/// Makes the next key of `algorithm`, to sign after [`LEAD`]; nothing if one waits already.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn schedule_next(
    db: &Db,
    algorithm: Algorithm,
    now: i64,
) -> Result<Option<Listed>, DbError> {
    let pair = generate(algorithm).await?;
    let schedule = schedule(None);
    let mut transaction = db.begin().await?;
    // Asked where nobody else can write: the daemon and a command may both be here.
    let waiting: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM signing_key WHERE alg = $1 AND signs_from > $2 AND signs_from <= $3",
    )
    .bind(algorithm.name())
    .bind(now)
    .bind(schedule.latest_start(now))
    .fetch_one(&mut *transaction)
    .await?;
    if waiting > 0 {
        return Ok(None);
    }
    let signs_from = schedule.next_from(now);
    let next = insert(&mut transaction, (algorithm, &pair), signs_from, now).await?;
    sqlx::query(
        "UPDATE signing_key SET retires_at = $1
         WHERE alg = $2 AND kid <> $3 AND (retires_at IS NULL OR retires_at > $1)",
    )
    .bind(schedule.others_retire_at(signs_from))
    .bind(algorithm.name())
    .bind(next.kid.clone())
    .execute(&mut *transaction)
    .await?;
    // Should a power cut take it back, then long before anybody was to rely on it.
    transaction.commit().await?;
    Ok(Some(next))
}

/// Puts new keys in the place of all that could still sign, at once: for keys that somebody else may
/// have. What they signed counts no more.
///
/// # Errors
/// [`DbError`] if the storage fails; then nothing has changed.
pub async fn replace_all(db: &Db, now: i64) -> Result<Vec<Listed>, DbError> {
    let mut pairs = Vec::new();
    for algorithm in Algorithm::ALL {
        pairs.push((algorithm, generate(algorithm).await?));
    }
    let mut transaction = db.begin().await?;
    sqlx::query("DELETE FROM signing_key WHERE pkcs8 <> X''").execute(&mut *transaction).await?;
    let mut made = Vec::new();
    for (algorithm, pair) in &pairs {
        made.push(insert(&mut transaction, (*algorithm, pair), now, now).await?);
    }
    transaction.commit().await?;
    db.make_durable().await?;
    Ok(made)
}

/// Makes a fresh key, out of the way of everybody else: RSA takes a tenth of a second.
async fn generate(algorithm: Algorithm) -> Result<PrivateKey, KeyError> {
    let make = move || PrivateKey::generate(algorithm);
    tokio::task::spawn_blocking(make).await.map_err(|_| KeyError::Refused)?
}

async fn insert(
    connection: &mut Connection,
    (algorithm, pair): (Algorithm, &PrivateKey),
    signs_from: i64,
    now: i64,
) -> Result<Listed, DbError> {
    let kid = pair.thumbprint();
    sqlx::query(
        "INSERT INTO signing_key (kid, alg, pkcs8, created_at, signs_from)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(kid.clone())
    .bind(algorithm.name())
    .bind(pair.pkcs8().to_vec())
    .bind(now)
    .bind(signs_from)
    .execute(connection)
    .await?;
    Ok(Listed { kid, algorithm, term: Term { signs_from, retires_at: None } })
}

/// Destroys the private half, and keeps the public one.
async fn retire(db: &Db, key: &Key) -> Result<(), DbError> {
    sqlx::query("UPDATE signing_key SET pkcs8 = X'', public_jwk = $1 WHERE kid = $2")
        .bind(key.public.to_string())
        .bind(key.kid.clone())
        .execute(db.writer())
        .await?;
    Ok(())
}

async fn forget(db: &Db, now: i64) -> Result<(), DbError> {
    sqlx::query("DELETE FROM signing_key WHERE retires_at <= $1 AND pkcs8 = X''")
        .bind(now.saturating_sub(REMEMBERED))
        .execute(db.writer())
        .await?;
    Ok(())
}

async fn rows(db: &Db) -> Result<Vec<Row>, DbError> {
    type Columns = (String, String, Vec<u8>, Option<String>, i64, Option<i64>);
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT kid, alg, pkcs8, public_jwk, signs_from, retires_at FROM signing_key
         ORDER BY signs_from, kid",
    )
    .fetch_all(db.reader())
    .await?;
    let rows =
        rows.into_iter().filter_map(|(kid, alg, pkcs8, public_jwk, signs_from, retires_at)| {
            let (pkcs8, term) = (Zeroizing::new(pkcs8), Term { signs_from, retires_at });
            // Another version may know algorithms that this one does not.
            Some(Row { kid, algorithm: Algorithm::named(&alg)?, pkcs8, public_jwk, term })
        });
    Ok(rows.collect())
}

async fn load(db: &Db) -> Result<KeySet, DbError> {
    let mut set = KeySet::default();
    for Row { kid, algorithm, pkcs8, public_jwk, term } in rows(db).await? {
        if let Some(public) = public_jwk {
            set.add_retired(serde_json::from_str(&public)?);
            continue;
        }
        let pair = PrivateKey::from_pkcs8(algorithm, &pkcs8)?;
        set.add(algorithm, Key { term, public: pair.published_jwk(&kid), kid, pair });
    }
    Ok(set)
}

#[cfg(test)]
mod tests;
