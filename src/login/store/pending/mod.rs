//! Logins that wait at our sign-in page: what was requested, and which browser owns each one.
//!
//! This file owns the table `pending_login`. A [`PendingLogin`] survives mistyped handles, the
//! "back" button and failed attempts at the person's server. A code or an error response ends it.

use std::num::NonZeroU32;

use serde_json::from_str;

pub(crate) use self::state::{Answer, LoginState, Owner};
use super::budget::{Remembered, Site, size};
use super::pds_request::{PdsRequest, SealedAttempt};
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::oidc::AuthorizationRequest;
use crate::secret::{SecretHash, random_bytes};
use crate::telemetry::{LoginNumber, current_login};

mod state;

/// Deletes expired logins after a day, or at once if no browser has opened them.
pub(crate) const SWEEPS: [Sweep; 2] = [
    Sweep {
        sql: "DELETE FROM pending_login WHERE id IN (
         SELECT id FROM pending_login WHERE expires_at <= $1 LIMIT $2)",
        kept: Sweep::DAY,
    },
    Sweep::at_once(
        "DELETE FROM pending_login WHERE id IN (
         SELECT id FROM pending_login WHERE expires_at <= $1 AND browser_hash IS NULL LIMIT $2)",
    ),
];

/// How long a person has for the whole sign-in, in seconds, from when a browser opened its page.
pub(crate) const LIFETIME: i64 = 60 * 60;

/// How long a login waits for a browser to open its page, in seconds. A browser does that at once.
const TIME_TO_OPEN: i64 = 5 * 60;

/// For how long after its end a form that is sent twice leads where the first one led, in seconds.
const AGAIN: i64 = 10;

/// How many bytes all logins may take up, and how many those that were opened longer ago than ten
/// minutes. A login takes up about 1 KiB.
const MOST_BYTES: i64 = 24 * 1024 * 1024;
const MOST_OLD_BYTES: i64 = 6 * 1024 * 1024;
const OLD: i64 = 10 * 60;

/// A login that waits at the sign-in page.
#[derive(Debug)]
pub(crate) struct PendingLogin {
    /// The identifier of its page.
    pub(crate) id: String,
    /// The relying party's request.
    pub(crate) request: AuthorizationRequest,
    /// Its number in the log.
    pub(crate) login: Option<LoginNumber>,
    /// The browser session that this login began, once the person has signed in for it.
    pub(crate) proven_by: Option<String>,
    /// The host of a server under our own domain to which the person was sent, until they come back.
    pub(crate) sent_next_door: Option<String>,
    browser: Option<SecretHash>,
    expires_at: i64,
    ended_at: Option<i64>,
}

/// How many bytes logins take up that expire by then: unopened ones, opened ones.
const SUM: &str = "SELECT COALESCE(SUM(bytes), 0) FROM pending_login
     WHERE expires_at <= CASE WHEN opened_number IS NULL THEN $1 ELSE $2 END";

/// The logins to delete, so that those that are left take up three quarters of `$3` bytes: looking for
/// them costs much more than adding up, so it must not be needed often. `$4` is now.
const EXCESS: &str = "
    WITH counted AS (
        SELECT id, bytes, site, number, CASE
            WHEN ended_at IS NOT NULL OR expires_at <= $4 THEN 0
            WHEN opened_number IS NULL THEN 1
            WHEN attempts = 0 THEN 2
            ELSE 3 END AS worth
        FROM pending_login
        WHERE expires_at <= CASE WHEN opened_number IS NULL THEN $1 ELSE $2 END
    ), sites AS (
        SELECT id, bytes,
               SUM(bytes) OVER (PARTITION BY site ORDER BY worth DESC, number DESC) AS of_site
        FROM counted
    ), all_of_them AS (
        SELECT id, bytes, SUM(bytes) OVER (ORDER BY of_site DESC, id) AS so_far,
               SUM(bytes) OVER () AS sum
        FROM sites
    )
    SELECT id FROM all_of_them WHERE so_far - bytes < sum - $3 / 4 * 3
    LIMIT 10000";

/// What a row takes up beyond its request and the sealed data of its attempts, in bytes.
const ROW: usize = 256;

type Row = (String, Option<Vec<u8>>, i64, Option<i64>, Option<String>, Option<String>, String);

impl PendingLogin {
    /// Stores a request of `site` and gives the identifier of its sign-in page. The identifier finds
    /// the login but opens nothing: that takes the browser's cookie.
    pub(crate) async fn remember(
        db: &Db,
        request: &AuthorizationRequest,
        site: Site,
        now: i64,
    ) -> Result<Remembered, DbError> {
        let id = base64url(random_bytes::<16>());
        let request = serde_json::to_string(request)?;
        let bytes = request.len() + ROW;
        let statement =
            "INSERT INTO pending_login (id, request, expires_at, bytes, site, login, number)
             SELECT $1, $2, $3, $4, $5, $6, COALESCE(MAX(number), 0) + 1 FROM pending_login";
        let expires_at = now.saturating_add(TIME_TO_OPEN);
        let login = LoginNumber::stored(current_login());
        sql!(statement, &id, request, expires_at, size(bytes), site.number(), login)
            .execute(db.writer())
            .await?;
        Ok(Remembered { id, bytes })
    }

    /// Stores an attempt that was announced to the person's server, for as long as a login may take.
    /// `next_door` is the host of that server, if it is under our own domain. Gives how many bytes it takes
    /// up; `None` if the login ended in the meantime, for example in another tab: then nothing is stored.
    pub(crate) async fn begin_attempt(
        &self,
        db: &Db,
        (attempt, next_door): (SealedAttempt, Option<&str>),
        now: i64,
    ) -> Result<Option<usize>, DbError> {
        let bytes = attempt.bytes();
        let mut transaction = db.begin().await?;
        let statement = "UPDATE pending_login SET attempts = attempts + 1, bytes = bytes + $3,
             sent_next_door = $4 WHERE id = $1 AND ended_at IS NULL AND expires_at > $2";
        let values = sql!(statement, &self.id, now, size(bytes), next_door);
        if values.execute(&mut *transaction).await? == 0 {
            return Ok(None);
        }
        if attempt.remember(&mut transaction, &self.id, now).await? {
            // Older ones went.
            let sealed = PdsRequest::sealed_bytes(&mut transaction, &self.id).await?;
            let statement =
                "UPDATE pending_login SET bytes = length(CAST(request AS BLOB)) + $1 WHERE id = $2";
            sql!(statement, sealed.saturating_add(size(ROW)), &self.id)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(Some(bytes))
    }

    /// Deletes logins until what is left fits into its budget of bytes. The site that stored most loses
    /// most: a flood displaces itself. Of its logins those go first that are over, then those that no
    /// browser has opened, then those whose person was not sent to a server; the oldest of each first.
    pub(crate) async fn keep_within_budget(db: &Db, now: i64) -> Result<(), DbError> {
        let old = now.saturating_add(LIFETIME - OLD);
        // Which logins count, by the time at which they expire: unopened ones, opened ones.
        for (unopened, opened, most) in
            [(i64::MAX, i64::MAX, MOST_BYTES), (now, old, MOST_OLD_BYTES)]
        {
            let sum: i64 = sql!(SUM, unopened, opened).value(db.reader()).await?;
            if sum <= most {
                continue;
            }
            let ids = sql!(EXCESS, unopened, opened, most, now).all_values(db.reader()).await?;
            db.delete_keys(
                "DELETE FROM pending_login WHERE id IN (SELECT value FROM json_each($1))",
                &ids,
            )
            .await?;
        }
        Ok(())
    }

    /// Deletes the oldest logins: anyone can make us store requests, so their number is bounded. A
    /// browser opens the page within moments, so an unopened login goes when `most_unopened` others
    /// have begun since. A person may be reading the page of an opened one, so that goes only when
    /// ten times as many others were opened since. Otherwise a flood of opened logins could fill
    /// the disk.
    pub(crate) async fn forget_oldest(db: &Db, most_unopened: NonZeroU32) -> Result<(), DbError> {
        let most = i64::from(most_unopened.get());
        for (statement, most) in [
            (
                "DELETE FROM pending_login WHERE browser_hash IS NULL
                 AND number <= (SELECT MAX(number) FROM pending_login) - $1",
                most,
            ),
            (
                "DELETE FROM pending_login
                 WHERE opened_number <= (SELECT MAX(opened_number) FROM pending_login) - $1",
                most.saturating_mul(10),
            ),
        ] {
            sql!(statement, most).execute(db.writer()).await?;
        }
        Ok(())
    }

    /// Notes that the person has come back from their server, by the callback.
    pub(crate) async fn came_back(&self, db: &Db) -> Result<(), DbError> {
        let statement = "UPDATE pending_login SET sent_next_door = NULL WHERE id = $1";
        sql!(statement, &self.id).execute(db.writer()).await?;
        Ok(())
    }

    /// The identifier of the login that this browser opened last and that has not ended. It may have
    /// expired; then all of them have.
    pub(crate) async fn latest_of(db: &Db, browser: SecretHash) -> Result<Option<String>, DbError> {
        let statement = "SELECT id FROM pending_login
             WHERE browser_hash = $1 AND ended_at IS NULL ORDER BY opened_number DESC LIMIT 1";
        sql!(statement, browser).optional_value(db.reader()).await
    }

    /// Finds a login by the identifier of its page.
    pub(crate) async fn find(db: &Db, id: &str) -> Result<Option<Self>, DbError> {
        let statement =
            "SELECT request, browser_hash, expires_at, ended_at, proven_by, sent_next_door, login
             FROM pending_login WHERE id = $1";
        let row: Option<Row> = sql!(statement, id).optional(db.reader()).await?;
        let Some((request, browser, expires_at, ended_at, proven_by, sent_next_door, login)) = row
        else {
            return Ok(None);
        };
        let browser = browser.map(|bytes| SecretHash::from_stored(&bytes));
        let (id, request, login) = (id.to_owned(), from_str(&request)?, LoginNumber::parse(&login));
        let found =
            Self { id, request, login, proven_by, sent_next_door, browser, expires_at, ended_at };
        Ok(Some(found))
    }

    /// Binds the login to `browser`. False if it belongs to another browser. The same browser may
    /// ask twice at once, by a reload before the first response.
    ///
    /// The person's time begins with the first of them.
    pub(crate) async fn bind(
        &mut self,
        db: &Db,
        browser: SecretHash,
        now: i64,
    ) -> Result<bool, DbError> {
        let statement = "UPDATE pending_login SET browser_hash = $1, opened_number = COALESCE(
                 opened_number, (SELECT COALESCE(MAX(opened_number), 0) + 1 FROM pending_login)
             ), expires_at = CASE WHEN browser_hash IS NULL THEN $3 ELSE expires_at END
             WHERE id = $2 AND (browser_hash IS NULL OR browser_hash = $1)
             RETURNING expires_at";
        let values = sql!(statement, browser, &self.id, now.saturating_add(LIFETIME));
        let expires_at: Option<i64> = values.optional_value(db.writer()).await?;
        if let Some(expires_at) = expires_at {
            (self.browser, self.expires_at) = (Some(browser), expires_at);
        }
        Ok(expires_at.is_some())
    }

    /// Notes that the person has signed in for it, in the browser session `session_id`, and erases
    /// the sealed data of its attempts. False if the login was already over. The caller commits.
    pub(crate) async fn prove(
        &self,
        connection: &mut Connection,
        session_id: &str,
        now: i64,
    ) -> Result<bool, DbError> {
        let statement =
            "UPDATE pending_login SET proven_by = $1, bytes = length(CAST(request AS BLOB)) + $4
             WHERE id = $2 AND ended_at IS NULL AND expires_at > $3";
        let values = sql!(statement, session_id, &self.id, now, size(ROW));
        let proven = values.execute(&mut *connection).await?;
        PdsRequest::wipe_all_of(connection, &self.id, now).await?;
        Ok(proven == 1)
    }

    /// Ends the login by `answer` and erases the sealed data of its attempts. False if it was already
    /// over ([`Self::state_at`] says how): then no code and no error may be sent. The caller commits.
    pub(crate) async fn end(
        &self,
        connection: &mut Connection,
        answer: &Answer,
        now: i64,
    ) -> Result<bool, DbError> {
        let statement =
            "UPDATE pending_login SET ended_at = $1, bytes = length(CAST(request AS BLOB)) + $3,
                 code_hash = $4, error = $5
             WHERE id = $2 AND ended_at IS NULL AND expires_at > $1";
        let (code, error) = answer.columns();
        let values = sql!(statement, now, &self.id, size(ROW), code, error);
        let ended = values.execute(&mut *connection).await?;
        PdsRequest::wipe_all_of(connection, &self.id, now).await?;
        Ok(ended == 1)
    }

    /// What ended it, if that was less than ten seconds ago.
    pub(crate) async fn just_answered(
        &self,
        connection: &mut Connection,
        now: i64,
    ) -> Result<Option<Answer>, DbError> {
        let statement = "SELECT code_hash, error FROM pending_login
             WHERE id = $1 AND ended_at > $2 AND ended_at <= $3";
        let row: Option<(Option<Vec<u8>>, Option<String>)> =
            sql!(statement, &self.id, now.saturating_sub(AGAIN), now).optional(connection).await?;
        Ok(row.and_then(|(code, error)| Answer::read(code, error)))
    }

    /// Notes another code in the place of the one that ended it. When it ended does not change. The caller
    /// commits.
    pub(crate) async fn code_replaced(
        &self,
        connection: &mut Connection,
        code: &SecretHash,
    ) -> Result<(), DbError> {
        let statement = "UPDATE pending_login SET code_hash = $1 WHERE id = $2";
        sql!(statement, code, &self.id).execute(connection).await?;
        Ok(())
    }

    /// Whether it can still become a sign-in, by the row as it was read.
    pub(crate) fn state_at(&self, now: i64) -> LoginState {
        match self.ended_at {
            Some(at) if (0..AGAIN).contains(&now.saturating_sub(at)) => LoginState::JustEnded,
            Some(_) => LoginState::Ended,
            None if self.expires_at <= now => LoginState::Expired,
            None => LoginState::Open,
        }
    }

    /// Whether it belongs to the browser with this cookie.
    pub(crate) fn owner(&self, browser: Option<SecretHash>) -> Owner {
        match (self.browser, browser) {
            (None, _) => Owner::Nobody,
            (Some(owner), Some(browser)) if owner == browser => Owner::This,
            (Some(_), _) => Owner::Other,
        }
    }
}

#[cfg(test)]
mod tests;
