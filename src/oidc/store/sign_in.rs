//! The sign-ins: who, when, at which client, how, and from which network; and why not.
//!
//! This file owns the table `sign_in`. A row is stored in the transaction that issues the code: both, or neither.
//! The decision record says which codes have none. Refreshes and refusals have one row for a day, with their number. How much is kept, and why,
//! is in [`super::audit`].

use crate::db::{Connection, Db, DbError, Statement, Sweep, sql};
use crate::oidc::protocol::reason::Reason;

/// How many rows of one account and one kind are kept: the newest. Whoever signs in silently all day leaves their
/// own fresh sign-ins. Only many accounts together push out the oldest rows of others.
pub(crate) const MOST_OF_PERSON: i64 = 200;
/// How many rows there may be in all, and how many of them may be refusals.
const MOST: i64 = 200_000;
const MOST_REFUSED: i64 = 20_000;
/// How long the texts of all rows may be together.
const MOST_BYTES: i64 = 64 * 1024 * 1024;
/// How many rows one statement deletes.
const DELETED_AT_ONCE: i64 = 500;
const DAY: i64 = 24 * 60 * 60;
/// The longest identifier that is stored: `did:web:` and the longest name of a host. A pairwise client may meet it.
const LONGEST: usize = 261;

const FORGET_OLDEST: &str = "DELETE FROM sign_in WHERE id IN (
         SELECT id FROM sign_in WHERE did = $1 AND how = $2
         ORDER BY at DESC, id DESC LIMIT 16 OFFSET $3)";

/// Deletes what is older than it is to be kept.
pub(crate) const OLD: &str = "DELETE FROM sign_in WHERE id IN (
         SELECT id FROM sign_in WHERE at <= $1 LIMIT $2)";

/// How somebody signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// At their own server, just now.
    Fresh,
    /// By the session of their browser.
    Silent,
    /// The client refreshed its tokens.
    Refresh,
    /// They did not.
    Refused,
}

impl How {
    /// The word that is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Silent => "silent",
            Self::Refresh => "refresh",
            Self::Refused => "refused",
        }
    }
}

/// A row to be stored.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When, in unix seconds.
    pub at: i64,
    /// The account.
    pub did: String,
    /// Its handle, if one is verified.
    pub handle: String,
    /// The client.
    pub client_id: String,
    /// How.
    pub how: How,
    /// Why not.
    pub why: Option<Reason>,
    /// The network that it came from, as text. Empty if nobody knows.
    pub source: String,
    /// The number of the login. Empty if it has none.
    pub login: String,
    /// How many times.
    pub number: i64,
}

/// A stored row.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Its number.
    pub id: i64,
    /// When, in unix seconds; the last time, if there were several.
    pub at: i64,
    /// The account.
    pub did: String,
    /// Its handle at that time, or an empty text.
    pub handle: String,
    /// The client.
    pub client_id: String,
    /// The word for how.
    pub how: String,
    /// The word for why not, or an empty text.
    pub why: String,
    /// The network that it came from, or an empty text.
    pub source: String,
    /// The number of the login, or an empty text.
    pub login: String,
    /// How many times.
    pub number: i64,
}

/// The columns of a row, in the order of its fields.
type Row = (i64, i64, String, String, String, String, String, String, String, i64);

impl From<Row> for SignIn {
    fn from(row: Row) -> Self {
        let (id, at, did, handle, client_id, how, why, source, login, number) = row;
        Self { id, at, did, handle, client_id, how, why, source, login, number }
    }
}

/// Which rows are asked for. What is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those of this account.
    pub did: Option<String>,
    /// Those of the accounts that had this handle in some row.
    pub handle: Option<String>,
    /// Those at this client.
    pub client_id: Option<String>,
    /// Those since then, in unix seconds.
    pub since: i64,
}

/// What one client and one kind have of an account, to show to its person.
pub(crate) type Group = (String, String, i64, i64, i64);

impl Entry {
    /// Whether it can be stored.
    pub(crate) const fn fits(&self) -> bool {
        self.did.len() <= LONGEST && self.handle.len() <= LONGEST && self.client_id.len() <= LONGEST
    }

    /// Whether both belong into the row of one day.
    pub(crate) fn is_of_the_same_day(&self, other: &Self) -> bool {
        let key = |it: &Self| (it.at.div_euclid(DAY), it.how, it.why);
        let texts = |it: &Self| [&it.did, &it.client_id, &it.source].map(String::clone);
        key(self) == key(other) && texts(self) == texts(other)
    }

    /// Stores it. The caller commits.
    pub async fn store(&self, connection: &mut Connection) -> Result<(), DbError> {
        // A fresh or silent sign-in is in no index of days, so it is always a row of its own.
        let statement = "INSERT INTO sign_in
                 (at, did, handle, client_id, how, why, source, login, number, bytes)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (did, client_id, how, why, source, at / 86400)
                 WHERE how IN ('refresh', 'refused')
             DO UPDATE SET at = excluded.at, handle = excluded.handle, login = excluded.login,
                 number = number + excluded.number, bytes = excluded.bytes";
        self.add_to(Statement::new(statement)).execute(&mut *connection).await?;
        let most = sql!(FORGET_OLDEST, &self.did, self.how.word(), MOST_OF_PERSON);
        most.execute(connection).await.map(drop)
    }

    /// Adds its ten values to a statement that stores it together with something else.
    pub(super) fn add_to(&self, statement: Statement) -> Statement {
        let texts = [&self.did, &self.handle, &self.client_id, &self.source, &self.login];
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        statement
            .with(self.at)
            .with(&self.did)
            .with(&self.handle)
            .with(&self.client_id)
            .with(self.how.word())
            .with(self.why.map_or("", Reason::word))
            .with(&self.source)
            .with(&self.login)
            .with(self.number)
            .with(i64::try_from(bytes).unwrap_or(i64::MAX))
    }
}

/// The rows that `filter` asks for, the newest first: `most` of those that come after `last`.
pub async fn page(
    db: &Db,
    filter: &Filter,
    last: Option<&SignIn>,
    most: i64,
) -> Result<Vec<SignIn>, DbError> {
    let statement = "SELECT id, at, did, handle, client_id, how, why, source, login, number
         FROM sign_in
         WHERE ($1 IS NULL OR did = $1)
           AND ($2 IS NULL OR did IN (SELECT did FROM sign_in WHERE handle = $2))
           AND ($3 IS NULL OR client_id = $3)
           AND at >= $4 AND (at < $5 OR (at = $5 AND id < $6))
         ORDER BY at DESC, id DESC LIMIT $7";
    let (at, id) = last.map_or((i64::MAX, i64::MAX), |last| (last.at, last.id));
    let rows: Vec<Row> =
        sql!(statement, &filter.did, &filter.handle, &filter.client_id, filter.since, at, id, most)
            .all(db.reader())
            .await?;
    Ok(rows.into_iter().map(SignIn::from).collect())
}

/// The newest rows of one account.
pub(crate) async fn latest_of(db: &Db, did: &str, most: i64) -> Result<Vec<SignIn>, DbError> {
    // A statement of its own: with conditions that may not matter, SQLite would walk through all rows there are.
    let statement = "SELECT id, at, did, handle, client_id, how, why, source, login, number
         FROM sign_in WHERE did = $1 ORDER BY at DESC, id DESC LIMIT $2";
    let rows: Vec<Row> = sql!(statement, did, most).all(db.reader()).await?;
    Ok(rows.into_iter().map(SignIn::from).collect())
}

/// All rows of one account: for each client and kind how many there are, and when the first and the last was.
pub(crate) async fn all_of_account(db: &Db, did: &str) -> Result<Vec<Group>, DbError> {
    let statement = "SELECT client_id, how, count(*), min(at), max(at) FROM sign_in
         WHERE did = $1 GROUP BY client_id, how ORDER BY client_id, how";
    sql!(statement, did).all(db.reader()).await
}

/// Forgets all of one account. The caller commits.
pub(crate) async fn forget(connection: &mut Connection, did: &str) -> Result<(), DbError> {
    sql!("DELETE FROM sign_in WHERE did = $1", did).execute(connection).await.map(drop)
}

/// Deletes the oldest rows until what is left fits. What anybody with an account can cause, refusals, has a
/// bound of its own within that.
pub(crate) async fn keep_within_bounds(db: &Db) -> Result<(), DbError> {
    let refused = "SELECT count(*), 0 FROM sign_in WHERE how = 'refused'";
    let oldest_refused = "DELETE FROM sign_in WHERE id IN (
         SELECT id FROM sign_in WHERE how = 'refused' ORDER BY at LIMIT $1)";
    delete_oldest(db, refused, oldest_refused, MOST_REFUSED).await?;
    let all = "SELECT count(*), coalesce(sum(bytes), 0) FROM sign_in";
    let oldest = "DELETE FROM sign_in WHERE id IN (SELECT id FROM sign_in ORDER BY at LIMIT $1)";
    delete_oldest(db, all, oldest, MOST).await
}

/// Deletes in steps, between which others can write.
async fn delete_oldest(
    db: &Db,
    measure: &'static str,
    delete: &'static str,
    most: i64,
) -> Result<(), DbError> {
    loop {
        let measured: Option<(i64, i64)> = sql!(measure).optional(db.reader()).await?;
        let (rows, bytes) = measured.unwrap_or_default();
        let mean = (bytes / rows.max(1)).max(1);
        let excess = (rows - most).max((bytes - MOST_BYTES + mean - 1) / mean);
        if excess <= 0 {
            return Ok(());
        }
        sql!(delete, excess.min(DELETED_AT_ONCE)).execute(db.writer()).await?;
    }
}

/// The sweep of what is older than `kept` seconds.
pub(crate) const fn sweep(kept: i64) -> Sweep {
    Sweep { sql: OLD, kept }
}
