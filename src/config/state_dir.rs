//! The directory of the database: asked for, given by systemd, configured, or the XDG one.

use std::path::{Path, PathBuf};

use super::document::Found;
use super::files::NamedFiles;
use super::mistake::{Finding, Mistake, Place};
use super::sources::Sources;

/// Decides it. `configured` is what the file says, which a relative path counts from; one on the
/// command line or in the environment counts from the working directory. It is empty if nothing
/// decides it and files are left alone: then it is decided elsewhere, where the daemon runs.
pub(super) fn decide(
    sources: &Sources,
    configured: Option<Found<String>>,
    beside: &Path,
    mistakes: &mut Vec<Finding<Mistake>>,
) -> PathBuf {
    let environment = &sources.environment;
    let configured = configured.and_then(|found| {
        found.judge(mistakes, |path| {
            if path.is_empty() { Err(Mistake::Empty) } else { Ok(beside.join(path)) }
        })
    });
    let decided = sources
        .state_dir
        .clone()
        .or_else(|| environment.path("ATLOGIN_STATE_DIR"))
        .or_else(|| environment.path("STATE_DIRECTORY").map(|dirs| first_of(&dirs)))
        .or(configured)
        .or_else(|| environment.path("XDG_STATE_HOME").map(|home| home.join("atlogin")))
        .or_else(|| environment.path("HOME").map(|home| home.join(".local/state/atlogin")));
    let Some(path) = decided else {
        if sources.named_files == NamedFiles::LeftAlone {
            return PathBuf::new();
        }
        mistakes.push(Finding {
            place: Place::Environment("HOME".to_owned()),
            fact: Mistake::NoStateDirectory,
        });
        return PathBuf::new();
    };
    // Fails only if there is no working directory; then the path as it is fails later, by name.
    std::path::absolute(&path).unwrap_or(path)
}

/// systemd joins several directories by colons.
fn first_of(dirs: &Path) -> PathBuf {
    match dirs.to_str().and_then(|dirs| dirs.split(':').next()) {
        Some(first) => PathBuf::from(first),
        None => dirs.to_owned(),
    }
}
