//! A small pool of database connections.
//!
//! It runs statements and returns their rows when a statement has ended. It knows no table.
//!
//! `sqlx` runs each connection in a thread of its own, and most of the cost of a statement is the
//! communication with it. The pool of `sqlx` adds one round trip for each returned connection, to
//! test whether it still works. Here a failed connection is closed at once, so no test is needed.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::{self, BoxFuture, FutureExt};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteQueryResult, SqliteRow, SqliteStatement,
    SqliteTypeInfo,
};
use sqlx::{ConnectOptions, Connection as _, Either, Error, Execute, Executor, SqlStr, Sqlite};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

/// A pool of connections.
#[derive(Debug)]
pub struct Connections {
    places: Vec<Arc<Mutex<Connection>>>,
    options: SqliteConnectOptions,
    /// How long to wait for a connection.
    longest_wait: Duration,
    are_closed: AtomicBool,
}

/// A connection, with which the code of a table reads and writes.
#[derive(Default)]
pub struct Connection {
    /// `None` before the first use and after a failure.
    open: Option<SqliteConnection>,
    /// Whether a transaction has begun and may not have ended.
    pub(super) in_transaction: bool,
}

/// A row of a statement, or, at its end, how many rows it changed.
type Step = Either<SqliteQueryResult, SqliteRow>;

impl Connections {
    /// One connection for each of `places`, opened with `options` when it is first needed.
    pub(super) fn new(
        places: impl IntoIterator<Item = Connection>,
        options: SqliteConnectOptions,
        longest_wait: Duration,
    ) -> Self {
        let places = places.into_iter().map(|place| Arc::new(Mutex::new(place))).collect();
        Self { places, options, longest_wait, are_closed: AtomicBool::new(false) }
    }

    /// Waits for a free connection, which is open and in no transaction.
    pub(super) async fn turn(&self) -> Result<OwnedMutexGuard<Connection>, Error> {
        let free = self.places.iter().map(|place| Arc::clone(place).lock_owned().boxed());
        let free = timeout(self.longest_wait, future::select_all(free)).await;
        let (mut turn, ..) = free.map_err(|_| Error::PoolTimedOut)?;
        if self.are_closed.load(Ordering::Acquire) {
            return Err(Error::PoolClosed);
        }
        turn.end_transaction().await;
        if turn.open.is_none() {
            turn.open = Some(self.options.connect().await?);
        }
        Ok(turn)
    }

    /// Waits for current statements, and closes all connections.
    pub(super) async fn close(&self) {
        self.are_closed.store(true, Ordering::Release);
        for place in &self.places {
            let open = place.lock().await.open.take();
            if let Some(open) = open
                && let Err(error) = open.close().await
            {
                tracing::warn!(%error, "the database cannot be closed");
            }
        }
    }
}

impl Connection {
    /// Rolls back a transaction that was dropped before its commit, if there is one.
    pub(super) async fn end_transaction(&mut self) {
        if self.in_transaction {
            // If that fails, the connection is closed, which rolls back too.
            let _ = sqlx::query("ROLLBACK; PRAGMA synchronous=NORMAL").execute(&mut *self).await;
            self.in_transaction = false;
        }
    }

    /// Runs a statement to its end. A write ends with its commit, which may fail after rows have
    /// come (`RETURNING`).
    async fn run<'q>(&mut self, query: impl Execute<'q, Sqlite> + 'q) -> Result<Vec<Step>, Error> {
        let Some(open) = &mut self.open else { return Err(Error::PoolClosed) };
        let steps = open.fetch_many(query).try_collect().await;
        if steps.is_err() {
            // The state of the connection is unknown, so it is closed. SQLite rolls back.
            self.open = None;
        }
        steps
    }
}

impl From<SqliteConnection> for Connection {
    fn from(open: SqliteConnection) -> Self {
        Self { open: Some(open), in_transaction: false }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Step, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        one_by_one(self.run(query))
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        self.run(query).map(first_row).boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, Error>>
    where
        'c: 'e,
    {
        match &mut self.open {
            Some(open) => open.prepare_with(sql, parameters),
            None => future::ready(Err(Error::PoolClosed)).boxed(),
        }
    }
}

impl<'c> Executor<'c> for &'c Connections {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Step, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        one_by_one(async move { self.turn().await?.run(query).await })
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        async move { first_row(self.turn().await?.run(query).await) }.boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, Error>>
    where
        'c: 'e,
    {
        async move { self.turn().await?.prepare_with(sql, parameters).await }.boxed()
    }
}

fn one_by_one<'e>(
    steps: impl Future<Output = Result<Vec<Step>, Error>> + Send + 'e,
) -> BoxStream<'e, Result<Step, Error>> {
    let steps = stream::once(steps).map_ok(|steps| stream::iter(steps.into_iter().map(Ok)));
    steps.try_flatten().boxed()
}

fn first_row(steps: Result<Vec<Step>, Error>) -> Result<Option<SqliteRow>, Error> {
    Ok(steps?.into_iter().find_map(Either::right))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Connections to a database with a deferred foreign key, which is checked when a write
    /// commits.
    async fn connections(folder: &tempfile::TempDir, most: usize) -> Connections {
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("db"))
            .create_if_missing(true)
            .foreign_keys(true);
        let places = (0..most).map(|_| Connection::default());
        let connections = Connections::new(places, options, Duration::from_millis(50));
        let table = "CREATE TABLE place (id INTEGER PRIMARY KEY,
            beside INTEGER REFERENCES place (id) DEFERRABLE INITIALLY DEFERRED)";
        sqlx::query(table).execute(&connections).await.unwrap();
        connections
    }

    async fn count(connections: &Connections) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM place").fetch_one(connections).await.unwrap()
    }

    #[tokio::test]
    async fn a_row_of_a_write_that_fails_at_its_commit_is_not_given() {
        let folder = tempfile::tempdir().unwrap();
        let connections = connections(&folder, 1).await;
        let insert = |beside| {
            sqlx::query_scalar("INSERT INTO place (beside) VALUES ($1) RETURNING id").bind(beside)
        };
        let given: Result<Option<i64>, Error> = insert(Some(7)).fetch_optional(&connections).await;
        assert!(given.is_err(), "{given:?}");
        assert_eq!(count(&connections).await, 0);
        let given: Result<Option<i64>, Error> = insert(None).fetch_optional(&connections).await;
        assert_eq!(given.unwrap(), Some(1));
    }

    #[tokio::test]
    async fn what_has_failed_is_not_handed_on() {
        let folder = tempfile::tempdir().unwrap();
        let connections = connections(&folder, 1).await;
        let mut turn = connections.turn().await.unwrap();
        sqlx::query("BEGIN").execute(&mut *turn).await.unwrap();
        sqlx::query("INSERT INTO place DEFAULT VALUES").execute(&mut *turn).await.unwrap();
        assert!(sqlx::query("SELECT nothing").execute(&mut *turn).await.is_err());
        let after = sqlx::query("SELECT 1").execute(&mut *turn).await;
        assert!(matches!(after, Err(Error::PoolClosed)), "nothing goes on in half a transaction");
        drop(turn);
        assert_eq!(count(&connections).await, 0);
    }

    #[tokio::test]
    async fn nobody_waits_for_ever_and_whatever_is_free_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let connections = connections(&folder, 2).await;
        let first = connections.turn().await.unwrap();
        let second = connections.turn().await.unwrap();
        assert!(matches!(connections.turn().await, Err(Error::PoolTimedOut)));
        drop(second);
        assert_eq!(count(&connections).await, 0);
        drop(first);
        connections.close().await;
        assert!(matches!(connections.turn().await, Err(Error::PoolClosed)));
    }
}
