//! Logins that wait at our sign-in page: what was requested, and which browser owns each one.
//!
//! This file owns the table `pending_login`. A [`PendingLogin`] survives mistyped handles, the
//! "back" button and failed attempts at the person's server. A code or an error response ends it.

use std::num::NonZeroU32;

use serde_json::from_str;

use super::pds_request::PdsRequest;
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::oidc::AuthorizationRequest;
use crate::secret::{SecretHash, random_bytes};

/// Deletes expired logins after a day, or at once if no browser has opened them.
pub(crate) const SWEEPS: [Sweep; 2] = [
    Sweep { sql: "DELETE FROM pending_login WHERE expires_at <= $1", kept: Sweep::DAY },
    Sweep::at_once("DELETE FROM pending_login WHERE expires_at <= $1 AND browser_hash IS NULL"),
];

/// How long a person has for the whole sign-in, in seconds.
pub(crate) const LIFETIME: i64 = 60 * 60;

/// A login that waits at the sign-in page.
#[derive(Debug)]
pub(crate) struct PendingLogin {
    /// The identifier of its page.
    pub(crate) id: String,
    /// The relying party's request.
    pub(crate) request: AuthorizationRequest,
    /// The browser session that this login began, once the person has signed in for it.
    pub(crate) proven_by: Option<String>,
    browser: Option<SecretHash>,
    expires_at: i64,
    ended_at: Option<i64>,
}

/// Whether a pending login can still become a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginState {
    /// It can.
    Open,
    /// A code or an error was sent.
    Ended,
    /// The person took too long.
    Expired,
}

/// Which browser a login belongs to, seen from the browser that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// To the browser that asks.
    This,
    /// To none yet: no browser has opened it.
    Nobody,
    /// To another browser.
    Other,
}

type Row = (String, Option<Vec<u8>>, i64, Option<i64>, Option<String>);

impl PendingLogin {
    /// Stores a request and gives the identifier of its sign-in page. The identifier finds the
    /// login but opens nothing: that takes the browser's cookie.
    pub(crate) async fn remember(
        db: &Db,
        request: &AuthorizationRequest,
        now: i64,
    ) -> Result<String, DbError> {
        let id = base64url(random_bytes::<16>());
        let statement = "INSERT INTO pending_login (id, request, expires_at, number)
             SELECT $1, $2, $3, COALESCE(MAX(number), 0) + 1 FROM pending_login";
        sql!(statement, &id, serde_json::to_string(request)?, now.saturating_add(LIFETIME))
            .execute(db.writer())
            .await?;
        Ok(id)
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

    /// Finds a login by the identifier of its page.
    pub(crate) async fn find(db: &Db, id: &str) -> Result<Option<Self>, DbError> {
        let statement = "SELECT request, browser_hash, expires_at, ended_at, proven_by
             FROM pending_login WHERE id = $1";
        let row: Option<Row> = sql!(statement, id).optional(db.reader()).await?;
        let Some((request, browser, expires_at, ended_at, proven_by)) = row else {
            return Ok(None);
        };
        let browser = browser.map(|bytes| SecretHash::from_stored(&bytes));
        let (id, request) = (id.to_owned(), from_str(&request)?);
        Ok(Some(Self { id, request, proven_by, browser, expires_at, ended_at }))
    }

    /// Binds the login to `browser`. False if it belongs to another browser. The same browser may
    /// ask twice at once, by a reload before the first response.
    pub(crate) async fn bind(&mut self, db: &Db, browser: SecretHash) -> Result<bool, DbError> {
        let statement = "UPDATE pending_login SET browser_hash = $1, opened_number = COALESCE(
                 opened_number, (SELECT COALESCE(MAX(opened_number), 0) + 1 FROM pending_login)
             )
             WHERE id = $2 AND (browser_hash IS NULL OR browser_hash = $1)";
        let bound = sql!(statement, browser, &self.id).execute(db.writer()).await?;
        let is_its_own = bound == 1;
        if is_its_own {
            self.browser = Some(browser);
        }
        Ok(is_its_own)
    }

    /// Notes that the person has signed in for it, in the browser session `session_id`, and erases
    /// the sealed data of its attempts. False if the login was already over. The caller commits.
    pub(crate) async fn prove(
        &self,
        connection: &mut Connection,
        session_id: &str,
        now: i64,
    ) -> Result<bool, DbError> {
        let statement = "UPDATE pending_login SET proven_by = $1
             WHERE id = $2 AND ended_at IS NULL AND expires_at > $3";
        let proven = sql!(statement, session_id, &self.id, now).execute(&mut *connection).await?;
        PdsRequest::wipe_all_of(connection, &self.id, now).await?;
        Ok(proven == 1)
    }

    /// Ends the login and erases the sealed data of its attempts. False if it was already over
    /// ([`Self::state_at`] says how): then no code and no error may be sent. The caller commits.
    pub(crate) async fn end(&self, connection: &mut Connection, now: i64) -> Result<bool, DbError> {
        let statement = "UPDATE pending_login SET ended_at = $1
             WHERE id = $2 AND ended_at IS NULL AND expires_at > $1";
        let ended = sql!(statement, now, &self.id).execute(&mut *connection).await?;
        PdsRequest::wipe_all_of(connection, &self.id, now).await?;
        Ok(ended == 1)
    }

    /// Whether it can still become a sign-in, by the row as it was read.
    pub(crate) const fn state_at(&self, now: i64) -> LoginState {
        match self.ended_at {
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
