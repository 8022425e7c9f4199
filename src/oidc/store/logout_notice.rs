//! Back-channel logout notices that are not delivered yet: a queue that outlives the process.
//!
//! This file owns the table `logout_notice`. A notice is claimed for one try at a time, and the
//! claim sets the date of the next one: a try that breaks off, by a crash or a restart, has merely
//! failed. A notice goes when it was delivered, or after a day: by then the relying party's own
//! session is rarely the same, and a relying party that was away so long asks us at the next
//! sign-in anyway.

use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::secret::random_bytes;

pub(crate) const SWEEP: Sweep = Sweep::at_once("DELETE FROM logout_notice WHERE expires_at <= $1");

/// How long a notice may take to be delivered, in seconds.
pub const LIFETIME: i64 = 24 * 60 * 60;

/// From each try to the next, in seconds; the last one repeats.
const WAITS: [i64; 5] = [10, 60, 5 * 60, 30 * 60, 2 * 60 * 60];

/// A logout of which one relying party is to be notified.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// Whom to notify.
    pub client_id: String,
    /// What they call the person.
    pub sub: String,
    /// What they call the session that ended; all sessions of the person, if there is none.
    pub sid: Option<String>,
}

/// A notice that is to be tried now.
#[derive(Debug)]
pub struct Claimed {
    id: String,
    /// What it says, and to whom.
    pub notice: Notice,
    /// How often it was tried before.
    pub tries: i64,
}

impl Notice {
    /// Queues it, to be tried at once. The caller commits.
    pub async fn queue(&self, connection: &mut Connection, now: i64) -> Result<(), DbError> {
        let statement = "INSERT INTO logout_notice (id, client_id, sub, sid, next_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)";
        sql!(
            statement,
            base64url(random_bytes::<16>()),
            &self.client_id,
            &self.sub,
            &self.sid,
            now,
            now.saturating_add(LIFETIME)
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

impl Claimed {
    /// The clients with a notice that is due at `now`.
    pub async fn waiting_clients(db: &Db, now: i64) -> Result<Vec<String>, DbError> {
        let statement =
            "SELECT DISTINCT client_id FROM logout_notice WHERE next_at <= $1 AND expires_at > $1";
        sql!(statement, now).all_values(db.reader()).await
    }

    /// Takes the notice of `client_id` that has waited longest, and counts the try.
    pub async fn next(db: &Db, client_id: &str, now: i64) -> Result<Option<Self>, DbError> {
        let mut transaction = db.begin().await?;
        let statement = "SELECT id, sub, sid, tries FROM logout_notice
             WHERE client_id = $1 AND next_at <= $2 AND expires_at > $2 ORDER BY next_at LIMIT 1";
        let row = sql!(statement, client_id, now).optional(&mut *transaction).await?;
        let Some((id, sub, sid, tries)) = row else { return Ok(None) };
        let claimed =
            Self { id, notice: Notice { client_id: client_id.to_owned(), sub, sid }, tries };
        sql!(
            "UPDATE logout_notice SET tries = $1, next_at = $2 WHERE id = $3",
            tries.saturating_add(1),
            now.saturating_add(wait_after(tries)),
            &claimed.id
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(claimed))
    }

    /// It was delivered, or there is nobody to deliver it to any more. If this fails it is sent
    /// again, which does no harm.
    pub async fn done(self, db: &Db) -> Result<(), DbError> {
        sql!("DELETE FROM logout_notice WHERE id = $1", self.id).execute(db.writer()).await?;
        Ok(())
    }
}

/// Until when, in unix seconds, each notice to `client_id` about `sub` waits.
pub async fn waiting_for(db: &Db, client_id: &str, sub: &str) -> Result<Vec<i64>, DbError> {
    let statement = "SELECT expires_at FROM logout_notice
         WHERE client_id = $1 AND sub = $2 ORDER BY expires_at";
    sql!(statement, client_id, sub).all_values(db.reader()).await
}

/// How long to wait if the try after `tries` others fails.
fn wait_after(tries: i64) -> i64 {
    let at = usize::try_from(tries).unwrap_or(0).min(WAITS.len() - 1);
    WAITS.get(at).copied().unwrap_or(LIFETIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_grow_and_then_stay() {
        let waits: Vec<i64> = (0..7).map(wait_after).collect();
        assert_eq!(waits, [10, 60, 300, 1800, 7200, 7200, 7200]);
        assert_eq!(wait_after(i64::MAX), 7200);
    }
}
