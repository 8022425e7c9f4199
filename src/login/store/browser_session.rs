//! Browser sessions: who is signed in at a browser, since when, and until when.
//!
//! This file owns the table `browser_session`. A session begins when a login is finished, with a
//! new cookie. The same person's next login in the same browser renews the session and replaces the
//! cookie. It ends by logout, when it is idle for too long, and at the latest after its full
//! lifetime, or after an hour if its person did not want to stay signed in. Each relying party knows
//! it by its own `sid`.

use super::account::Account;
use super::person::Person;
use crate::clock::Lifetimes;
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::jws::base64url;
use crate::secret::{Secret, SecretHash, random_bytes};
use crate::telemetry::{LoginNumber, current_login};

pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "DELETE FROM browser_session WHERE id IN (
         SELECT id FROM browser_session WHERE expires_at <= $1 LIMIT $2)",
);

/// How many sessions one account may have: those that were used last.
const MOST: i64 = 64;

/// The longest time for which a further use is not noted, in seconds.
const JUST: i64 = 10 * 60;

/// How long somebody is signed in who did not want to stay so, in seconds.
const BRIEF: i64 = 60 * 60;

type Row = (String, String, i64, i64, Option<i64>, String, Option<String>, Option<i64>, bool);
type ListedRow = (String, i64, String, i64, i64, Option<i64>, String);

/// A session of a browser.
#[derive(Clone, Debug)]
pub(crate) struct BrowserSession {
    /// Our internal identifier. It is never disclosed.
    pub(crate) id: String,
    /// The account that is signed in.
    pub(crate) did: String,
    /// When the ATProto login finished, in unix seconds.
    pub(crate) authenticated_at: i64,
    last_used_at: i64,
    /// When it ends at the latest, if its person did not want to stay signed in, in unix seconds.
    ends_by: Option<i64>,
    /// The login that began or renewed it.
    pub(crate) login: Option<LoginNumber>,
}

/// A person who is signed in at this browser.
#[derive(Debug)]
pub(crate) struct SignedInPerson {
    pub(crate) session: BrowserSession,
    pub(crate) person: Person,
}

impl SignedInPerson {
    /// Their DID, and their handle if it is known.
    pub(crate) fn account(&self) -> (&str, Option<&str>) {
        (self.person.did(), self.person.handle())
    }
}

/// A session that a login begins or renews. Its cookie is not set yet.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// The session as it will be stored.
    pub(crate) session: BrowserSession,
    /// The new cookie of its browser.
    pub(crate) cookie: Secret,
    /// The session of another account that this browser had.
    ousted: Option<String>,
}

/// A session in the list of an account's sessions.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The session.
    pub(crate) session: BrowserSession,
    /// A name for its browser, such as "Firefox on Android".
    pub(crate) device: String,
    /// When it was last used, in unix seconds.
    pub(crate) last_used_at: i64,
    /// When it ends, in unix seconds. An ended session stays in the table until it is swept.
    pub(crate) expires_at: i64,
}

impl BrowserSession {
    /// All sessions that an account may have, the last used first.
    pub(crate) async fn all_of(db: &Db, did: &str) -> Result<Vec<Listed>, DbError> {
        let statement =
            "SELECT id, authenticated_at, device, last_used_at, expires_at, ends_by, login
             FROM browser_session WHERE did = $1 ORDER BY last_used_at DESC, id LIMIT $2";
        let rows: Vec<ListedRow> = sql!(statement, did, MOST).all(db.reader()).await?;
        let listed = |row: ListedRow| {
            let (id, authenticated_at, device, last_used_at, expires_at, ends_by, login) = row;
            let (did, login) = (did.to_owned(), LoginNumber::parse(&login));
            let session = Self { id, did, authenticated_at, last_used_at, ends_by, login };
            Listed { session, device, last_used_at, expires_at }
        };
        Ok(rows.into_iter().map(listed).collect())
    }

    /// The sessions by which this account is over its limit: those that were used longest ago, and
    /// never this one. A login adds at most one session, so the list is short.
    pub(crate) async fn too_many(&self, db: &Db) -> Result<Vec<Self>, DbError> {
        let statement =
            "SELECT id, authenticated_at, last_used_at, ends_by, login FROM browser_session
             WHERE did = $1 AND id <> $2 ORDER BY last_used_at DESC, id LIMIT 8 OFFSET $3";
        let rows: Vec<(String, i64, i64, Option<i64>, String)> =
            sql!(statement, &self.did, &self.id, MOST - 1).all(db.reader()).await?;
        let session = |row: (String, i64, i64, Option<i64>, String)| {
            let (id, authenticated_at, last_used_at, ends_by, login) = row;
            let (did, login) = (self.did.clone(), LoginNumber::parse(&login));
            Self { id, did, authenticated_at, last_used_at, ends_by, login }
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// The session that this cookie opens, with what is known of its account. One query reads both,
    /// because every silent sign-in runs it.
    pub(crate) async fn with_account(
        db: &Db,
        cookie: &Secret,
        now: i64,
    ) -> Result<Option<(Self, Option<Account>)>, DbError> {
        let statement =
            "SELECT s.id, s.did, s.authenticated_at, s.last_used_at, s.ends_by, s.login, a.person,
                    a.proven_at, EXISTS (SELECT 1 FROM blocked_person b WHERE b.did = s.did)
             FROM browser_session s LEFT JOIN account a ON a.did = s.did
             WHERE s.cookie_hash = $1 AND s.expires_at > $2 AND COALESCE(s.ends_by > $2, TRUE)";
        let row: Option<Row> = sql!(statement, cookie.hash(), now).optional(db.reader()).await?;
        let Some(row) = row else { return Ok(None) };
        let (id, did, authenticated_at, last_used_at, ends_by, login, person, proven_at, blocked) =
            row;
        let account = person.zip(proven_at);
        let account = account.map(|(person, at)| Account::read(&person, at, blocked));
        let login = LoginNumber::parse(&login);
        let session = Self { id, did, authenticated_at, last_used_at, ends_by, login };
        Ok(Some((session, account.transpose()?)))
    }

    /// Whether its person wants to stay signed in at this browser.
    pub(crate) const fn stays(&self) -> bool {
        self.ends_by.is_none()
    }

    /// The same session, which from now on lasts an hour at most: its person does not want to stay signed
    /// in. The caller commits.
    pub(crate) async fn made_brief(
        &self,
        connection: &mut Connection,
        now: i64,
    ) -> Result<Self, DbError> {
        let soon = now.saturating_add(BRIEF);
        let ends_by = self.ends_by.map_or(soon, |ends_by| ends_by.min(soon));
        // The row may be brief already, by another tab.
        let statement = "UPDATE browser_session SET ends_by = MIN(COALESCE(ends_by, $1), $1),
             expires_at = MIN(expires_at, $1) WHERE id = $2";
        sql!(statement, ends_by, &self.id).execute(connection).await?;
        Ok(Self { ends_by: Some(ends_by), ..self.clone() })
    }

    /// Whether its use was noted so recently that it need not be noted again.
    pub(crate) fn was_just_used(&self, lifetimes: Lifetimes, now: i64) -> bool {
        let lately = i64::from(lifetimes.idle / 8).min(JUST);
        (0..lately).contains(&now.saturating_sub(self.last_used_at))
    }

    /// Notes that it is used. False if it has ended in the meantime: then it must not answer
    /// anything. The caller commits.
    pub(crate) async fn touch(
        &self,
        connection: &mut Connection,
        lifetimes: Lifetimes,
        now: i64,
    ) -> Result<bool, DbError> {
        // It may have been made brief since it was read: what the row says holds.
        let statement = "UPDATE browser_session SET last_used_at = $1,
             expires_at = MIN($2, COALESCE(ends_by, $2))
             WHERE id = $3 AND authenticated_at = $4 AND expires_at > $1
             AND COALESCE(ends_by > $1, TRUE)";
        let touched =
            sql!(statement, now, self.end_at(lifetimes, now), &self.id, self.authenticated_at)
                .execute(connection)
                .await?;
        Ok(touched == 1)
    }

    /// When it ends if it is not used after `now`, in unix seconds.
    fn end_at(&self, lifetimes: Lifetimes, now: i64) -> i64 {
        let end = lifetimes.end(self.authenticated_at, now);
        self.ends_by.map_or(end, |ends_by| end.min(ends_by))
    }

    /// Ends it. The caller commits.
    pub(crate) async fn end(&self, connection: &mut Connection) -> Result<(), DbError> {
        sql!("DELETE FROM browser_session WHERE id = $1", &self.id).execute(connection).await?;
        Ok(())
    }

    /// Ends every session there is. The caller commits.
    pub(crate) async fn end_every(connection: &mut Connection) -> Result<u64, DbError> {
        sql!("DELETE FROM browser_session").execute(connection).await
    }

    /// Ends every session of an account. The caller commits.
    pub(crate) async fn end_all_of(connection: &mut Connection, did: &str) -> Result<u64, DbError> {
        let ended =
            sql!("DELETE FROM browser_session WHERE did = $1", did).execute(connection).await?;
        Ok(ended)
    }

    /// The `sid` for one relying party (OIDC Back-Channel Logout §2.1). It is the same each time,
    /// and differs between relying parties so that they cannot compare sessions.
    pub(crate) fn sid(&self, client_id: &str) -> String {
        SecretHash::of(&[b"sid", self.id.as_bytes(), client_id.as_bytes()]).to_text()
    }
}

impl NewSession {
    /// A session for the account `did`, whose login finishes `now`, and whose person `stays` signed in
    /// or does not want to. If this browser `had` a session of the same account, that one is renewed:
    /// relying parties know it by its `sid`.
    pub(crate) fn after(had: Option<BrowserSession>, did: &str, stays: bool, now: i64) -> Self {
        let (id, ousted) = match had {
            Some(had) if had.did == did => (had.id, None),
            had => (base64url(random_bytes::<16>()), had.map(|had| had.id)),
        };
        let ends_by = (!stays).then(|| now.saturating_add(BRIEF));
        let (did, authenticated_at) = (did.to_owned(), now);
        let (last_used_at, login) = (now, current_login());
        let session = BrowserSession { id, did, authenticated_at, last_used_at, ends_by, login };
        Self { session, cookie: Secret::mint(), ousted }
    }

    /// Stores it. `device` is a name for the browser. True if the account has too many sessions now
    /// ([`BrowserSession::too_many`] says which). `None`, and nothing is stored, if its person was blocked
    /// since `is_blocked` was read: whoever judged them did not know. The caller commits.
    pub(crate) async fn begin(
        &self,
        connection: &mut Connection,
        lifetimes: Lifetimes,
        (device, is_blocked): (&str, bool),
    ) -> Result<Option<bool>, DbError> {
        let BrowserSession { id, did, authenticated_at, ends_by, login, .. } = &self.session;
        let statement = "INSERT INTO browser_session
                 (id, cookie_hash, did, authenticated_at, last_used_at, expires_at, device, ends_by,
                  login)
             SELECT $1, $2, $3, $4, $4, $5, $6, $8, $9
             WHERE $10 OR NOT EXISTS (SELECT 1 FROM blocked_person WHERE did = $3)
             ON CONFLICT (id) DO UPDATE SET
                 cookie_hash = $2, authenticated_at = $4, last_used_at = $4, expires_at = $5,
                 device = $6, ends_by = $8, login = $9
             RETURNING (SELECT COUNT(*) FROM browser_session WHERE did = $3) > $7";
        let too_many: Option<bool> = sql!(
            statement,
            &id,
            self.cookie.hash(),
            &did,
            *authenticated_at,
            self.session.end_at(lifetimes, *authenticated_at),
            device,
            MOST,
            *ends_by,
            LoginNumber::stored(*login),
            is_blocked
        )
        .optional_value(&mut *connection)
        .await?;
        if let (Some(ousted), Some(_)) = (&self.ousted, too_many) {
            // Relying parties still know the old session, so it goes on, but no cookie opens it.
            sql!("UPDATE browser_session SET cookie_hash = randomblob(32) WHERE id = $1", &ousted)
                .execute(connection)
                .await?;
        }
        Ok(too_many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::store::blocked_person::BlockedPerson;

    #[tokio::test]
    async fn a_use_that_began_before_does_not_let_a_brief_session_last() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let lifetimes = Lifetimes { idle: 9_000_000, absolute: 9_000_000 };
        let new = NewSession::after(None, "did:plc:alice", true, 0);
        let mut transaction = db.begin().await.unwrap();
        new.begin(&mut transaction, lifetimes, ("a browser", false)).await.unwrap();
        transaction.commit().await.unwrap();
        let opened = |now| BrowserSession::with_account(&db, &new.cookie, now);
        let (lasting, _) = opened(1).await.unwrap().unwrap();
        let mut transaction = db.begin().await.unwrap();
        lasting.made_brief(&mut transaction, 10).await.unwrap();
        // By a tab that read it before.
        assert!(lasting.touch(&mut transaction, lifetimes, 20).await.unwrap());
        assert!(!lasting.made_brief(&mut transaction, 30).await.unwrap().stays());
        assert!(!lasting.touch(&mut transaction, lifetimes, 10 + BRIEF).await.unwrap());
        transaction.commit().await.unwrap();
        assert!(opened(9 + BRIEF).await.unwrap().is_some());
        assert!(opened(10 + BRIEF).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn no_session_begins_for_whoever_was_blocked_after_they_were_judged() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let lifetimes = Lifetimes { idle: 9_000_000, absolute: 9_000_000 };
        let mut transaction = db.begin().await.unwrap();
        let (did, note) = ("did:plc:alice".to_owned(), String::new());
        BlockedPerson { did, since: 0, note }.store(&mut transaction).await.unwrap();
        let began = async |transaction: &mut Connection, did, is_blocked| {
            let new = NewSession::after(None, did, true, 0);
            new.begin(transaction, lifetimes, ("a browser", is_blocked)).await.unwrap().is_some()
        };
        assert!(!began(&mut transaction, "did:plc:alice", false).await, "judged before the block");
        assert!(
            began(&mut transaction, "did:plc:alice", true).await,
            "judged as one who is blocked"
        );
        assert!(began(&mut transaction, "did:plc:bob", false).await);
    }
}
