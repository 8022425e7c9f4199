//! The keys that sign ID tokens: one for RS256, which OIDC Core §15.1 demands, one each for ES256
//! and `EdDSA`, and for each the next one and old ones that are still published.
//!
//! This file owns the table `signing_key`. The keys in use stay parsed in memory: signing is on
//! every login's path. Which of them signs follows from the time alone, so housekeeping may come
//! late.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Value, json};

use crate::clock::Clock;
use crate::db::{Db, DbError};
pub use crate::jws::Algorithm;
use crate::jws::KeyError;
use crate::key_ring::{KeyRing, KeyTable, Remembered, StoredKey, published, published_of};
use crate::key_rotation::{self, Schedule};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// How long a next key is published before it signs. Relying parties keep a copy for up to a day;
/// an hour is for what lies between: caches on the way, and housekeeping that reads it a minute
/// later.
pub const LEAD: i64 = 25 * HOUR;

/// How long an old key stays: the longest life of an ID token, and another day of copies.
pub const KEPT: i64 = 2 * DAY;

/// How long the public half of a key is remembered after that. It is not published, but an expired
/// ID token is still a good hint of whom a logout is for (OIDC RP-Initiated Logout §4).
pub const REMEMBERED: i64 = 365 * DAY;

static TABLE: KeyTable = KeyTable {
    algorithms: &Algorithm::ALL,
    schedule: Schedule { lead: LEAD, kept: KEPT, lifetime: None },
    // Should a power cut take it back, then long before anybody was to rely on it.
    next_may_be_lost: true,
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
    delete_all: "DELETE FROM signing_key WHERE pkcs8 <> X''",
};

/// All keys that are stored, each to sign for `lifetime` seconds.
pub const fn key_ring(db: Db, clock: Clock, lifetime: Option<i64>) -> KeyRing {
    KeyRing::new(&TABLE, db, clock, lifetime)
}

/// The keys in use, and the public halves of those that were.
pub struct SigningKeys {
    ring: KeyRing,
    keys: RwLock<Arc<[StoredKey]>>,
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(published(&self.keys()).map(|key| &key.kid)).finish()
    }
}

impl SigningKeys {
    /// Loads the keys, and makes those that are missing. A key signs for `lifetime` seconds;
    /// without it, until a command rotates it.
    ///
    /// # Errors
    /// [`DbError::Key`] if a stored key cannot be used.
    pub async fn load_or_generate(
        db: Db,
        clock: Clock,
        lifetime: Option<i64>,
    ) -> Result<Self, DbError> {
        let ring = key_ring(db, clock, lifetime);
        let keys = RwLock::new(ring.load_or_generate().await?.into());
        Ok(Self { ring, keys })
    }

    /// Signs the claims of an ID token with the key that signs now.
    pub fn sign(&self, algorithm: Algorithm, claims: &Value) -> Result<String, KeyError> {
        self.sign_as("JWT", algorithm, claims)
    }

    /// Signs the claims of another kind of token, which its `typ` keeps from being taken for an ID
    /// token (RFC 8725 §3.11).
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

    /// The public key of that `kid`, if it is one of ours or was one in the last year.
    pub fn public_key(&self, kid: &str) -> Option<Value> {
        let keys = self.keys();
        let key = keys.iter().find(|key| key.kid == kid)?;
        Some(key.public_jwk.clone())
    }

    /// The published keys as a JWK set (RFC 7517 §5). Those that sign come first, for relying
    /// parties that look no further.
    pub fn jwks(&self) -> Value {
        let (keys, now) = (self.keys(), self.ring.now());
        let signs = |key: &StoredKey| {
            signing(&keys, key.algorithm, now).is_some_and(|one| one.kid == key.kid)
        };
        let all = Algorithm::ALL.into_iter().flat_map(|algorithm| published_of(&keys, algorithm));
        let mut all: Vec<&StoredKey> = all.collect();
        all.sort_by_key(|key| !signs(key));
        json!({ "keys": all.iter().map(|key| &key.public_jwk).collect::<Vec<_>>() })
    }

    /// Makes the next keys that are due, takes back those whose time is over, and learns what other
    /// processes have changed. After an error the keys in use stay as they were.
    pub async fn rotate_when_due(&self) -> Result<(), DbError> {
        let keys = self.ring.rotate_when_due().await?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys.into();
        Ok(())
    }

    fn keys(&self) -> Arc<[StoredKey]> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn signing(keys: &[StoredKey], algorithm: Algorithm, now: i64) -> Option<&StoredKey> {
    let of_kind: Vec<_> = published_of(keys, algorithm).collect();
    key_rotation::signing(&of_kind, |key| key.term.signs_from, now).copied()
}

#[cfg(test)]
mod tests;
