//! Refusals, counted: for each day, client and reason one row, however many there were.
//!
//! This file owns the table `refusal`. Strangers cause refusals, so nothing that a stranger wrote is stored: a
//! client is one of ours, a reason one of few words.

use serde::Serialize;

use crate::db::{Connection, Db, DbError, Sweep, sql};

/// How many rows there may be: the newest. A year of a hundred clients at which two things go wrong each day has
/// 73 000.
const MOST: i64 = 100_000;

/// A group of refusals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusals {
    /// The day, since 1970-01-01.
    pub day: i64,
    /// The client; empty if none of ours was named.
    pub client_id: String,
    /// The word for the reason.
    pub why: String,
    /// How many there were.
    pub number: i64,
    /// When the first one was, in unix seconds.
    pub first_at: i64,
    /// When the last one was, in unix seconds.
    pub last_at: i64,
}

/// The columns of a row, in the order of its fields.
type Row = (i64, String, String, i64, i64, i64);

impl From<Row> for Refusals {
    fn from((day, client_id, why, number, first_at, last_at): Row) -> Self {
        Self { day, client_id, why, number, first_at, last_at }
    }
}

/// Adds these to what is stored. The caller commits.
pub(crate) async fn add(connection: &mut Connection, groups: &[Refusals]) -> Result<(), DbError> {
    let statement = "INSERT INTO refusal (day, client_id, why, number, first_at, last_at)
         SELECT value ->> 'day', value ->> 'client_id', value ->> 'why', value ->> 'number',
                value ->> 'first_at', value ->> 'last_at'
         FROM json_each($1) WHERE true
         ON CONFLICT (day, client_id, why) DO UPDATE SET number = number + excluded.number,
             last_at = max(last_at, excluded.last_at)";
    sql!(statement, serde_json::to_string(groups)?).execute(connection).await.map(drop)
}

/// The groups of a client, or of all, whose last refusal was not before `since`: `most` of those that come after
/// `last`, the newest first.
pub async fn page(
    db: &Db,
    (client_id, since): (Option<&str>, i64),
    last: Option<&Refusals>,
    most: i64,
) -> Result<Vec<Refusals>, DbError> {
    let statement = "SELECT day, client_id, why, number, first_at, last_at FROM refusal
         WHERE ($1 IS NULL OR client_id = $1) AND last_at >= $2 AND day <= $3
           AND (day < $3 OR (client_id, why) > ($4, $5))
         ORDER BY day DESC, client_id, why LIMIT $6";
    let (day, client, why) =
        last.map_or((i64::MAX, "", ""), |last| (last.day, &last.client_id, &last.why));
    let page = sql!(statement, client_id, since, day, client, why, most);
    let rows: Vec<Row> = page.all(db.reader()).await?;
    Ok(rows.into_iter().map(Refusals::from).collect())
}

/// The sweep of whole days that are older than `kept` seconds.
pub(crate) const fn sweep(kept: i64) -> Sweep {
    let sql = "DELETE FROM refusal WHERE rowid IN (
         SELECT rowid FROM refusal WHERE day < $1 / 86400 LIMIT $2)";
    Sweep { sql, kept }
}

/// Deletes the oldest days until what is left fits.
pub(crate) async fn keep_within_bounds(db: &Db) -> Result<(), DbError> {
    let excess: i64 = sql!("SELECT count(*) - $1 FROM refusal", MOST).value(db.reader()).await?;
    if excess > 0 {
        let oldest = "DELETE FROM refusal WHERE rowid IN (
             SELECT rowid FROM refusal ORDER BY day, last_at LIMIT $1)";
        sql!(oldest, excess).execute(db.writer()).await?;
    }
    Ok(())
}
