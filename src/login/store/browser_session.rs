//! Browser sessions: who is signed in at a browser, since when, and until when.
//!
//! This file owns the table `browser_session`. A session begins when a login is finished, under a
//! cookie that nobody has seen before; the same person's next login in the same browser renews it,
//! again under a new cookie. It ends by logout, when it is not used for a while, and after its full
//! time in any case. Each relying party knows it by a `sid` of its own.

use super::account::Account;
use crate::clock::Lifetimes;
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::secret::{Secret, SecretHash, random_bytes};

pub(crate) const SWEEP: Sweep =
    Sweep::at_once("DELETE FROM browser_session WHERE expires_at <= $1");

/// How long the last note of its use is good enough, in seconds.
const JUST: i64 = 10 * 60;

type Row = (String, String, i64, i64, Option<String>, Option<i64>);

/// A session whose browser has shown its cookie.
#[derive(Clone, Debug)]
pub(crate) struct BrowserSession {
    /// What we call it; never shown to anybody.
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) did: String,
    /// When the ATProto login finished, in unix seconds.
    pub(crate) authenticated_at: i64,
    last_used_at: i64,
}

/// A session that this login begins or renews: the cookie is not set yet.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// The session that it becomes.
    pub(crate) session: BrowserSession,
    /// What its browser shows from now on.
    pub(crate) cookie: Secret,
    /// The session of somebody else that this browser had.
    ousted: Option<String>,
}

/// A session as its person sees it in a list.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The session.
    pub(crate) session: BrowserSession,
    /// What they would call its browser.
    pub(crate) device: String,
    /// When it was last used, in unix seconds.
    pub(crate) last_used_at: i64,
    /// When it ends, in unix seconds. One that has ended is there until it is swept.
    pub(crate) expires_at: i64,
}

impl BrowserSession {
    /// All of an account, the last used first.
    pub(crate) async fn all_of(db: &Db, did: &str) -> Result<Vec<Listed>, DbError> {
        let statement = "SELECT id, authenticated_at, device, last_used_at, expires_at
             FROM browser_session WHERE did = $1 ORDER BY last_used_at DESC, id";
        let rows: Vec<(String, i64, String, i64, i64)> =
            sql!(statement, did).all(db.reader()).await?;
        let listed = |(id, authenticated_at, device, last_used_at, expires_at)| {
            let session = Self { id, did: did.to_owned(), authenticated_at, last_used_at };
            Listed { session, device, last_used_at, expires_at }
        };
        Ok(rows.into_iter().map(listed).collect())
    }

    /// The session that this cookie opens, with what is known of its person: one question for both,
    /// because this is on the way of every silent sign-in.
    pub(crate) async fn with_account(
        db: &Db,
        cookie: &Secret,
        now: i64,
    ) -> Result<Option<(Self, Option<Account>)>, DbError> {
        let statement =
            "SELECT s.id, s.did, s.authenticated_at, s.last_used_at, a.person, a.proven_at
             FROM browser_session s LEFT JOIN account a ON a.did = s.did
             WHERE s.cookie_hash = $1 AND s.expires_at > $2";
        let row: Option<Row> = sql!(statement, cookie.hash(), now).optional(db.reader()).await?;
        let Some((id, did, authenticated_at, last_used_at, person, proven_at)) = row else {
            return Ok(None);
        };
        let account = person.zip(proven_at).map(|(person, at)| Account::read(&person, at));
        Ok(Some((Self { id, did, authenticated_at, last_used_at }, account.transpose()?)))
    }

    /// Whether its use was noted so lately that it need not be noted again.
    pub(crate) fn was_just_used(&self, lifetimes: Lifetimes, now: i64) -> bool {
        let lately = i64::from(lifetimes.idle / 8).min(JUST);
        (0..lately).contains(&now.saturating_sub(self.last_used_at))
    }

    /// Notes that it is used. False if it has ended meanwhile: then nothing may be answered by it.
    /// The caller commits.
    pub(crate) async fn touch(
        &self,
        connection: &mut Connection,
        lifetimes: Lifetimes,
        now: i64,
    ) -> Result<bool, DbError> {
        let statement = "UPDATE browser_session SET last_used_at = $1, expires_at = $2
             WHERE id = $3 AND authenticated_at = $4 AND expires_at > $1";
        let touched = sql!(
            statement,
            now,
            lifetimes.end(self.authenticated_at, now),
            &self.id,
            self.authenticated_at
        )
        .execute(connection)
        .await?;
        Ok(touched == 1)
    }

    /// Ends it. The caller commits.
    pub(crate) async fn end(&self, connection: &mut Connection) -> Result<(), DbError> {
        sql!("DELETE FROM browser_session WHERE id = $1", &self.id).execute(connection).await?;
        Ok(())
    }

    /// Ends every session of an account. The caller commits.
    pub(crate) async fn end_all_of(connection: &mut Connection, did: &str) -> Result<u64, DbError> {
        let ended =
            sql!("DELETE FROM browser_session WHERE did = $1", did).execute(connection).await?;
        Ok(ended)
    }

    /// What one relying party calls it (OIDC Back-Channel Logout §2.1): another name for each, so
    /// that two of them cannot compare notes, and the same name for one of them each time.
    pub(crate) fn sid(&self, client_id: &str) -> String {
        SecretHash::of(&[b"sid", self.id.as_bytes(), client_id.as_bytes()]).to_text()
    }
}

impl NewSession {
    /// For the account `did`, whose login finishes `now`. It takes the place of what this browser
    /// `had`, if that was the same account's: relying parties know it by its `sid`.
    pub(crate) fn after(had: Option<BrowserSession>, did: &str, now: i64) -> Self {
        let (id, ousted) = match had {
            Some(had) if had.did == did => (had.id, None),
            had => (base64url(random_bytes::<16>()), had.map(|had| had.id)),
        };
        let session =
            BrowserSession { id, did: did.to_owned(), authenticated_at: now, last_used_at: now };
        Self { session, cookie: Secret::mint(), ousted }
    }

    /// Stores it. `device` is what the person would call the browser. The caller commits.
    pub(crate) async fn begin(
        &self,
        connection: &mut Connection,
        lifetimes: Lifetimes,
        device: &str,
    ) -> Result<(), DbError> {
        let BrowserSession { id, did, authenticated_at, .. } = &self.session;
        let statement = "INSERT INTO browser_session
                 (id, cookie_hash, did, authenticated_at, last_used_at, expires_at, device)
             VALUES ($1, $2, $3, $4, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET
                 cookie_hash = $2, authenticated_at = $4, last_used_at = $4, expires_at = $5,
                 device = $6";
        sql!(
            statement,
            &id,
            self.cookie.hash(),
            &did,
            *authenticated_at,
            lifetimes.end(*authenticated_at, *authenticated_at),
            device
        )
        .execute(&mut *connection)
        .await?;
        if let Some(ousted) = &self.ousted {
            // It goes on for the relying parties that know it, but no copy of its cookie opens it.
            sql!("UPDATE browser_session SET cookie_hash = randomblob(32) WHERE id = $1", &ousted)
                .execute(connection)
                .await?;
        }
        Ok(())
    }
}
