//! Mistakes and warnings about a configuration, as messages for the operator.

use std::fmt;

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
        "has mode {0:04o}, so others on this machine can list or change what is in it, the keys that \
         sign logins; chmod 0700 it, or write StateDirectoryMode=0700 into the unit"
    )]
    OpenDirectory(u32),
    /// A file of the database that others can read or change, and its mode.
    #[error(
        "has mode {0:04o}, so others on this machine can read or change it, and it holds the keys that \
         sign logins; chmod 0600 it, and if that was so for long, run `atlogin keys rotate --compromised`"
    )]
    OpenFile(u32),
    /// The demonstration page is public.
    #[error("is on at a public address: everybody may try a sign-in there")]
    PublicTryIt,
}
