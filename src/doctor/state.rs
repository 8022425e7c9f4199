//! The state directory, the database in it, and whether a daemon runs on it.

use std::io;
use std::path::Path;

use rustix::fs::{Access, access, statvfs};

use super::context::Context;
use super::finding::Finding;
use super::kinds;
use super::kinds::Kind;
use crate::db::{Db, DbError, ImageError, backup, lock};
use crate::server::service::open_database;

const MIB: u64 = 1 << 20;
/// A busy day writes less.
const LOW: u64 = 200 * MIB;
/// A sweep and its log need that much.
const FULL: u64 = 16 * MIB;

/// Looks at everything in the state directory, and opens the database if it is whole and can be written.
pub(super) async fn look(context: &Context<'_>) -> (Vec<Finding>, Option<Db>) {
    let directory = &context.config.state_dir;
    let writable = writable(directory);
    let is_writable = writable.is_none();
    let mut findings: Vec<_> =
        [writable, room(directory), running(context)].into_iter().flatten().collect();
    match database(&context.config.database()).await {
        Some(finding) => findings.push(finding),
        // What another user made could not be written by the daemon.
        None if is_writable => return (findings, open_database(context.config).await.ok()),
        None => {}
    }
    (findings, None)
}

fn writable(directory: &Path) -> Option<Finding> {
    if !directory.exists() {
        return None;
    }
    let database = directory.join("atlogin.db");
    let not = [directory, database.as_path()].into_iter().filter(|path| path.exists());
    let path = not.into_iter().find(|path| access(*path, Access::WRITE_OK).is_err())?;
    Some(Finding::new(
        &kinds::NOT_WRITABLE,
        format!("This user may not write to {}.", path.display()),
        format!(
            "Run the doctor as the service's user (sudo -u atlogin atlogin doctor). If it says so then, too: \
             ls -ld {0}; chown -R atlogin: {0}; and look whether its disk is mounted read-only (findmnt -T {0})",
            directory.display()
        ),
    ))
}

fn room(directory: &Path) -> Option<Finding> {
    let disk = statvfs(directory).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let kind = of_room(free)?;
    Some(Finding::new(
        kind,
        format!("The disk of {} has {} MiB left.", directory.display(), free / MIB),
        format!("df -h {0}; du -xh {0} | sort -h | tail, and make room", directory.display()),
    ))
}

const fn of_room(free: u64) -> Option<&'static Kind> {
    match free {
        0..FULL => Some(&kinds::DISK_FULL),
        FULL..LOW => Some(&kinds::DISK_LOW),
        LOW.. => None,
    }
}

/// The daemon holds a lock as long as it lives.
fn running(context: &Context<'_>) -> Option<Finding> {
    let database = context.config.database();
    match lock::is_held(&database) {
        Ok(true) => None,
        Ok(false) => Some(Finding::new(
            &kinds::NOT_RUNNING,
            format!("No ATLogin runs on {}.", context.config.state_dir.display()),
            "systemctl status atlogin; journalctl -u atlogin -n 50; systemctl start atlogin. If it runs: name \
             its own files by --config and --state-dir",
        )),
        Err(error) => Some(unreadable(&context.config.state_dir, &error)),
    }
}

async fn database(path: &Path) -> Option<Finding> {
    match path.try_exists() {
        Ok(true) => {}
        Ok(false) => {
            return Some(Finding::new(
                &kinds::NO_DATABASE,
                format!("There is no database at {}.", path.display()),
                "systemctl start atlogin; or name the right place by --config or --state-dir",
            ));
        }
        Err(error) => return Some(unreadable(path, &error)),
    }
    if access(path, Access::READ_OK).is_err() {
        return Some(unreadable(path, &io::ErrorKind::PermissionDenied.into()));
    }
    let fault = backup::judge(path).await.err()?;
    let is_newer = matches!(fault, ImageError::Db(DbError::Newer));
    let (kind, to_do) = if is_newer {
        (
            &kinds::OTHER_SCHEMA,
            "Install the newer ATLogin again; or stop it and restore the backup from before the upgrade: \
             systemctl stop atlogin; atlogin restore FILE",
        )
    } else {
        (
            &kinds::DAMAGED,
            "systemctl stop atlogin; atlogin restore FILE, with the last backup; and look at the disk \
             (journalctl -k -p err; smartctl -H)",
        )
    };
    Some(Finding::new(kind, path.display().to_string(), to_do).because(fault))
}

fn unreadable(path: &Path, error: &io::Error) -> Finding {
    let what = format!("{} cannot be looked at", path.display());
    Finding::new(&kinds::UNREADABLE, what, "sudo -u atlogin atlogin doctor").because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_named_before_it_is_full() {
        let named = |free| of_room(free).map(|kind| kind.id);
        assert_eq!(named(0), Some("state/disk-full"));
        assert_eq!(named(FULL), Some("state/disk-low"));
        assert_eq!(named(LOW), None);
        let place = tempfile::tempdir().unwrap();
        assert!(writable(place.path()).is_none() && writable(&place.path().join("none")).is_none());
    }
}
