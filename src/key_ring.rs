//! A key ring: the private keys of one database table, and their rotation.
//!
//! There are two tables of keys: those of `signing_key` sign ID tokens, those of `client_key`
//! authenticate us to authorization servers. The file that owns a table describes it by a
//! [`KeyTable`], so that keys of the two are never confused. Other processes (`atlogin keys`) also
//! write the tables, so a ring reads its table again each time.

use serde_json::Value;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::db::{Connection, Db, DbError, Executor, sql};
use crate::jws::{Algorithm, KeyError, PrivateKey};
use crate::key_rotation::{KeyStatus, Schedule, Term, statuses};

/// A table of keys: what it holds, how its keys rotate, and its statements.
#[derive(Debug)]
pub struct KeyTable {
    /// The algorithms of its keys. For each of them there is a key that signs.
    pub algorithms: &'static [Algorithm],
    /// The times of its keys. [`KeyRing::new`] sets how long each of them signs.
    pub schedule: Schedule,
    /// What the log says when a next key is published.
    pub next_is_published: &'static str,
    /// Gives `kid`, `alg`, `pkcs8`, `public_jwk`, `signs_from` and `retires_at` of all, oldest
    /// first.
    pub select: &'static str,
    /// Adds `kid`, `pkcs8`, `created_at` and `signs_from`, and if there are several algorithms,
    /// `alg`.
    pub insert: &'static str,
    /// Sets `retires_at` of the key `kid`.
    pub set_end: &'static str,
    /// How public keys are kept after retirement; `None` if they are not.
    pub remembered: Option<Remembered>,
    /// Deletes keys that retired at this time or before and are no longer published.
    pub forget: &'static str,
    /// Gives `kid` of all, in the order of `select`.
    pub kids: &'static str,
    /// Deletes the key `kid`, private and public.
    pub delete: &'static str,
    /// Deletes all private keys.
    pub delete_all: &'static str,
}

/// How the public key is kept after the private one is deleted.
#[derive(Debug)]
pub struct Remembered {
    /// How long it is kept, in seconds.
    pub seconds: i64,
    /// Replaces the private key of `kid` by `public_jwk`.
    pub destroy_private: &'static str,
}

/// A key of a table.
pub struct StoredKey {
    /// Its identifier, the thumbprint (RFC 7638).
    pub kid: String,
    /// Its algorithm.
    pub algorithm: Algorithm,
    /// When it signs and when it retires.
    pub term: Term,
    /// The public key as published.
    pub(crate) public_jwk: Value,
    /// The private key; `None` after it has retired.
    pub(crate) private: Option<PrivateKey>,
}

/// The keys of one table in an open database.
#[derive(Clone, Debug)]
pub struct KeyRing {
    table: &'static KeyTable,
    db: Db,
    clock: Clock,
    pub(crate) schedule: Schedule,
}

impl KeyRing {
    /// The keys of `table`. Each signs for `lifetime` seconds or, if that is `None`, until a
    /// command rotates it.
    pub const fn new(
        table: &'static KeyTable,
        db: Db,
        clock: Clock,
        lifetime: Option<i64>,
    ) -> Self {
        Self { table, db, clock, schedule: Schedule { lifetime, ..table.schedule } }
    }

    /// The algorithms of its keys.
    pub const fn algorithms(&self) -> &'static [Algorithm] {
        self.table.algorithms
    }

    /// The current time of its clock.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// All keys that are stored, oldest first.
    pub async fn load(&self) -> Result<Vec<StoredKey>, DbError> {
        self.read(self.db.reader()).await
    }

    /// The keys that are published, by algorithm: the one that signs, the next one, old ones.
    pub async fn published(&self) -> Result<Vec<(KeyStatus, StoredKey)>, DbError> {
        let (mut stored, mut published) = (self.load().await?, Vec::new());
        for algorithm in self.algorithms() {
            let of_kind: Vec<_> =
                stored.extract_if(.., |key| key.algorithm == *algorithm).collect();
            let statuses = statuses(&terms(&of_kind), self.now());
            let mut keys: Vec<_> = statuses.into_iter().zip(of_kind).collect();
            keys.retain(|(status, _)| *status != KeyStatus::Retired);
            keys.sort_by_key(|(status, _)| *status);
            published.extend(keys);
        }
        Ok(published)
    }

    /// Loads the keys, and makes those that are missing. New ones sign at once, because no one has
    /// cached an older key.
    pub(crate) async fn load_or_generate(&self) -> Result<Vec<StoredKey>, DbError> {
        let keys = self.load().await?;
        let is_missing = |algorithm: &Algorithm| published_of(&keys, *algorithm).next().is_none();
        let missing: Vec<_> = self.algorithms().iter().copied().filter(is_missing).collect();
        if missing.is_empty() {
            return Ok(keys);
        }
        self.begin_with(&missing, None).await?;
        self.load().await
    }

    /// Makes the next keys that are due, stops publishing old ones, and returns all stored keys.
    pub(crate) async fn rotate_when_due(&self) -> Result<Vec<StoredKey>, DbError> {
        let (now, keys) = (self.now(), self.load().await?);
        let mut changed = false;
        for &algorithm in self.algorithms() {
            if self.schedule.is_due(&terms(published_of(&keys, algorithm)), now)
                && let Some(next) = self.schedule_next(algorithm).await?
            {
                let alg = (self.algorithms().len() > 1).then(|| algorithm.name());
                let (kid, signs_from) = (next.kid, next.term.signs_from);
                tracing::info!(kid, alg, signs_from, "{}", self.table.next_is_published);
                changed = true;
            }
        }
        if let Some(Remembered { destroy_private, .. }) = self.table.remembered {
            for over in published(&keys).filter(|key| key.term.is_over(now)) {
                sql!(destroy_private, over.public_jwk.to_string(), &over.kid)
                    .execute(self.db.writer())
                    .await?;
                tracing::info!(kid = over.kid, "an old signing key is no longer published");
                changed = true;
            }
        }
        let remembered_for = self.table.remembered.as_ref().map_or(0, |left| left.seconds);
        let forget = sql!(self.table.forget, now.saturating_sub(remembered_for));
        changed |= forget.execute(self.db.writer()).await? > 0;
        if changed { self.load().await } else { Ok(keys) }
    }

    /// Makes the next key of `algorithm`, which signs later; `None` if there is a next key already.
    pub async fn schedule_next(&self, algorithm: Algorithm) -> Result<Option<StoredKey>, DbError> {
        let now = self.now();
        let signs_from = self.schedule.next_from(now);
        let next = StoredKey::generate(algorithm, signs_from).await?;
        let mut transaction = self.db.begin_durable().await?;
        // Asked where nobody else can write: the daemon and a command may both be here.
        let mut others = self.read(&mut *transaction).await?;
        others.retain(|key| key.algorithm == algorithm);
        if self.schedule.is_waiting(&terms(&others), now) {
            return Ok(None);
        }
        self.insert(&mut transaction, &next).await?;
        let end = self.schedule.others_retire_at(signs_from);
        for other in others.into_iter().filter(|key| !key.term.is_over(end)) {
            sql!(self.table.set_end, end, other.kid).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(Some(next))
    }

    /// Replaces all keys that could still sign, because they may be stolen. Their signatures are no
    /// longer accepted. If the transaction fails, nothing has changed.
    pub async fn replace_all(&self) -> Result<Vec<StoredKey>, DbError> {
        self.begin_with(self.algorithms(), Some(self.table.delete_all)).await
    }

    /// Deletes the key `kid`, because it may be stolen: nothing that it signed is accepted here any more. If it
    /// signs, another one does so at once; if it was to be the next, there is another next. `None` if there is
    /// no such key, else the one that was made.
    pub async fn withdraw(&self, kid: &str) -> Result<Option<Option<StoredKey>>, DbError> {
        let now = self.now();
        let mut of_kind = self.load().await?;
        let Some(algorithm) = of_kind.iter().find(|key| key.kid == kid).map(|key| key.algorithm)
        else {
            return Ok(None);
        };
        of_kind.retain(|key| key.algorithm == algorithm && key.private.is_some());
        let status = statuses(&terms(&of_kind), now).into_iter().zip(&of_kind);
        let status = status.into_iter().find(|(_, key)| key.kid == kid).map(|(status, _)| status);
        let signs_from = match status {
            Some(KeyStatus::Signing) => Some(now),
            Some(KeyStatus::Next) => Some(self.schedule.next_from(now)),
            Some(KeyStatus::Old | KeyStatus::Retired) | None => None,
        };
        let successor = match signs_from {
            Some(signs_from) => Some(StoredKey::generate(algorithm, signs_from).await?),
            None => None,
        };
        of_kind.retain(|key| key.kid != kid);
        let mut transaction = self.db.begin_durable().await?;
        if sql!(self.table.delete, kid).execute(&mut *transaction).await? == 0 {
            return Ok(None);
        }
        if let Some(successor) = &successor {
            self.insert(&mut transaction, successor).await?;
            // Whichever begins later ends the other ones, some time after.
            let waiting = of_kind.iter().filter(|key| key.term.signs_from > now);
            let last = waiting.map(|key| key.term.signs_from).max();
            let last = last.unwrap_or(now).max(successor.term.signs_from);
            let end = self.schedule.others_retire_at(last);
            for key in of_kind.iter().chain([successor]) {
                if key.term.signs_from < last && !key.term.is_over(end) {
                    sql!(self.table.set_end, end, &key.kid).execute(&mut *transaction).await?;
                }
            }
        }
        transaction.commit().await?;
        Ok(Some(successor))
    }

    /// The identifiers of all keys, in the order of [`Self::load`].
    pub(crate) async fn kids(&self) -> Result<Vec<String>, DbError> {
        sql!(self.table.kids).all_values(self.db.reader()).await
    }

    /// Executes `first`, and makes keys that sign at once.
    async fn begin_with(
        &self,
        algorithms: &[Algorithm],
        first: Option<&'static str>,
    ) -> Result<Vec<StoredKey>, DbError> {
        let mut keys = Vec::new();
        for &algorithm in algorithms {
            keys.push(StoredKey::generate(algorithm, self.now()).await?);
        }
        let mut transaction = self.db.begin_durable().await?;
        if let Some(statement) = first {
            sql!(statement).execute(&mut *transaction).await?;
        }
        for key in &keys {
            self.insert(&mut transaction, key).await?;
        }
        transaction.commit().await?;
        Ok(keys)
    }

    async fn insert(&self, connection: &mut Connection, key: &StoredKey) -> Result<(), DbError> {
        let private = key.private.as_ref().ok_or(KeyError::Unreadable)?;
        let pkcs8 = private.pkcs8().to_vec();
        let mut insert = sql!(self.table.insert, &key.kid, pkcs8, self.now(), key.term.signs_from);
        if self.algorithms().len() > 1 {
            insert = insert.with(key.algorithm.name());
        }
        insert.execute(connection).await?;
        Ok(())
    }

    async fn read(&self, executor: impl Executor<'_>) -> Result<Vec<StoredKey>, DbError> {
        type Columns = (String, String, Vec<u8>, Option<String>, i64, Option<i64>);
        let rows: Vec<Columns> = sql!(self.table.select).all(executor).await?;
        let mut keys = Vec::new();
        for (kid, alg, pkcs8, public_jwk, signs_from, retires_at) in rows {
            let (pkcs8, term) = (Zeroizing::new(pkcs8), Term { signs_from, retires_at });
            // Another version may know algorithms that this one does not.
            let Some(algorithm) = Algorithm::named(&alg) else { continue };
            keys.push(match public_jwk {
                Some(jwk) if pkcs8.is_empty() => {
                    let public_jwk = serde_json::from_str(&jwk)?;
                    StoredKey { kid, algorithm, term, public_jwk, private: None }
                }
                _ => StoredKey::of(kid, PrivateKey::from_pkcs8(algorithm, &pkcs8)?, term),
            });
        }
        Ok(keys)
    }
}

impl StoredKey {
    /// Makes a new key in a blocking task, because RSA takes a tenth of a second.
    async fn generate(algorithm: Algorithm, signs_from: i64) -> Result<Self, KeyError> {
        let make = move || PrivateKey::generate(algorithm);
        let key = tokio::task::spawn_blocking(make).await.map_err(|_| KeyError::Refused)??;
        Ok(Self::of(key.thumbprint(), key, Term { signs_from, retires_at: None }))
    }

    fn of(kid: String, key: PrivateKey, term: Term) -> Self {
        let (algorithm, public_jwk) = (key.algorithm(), key.published_jwk(&kid));
        Self { kid, algorithm, term, public_jwk, private: Some(key) }
    }
}

/// The keys that have not retired.
pub(crate) fn published(keys: &[StoredKey]) -> impl Iterator<Item = &StoredKey> {
    keys.iter().filter(|key| key.private.is_some())
}

/// The keys of one algorithm that have not retired.
pub(crate) fn published_of(
    keys: &[StoredKey],
    algorithm: Algorithm,
) -> impl Iterator<Item = &StoredKey> {
    published(keys).filter(move |key| key.algorithm == algorithm)
}

fn terms<'a>(keys: impl IntoIterator<Item = &'a StoredKey>) -> Vec<Term> {
    keys.into_iter().map(|key| key.term).collect()
}
