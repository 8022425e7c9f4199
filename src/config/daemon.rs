//! The settings of the daemon itself.
//! Listening address, state directory, session lifetimes and rate limits.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use super::sources::Sources;
use crate::clock::Lifetimes;
use crate::document::{Either, Mistake, NamedFiles, Place, Seconds, Section};

/// Where to listen, unless systemd passes a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An address and port; port 0 lets the system choose one.
    Tcp(SocketAddr),
    /// A unix socket.
    Unix(PathBuf),
}

/// The longest path that fits into a `sockaddr_un`, less its final NUL.
const LONGEST_SOCKET_PATH: usize = 107;

impl Listen {
    /// Reads `127.0.0.1:9411`, `[::1]:9411` or `unix:/run/atlogin/http.sock`.
    pub fn parse(text: &str) -> Result<Self, DaemonMistake> {
        let Some(path) = text.strip_prefix("unix:") else {
            return text.parse().map(Self::Tcp).map_err(|_| DaemonMistake::NotAnAddress);
        };
        if !Path::new(path).is_absolute() || path.ends_with('/') {
            return Err(DaemonMistake::RelativePath);
        }
        if path.len() > LONGEST_SOCKET_PATH || path.contains('\0') {
            return Err(DaemonMistake::LongPath);
        }
        Ok(Self::Unix(PathBuf::from(path)))
    }
}

impl std::fmt::Display for Listen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Finds the directory of the database: from the command line, our variable, systemd, the
/// configuration file, or XDG, in this order. A path in the file is relative to `beside`, others to
/// the working directory. The result is empty if none is set and files are not opened: then only
/// the machine that runs the daemon can know it.
pub(super) fn state_dir(file: &mut Section<'_>, sources: &Sources, beside: &Path) -> PathBuf {
    let environment = &sources.environment;
    let configured = file.judge("state_dir", |path: String| {
        if path.is_empty() { Err(Mistake::Empty) } else { Ok(beside.join(path)) }
    });
    let decided = sources
        .state_dir
        .clone()
        .or_else(|| environment.path("ATLOGIN_STATE_DIR").map(Path::to_owned))
        .or_else(|| environment.path("STATE_DIRECTORY").map(first_of))
        .or(configured)
        .or_else(|| environment.path("XDG_STATE_HOME").map(|home| home.join("atlogin")))
        .or_else(|| environment.path("HOME").map(|home| home.join(".local/state/atlogin")));
    let Some(path) = decided else {
        if sources.named_files == NamedFiles::Opened {
            let place = Place::Environment("HOME".to_owned());
            file.findings().mistake(place, DaemonMistake::NoStateDirectory);
        }
        return PathBuf::new();
    };
    // This fails only without a working directory. Then the path is kept, and a later error names
    // it.
    std::path::absolute(&path).unwrap_or(path)
}

/// The first directory: systemd joins several by colons.
fn first_of(dirs: &Path) -> PathBuf {
    let first = dirs.to_str().and_then(|dirs| dirs.split(':').next());
    first.map_or_else(|| dirs.to_owned(), PathBuf::from)
}

const MINUTE: u32 = 60;
const DAY: u32 = 24 * 60 * MINUTE;
/// Browsers do not keep cookies for longer (RFC 6265bis §5.5).
const LONGEST: u32 = 400 * DAY;

/// Reads the lifetimes of a browser session: by default 14 days without use, and 90 days in total.
pub(super) fn session(file: &mut Section<'_>) -> Lifetimes {
    let lifetime = |seconds: Seconds| seconds.within(MINUTE..=LONGEST);
    let mut session = Lifetimes { idle: 14 * DAY, absolute: 90 * DAY };
    file.fill("session_idle_lifetime", &mut session.idle, lifetime);
    file.fill("session_lifetime", &mut session.absolute, lifetime);
    Lifetimes { idle: session.idle.min(session.absolute), ..session }
}

/// Rate limits and quotas; `None` means unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Logins a minute from one IP address.
    pub logins_per_address: Option<NonZeroU32>,
    /// Logins a minute to one authorization server.
    pub logins_per_server: Option<NonZeroU32>,
    /// Requests a minute of one relying party.
    pub requests_per_client: Option<NonZeroU32>,
    /// How many logins that no browser has opened yet are kept, and how many pushed requests of
    /// each client.
    pub unopened_logins: Option<NonZeroU32>,
}

const MOST: u32 = 1_000_000;

impl Default for Limits {
    fn default() -> Self {
        Self {
            logins_per_address: NonZeroU32::new(120),
            logins_per_server: NonZeroU32::new(600),
            requests_per_client: NonZeroU32::new(6_000),
            unopened_logins: NonZeroU32::new(20_000),
        }
    }
}

/// Reads the table `[limits]`.
pub(super) fn limits(file: &mut Section<'_>) -> Limits {
    let mut limits = Limits::default();
    let Some(mut table) = file.value::<Section<'_>>("limits") else { return limits };
    table.fill("logins_per_address", &mut limits.logins_per_address, limit);
    table.fill("logins_per_server", &mut limits.logins_per_server, limit);
    table.fill("requests_per_client", &mut limits.requests_per_client, limit);
    table.fill("unopened_logins", &mut limits.unopened_logins, limit);
    table.finish();
    limits
}

fn limit(written: Either<i64, String>) -> Result<Option<NonZeroU32>, DaemonMistake> {
    match written {
        Either::A(number) => u32::try_from(number)
            .ok()
            .filter(|number| *number <= MOST)
            .and_then(NonZeroU32::new)
            .map(Some)
            .ok_or(DaemonMistake::OutOfRange(number)),
        Either::B(text) if text == "off" => Ok(None),
        Either::B(text) => Err(DaemonMistake::NotOff(text)),
    }
}

/// A mistake in the daemon's own settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DaemonMistake {
    /// It is neither an IP address with a port nor a unix socket.
    #[error(
        "is not an address; write an IP address and port, \"127.0.0.1:9411\", or \"unix:/path\""
    )]
    NotAnAddress,
    /// The path is relative, or names a directory.
    #[error("needs the whole path of a socket, such as \"unix:/run/atlogin/http.sock\"")]
    RelativePath,
    /// The path is too long for the kernel.
    #[error("has a path of more than {LONGEST_SOCKET_PATH} bytes, the most a unix socket can have")]
    LongPath,
    /// No directory for the database is known.
    #[error("there is no directory for the database: set state_dir, --state-dir or $HOME")]
    NoStateDirectory,
    /// The number is out of range.
    #[error("is {0}; write a number from 1 to {MOST}, or \"off\"")]
    OutOfRange(i64),
    /// The text is not a limit.
    #[error("is {0:?}; write a number from 1 to {MOST}, or \"off\"")]
    NotOff(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses_and_sockets() {
        for text in ["127.0.0.1:9411", "[::1]:0", "0.0.0.0:80", "unix:/run/atlogin/http.sock"] {
            assert_eq!(Listen::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_cannot_be_listened_at() {
        let long = format!("unix:/{}", "a".repeat(LONGEST_SOCKET_PATH));
        let cases = [
            ("localhost:9411", DaemonMistake::NotAnAddress),
            (":9411", DaemonMistake::NotAnAddress),
            ("9411", DaemonMistake::NotAnAddress),
            ("127.0.0.1", DaemonMistake::NotAnAddress),
            ("http://127.0.0.1:9411", DaemonMistake::NotAnAddress),
            ("unix:http.sock", DaemonMistake::RelativePath),
            ("unix:/run/", DaemonMistake::RelativePath),
            (long.as_str(), DaemonMistake::LongPath),
        ];
        for (text, mistake) in cases {
            assert_eq!(Listen::parse(text), Err(mistake), "{text}");
        }
    }
}
