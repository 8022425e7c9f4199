//! A writing transaction of the database.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::Error;
use tokio::runtime::Handle;
use tokio::sync::OwnedMutexGuard;

use super::connections::{Connection, Connections};

/// An open transaction. If it is dropped without a commit, it is rolled back.
#[derive(Debug)]
pub struct Transaction {
    turn: OwnedMutexGuard<Connection>,
    durability: Durability,
}

/// What a commit waits for. The setting of SQLite cannot change within a transaction, so it travels
/// with its first and its last statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// A power cut may take back the last commits, all in their order.
    Normal,
    /// It is on the disk, and so is everything that was committed before.
    Full,
}

impl Transaction {
    /// Begins a transaction as soon as the connection is free.
    pub(super) async fn begin(
        connections: &Connections,
        durability: Durability,
    ) -> Result<Self, Error> {
        let mut transaction = Self { turn: connections.turn().await?, durability };
        // Set before BEGIN: if this future is dropped in between, the transaction is still ended.
        transaction.turn.in_transaction = true;
        // IMMEDIATE takes the write lock now. A deferred transaction fails at its first write if
        // another process wrote since, and no busy timeout helps against that.
        let begin = match durability {
            Durability::Normal => "BEGIN IMMEDIATE",
            Durability::Full => "PRAGMA synchronous=FULL; BEGIN IMMEDIATE",
        };
        sqlx::query(begin).execute(&mut *transaction).await?;
        Ok(transaction)
    }

    /// Waits for the connection, for a statement that begins and commits by itself. Until it is said to be
    /// [committed](Self::has_committed), whatever it has begun is rolled back.
    pub(super) async fn of_statement(connections: &Connections) -> Result<Self, Error> {
        let mut transaction =
            Self { turn: connections.turn().await?, durability: Durability::Normal };
        transaction.turn.in_transaction = true;
        Ok(transaction)
    }

    /// The statement has come to its end, which is its commit.
    pub(super) fn has_committed(mut self) {
        self.turn.in_transaction = false;
    }

    /// Commits. After an error nothing is stored.
    pub async fn commit(mut self) -> Result<(), Error> {
        let commit = match self.durability {
            Durability::Normal => "COMMIT",
            Durability::Full => "COMMIT; PRAGMA synchronous=NORMAL",
        };
        sqlx::query(commit).execute(&mut *self).await?;
        self.turn.in_transaction = false;
        Ok(())
    }
}

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.turn
    }
}

impl DerefMut for Transaction {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.turn
    }
}

impl Drop for Transaction {
    /// Rolls back in a task. The next user of the connection would also do that, but until then no
    /// other process could write.
    fn drop(&mut self) {
        if self.turn.in_transaction
            && let Ok(runtime) = Handle::try_current()
        {
            let place = Arc::clone(OwnedMutexGuard::mutex(&self.turn));
            runtime.spawn(async move { place.lock().await.end_transaction().await });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::*;

    #[tokio::test]
    async fn a_transaction_that_nobody_commits_is_rolled_back_before_anybody_asks() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("db"))
            .create_if_missing(true)
            .busy_timeout(Duration::from_secs(5));
        let ours = Connections::new([Connection::default()], options.clone(), Duration::MAX);
        sqlx::query("CREATE TABLE place (id INTEGER)").execute(&ours).await.unwrap();
        let insert = || sqlx::query("INSERT INTO place VALUES (1)");
        let mut lost = Transaction::begin(&ours, Durability::Normal).await.unwrap();
        insert().execute(&mut *lost).await.unwrap();
        drop(lost);
        // This writes like another process, which does not wait for our connection.
        let mut others = options.connect().await.unwrap();
        insert().execute(&mut others).await.unwrap();
        let mut kept = Transaction::begin(&ours, Durability::Normal).await.unwrap();
        insert().execute(&mut *kept).await.unwrap();
        kept.commit().await.unwrap();
        let count = sqlx::query_scalar("SELECT count(*) FROM place").fetch_one(&ours).await;
        assert_eq!(count.map_err(|error| error.to_string()), Ok(2_i64));
    }

    #[tokio::test]
    async fn a_durable_transaction_waits_for_the_disk_and_the_next_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("db"))
            .create_if_missing(true)
            .synchronous(sqlx::sqlite::SqliteSynchronous::Normal);
        let ours = Connections::new([Connection::default()], options, Duration::MAX);
        let synchronous = "PRAGMA synchronous";
        let (normal, full) = (1_i64, 2_i64);
        for is_kept in [true, false] {
            let mut durable = Transaction::begin(&ours, Durability::Full).await.unwrap();
            let within = sqlx::query_scalar(synchronous).fetch_one(&mut *durable).await;
            assert_eq!(within.map_err(|error| error.to_string()), Ok(full));
            if is_kept {
                durable.commit().await.unwrap();
            } else {
                drop(durable);
            }
            let after = sqlx::query_scalar(synchronous).fetch_one(&ours).await;
            assert_eq!(after.map_err(|error| error.to_string()), Ok(normal), "{is_kept}");
        }
        let mut other = Transaction::begin(&ours, Durability::Normal).await.unwrap();
        let within = sqlx::query_scalar(synchronous).fetch_one(&mut *other).await;
        assert_eq!(within.map_err(|error| error.to_string()), Ok(normal));
    }
}
