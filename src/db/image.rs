//! A whole database in memory: the bytes of its file, judged before anybody leans on them.
//!
//! Backups go through memory, because a file that is opened again by its name may be another one by then: the
//! directory can belong to the daemon's user while root runs the command.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteOwnedBuf};
use sqlx::{ConnectOptions, Connection as _};

use super::{BUSY_TIMEOUT, DbError, migrator};

/// What every file of SQLite begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Where the header says by which journal the file is written and read, and what stands there without a
/// write-ahead log, which memory has none of.
const JOURNALS: std::ops::Range<usize> = 18..20;
const ROLLBACK: [u8; 2] = [1, 1];

/// The bytes of a database that was judged.
#[derive(Debug)]
pub(super) struct Image(SqliteOwnedBuf);

/// Why bytes are no database that this version can use.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// It has pages that do not fit together.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// It is another program's file, or none of SQLite's.
    #[error("it is no database of ATLogin")]
    Foreign,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Image {
    /// The database at `path`, as it is at one moment while others use it, without what was erased in it.
    ///
    /// # Errors
    /// [`ImageError`] if it cannot be read, or is not whole.
    pub(super) async fn of_file(path: &Path) -> Result<Self, ImageError> {
        let options = SqliteConnectOptions::new().filename(path).read_only(true);
        let opened = options.busy_timeout(BUSY_TIMEOUT).connect().await;
        let mut source = opened.map_err(|error| foreign_or_damaged(&error))?;
        let bytes = source.serialize(None).await;
        source.close().await.map_err(DbError::from)?;
        Self::of_bytes(bytes.map_err(|error| foreign_or_damaged(&error))?.as_ref()).await
    }

    /// The database that a file with these bytes would be.
    ///
    /// # Errors
    /// [`ImageError`] if it is none of ATLogin, of a newer version, or not whole.
    pub(super) async fn of_bytes(bytes: &[u8]) -> Result<Self, ImageError> {
        let mut bytes = bytes.to_vec();
        let journals = bytes.get_mut(JOURNALS).ok_or(ImageError::Foreign)?;
        journals.copy_from_slice(&ROLLBACK);
        if !bytes.starts_with(MAGIC) {
            return Err(ImageError::Foreign);
        }
        let options = SqliteConnectOptions::new().in_memory(true);
        let mut memory = options.connect().await.map_err(DbError::from)?;
        let bytes = SqliteOwnedBuf::try_from(bytes.as_slice()).map_err(DbError::from)?;
        memory.deserialize(None, bytes, false).await.map_err(|error| foreign_or_damaged(&error))?;
        judge(&mut memory).await?;
        // What was erased stays in the pages until they are written anew.
        sqlx::query("VACUUM").execute(&mut memory).await.map_err(|error| damaged(&error))?;
        let bytes = memory.serialize(None).await.map_err(DbError::from)?;
        memory.close().await.map_err(DbError::from)?;
        Ok(Self(bytes))
    }

    /// The bytes of its file.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }
}

/// Whether it is a whole database of ATLogin, of this version or an older one.
async fn judge(database: &mut SqliteConnection) -> Result<(), ImageError> {
    let applied = sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations");
    let applied =
        applied.fetch_all(&mut *database).await.map_err(|error| foreign_or_damaged(&error))?;
    if applied.is_empty() {
        return Err(ImageError::Foreign);
    }
    let migrator = migrator();
    if !applied.iter().all(|version| migrator.version_exists(*version)) {
        return Err(DbError::Newer.into());
    }
    let whole = sqlx::query_scalar::<_, String>("PRAGMA integrity_check(1)");
    let whole = whole.fetch_one(&mut *database).await.map_err(|error| damaged(&error))?;
    if whole != "ok" {
        return Err(ImageError::Damaged(whole));
    }
    let astray = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *database).await;
    match astray.map_err(|error| damaged(&error))?.len() {
        0 => Ok(()),
        rows => Err(ImageError::Damaged(format!("{rows} rows belong to rows that are not there"))),
    }
}

/// The part of SQLite's result code that names the kind of a failure.
const PRIMARY: i32 = 0xff;
/// `SQLITE_CORRUPT`.
const CORRUPT: i32 = 11;

/// Also of another program's database the table is not there.
fn foreign_or_damaged(error: &sqlx::Error) -> ImageError {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let code = code.and_then(|code| code.parse::<i32>().ok());
    match code {
        Some(code) if code & PRIMARY == CORRUPT => damaged(error),
        Some(_) | None => ImageError::Foreign,
    }
}

fn damaged(error: &sqlx::Error) -> ImageError {
    ImageError::Damaged(error.to_string())
}
