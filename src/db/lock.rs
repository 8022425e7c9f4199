//! At most one daemon runs on a database.
//!
//! Two of them would each keep limits of their own, rotate keys beside each other, and send logout tokens twice.
//! Commands need no lock: SQLite orders what they write.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, fcntl_lock};
use rustix::io::Errno;
use rustix::process::{Flock, FlockType, fcntl_getlk};

use super::private_file;

/// The name of the file that is locked, beside the database.
const NAME: &str = "atlogin.lock";

/// The lock of a database. The system ends it with the process, however that ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Why a database cannot be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds the lock: its directory, and what it says of itself.
    #[error(
        "another ATLogin ({holder}) uses {}; stop it first, or give this one a state directory of its own",
        directory.display()
    )]
    Held {
        /// The directory of the database.
        directory: PathBuf,
        /// The process that holds it.
        holder: String,
    },
    /// The file cannot be made or locked.
    #[error("cannot lock {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl Lock {
    /// Locks the database `path`, without waiting.
    ///
    /// # Errors
    /// [`LockError::Held`] if another process has it.
    pub fn take(path: &Path) -> Result<Self, LockError> {
        let beside = path.with_file_name(NAME);
        let blame = |source| LockError::File { path: beside.clone(), source };
        let mut file = private_file::open_or_create_here(&beside).map_err(blame)?;
        // The kind of lock that SQLite takes too: what a sandbox or a file system allows it, it allows us.
        match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::AGAIN | Errno::ACCESS) => {
                let directory = beside.parent().unwrap_or(&beside).to_owned();
                return Err(LockError::Held { directory, holder: holder(&mut file) });
            }
            Err(error) => return Err(blame(error.into())),
        }
        // Under another name the file is somebody else's.
        if file.metadata().map_err(blame)?.nlink() == 1 {
            write_ourselves(&mut file).map_err(blame)?;
        }
        Ok(Self(file))
    }
}

/// Whether a daemon has the lock of the database `path` now. Nothing is locked, so that no daemon is refused
/// meanwhile.
///
/// # Errors
/// What the system says. It is no error if there never was a daemon.
pub fn is_held(path: &Path) -> io::Result<bool> {
    let flags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).bits().cast_signed();
    let beside = path.with_file_name(NAME);
    let file = match OpenOptions::new().read(true).custom_flags(flags).open(beside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened?,
    };
    Ok(fcntl_getlk(&file, &Flock::from(FlockType::WriteLock))?.is_some())
}

/// Only for whoever is refused: the lock itself does not lean on what is written.
fn write_ourselves(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    // An unreadable file is a process that nobody knows.
    let _ = file.take(20).read_to_string(&mut text);
    match text.trim().parse::<u32>() {
        Ok(id) => format!("process {id}"),
        Err(_) => "an unknown process".to_owned(),
    }
}
