//! The database: opens, migrates and sweeps it, keeps a second daemon off it, and copies it.
//!
//! It is one SQLite file in WAL mode. A single connection writes, because SQLite allows only one
//! writer, and our queue is fairer than its lock. A few read-only connections read. The SQL of a
//! table is in the file that owns the table (see the map in the crate page).

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, SqlSafeStr};

pub use self::connections::{Connection, Connections};
pub use self::error::DbError;
pub use self::image::ImageError;
pub use self::lock::{Lock, LockError};
pub(crate) use self::statement::sql;
pub use self::statement::{Statement, Value};
use self::transaction::Durability;
pub use self::transaction::Transaction;
pub use sqlx::SqliteExecutor as Executor;

pub mod backup;
mod connections;
mod error;
mod image;
pub mod lock;
pub(crate) mod private_file;
pub(crate) mod statement;
mod transaction;

/// How many connections may read at once.
const READERS: usize = 3;

/// How long a connection waits for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a caller waits for a connection: twice as long as a connection waits for a lock.
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(10);

/// How many rows one statement of a sweep deletes.
const SWEPT_AT_ONCE: i64 = 500;
/// How many rows one statement deletes by their keys.
const DELETED_AT_ONCE: usize = 200;
/// Steps of 1 MiB in which a sweep shrinks the file: more than the budget of what strangers can store.
const STEPS_OF_SHRINKING: usize = 128;
/// What the write-ahead log keeps of the disk once its content is in the file, in bytes.
const LOG_KEPT: &str = "4194304";

/// A statement that deletes expired rows of a table, up to `$1` (unix seconds), and `$2` of them at most.
#[derive(Debug)]
pub struct Sweep {
    /// The statement, from the file that owns the table.
    pub sql: &'static str,
    /// How long a row is kept after it has expired, in seconds.
    pub kept: i64,
}

impl Sweep {
    /// Rows are kept for a day, so that an error page for an expired login still knows where to go,
    /// and a replayed code still revokes its tokens.
    pub const DAY: i64 = 24 * 60 * 60;

    /// Deletes rows as soon as they have expired.
    pub const fn at_once(sql: &'static str) -> Self {
        Self { sql, kept: 0 }
    }
}

/// The open database. Clones share the connections.
#[derive(Clone, Debug)]
pub struct Db {
    writer: Arc<Connections>,
    reader: Arc<Connections>,
}

impl Db {
    /// Opens the file at `path`, or creates it (mode 0600), and migrates it.
    pub async fn open(path: &Path) -> Result<Self, DbError> {
        // SQLite would make it readable for every user. Its WAL files get the same mode.
        private_file::open_or_create(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("journal_size_limit", LOG_KEPT)
            .foreign_keys(true);
        // This is only possible when the file is created. Without it the file would never shrink.
        let to_write = options.clone().auto_vacuum(SqliteAutoVacuum::Incremental);
        let to_write = to_write.optimize_on_close(true, None);
        let mut first = to_write.connect().await?;
        if let Err(error) = migrator().run(&mut first).await {
            // Otherwise the remaining WAL file would be applied to a backup that is restored in its
            // place.
            first.close().await?;
            return Err(error.into());
        }
        let writer = Connections::new([Connection::from(first)], to_write, WAIT_FOR_CONNECTION);
        let readers = (0..READERS).map(|_| Connection::default());
        let reader = Connections::new(readers, options.read_only(true), WAIT_FOR_CONNECTION);
        Ok(Self { writer: Arc::new(writer), reader: Arc::new(reader) })
    }

    /// The file at `path`, which must be there, to read it and nothing else: no schema is brought up to date.
    pub fn open_to_read(path: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT);
        let places = [Connection::default()];
        let only = Connections::new(places, options.read_only(true), WAIT_FOR_CONNECTION);
        let only = Arc::new(only);
        Self { writer: Arc::clone(&only), reader: only }
    }

    /// The connections for reading. SQLite refuses writes through them.
    pub fn reader(&self) -> &Connections {
        &self.reader
    }

    /// The connection for a single writing statement. Its results (`RETURNING`) are returned only
    /// after a successful commit.
    pub fn writer(&self) -> &Connections {
        &self.writer
    }

    /// Begins a writing transaction. Never hold it across a request to another server.
    pub async fn begin(&self) -> Result<Transaction, DbError> {
        Ok(Transaction::begin(&self.writer, Durability::Normal).await?)
    }

    /// Begins a writing transaction that is on the disk before its commit returns. For what must not
    /// come back after a power cut: the end of a session, of a code or of a token, and what an operator
    /// has changed. It costs one more write to the disk, and waits for no reader.
    ///
    /// # Errors
    /// [`DbError::Sql`] if the database cannot be written.
    pub async fn begin_durable(&self) -> Result<Transaction, DbError> {
        Ok(Transaction::begin(&self.writer, Durability::Full).await?)
    }

    /// Proves that the database can be written, by writing.
    pub async fn prove_writable(&self) -> Result<(), DbError> {
        let mut transaction = self.begin().await?;
        // SQLite writes the header page even if the value stays the same.
        sqlx::query("PRAGMA user_version = 0").execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Deletes what has expired, by the statements of those who own the tables, in their order.
    pub async fn sweep(
        &self,
        statements: impl Iterator<Item = &Sweep>,
        now: i64,
    ) -> Result<u64, DbError> {
        let mut swept = 0;
        for Sweep { sql, kept } in statements {
            // Each statement is its own transaction, and takes few rows, so that logins can write in
            // between.
            loop {
                let statement =
                    sqlx::query(*sql).bind(now.saturating_sub(*kept)).bind(SWEPT_AT_ONCE);
                let rows = statement.execute(self.writer()).await?.rows_affected();
                swept += rows;
                if rows < SWEPT_AT_ONCE.unsigned_abs() {
                    break;
                }
            }
        }
        self.shrink().await?;
        Ok(swept)
    }

    /// Returns free pages to the file system, in steps between which others can write: all that a
    /// minute of a flood can have left behind, and more.
    async fn shrink(&self) -> Result<(), DbError> {
        let mut is_shorter = false;
        for _ in 0..STEPS_OF_SHRINKING {
            let free = sqlx::query_scalar::<_, i64>("PRAGMA freelist_count");
            if free.fetch_one(self.writer()).await? == 0 {
                break;
            }
            sqlx::query("PRAGMA incremental_vacuum(256)").execute(self.writer()).await?;
            is_shorter = true;
        }
        if is_shorter {
            // Until the log is in the file, the file has its old length. This waits for nobody: what
            // somebody still reads stays in the log.
            sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(self.writer()).await?;
        }
        Ok(())
    }

    /// Deletes the rows with these keys by `statement`, which takes a JSON array of keys. Each few are a
    /// transaction of their own, so that logins can write in between.
    pub(crate) async fn delete_keys(
        &self,
        statement: &'static str,
        keys: &[String],
    ) -> Result<(), DbError> {
        for keys in keys.chunks(DELETED_AT_ONCE) {
            sqlx::query(statement)
                .bind(serde_json::to_string(keys)?)
                .execute(self.writer())
                .await?;
        }
        Ok(())
    }

    /// Closes all connections. The writer optimizes the database before.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

fn migrator() -> Migrator {
    let migration = |version, name: &'static str, sql: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        migration(1, "logins", include_str!("../../migrations/0001_logins.sql")),
        migration(2, "provider", include_str!("../../migrations/0002_provider.sql")),
        migration(
            3,
            "session_client_account",
            include_str!("../../migrations/0003_session_client_account.sql"),
        ),
        migration(4, "limits", include_str!("../../migrations/0004_limits.sql")),
        migration(5, "bounds", include_str!("../../migrations/0005_bounds.sql")),
        migration(6, "returns", include_str!("../../migrations/0006_returns.sql")),
        migration(
            7,
            "shared_computers",
            include_str!("../../migrations/0007_shared_computers.sql"),
        ),
        migration(8, "relying_parties", include_str!("../../migrations/0008_relying_parties.sql")),
        migration(9, "operator", include_str!("../../migrations/0009_operator.sql")),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::store::SWEEPS;

    #[tokio::test]
    async fn a_sweep_gives_the_room_of_expired_logins_back_to_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("atlogin.db");
        let db = Db::open(&path).await.unwrap();
        for (id, browser, expires_at) in [("opened", Some(vec![1]), 100), ("unopened", None, 100)] {
            for number in 0..200 {
                sqlx::query(
                    "INSERT INTO pending_login (id, request, browser_hash, expires_at)
                     VALUES ($1, $2, $3, $4)",
                )
                .bind(format!("{id}-{number}"))
                .bind("x".repeat(4096))
                .bind(browser.clone())
                .bind(expires_at)
                .execute(db.writer())
                .await
                .unwrap();
            }
        }
        let pages = || async {
            let count = sqlx::query_scalar("PRAGMA page_count").fetch_one(db.writer()).await;
            let count: i64 = count.unwrap();
            count
        };
        let full = pages().await;
        assert_eq!(db.sweep(SWEEPS.iter(), 99).await.unwrap(), 0);
        assert_eq!(
            db.sweep(SWEEPS.iter(), 100).await.unwrap(),
            200,
            "nobody comes back to what nobody opened"
        );
        assert_eq!(db.sweep(SWEEPS.iter(), 100 + Sweep::DAY).await.unwrap(), 200);
        let left = pages().await;
        assert!(left < full / 4, "{left} of {full} pages are left");
        let length = std::fs::metadata(&path).unwrap().len();
        assert_eq!(
            length,
            left.unsigned_abs() * 4096,
            "nobody has to write before the file is shorter"
        );
    }
}
