//! Backups: copies of the whole database, made while it is used, and put in its place.
//!
//! A file is written by the handle that created it and is never opened again by its name, and nothing is
//! given to the daemon's user before it was judged (see [`super::image`]).

use std::fs::{File, OpenOptions, hard_link, rename};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use sqlx::ConnectOptions;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};

use super::image::{Image, ImageError};
use super::private_file;

/// Why a copy cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// There is a file already. It may be the only backup, so it is not replaced.
    #[error("{} is there already; name another file, or remove it first", .0.display())]
    Exists(PathBuf),
    /// It is no database that can be used.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// It is a directory, a device, a pipe or a link.
    #[error("{} is no file; name the backup itself, not a link to it", .0.display())]
    NoFile(PathBuf),
    /// A part of what it holds is in another file.
    #[error(
        "{} has more of it, which would be lost; make a backup by `atlogin backup` of what both hold",
        .0.display()
    )]
    HasLog(PathBuf),
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
/// of one moment. It was judged and is on the disk when this returns. A failure leaves no file. The database is
/// held in memory meanwhile, up to three times.
///
/// # Errors
/// [`CopyError::Exists`] if there is a file already.
pub async fn copy(from: &Path, to: &Path) -> Result<(), CopyError> {
    if to.exists() {
        return Err(CopyError::Exists(to.to_owned()));
    }
    let image = Image::of_file(from).await?;
    let file = private_file::create(to).map_err(|source| {
        let is_taken = source.kind() == io::ErrorKind::AlreadyExists;
        if is_taken { CopyError::Exists(to.to_owned()) } else { blame(to)(source) }
    })?;
    write(file, &image, to)?;
    private_file::sync_directory_of(to).map_err(blame(to))
}

/// Whether the database at `path` is whole, and of this version or an older one, as a backup of it would be
/// judged. Nothing is written.
///
/// # Errors
/// [`ImageError`] if it is not.
pub async fn judge(path: &Path) -> Result<(), ImageError> {
    Image::of_file(path).await.map(drop)
}

impl CopyError {
    /// The error with the name of the file that it is about: `file`, unless it names another one.
    pub fn at(&self, file: &Path) -> String {
        match self {
            Self::Image(error) => format!("{}: {error}", file.display()),
            Self::Exists(_) | Self::NoFile(_) | Self::HasLog(_) | Self::File { .. } => {
                self.to_string()
            }
        }
    }
}

/// Puts a copy of `from` in the place of the database at `to`, which nobody may be using
/// ([`Lock`](super::Lock)). The database of before stays beside it, under the name that is given back, if there was
/// one. At each moment one of the two stands there, whole.
///
/// # Errors
/// [`CopyError`]; the database is then as it was.
pub async fn put_back(from: &Path, to: &Path) -> Result<Option<PathBuf>, CopyError> {
    let image = Image::of_bytes(&read(from)?).await?;
    let next = with_ending(to, ".restoring");
    remove_if_there(&next)?;
    let file = private_file::create(&next).map_err(blame(&next))?;
    let owned = file.try_clone().map_err(blame(&next))?;
    write(file, &image, &next)?;
    private_file::give_to_owner_of_directory(&owned, &next).map_err(blame(&next))?;
    let replaced = async {
        let kept = keep(to).await?;
        if let Err(error) = rename(&next, to) {
            undo(to, kept.as_deref());
            return Err(blame(to)(error));
        }
        Ok(kept)
    };
    let replaced = replaced.await;
    if replaced.is_err() {
        remove_if_there(&next)?;
    }
    // The new one stands there from here on; whether its name is on the disk yet changes nothing about that.
    let _ = private_file::sync_directory_of(to);
    replaced
}

/// All bytes of a backup, which is a file and nothing else: a link may lead root anywhere, and a pipe never ends.
fn read(from: &Path) -> Result<Vec<u8>, CopyError> {
    let log = with_ending(from, "-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(CopyError::HasLog(log));
    }
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let opened = OpenOptions::new().read(true).custom_flags(flags).open(from);
    let mut file = opened.map_err(|source| match source.raw_os_error() {
        Some(code) if code == rustix::io::Errno::LOOP.raw_os_error() => {
            CopyError::NoFile(from.to_owned())
        }
        Some(_) | None => blame(from)(source),
    })?;
    if !file.metadata().map_err(blame(from))?.is_file() {
        return Err(CopyError::NoFile(from.to_owned()));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(blame(from))?;
    Ok(bytes)
}

/// Gives the database at `to` a second name, which stays when another takes the first one.
async fn keep(to: &Path) -> Result<Option<PathBuf>, CopyError> {
    if !to.exists() {
        return Ok(None);
    }
    // Afterwards it is one file. One that cannot be read keeps its log beside it, under its new name.
    let _ = close_log(to).await;
    let kept = unused_name(to);
    hard_link(to, &kept).map_err(blame(to))?;
    for ending in ["-wal", "-shm"] {
        let (log, kept_log) = (with_ending(to, ending), with_ending(&kept, ending));
        match rename(&log, kept_log) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                undo(to, Some(&kept));
                return Err(blame(&log)(error));
            }
            Ok(()) | Err(_) => {}
        }
    }
    private_file::sync_directory_of(to).map_err(|error| {
        undo(to, Some(&kept));
        blame(to)(error)
    })?;
    Ok(Some(kept))
}

/// Takes the second name away, and gives the log its place back. What fails here stays under the second name,
/// where nothing of it is lost.
fn undo(to: &Path, kept: Option<&Path>) {
    let Some(kept) = kept else { return };
    for ending in ["-wal", "-shm"] {
        let _ = rename(with_ending(kept, ending), with_ending(to, ending));
    }
    let _ = std::fs::remove_file(kept);
}

/// Writes what is in the write-ahead log into the file, and removes the log.
async fn close_log(path: &Path) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(path);
    options.journal_mode(SqliteJournalMode::Delete).connect().await?.close().await
}

/// Writes the file and removes it again if that fails.
fn write(mut file: File, image: &Image, path: &Path) -> Result<(), CopyError> {
    let written = file.write_all(image.bytes()).and_then(|()| file.sync_all());
    written.map_err(|error| {
        let _ = std::fs::remove_file(path);
        blame(path)(error)
    })
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

/// The first of `NAME.replaced-1`, `-2` … that nobody has, nor its log.
fn unused_name(path: &Path) -> PathBuf {
    let mut names = (1_u32..).map(|number| with_ending(path, &format!(".replaced-{number}")));
    let is_free = |name: &PathBuf| {
        ["", "-wal", "-shm"].iter().all(|ending| !with_ending(name, ending).exists())
    };
    names.find(is_free).unwrap_or_else(|| with_ending(path, ".replaced"))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
