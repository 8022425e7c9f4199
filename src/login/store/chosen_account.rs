//! The account chooser: the accounts that a browser has used, to choose from when it comes back.
//!
//! This file owns the table `chosen_account`. The browser itself only stores its random cookie.

use super::person::Person;
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::secret::SecretHash;

/// The account chooser of a browser remembers an account for half a year after its last use.
pub(crate) const SWEEP: Sweep = Sweep {
    sql: "DELETE FROM chosen_account WHERE (browser_hash, did) IN (
         SELECT browser_hash, did FROM chosen_account WHERE used_at <= $1 LIMIT $2)",
    kept: 180 * Sweep::DAY,
};

/// How many accounts a browser remembers: those that were used last.
const MOST_OF_BROWSER: i64 = 8;

/// How many browsers remember one account: those where it was used last.
const MOST_BROWSERS: i64 = 64;

const FORGET_OLDEST: [(&str, i64); 2] = [
    (
        "DELETE FROM chosen_account WHERE browser_hash = $1 AND did IN (
             SELECT did FROM chosen_account WHERE browser_hash = $1
             ORDER BY did = $2 DESC, used_at DESC, did LIMIT 1000 OFFSET $3)",
        MOST_OF_BROWSER,
    ),
    (
        "DELETE FROM chosen_account WHERE did = $2 AND browser_hash IN (
             SELECT browser_hash FROM chosen_account WHERE did = $2
             ORDER BY browser_hash = $1 DESC, used_at DESC, browser_hash LIMIT 1000 OFFSET $3)",
        MOST_BROWSERS,
    ),
];

/// An account in the chooser of a browser.
#[derive(Clone, Debug)]
pub(crate) struct ChosenAccount {
    /// The account.
    pub(crate) did: String,
    /// Its handle when it was last used here.
    pub(crate) handle: Option<String>,
}

impl ChosenAccount {
    /// The name that the chooser shows.
    pub(crate) fn label(&self) -> &str {
        self.handle.as_deref().unwrap_or(&self.did)
    }

    /// The accounts of `browser`, the last used first.
    pub(crate) async fn all_of(db: &Db, browser: SecretHash) -> Result<Vec<Self>, DbError> {
        let statement = "SELECT did, handle FROM chosen_account WHERE browser_hash = $1
             ORDER BY used_at DESC, did LIMIT $2";
        let rows: Vec<(String, Option<String>)> =
            sql!(statement, browser, MOST_OF_BROWSER).all(db.reader()).await?;
        Ok(rows.into_iter().map(|(did, handle)| Self { did, handle }).collect())
    }

    /// Remembers that `browser` was used by `person`. The caller commits.
    pub(crate) async fn remember(
        connection: &mut Connection,
        browser: SecretHash,
        person: &Person,
        now: i64,
    ) -> Result<(), DbError> {
        let statement = "INSERT INTO chosen_account (browser_hash, did, handle, used_at)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (browser_hash, did) DO UPDATE SET handle = $3, used_at = $4
             RETURNING (SELECT COUNT(*) FROM chosen_account WHERE browser_hash = $1) > $5,
                       (SELECT COUNT(*) FROM chosen_account WHERE did = $2) > $6";
        let values = sql!(statement, browser, person.did(), person.handle(), now);
        let values = values.with(MOST_OF_BROWSER).with(MOST_BROWSERS);
        let counted: Option<(bool, bool)> = values.optional(&mut *connection).await?;
        let (of_browser, browsers) = counted.unwrap_or_default();
        for ((statement, most), too_many) in FORGET_OLDEST.into_iter().zip([of_browser, browsers]) {
            if too_many {
                sql!(statement, browser, person.did(), most).execute(&mut *connection).await?;
            }
        }
        Ok(())
    }

    /// Forgets an account in this browser. No session ends. The caller commits.
    pub(crate) async fn forget(
        connection: &mut Connection,
        browser: SecretHash,
        did: &str,
    ) -> Result<(), DbError> {
        sql!("DELETE FROM chosen_account WHERE browser_hash = $1 AND did = $2", browser, did)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// The browsers that remember the account: its handle there, and when it was last used, in unix
    /// seconds.
    pub(crate) async fn everywhere(
        db: &Db,
        did: &str,
    ) -> Result<Vec<(Option<String>, i64)>, DbError> {
        let statement = "SELECT handle, used_at FROM chosen_account WHERE did = $1
             ORDER BY used_at DESC, browser_hash LIMIT $2";
        sql!(statement, did, MOST_BROWSERS).all(db.reader()).await
    }

    /// Forgets an account in all browsers. The caller commits.
    pub(crate) async fn forget_everywhere(
        connection: &mut Connection,
        did: &str,
    ) -> Result<(), DbError> {
        sql!("DELETE FROM chosen_account WHERE did = $1", did).execute(connection).await?;
        Ok(())
    }
}
