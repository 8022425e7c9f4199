//! Mistakes and warnings about a configuration, as messages for the operator.

use std::fmt;
use std::path::PathBuf;

use crate::document::{Finding, suggestion};

/// All mistakes of a configuration; those in the file are in the order of its lines.
#[derive(Debug)]
pub struct ConfigErrors {
    /// The mistakes; never empty.
    pub mistakes: Vec<Finding>,
    /// The warnings.
    pub warnings: Vec<Finding>,
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.mistakes.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for ConfigErrors {}

/// A value that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ConfigMistake {
    /// An environment variable is not UTF-8.
    #[error("is not UTF-8 text")]
    NotText,
    /// The log filter cannot be read.
    #[error("{0:?} is not a log filter; write a level such as \"info\", or \"info,atlogin=debug\"")]
    LogFilter(String),
    /// The lifetime of signing keys is out of range.
    #[error("is {0} days; write from 7 up to 3650, or 0 for no automatic rotation")]
    KeyLifetime(i64),
    /// The days of the audit are out of range.
    #[error("is {0} days; write from 1 up to 3650, or 0 to keep nothing")]
    AuditDays(i64),
}

/// A setting that works, but probably not as the operator wants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// Other machines can reach a daemon that is only for this one.
    #[error("{0} may be reached from other machines, though public_url is for this one only")]
    ListensBeyondLoopback(std::net::SocketAddr),
    /// An unknown variable with our prefix, and the one that was probably meant.
    #[error("is not a variable of ATLogin and does nothing{}", suggestion(*.0))]
    UnknownVariable(Option<&'static str>),
    /// The network has no PLC directory, but nearly all accounts have a `did:plc`.
    #[error(
        "has no PLC directory: accounts of did:plc cannot be found; name a directory with plc_url"
    )]
    NoPlcDirectory,
    /// A proxy on this machine that is not believed, and the entry that names it.
    #[error(
        "is https, so there is a proxy in front of ATLogin on this machine, but trusted_proxies does not name \
         it: all visitors look like one, and no limit by address works; write \
         trusted_proxies = [\"{0}\"], and have the proxy set X-Forwarded-For"
    )]
    UnnamedProxy(&'static str),
    /// A state directory that others can list or change, and its mode.
    #[error(
        "has mode {0:04o}, so others on this machine can {what} what is in it, and that is the keys that sign \
         logins; type: chmod 0700 {path} (in a unit of your own also write StateDirectoryMode=0700)",
        what = may(*.0, "list"), path = .1.display()
    )]
    OpenDirectory(u32, PathBuf),
    /// A file of the database that others can read or change, and its mode.
    #[error(
        "has mode {0:04o}, so others on this machine can {what} it, and it holds the keys that sign logins; \
         type: chmod 0600 {path} (if that was so for long, also `atlogin keys rotate --compromised`)",
        what = may(*.0, "read"), path = .1.display()
    )]
    OpenFile(u32, PathBuf),
    /// The demonstration page is public.
    #[error("is on at a public address: everybody may try a sign-in there")]
    PublicTryIt,
}

/// What others may do by this mode, where reading is called `see`.
fn may(mode: u32, see: &str) -> String {
    match (mode & 0o044 != 0, mode & 0o022 != 0) {
        (true, true) => format!("{see} and change"),
        (false, true) => "change".to_owned(),
        (true | false, false) => see.to_owned(),
    }
}
