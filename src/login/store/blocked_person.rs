//! Blocked people: whoever a command has blocked may sign in nowhere but at the account page.
//!
//! This file owns the table `blocked_person`. Commands write it, also while the daemon runs. The daemon
//! reads it with the account and with the session, in the same statements.

use crate::db::{Connection, Db, DbError, sql};

/// A person whom a command has blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BlockedPerson {
    /// Their account.
    pub(crate) did: String,
    /// Since when, in unix seconds.
    pub(crate) since: i64,
    /// The operator's words about it; mostly empty. The person may read them.
    pub(crate) note: String,
}

impl BlockedPerson {
    /// The block of `did`, if there is one.
    pub(crate) async fn find(db: &Db, did: &str) -> Result<Option<Self>, DbError> {
        let statement = "SELECT since, note FROM blocked_person WHERE did = $1";
        let row: Option<(i64, String)> = sql!(statement, did).optional(db.reader()).await?;
        Ok(row.map(|(since, note)| Self { did: did.to_owned(), since, note }))
    }

    /// Blocks them. Who is blocked already stays so since then, and gets the note if it is not empty. The
    /// caller commits.
    pub(crate) async fn store(&self, connection: &mut Connection) -> Result<(), DbError> {
        let statement = "INSERT INTO blocked_person (did, since, note) VALUES ($1, $2, $3)
             ON CONFLICT (did) DO UPDATE SET note = $3 WHERE $3 <> ''";
        sql!(statement, &self.did, self.since, &self.note).execute(connection).await?;
        Ok(())
    }

    /// Ends the block of `did`. False if there is none. The caller commits.
    pub(crate) async fn end(connection: &mut Connection, did: &str) -> Result<bool, DbError> {
        let ended = sql!("DELETE FROM blocked_person WHERE did = $1", did);
        Ok(ended.execute(connection).await? == 1)
    }
}
