//! The queue of back-channel logout notices that are not delivered yet. It survives a restart.
//!
//! This file owns the table `logout_notice`. A notice is claimed for one try at a time, and the
//! claim sets the time of the next try. So a try that a crash or restart interrupts counts as
//! failed. A notice is deleted when it is delivered, or after a day: by then the relying party's
//! own session has rarely survived, and its next sign-in comes to us anyway.

use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::secret::random_bytes;
use crate::telemetry::{LoginNumber, current_login};

pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "DELETE FROM logout_notice WHERE id IN (
         SELECT id FROM logout_notice WHERE expires_at <= $1 LIMIT $2)",
);

/// How long delivery is tried, in seconds.
pub const LIFETIME: i64 = 24 * 60 * 60;

/// How many notices to one client about one person wait: the newest. Somebody can sign in and out all
/// day while a relying party is away.
const MOST: i64 = 64;

const FORGET_OLDEST: &str = "DELETE FROM logout_notice WHERE id IN (
         SELECT id FROM logout_notice WHERE client_id = $1 AND sub = $2
         ORDER BY expires_at DESC, id = $4 DESC, id LIMIT 1000 OFFSET $3)";

/// The time from each try to the next, in seconds; the last one repeats.
const WAITS: [i64; 5] = [10, 60, 5 * 60, 30 * 60, 2 * 60 * 60];

/// A logout that one relying party is to be notified of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// The relying party to notify.
    pub client_id: String,
    /// The `sub` of the person there.
    pub sub: String,
    /// The `sid` of the session that ended there; `None` means all sessions of the person.
    pub sid: Option<String>,
}

/// A notice that is claimed for a try now.
#[derive(Debug)]
pub struct Claimed {
    id: String,
    /// The notice to send.
    pub notice: Notice,
    /// The number of earlier tries.
    pub tries: i64,
    /// The login whose session has ended.
    pub login: Option<LoginNumber>,
}

impl Notice {
    /// Queues the notice, due at once. The caller commits.
    pub async fn queue(&self, connection: &mut Connection, now: i64) -> Result<(), DbError> {
        let statement =
            "INSERT INTO logout_notice (id, client_id, sub, sid, next_at, expires_at, login)
             VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let id = base64url(random_bytes::<16>());
        sql!(
            statement,
            &id,
            &self.client_id,
            &self.sub,
            &self.sid,
            now,
            now.saturating_add(LIFETIME),
            LoginNumber::stored(current_login())
        )
        .execute(&mut *connection)
        .await?;
        sql!(FORGET_OLDEST, &self.client_id, &self.sub, MOST, id).execute(connection).await?;
        Ok(())
    }
}

impl Claimed {
    /// The clients that have a due notice at `now`.
    pub async fn waiting_clients(db: &Db, now: i64) -> Result<Vec<String>, DbError> {
        let statement =
            "SELECT DISTINCT client_id FROM logout_notice WHERE next_at <= $1 AND expires_at > $1";
        sql!(statement, now).all_values(db.reader()).await
    }

    /// Claims the notice of `client_id` that has been due longest, and counts the try.
    pub async fn next(db: &Db, client_id: &str, now: i64) -> Result<Option<Self>, DbError> {
        let mut transaction = db.begin().await?;
        let statement = "SELECT id, sub, sid, tries, login FROM logout_notice
             WHERE client_id = $1 AND next_at <= $2 AND expires_at > $2 ORDER BY next_at LIMIT 1";
        let row: Option<(String, String, Option<String>, i64, String)> =
            sql!(statement, client_id, now).optional(&mut *transaction).await?;
        let Some((id, sub, sid, tries, login)) = row else { return Ok(None) };
        let notice = Notice { client_id: client_id.to_owned(), sub, sid };
        let claimed = Self { id, notice, tries, login: LoginNumber::parse(&login) };
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

    /// Deletes the notice, which was delivered or has no client any more. If this fails, the notice
    /// is sent again, which does no harm.
    pub async fn done(self, db: &Db) -> Result<(), DbError> {
        sql!("DELETE FROM logout_notice WHERE id = $1", self.id).execute(db.writer()).await?;
        Ok(())
    }
}

/// How many notices to `client_id` about `sub` wait, and when the last one expires, in unix seconds.
pub async fn waiting_for(db: &Db, client_id: &str, sub: &str) -> Result<(i64, i64), DbError> {
    let statement = "SELECT count(*), coalesce(max(expires_at), 0) FROM logout_notice
         WHERE client_id = $1 AND sub = $2";
    Ok(sql!(statement, client_id, sub).optional(db.reader()).await?.unwrap_or_default())
}

/// How long to wait after a failed try that had `tries` others before it.
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
