//! Login attempts at a PDS: what is needed to finish each one, sealed until its `state` comes back.
//!
//! This file owns the table `pds_request`. A row holds only the hash of `state`, and `state` is the
//! key to the sealed data (DPoP key, PKCE verifier). A copy of the database cannot open it.

use crate::atproto::{Flow, NotAFlow};
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::secret::{self, Secret, SecretHash, Unsealable};

/// How long a person may stay at their PDS, in seconds: as long as the whole sign-in may take.
const LIFETIME: i64 = 60 * 60;

/// How many attempts of one login are kept: the newest. Each that a person begins and leaves is one.
const MOST: i64 = 8;

const FORGET_OLDEST: &str = "DELETE FROM pds_request WHERE state_hash IN (
         SELECT state_hash FROM pds_request WHERE pending_id = $1
         ORDER BY state_hash = $3 DESC, taken_at IS NULL DESC, expires_at DESC LIMIT 1000 OFFSET $2)";

/// Erases the sealed data of expired attempts. Their rows go with the login: until then an answer that
/// comes too late is told so.
pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "UPDATE pds_request SET sealed = X'' WHERE state_hash IN (
         SELECT state_hash FROM pds_request WHERE length(sealed) > 0 AND expires_at <= $1 LIMIT $2)",
);

const PURPOSE: &str = "pds_request";

/// One attempt to sign in at a person's server.
#[derive(Debug)]
pub(crate) struct PdsRequest {
    /// Whether the person wants to stay signed in at this browser.
    pub(crate) stays: bool,
    flow: Flow,
}

/// An attempt that is ready to be stored.
#[derive(Debug)]
pub(crate) struct SealedAttempt {
    state_hash: SecretHash,
    sealed: Vec<u8>,
    stays: bool,
}

/// Why an attempt cannot continue.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TakeError {
    /// The callback came a second time, or too late.
    #[error("this answer was already used or is too late")]
    Gone,
    /// The row was not sealed under this `state`.
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    /// The sealed data is not a login that this version can read.
    #[error(transparent)]
    Unreadable(#[from] NotAFlow),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] DbError),
}

impl PdsRequest {
    /// Seals an attempt for storage: the `state` of its callback, which is the key to what is sealed, and
    /// what is needed to finish it. Its person `stays` signed in at this browser, or does not want to.
    pub(crate) fn seal(
        state: &Secret,
        flow: &Flow,
        stays: bool,
    ) -> Result<SealedAttempt, TakeError> {
        let sealed = secret::seal(state, PURPOSE, &flow.to_bytes()?)?;
        Ok(SealedAttempt { state_hash: state.hash(), sealed, stays })
    }

    /// How many bytes the sealed data of all attempts of a login takes up.
    pub(crate) async fn sealed_bytes(
        connection: &mut Connection,
        pending_id: &str,
    ) -> Result<i64, DbError> {
        let statement =
            "SELECT COALESCE(SUM(length(sealed)), 0) FROM pds_request WHERE pending_id = $1";
        sql!(statement, pending_id).value(connection).await
    }

    /// Erases the sealed data of all attempts of a login. The caller commits.
    pub(crate) async fn wipe_all_of(
        connection: &mut Connection,
        pending_id: &str,
        now: i64,
    ) -> Result<(), DbError> {
        sql!(
            "UPDATE pds_request SET sealed = X'', taken_at = $1 WHERE pending_id = $2",
            now,
            pending_id
        )
        .execute(connection)
        .await?;
        Ok(())
    }

    /// The identifier of the login that `state` belongs to. Changes nothing.
    pub(crate) async fn pending_id(db: &Db, state: &Secret) -> Result<Option<String>, DbError> {
        sql!("SELECT pending_id FROM pds_request WHERE state_hash = $1", state.hash())
            .optional_value(db.reader())
            .await
    }

    /// Takes the attempt of `state`. This works only once: `taken_at` is set before anything is
    /// done with the server's response.
    pub(crate) async fn take(db: &Db, state: &Secret, now: i64) -> Result<Self, TakeError> {
        let statement = "UPDATE pds_request SET taken_at = $1
             WHERE state_hash = $2 AND taken_at IS NULL AND expires_at > $1
             RETURNING sealed, stays";
        let row: Option<(Vec<u8>, bool)> =
            sql!(statement, now, state.hash()).optional(db.writer()).await?;
        let (sealed, stays) = row.ok_or(TakeError::Gone)?;
        let plain = secret::open(state, PURPOSE, &sealed)?;
        Ok(Self { stays, flow: Flow::from_bytes(&plain)? })
    }

    /// What `atproto` needs to finish the login.
    pub(crate) fn into_flow(self) -> Flow {
        self.flow
    }
}

impl SealedAttempt {
    /// How many bytes its sealed data takes up.
    pub(crate) const fn bytes(&self) -> usize {
        self.sealed.len()
    }

    /// Stores it as an attempt of the login `pending_id`. If there are too many, it forgets the oldest ones
    /// and gives true. The caller makes sure that the login is not over, and commits.
    pub(crate) async fn remember(
        self,
        connection: &mut Connection,
        pending_id: &str,
        now: i64,
    ) -> Result<bool, DbError> {
        let Self { state_hash, sealed, stays } = self;
        let statement =
            "INSERT INTO pds_request (state_hash, pending_id, sealed, expires_at, stays)
             VALUES ($1, $2, $3, $4, $6)
             RETURNING (SELECT COUNT(*) FROM pds_request WHERE pending_id = $2) > $5";
        let expires_at = now.saturating_add(LIFETIME);
        let values = sql!(statement, state_hash, pending_id, sealed, expires_at, MOST, stays);
        let too_many: bool = values.value(&mut *connection).await?;
        if too_many {
            sql!(FORGET_OLDEST, pending_id, MOST, state_hash).execute(connection).await?;
        }
        Ok(too_many)
    }
}
