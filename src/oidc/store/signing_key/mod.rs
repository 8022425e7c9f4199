//! The keys that sign ID tokens.
//! RS256, which OIDC Core §15.1 demands, ES256 and `EdDSA` have one signing key each, and may have a next
//! key and old keys that are still published.
//!
//! This file owns the table `signing_key`. The keys stay parsed in memory, because every login
//! needs a signature. The time alone decides which key signs, so housekeeping may run late.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Value, json};

use crate::clock::Clock;
use crate::db::{Db, DbError, sql};
pub use crate::jws::Algorithm;
use crate::jws::KeyError;
use crate::key_ring::{KeyRing, KeyTable, Remembered, StoredKey, published, published_of};
use crate::key_rotation::{self, Schedule};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// How long a next key is published before it signs, in seconds. Relying parties cache keys for up
/// to a day. The extra hour is for HTTP caches, and for other processes that load the key a minute
/// later.
pub const LEAD: i64 = 25 * HOUR;

/// How long an old key stays published, in seconds: the longest lifetime of an ID token (a day),
/// and a day of caching.
pub const KEPT: i64 = 2 * DAY;

/// How long the public key is kept after that, in seconds. It is not published, but an expired ID
/// token is still valid as `id_token_hint` of a logout (OIDC RP-Initiated Logout §4).
pub const REMEMBERED: i64 = 365 * DAY;

/// How often it is noted that a kind of keys is in use, in seconds. Within it nobody writes.
const NOTED_EVERY: u64 = HOUR.unsigned_abs();

static TABLE: KeyTable = KeyTable {
    algorithms: &Algorithm::ALL,
    schedule: Schedule { lead: LEAD, kept: KEPT, lifetime: None },
    next_is_published: "the next signing key is published",
    select: "SELECT kid, alg, pkcs8, public_jwk, signs_from, retires_at FROM signing_key
             ORDER BY signs_from, kid",
    insert: "INSERT INTO signing_key (kid, pkcs8, created_at, signs_from, alg)
             VALUES ($1, $2, $3, $4, $5)",
    set_end: "UPDATE signing_key SET retires_at = $1 WHERE kid = $2",
    remembered: Some(Remembered {
        seconds: REMEMBERED,
        destroy_private: "UPDATE signing_key SET pkcs8 = X'', public_jwk = $1 WHERE kid = $2",
    }),
    forget: "DELETE FROM signing_key WHERE retires_at <= $1 AND pkcs8 = X''",
    kids: "SELECT kid FROM signing_key WHERE alg IN ('RS256', 'ES256', 'EdDSA')
           ORDER BY signs_from, kid",
    delete: "DELETE FROM signing_key WHERE kid = $1",
    delete_all: "DELETE FROM signing_key WHERE pkcs8 <> X''",
};

/// The stored keys, each of which signs for `lifetime` seconds.
pub const fn key_ring(db: Db, clock: Clock, lifetime: Option<i64>) -> KeyRing {
    KeyRing::new(&TABLE, db, clock, lifetime)
}

/// The keys in use, and the public keys of retired ones.
pub struct SigningKeys {
    ring: KeyRing,
    db: Db,
    keys: RwLock<Arc<[StoredKey]>>,
    /// When each kind was last noted to be in use, if it ever was.
    used: RwLock<Vec<(Algorithm, i64)>>,
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(published(&self.keys()).map(|key| &key.kid)).finish()
    }
}

impl SigningKeys {
    /// Loads the keys, and makes those that are missing. A key signs for `lifetime` seconds or, if
    /// that is `None`, until a command rotates it.
    ///
    /// # Errors
    /// [`DbError::Key`] if a stored key cannot be used.
    pub async fn load_or_generate(
        db: Db,
        clock: Clock,
        lifetime: Option<i64>,
    ) -> Result<Self, DbError> {
        let ring = key_ring(db.clone(), clock, lifetime);
        let keys = RwLock::new(ring.load_or_generate().await?.into());
        let used = RwLock::new(last_used(&db).await?);
        Ok(Self { ring, db, keys, used })
    }

    /// Signs the claims of an ID token with the current key.
    pub fn sign(&self, algorithm: Algorithm, claims: &Value) -> Result<String, KeyError> {
        self.sign_as("JWT", algorithm, claims)
    }

    /// Signs the claims of another kind of token. Its `typ` prevents its use as an ID token (RFC
    /// 8725 §3.11).
    pub fn sign_as(
        &self,
        typ: &'static str,
        algorithm: Algorithm,
        claims: &Value,
    ) -> Result<String, KeyError> {
        let keys = self.keys();
        let key = signing(&keys, algorithm, self.ring.now()).ok_or(KeyError::Refused)?;
        let private = key.private.as_ref().ok_or(KeyError::Refused)?;
        private.sign(json!({ "kid": key.kid, "typ": typ }), claims)
    }

    /// The public key of that `kid`, if we use it or retired it within about the last year.
    pub fn public_key(&self, kid: &str) -> Option<Value> {
        let keys = self.keys();
        let key = keys.iter().find(|key| key.kid == kid)?;
        Some(key.public_jwk.clone())
    }

    /// Notes which kinds of keys sign for a client, so that they stay published for a while after the last
    /// client that uses them has gone.
    pub async fn note_used(&self, in_use: &[Algorithm]) -> Result<(), DbError> {
        let now = self.ring.now();
        let is_noted = |algorithm: &Algorithm| {
            self.used().iter().any(|(of, at)| of == algorithm && now.abs_diff(*at) < NOTED_EVERY)
        };
        let statement = "UPDATE signing_key SET used_at = $1 WHERE alg = $2";
        for algorithm in Algorithm::ALL {
            if in_use.contains(&algorithm) && !is_noted(&algorithm) {
                sql!(statement, now, algorithm.name()).execute(self.db.writer()).await?;
                let mut used = self.used.write().unwrap_or_else(PoisonError::into_inner);
                used.retain(|(of, _)| *of != algorithm);
                used.push((algorithm, now));
            }
        }
        Ok(())
    }

    /// The published keys as a JWK set (RFC 7517 §5): those of the kinds that are `in_use`, or were until
    /// lately. Several libraries fail on a kind that they do not know. The signing keys come first, for
    /// relying parties that only try the first one.
    pub fn jwks(&self, in_use: &[Algorithm]) -> Value {
        let (keys, now) = (self.keys(), self.ring.now());
        let used = self.used();
        let was_used = |algorithm| {
            used.iter().any(|(of, at)| *of == algorithm && now < at.saturating_add(KEPT + HOUR))
        };
        let is_listed = |algorithm: &Algorithm| in_use.contains(algorithm) || was_used(*algorithm);
        let signs = |key: &StoredKey| {
            signing(&keys, key.algorithm, now).is_some_and(|one| one.kid == key.kid)
        };
        let listed = Algorithm::ALL.into_iter().filter(is_listed);
        let all = listed.flat_map(|algorithm| published_of(&keys, algorithm));
        let mut all: Vec<&StoredKey> = all.collect();
        all.sort_by_key(|key| !signs(key));
        json!({ "keys": all.iter().map(|key| &key.public_jwk).collect::<Vec<_>>() })
    }

    /// Makes the next keys that are due, stops publishing old keys, and loads changes by other
    /// processes. After an error the keys in use stay the same.
    pub async fn rotate_when_due(&self) -> Result<(), DbError> {
        let keys = self.ring.rotate_when_due().await?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys.into();
        Ok(())
    }

    /// Loads the keys if another process has changed which there are. Returns whether it has.
    pub async fn follow(&self) -> Result<bool, DbError> {
        let stored = self.ring.kids().await?;
        if stored.iter().eq(self.keys().iter().map(|key| &key.kid)) {
            return Ok(false);
        }
        let keys = self.ring.load().await?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys.into();
        Ok(true)
    }

    fn used(&self) -> Vec<(Algorithm, i64)> {
        self.used.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keys(&self) -> Arc<[StoredKey]> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// When each kind was last noted to be in use, if it ever was.
async fn last_used(db: &Db) -> Result<Vec<(Algorithm, i64)>, DbError> {
    let statement = "SELECT alg, max(used_at) FROM signing_key
         WHERE used_at IS NOT NULL GROUP BY alg";
    let rows: Vec<(String, i64)> = sql!(statement).all(db.reader()).await?;
    Ok(rows.into_iter().filter_map(|(alg, at)| Some((Algorithm::named(&alg)?, at))).collect())
}

fn signing(keys: &[StoredKey], algorithm: Algorithm, now: i64) -> Option<&StoredKey> {
    let of_kind: Vec<_> = published_of(keys, algorithm).collect();
    key_rotation::signing(&of_kind, |key| key.term.signs_from, now).copied()
}

#[cfg(test)]
mod tests;
