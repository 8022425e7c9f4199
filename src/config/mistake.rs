//! What can be wrong with a configuration as a whole, and what is worth a look.

use std::fmt;

use crate::document::{Finding, suggestion};

/// Why a configuration cannot be used: every mistake in it, those of the file in the order of its lines.
#[derive(Debug)]
pub struct ConfigErrors {
    /// The mistakes; never empty.
    pub mistakes: Vec<Finding>,
    /// What else was noticed on the way.
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
    /// A variable of the environment that is not UTF-8.
    #[error("is not UTF-8 text")]
    NotText,
    /// The log filter cannot be read.
    #[error("{0:?} is not a log filter; write a level such as \"info\", or \"info,atlogin=debug\"")]
    LogFilter(String),
    /// A turn of keys out of bounds.
    #[error("is {0} days; write from 7 up to 3650, or 0 for no rotation by itself")]
    KeyLifetime(i64),
}

/// Something that works, but hardly as the operator would want it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// Other machines reach a daemon that is meant for this one.
    #[error("{0} may be reached from other machines, though public_url is for this one only")]
    ListensBeyondLoopback(std::net::SocketAddr),
    /// A variable that looks like ours and is not, and the one that was probably meant.
    #[error("is not a variable of ATLogin and does nothing{}", suggestion(*.0))]
    UnknownVariable(Option<&'static str>),
    /// A network without a directory: nearly all accounts are of `did:plc`.
    #[error(
        "has no PLC directory: accounts of did:plc cannot be found; name a directory with plc_url"
    )]
    NoPlcDirectory,
    /// A demonstration page that strangers can use.
    #[error("is on at a public address: everybody may try a sign-in there")]
    PublicTryIt,
}
