//! Whether others on this machine can read what the daemon keeps.
//!
//! The daemon makes its directory with mode 0700 and its files with 0600, and so does the unit of
//! systemd. A backup that was restored, or a unit of one's own (whose `StateDirectoryMode=` is 0755
//! unless it says otherwise), may leave them open.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::mistake::Warning;
use crate::document::{Findings, Place};

/// Reading and writing, by the group and by everybody else. That others may pass through a directory
/// tells them nothing.
const OPEN: u32 = 0o066;
/// The database, and the files that SQLite keeps beside it.
const FILES: [&str; 3] = ["atlogin.db", "atlogin.db-wal", "atlogin.db-shm"];

/// Notes what of the state directory is open to others. What is not there yet, or cannot be looked at
/// from here, is nobody's mistake.
pub(super) fn warn_of_open(state_dir: &Path, findings: &Findings) {
    if state_dir.as_os_str().is_empty() {
        return;
    }
    let files =
        FILES.iter().map(|name| (state_dir.join(name), Warning::OpenFile as fn(u32, PathBuf) -> _));
    let directory = (state_dir.to_owned(), Warning::OpenDirectory as fn(u32, PathBuf) -> _);
    for (path, warning) in [directory].into_iter().chain(files) {
        let Ok(metadata) = fs::metadata(&path) else { continue };
        let mode = metadata.permissions().mode() & 0o7777;
        if mode & OPEN != 0 {
            findings.warn(Place::Path(path.clone()), warning(mode, path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warned(directory: u32, database: u32) -> Vec<String> {
        let place = tempfile::tempdir().unwrap();
        let dir = place.path().join("state");
        let findings = Findings::default();
        warn_of_open(&dir, &findings);
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("atlogin.db"), "").unwrap();
        fs::set_permissions(dir.join("atlogin.db"), fs::Permissions::from_mode(database)).unwrap();
        fs::set_permissions(&dir, fs::Permissions::from_mode(directory)).unwrap();
        warn_of_open(&dir, &findings);
        let warnings = findings.into_parts().1;
        let shown = |path: &Path| format!("{}/", path.display());
        warnings.iter().map(|said| said.to_string().replace(&shown(place.path()), "")).collect()
    }

    #[test]
    fn what_others_can_read_or_write_is_told_with_what_to_do() {
        for open in [0o604, 0o640, 0o644, 0o660, 0o602] {
            let said = warned(0o700, open);
            let begins = format!("state/atlogin.db has mode {open:04o}");
            assert!(said.len() == 1 && said[0].starts_with(&begins), "{said:?}");
            assert!(said[0].contains("type: chmod 0600 state/atlogin.db "), "{said:?}");
            let what = match open {
                0o602 => "can change it",
                0o660 => "can read and change it",
                _ => "can read it",
            };
            assert!(said[0].contains(what), "{said:?}");
        }
        for open in [0o755, 0o750, 0o777] {
            let said = warned(open, 0o600);
            let begins = format!("state has mode {open:04o}");
            assert!(said.len() == 1 && said[0].starts_with(&begins), "{said:?}");
            assert!(said[0].contains("StateDirectoryMode=0700"), "{said:?}");
            assert!(said[0].contains("type: chmod 0700 state"), "{said:?}");
            assert_eq!(said[0].contains("change"), open == 0o777, "{said:?}");
        }
        assert_eq!(warned(0o755, 0o644).len(), 2);
    }

    #[test]
    fn what_only_the_daemon_can_read_is_not_mentioned() {
        for (directory, database) in [(0o700, 0o600), (0o711, 0o600), (0o500, 0o400)] {
            assert_eq!(warned(directory, database), Vec::<String>::new());
        }
    }
}
