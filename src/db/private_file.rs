//! Files beside the database that only the daemon's user may read.

use std::fs::{File, OpenOptions, metadata};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;

use rustix::fs::OFlags;

/// Opens the file at `path` for reading and writing. A new one gets mode 0600, whatever the umask is, and the
/// owner of its directory.
///
/// # Errors
/// What the system says.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    open_with(OpenOptions::new().read(true).write(true), path)
}

/// The same, but a symbolic link is refused: root must not write where the owner of the directory points to.
///
/// # Errors
/// What the system says.
pub(super) fn open_or_create_here(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW.bits().cast_signed();
    open_with(OpenOptions::new().read(true).write(true).custom_flags(flags), path)
}

fn open_with(options: &OpenOptions, path: &Path) -> io::Result<File> {
    match create_for_daemon(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options.open(path),
        made => made,
    }
}

/// Creates such a file.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if there is one, or what else the system says.
pub(crate) fn create_for_daemon(path: &Path) -> io::Result<File> {
    let file = create(path)?;
    give_to_owner_of_directory(&file, path)?;
    Ok(file)
}

/// A command may run as root beside a daemon that does not, and that has to open the file afterwards.
///
/// # Errors
/// What the system says of the file or its directory.
pub(super) fn give_to_owner_of_directory(file: &File, path: &Path) -> io::Result<()> {
    let (ours, directory) = (file.metadata()?, metadata(directory_of(path))?);
    if (ours.uid(), ours.gid()) != (directory.uid(), directory.gid()) {
        // Only root may. Whoever else makes a file here keeps it. It is done to the open file, because the
        // owner of the directory may put another one in its place.
        let _ = fchown(file, Some(directory.uid()), Some(directory.gid()));
    }
    Ok(())
}

/// Creates a file with mode 0600 that stays ours.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] if there is one, or what else the system says.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

/// Makes sure that names which were made, changed or removed in the directory of `path` are on the disk.
///
/// # Errors
/// What the system says.
pub(super) fn sync_directory_of(path: &Path) -> io::Result<()> {
    File::open(directory_of(path))?.sync_all()
}

fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => directory,
        Some(_) | None => Path::new("."),
    }
}
