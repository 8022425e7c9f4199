//! The keys with which ATLogin authenticates to authorization servers (`private_key_jwt`).
//!
//! This file owns the table `client_key`. In: the time. Out: the keys that [`OurClientKeys`] shares
//! with logins. An authorization server binds a login to the key it began with, so an old key is
//! kept longer than any login takes.

use crate::atproto::{OurClientKey, OurClientKeys};
use crate::clock::Clock;
use crate::db::{Db, DbError};
use crate::jws::Algorithm;
use crate::key_ring::{KeyRing, KeyTable, StoredKey};
use crate::key_rotation::Schedule;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// How long a next key is published before it signs. The reference server caches keys for ten
/// minutes, our response may be cached for five, and housekeeping reads it a minute later.
pub const LEAD: i64 = 30 * MINUTE;

/// How long an old key is kept. A login takes an hour at most, and a day is far beyond that.
pub const KEPT: i64 = DAY;

static TABLE: KeyTable = KeyTable {
    algorithms: &[Algorithm::Es256],
    schedule: Schedule { lead: LEAD, kept: KEPT, lifetime: None },
    // Logins may begin with it in half an hour, and must be finished with the same key.
    next_is_published: "the next key of the client is published",
    select: "SELECT kid, 'ES256', pkcs8, NULL, signs_from, retires_at FROM client_key
             ORDER BY signs_from, kid",
    insert: "INSERT INTO client_key (kid, pkcs8, created_at, signs_from) VALUES ($1, $2, $3, $4)",
    set_end: "UPDATE client_key SET retires_at = $1 WHERE kid = $2",
    remembered: None,
    forget: "DELETE FROM client_key WHERE retires_at <= $1",
    kids: "SELECT kid FROM client_key ORDER BY signs_from, kid",
    delete: "DELETE FROM client_key WHERE kid = $1",
    delete_all: "DELETE FROM client_key",
};

/// All stored keys. Each signs for `lifetime` seconds.
pub const fn key_ring(db: Db, clock: Clock, lifetime: Option<i64>) -> KeyRing {
    KeyRing::new(&TABLE, db, clock, lifetime)
}

/// The stored keys, and the keys in use, which are copied from them.
#[derive(Debug)]
pub struct StoredClientKeys {
    ring: KeyRing,
    in_use: OurClientKeys,
}

impl StoredClientKeys {
    /// Loads the keys, and makes one if there is none. A key signs for `lifetime` seconds, or
    /// without a lifetime until a command rotates it.
    ///
    /// # Errors
    /// [`DbError::Key`] if a stored key cannot be used.
    pub async fn load_or_generate(
        db: Db,
        clock: Clock,
        lifetime: Option<i64>,
    ) -> Result<Self, DbError> {
        let ring = key_ring(db, clock, lifetime);
        let in_use = OurClientKeys::new(client_keys(ring.load_or_generate().await?));
        Ok(Self { ring, in_use })
    }

    /// The keys in use. They change as keys rotate.
    pub fn in_use(&self) -> OurClientKeys {
        self.in_use.clone()
    }

    /// Makes the next key if it is due, removes expired keys, and reads what other processes have
    /// changed. After an error the keys in use stay as they were.
    pub async fn rotate_when_due(&self) -> Result<(), DbError> {
        self.in_use.replace(client_keys(self.ring.rotate_when_due().await?));
        Ok(())
    }

    /// Loads the keys if another process has changed which there are. Returns whether it has.
    pub async fn follow(&self) -> Result<bool, DbError> {
        if self.ring.kids().await? == self.in_use.kids() {
            return Ok(false);
        }
        self.in_use.replace(client_keys(self.ring.load().await?));
        Ok(true)
    }
}

fn client_keys(stored: Vec<StoredKey>) -> Vec<OurClientKey> {
    let key =
        |StoredKey { kid, term, private, .. }| Some(OurClientKey { kid, term, key: private? });
    stored.into_iter().filter_map(key).collect()
}
