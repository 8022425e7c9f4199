//! Copies of the whole database: made while it is used, judged, and put in its place.

use std::io;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection as _};

use super::{BUSY_TIMEOUT, DbError, migrator, private_file};

/// The part of SQLite's result code that names the kind of a failure.
const PRIMARY: i32 = 0xff;
/// `SQLITE_CORRUPT`.
const CORRUPT: i32 = 11;

/// Why a copy cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// There is a file already. It may be the only backup, so it is not replaced.
    #[error("{} is there already; name another file, or remove it first", .0.display())]
    Exists(PathBuf),
    /// The copy has pages that do not fit together.
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    /// It is another program's file, or none of SQLite's.
    #[error("it is no database of ATLogin")]
    Foreign,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A file cannot be made, read or renamed.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Copies the database at `from` to the new file `to` (mode 0600), while it may be in use: the copy is the state
/// of one moment. It is judged and on the disk when this returns. A failure leaves no file; a process that is
/// killed may leave a part of one, which [`put_back`] refuses.
///
/// # Errors
/// [`CopyError::Exists`] if there is a file already.
pub async fn copy(from: &Path, to: &Path) -> Result<(), CopyError> {
    if let Err(source) = private_file::create(to) {
        let is_taken = source.kind() == io::ErrorKind::AlreadyExists;
        return Err(if is_taken { CopyError::Exists(to.to_owned()) } else { blame(to)(source) });
    }
    let made = async {
        vacuum_into(from, to).await?;
        judge(to).await?;
        sync(to)
    };
    if let Err(error) = made.await {
        remove_if_there(to)?;
        return Err(error);
    }
    private_file::sync_directory_of(to).map_err(blame(to))
}

/// Puts a copy of `from` in the place of the database at `to`, which nobody may be using
/// ([`Lock`](super::Lock)). The database of before stays beside it, under the name that is given back, if there was one.
///
/// # Errors
/// [`CopyError`]; the database is then as it was.
pub async fn put_back(from: &Path, to: &Path) -> Result<Option<PathBuf>, CopyError> {
    let next = beside(to, "restoring");
    remove_if_there(&next)?;
    let made = async {
        let mut file = private_file::create_for_daemon(&next).map_err(blame(&next))?;
        let mut backup = std::fs::File::open(from).map_err(blame(from))?;
        io::copy(&mut backup, &mut file).map_err(blame(from))?;
        judge(&next).await?;
        sync(&next)
    };
    if let Err(error) = made.await {
        remove_if_there(&next)?;
        return Err(error);
    }
    let kept = unused_name(to);
    let was_there = rename_if_there(to, &kept)?;
    // SQLite would play what is in these into the file that takes the name.
    for ending in ["-wal", "-shm"] {
        rename_if_there(&with_ending(to, ending), &with_ending(&kept, ending))?;
    }
    std::fs::rename(&next, to).map_err(blame(to))?;
    private_file::sync_directory_of(to).map_err(blame(to))?;
    Ok(was_there.then_some(kept))
}

/// SQLite reads the source in one transaction, and writes the copy in the order of its pages.
async fn vacuum_into(from: &Path, to: &Path) -> Result<(), DbError> {
    let mut source = open_to_read(from, false).await?;
    let copied = sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy().into_owned());
    let copied = copied.execute(&mut source).await;
    source.close().await?;
    copied?;
    Ok(())
}

/// Whether the file is a whole database of ATLogin, of this version or an older one.
async fn judge(path: &Path) -> Result<(), CopyError> {
    let mut copy = match open_to_read(path, true).await {
        Err(DbError::Sql(error)) => return Err(foreign_or_damaged(&error)),
        opened => opened?,
    };
    let judged = judge_open(&mut copy).await;
    copy.close().await.map_err(DbError::from)?;
    judged
}

async fn judge_open(copy: &mut SqliteConnection) -> Result<(), CopyError> {
    let applied = sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations");
    let applied =
        applied.fetch_all(&mut *copy).await.map_err(|error| foreign_or_damaged(&error))?;
    if applied.is_empty() {
        return Err(CopyError::Foreign);
    }
    let migrator = migrator();
    if !applied.iter().all(|version| migrator.version_exists(*version)) {
        return Err(DbError::Newer.into());
    }
    let whole = sqlx::query_scalar::<_, String>("PRAGMA integrity_check(1)");
    let whole = whole.fetch_one(&mut *copy).await.map_err(|error| damaged(&error))?;
    if whole != "ok" {
        return Err(CopyError::Damaged(whole));
    }
    let astray = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *copy).await;
    match astray.map_err(|error| damaged(&error))?.len() {
        0 => Ok(()),
        rows => Err(CopyError::Damaged(format!("{rows} rows belong to rows that are not there"))),
    }
}

/// Also of another program's database the table is not there.
fn foreign_or_damaged(error: &sqlx::Error) -> CopyError {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let code = code.and_then(|code| code.parse::<i32>().ok());
    match code {
        Some(code) if code & PRIMARY == CORRUPT => damaged(error),
        Some(_) | None => CopyError::Foreign,
    }
}

fn damaged(error: &sqlx::Error) -> CopyError {
    CopyError::Damaged(error.to_string())
}

/// `unused`: no other process has the file open, so nothing is made beside it.
async fn open_to_read(path: &Path, unused: bool) -> Result<SqliteConnection, DbError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    Ok(options.immutable(unused).busy_timeout(BUSY_TIMEOUT).connect().await?)
}

fn sync(path: &Path) -> Result<(), CopyError> {
    std::fs::File::open(path).and_then(|file| file.sync_all()).map_err(blame(path))
}

fn blame(path: &Path) -> impl FnOnce(io::Error) -> CopyError {
    let path = path.to_owned();
    move |source| CopyError::File { path, source }
}

fn remove_if_there(path: &Path) -> Result<(), CopyError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(blame(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn rename_if_there(from: &Path, to: &Path) -> Result<bool, CopyError> {
    match std::fs::rename(from, to) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(blame(from)(error)),
    }
}

/// The first of `NAME.replaced-1`, `-2` … that nobody has.
fn unused_name(path: &Path) -> PathBuf {
    let mut names = (1_u32..).map(|number| beside(path, &format!("replaced-{number}")));
    names.find(|name| !name.exists()).unwrap_or_else(|| beside(path, "replaced"))
}

/// `NAME.suffix` in the same directory.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    with_ending(path, &format!(".{suffix}"))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
