//! The daemon itself: where it listens and keeps its data, how long it knows a browser, and how much
//! one party may ask of it.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use super::sources::Sources;
use crate::clock::Lifetimes;
use crate::document::{Either, Mistake, NamedFiles, Place, Seconds, Section};

/// A place to listen at, unless systemd hands over a socket.
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

/// Decides the directory of the database: asked for, given by systemd, configured, or the XDG one. A
/// relative path in the file counts from `beside`, one on the command line or in the environment from
/// the working directory. It is empty if nothing decides it and files are left alone: then it is
/// decided elsewhere, where the daemon runs.
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
    // Fails only if there is no working directory; then the path as it is fails later, by name.
    std::path::absolute(&path).unwrap_or(path)
}

/// systemd joins several directories by colons.
fn first_of(dirs: &Path) -> PathBuf {
    let first = dirs.to_str().and_then(|dirs| dirs.split(':').next());
    first.map_or_else(|| dirs.to_owned(), PathBuf::from)
}

const MINUTE: u32 = 60;
const DAY: u32 = 24 * 60 * MINUTE;
/// Browsers keep no cookie longer (RFC 6265bis §5.5).
const LONGEST: u32 = 400 * DAY;

/// Reads how long a browser is known after a login: by default two weeks without use, a quarter of a
/// year in all.
pub(super) fn session(file: &mut Section<'_>) -> Lifetimes {
    let lifetime = |seconds: Seconds| seconds.within(MINUTE..=LONGEST);
    let mut session = Lifetimes { idle: 14 * DAY, absolute: 90 * DAY };
    file.fill("session_idle_lifetime", &mut session.idle, lifetime);
    file.fill("session_lifetime", &mut session.absolute, lifetime);
    Lifetimes { idle: session.idle.min(session.absolute), ..session }
}

/// How much one party may ask for; `None` for any amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Logins from one address, a minute.
    pub logins_per_address: Option<NonZeroU32>,
    /// Logins towards one server, a minute.
    pub logins_per_server: Option<NonZeroU32>,
    /// Requests of one relying party, a minute.
    pub requests_per_client: Option<NonZeroU32>,
    /// Logins that no browser has opened yet, and of each client those that were pushed and not begun
    /// yet, at a time.
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

/// What is wrong with the daemon's own settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DaemonMistake {
    /// Neither an IP address with a port nor a unix socket.
    #[error("is no address; write an IP address and port, \"127.0.0.1:9411\", or \"unix:/path\"")]
    NotAnAddress,
    /// A path that depends on the working directory, or names a directory.
    #[error("needs the whole path of a socket, such as \"unix:/run/atlogin/http.sock\"")]
    RelativePath,
    /// A path the kernel refuses.
    #[error("has a path of more than {LONGEST_SOCKET_PATH} bytes, the most a unix socket can have")]
    LongPath,
    /// No directory for the database can be named.
    #[error("there is no place for the database: set state_dir, --state-dir or $HOME")]
    NoStateDirectory,
    /// Nothing, less than nothing, or more than a machine can do.
    #[error("is {0}; write a number from 1 to {MOST}, or \"off\"")]
    OutOfRange(i64),
    /// A text that is no limit.
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
