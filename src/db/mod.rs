//! The database: open, migrate, sweep.
//!
//! One SQLite file in WAL mode: a single connection writes, because SQLite has one writer anyway and
//! waiting in our queue is fairer than waiting for its lock, and a few others that cannot write read.
//! The SQL itself lives in the file that owns the table (see the map in the crate page); only what
//! concerns them all, migrating and sweeping, is here.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, SqlSafeStr};

pub use self::connections::{Connection, Connections};
pub use self::transaction::Transaction;

mod connections;
mod transaction;

/// How many connections may read at once.
const READERS: usize = 3;

/// How long a connection waits for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long somebody waits for a turn: as long as whoever has it may wait for a lock, and once more.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a finished or expired login is remembered, in seconds, so that a late "back" or a replay
/// meets a page that knows where to go, and a replayed code still ends the tokens it gave.
const KEPT_AFTER_EXPIRY: i64 = 24 * 60 * 60;

/// How long the account chooser of a browser remembers an account that was not used, in seconds.
const CHOOSER: i64 = 180 * 24 * 60 * 60;

/// What is known of a person goes when nothing refers to them any more.
const FORGOTTEN_ACCOUNTS: &str = "DELETE FROM account WHERE proven_at <= $1
    AND NOT EXISTS (SELECT 1 FROM browser_session s WHERE s.did = account.did)
    AND NOT EXISTS (SELECT 1 FROM refresh_token r WHERE r.account = account.did)
    AND NOT EXISTS (SELECT 1 FROM access_token t WHERE t.account = account.did)
    AND NOT EXISTS (SELECT 1 FROM authorization_code c WHERE c.account = account.did)";

/// The storage failed. What it said is for the log; a person is shown a reference.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// SQLite, or the queue in front of it, reported an error.
    #[error("the database failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be migrated: {0}")]
    Migrate(#[source] MigrateError),
    /// The schema is of a later version than this one, which must not touch it.
    #[error(
        "a newer version of ATLogin has upgraded it; run that version again, or restore the backup \
         from before the upgrade"
    )]
    Newer,
    /// A row holds something this version of ATLogin cannot read.
    #[error("a stored row cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A key could not be made or read.
    #[error("a stored key cannot be used: {0}")]
    Key(#[from] crate::jws::KeyError),
    /// Another process keeps us from putting a new key on the disk for good.
    #[error("another process is using the database")]
    Busy,
    /// The file could not be made with mode 0600.
    #[error("the database file cannot be made: {0}")]
    File(#[from] std::io::Error),
}

impl From<MigrateError> for DbError {
    fn from(error: MigrateError) -> Self {
        // Migrations are only ever added, so one that is applied and not among ours came after them.
        if matches!(error, MigrateError::VersionMissing(_)) {
            Self::Newer
        } else {
            Self::Migrate(error)
        }
    }
}

/// The open database. Clones share the connections.
#[derive(Clone, Debug)]
pub struct Db {
    writer: Arc<Connections>,
    reader: Arc<Connections>,
}

impl Db {
    /// Opens the file at `path`, making it (mode 0600) if there is none, and migrates it.
    ///
    /// # Errors
    /// [`DbError`] if the file cannot be opened, made, or migrated.
    pub async fn open(path: &Path) -> Result<Self, DbError> {
        make_private_file(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true);
        // Settled when the file is made; without it the file would never shrink again.
        let to_write = options.clone().auto_vacuum(SqliteAutoVacuum::Incremental);
        let to_write = to_write.optimize_on_close(true, None);
        let mut first = to_write.connect().await?;
        if let Err(error) = migrator().run(&mut first).await {
            // What it leaves in the WAL file would be played into a backup that is put in its place.
            first.close().await?;
            return Err(error.into());
        }
        let writer = Connections::new([Connection::from(first)], to_write, PATIENCE);
        let readers = (0..READERS).map(|_| Connection::default());
        let reader = Connections::new(readers, options.read_only(true), PATIENCE);
        Ok(Self { writer: Arc::new(writer), reader: Arc::new(reader) })
    }

    /// Where to read. A write through it is refused by SQLite.
    pub fn reader(&self) -> &Connections {
        &self.reader
    }

    /// Where to run a single writing statement. What it returns (`RETURNING`) is given once it is
    /// written, and not if that fails.
    pub fn writer(&self) -> &Connections {
        &self.writer
    }

    /// Begins a writing transaction. Never hold it across a request to another server.
    ///
    /// # Errors
    /// [`DbError::Sql`] if the database cannot be written.
    pub async fn begin(&self) -> Result<Transaction, DbError> {
        Ok(Transaction::begin(&self.writer).await?)
    }

    /// Proves that the database can be written, by writing.
    ///
    /// # Errors
    /// [`DbError::Sql`] if it cannot.
    pub async fn prove_writable(&self) -> Result<(), DbError> {
        let mut transaction = self.begin().await?;
        // SQLite writes the header page for it even if the value stays the same.
        sqlx::query("PRAGMA user_version = 0").execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Waits until all that was written is on the disk. With `synchronous=NORMAL` a power cut may
    /// take back the last moments: a login under way can be repeated, but a key that others have
    /// seen must not be gone.
    ///
    /// # Errors
    /// [`DbError::Sql`] if it cannot be written, [`DbError::Busy`] if another process reads.
    pub async fn make_durable(&self) -> Result<(), DbError> {
        // SQLite tells that it was kept from it by a row, not by an error.
        let (busy, ..): (i64, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(self.writer()).await?;
        if busy == 0 { Ok(()) } else { Err(DbError::Busy) }
    }

    /// Deletes what has expired. What a late visitor may still ask about stays a day longer.
    ///
    /// # Errors
    /// [`DbError::Sql`] if a table cannot be swept.
    pub async fn sweep(&self, now: i64) -> Result<u64, DbError> {
        let remembered = now.saturating_sub(KEPT_AFTER_EXPIRY);
        let mut swept = 0;
        for (statement, before) in [
            ("DELETE FROM pending_login WHERE expires_at <= $1", remembered),
            // Nobody has ever opened it, so nobody will come back to it.
            ("DELETE FROM pending_login WHERE expires_at <= $1 AND browser_hash IS NULL", now),
            ("DELETE FROM authorization_code WHERE expires_at <= $1", remembered),
            ("DELETE FROM access_token WHERE expires_at <= $1", now),
            ("DELETE FROM browser_session WHERE expires_at <= $1", now),
            // A replay of what was rotated must still be seen for what it is, so until it expires.
            ("DELETE FROM refresh_token WHERE expires_at <= $1", now),
            ("DELETE FROM pushed_request WHERE expires_at <= $1", now),
            ("DELETE FROM used_assertion WHERE expires_at <= $1", now),
            ("DELETE FROM pending_logout WHERE expires_at <= $1", now),
            ("DELETE FROM logout_notice WHERE expires_at <= $1", now),
            ("DELETE FROM client_secret WHERE expires_at <= $1", now),
            ("DELETE FROM chosen_account WHERE used_at <= $1", now.saturating_sub(CHOOSER)),
            (FORGOTTEN_ACCOUNTS, now.saturating_sub(KEPT_AFTER_EXPIRY)),
        ] {
            // One statement at a time, so that logins get their turn between them.
            swept +=
                sqlx::query(statement).bind(before).execute(self.writer()).await?.rows_affected();
        }
        // Free pages go back to the disk, some at a time.
        sqlx::query("PRAGMA incremental_vacuum(1024)").execute(self.writer()).await?;
        Ok(swept)
    }

    /// Closes all connections; the writer's last act is to tidy the file.
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
    ])
}

/// SQLite would make the file readable for everybody; its WAL files follow the mode of this one.
fn make_private_file(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sweep_gives_the_room_of_expired_logins_back_to_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
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
        assert_eq!(db.sweep(99).await.unwrap(), 0);
        assert_eq!(db.sweep(100).await.unwrap(), 200, "nobody comes back to what nobody opened");
        assert_eq!(db.sweep(100 + KEPT_AFTER_EXPIRY).await.unwrap(), 200);
        assert!(pages().await < full / 4, "{} of {full} pages are left", pages().await);
    }
}
