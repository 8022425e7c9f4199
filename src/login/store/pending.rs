//! A login whose person reads our sign-in page: what the relying party asked, and whose browser it is.
//!
//! This file owns the table `pending_login`. A [`PendingLogin`] outlives mistyped handles, the
//! "back" button and failed attempts at the person's server; the code, or the refusal, ends it.

use std::num::NonZeroU32;

use serde_json::from_str;

use super::pds_request::PdsRequest;
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::oidc::AuthorizationRequest;
use crate::secret::{SecretHash, random_bytes};

/// Sweeps what is over. A login that nobody has ever opened is not remembered for a day.
pub(crate) const SWEEPS: [Sweep; 2] = [
    Sweep { sql: "DELETE FROM pending_login WHERE expires_at <= $1", kept: Sweep::DAY },
    Sweep::at_once("DELETE FROM pending_login WHERE expires_at <= $1 AND browser_hash IS NULL"),
];

/// How long a person has for the whole sign-in, in seconds.
pub(crate) const LIFETIME: i64 = 60 * 60;

/// A login that rests at the sign-in page.
#[derive(Debug)]
pub(crate) struct PendingLogin {
    /// The identifier of its page.
    pub(crate) id: String,
    /// What the relying party asked.
    pub(crate) request: AuthorizationRequest,
    /// The browser session that this very login began, if it has got so far.
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
    /// A code or a refusal was given.
    Ended,
    /// The person took too long.
    Expired,
}

/// Whose browser asks for a pending login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// This one.
    This,
    /// Nobody's yet: no browser has opened it.
    Nobody,
    /// Another one.
    Other,
}

type Row = (String, Option<Vec<u8>>, i64, Option<i64>, Option<String>);

impl PendingLogin {
    /// Remembers a request and gives the identifier of its sign-in page. The identifier finds the
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

    /// Anybody can make us remember questions, so what is remembered is bounded. A browser opens the
    /// page within moments; a login that none has opened goes when `most_unopened` others have begun
    /// since. Somebody may be reading the page of one that was opened, so only others that are opened
    /// count against it, ten times as many: a flood that opens what it begins must not fill the disk
    /// either.
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

    /// Ties the login to `browser`, unless another one was faster. True if it is its own now. The
    /// same browser may come twice at once: a reload before the first answer.
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

    /// Notes that its person has signed in for it, in the browser session of this name, and wipes
    /// what its attempts had sealed. False if the login was over before. The caller commits.
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

    /// Ends the login and wipes what its attempts at the person's server had sealed. False if it
    /// was over before ([`Self::state_at`] says how): then there is nothing more to give. The
    /// caller commits.
    pub(crate) async fn end(&self, connection: &mut Connection, now: i64) -> Result<bool, DbError> {
        let statement = "UPDATE pending_login SET ended_at = $1
             WHERE id = $2 AND ended_at IS NULL AND expires_at > $1";
        let ended = sql!(statement, now, &self.id).execute(&mut *connection).await?;
        PdsRequest::wipe_all_of(connection, &self.id, now).await?;
        Ok(ended == 1)
    }

    /// Whether it can still become a sign-in, as far as was known when it was found.
    pub(crate) const fn state_at(&self, now: i64) -> LoginState {
        match self.ended_at {
            Some(_) => LoginState::Ended,
            None if self.expires_at <= now => LoginState::Expired,
            None => LoginState::Open,
        }
    }

    /// Whose it is, asked by a browser with this cookie.
    pub(crate) fn owner(&self, browser: Option<SecretHash>) -> Owner {
        match (self.browser, browser) {
            (None, _) => Owner::Nobody,
            (Some(owner), Some(browser)) if owner == browser => Owner::This,
            (Some(_), _) => Owner::Other,
        }
    }
}
