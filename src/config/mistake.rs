//! What can be wrong with a configuration, where, and what to write instead.
//!
//! A mistake is a fact; its `Display` is the sentence an operator reads. The checks themselves live
//! beside the values they judge. No secret value is ever part of a mistake.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::client::ClientMistake;
use super::document::similar;
use super::limits::LimitMistake;
use super::listen::ListenMistake;
use super::outside::OutsideMistake;
use super::pages::PageMistake;
use super::proxies::ProxyMistake;
use super::public_url::PublicUrlMistake;
use super::redirect_uri::RedirectUriMistake;
use super::secret_file::SecretMistake;
use super::session::SessionMistake;
use super::test_network::TestNetworkMistake;
use crate::who::admission::NotARule;
use crate::who::localpart::TemplateFault;

/// Where in the configuration something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the configuration file.
    File {
        /// The file as it was named to us.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The setting, such as `clients[0].redirect_uris[1]`; empty for the file as a whole.
        key: String,
    },
    /// In a variable of the environment.
    Environment(String),
}

impl Place {
    /// The setting, such as `redirect_uris[1]`; none if it is no setting of a file, or all of it.
    pub fn setting(&self) -> Option<&str> {
        match self {
            Self::File { key, .. } => Some(key.as_str()).filter(|key| !key.is_empty()),
            Self::Environment(_) => None,
        }
    }

    fn line(&self) -> Option<usize> {
        match self {
            Self::File { line, .. } => Some(*line),
            Self::Environment(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, line, key } if key.is_empty() => {
                write!(f, "{}:{line}", file.display())
            }
            Self::File { file, line, key } => write!(f, "{}:{line}: {key}", file.display()),
            Self::Environment(name) => write!(f, "environment: {name}"),
        }
    }
}

/// Something an operator should know, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<T> {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub fact: T,
}

impl<T: fmt::Display> fmt::Display for Finding<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.fact)
    }
}

/// Why a configuration cannot be used: every mistake in it, those of the file in the order of its lines.
#[derive(Debug)]
pub struct ConfigErrors {
    /// The mistakes; never empty.
    pub mistakes: Vec<Finding<Mistake>>,
    /// What else was noticed on the way.
    pub warnings: Vec<Finding<Warning>>,
}

impl ConfigErrors {
    pub(super) fn new(
        mut mistakes: Vec<Finding<Mistake>>,
        warnings: Vec<Finding<Warning>>,
    ) -> Self {
        mistakes.sort_by_key(|mistake| mistake.place.line());
        Self { mistakes, warnings }
    }
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
pub enum Mistake {
    /// The configuration file cannot be read.
    #[error("cannot be read: {}", reason(*.0))]
    Unreadable(io::ErrorKind),
    /// The configuration file is not TOML; the message is the parser's.
    #[error("is not valid TOML: {0}")]
    Syntax(String),
    /// There is no such setting.
    #[error("is not a setting{}", suggestion(similar(.name, .known)))]
    UnknownKey {
        /// What is written there.
        name: String,
        /// All settings that there are in its place.
        known: Vec<&'static str>,
    },
    /// A value of another type.
    #[error("is {found}; write {expected}")]
    WrongType {
        /// What is written there.
        found: Kind,
        /// What belongs there.
        expected: Kind,
    },
    /// A setting that must be there is not.
    #[error("is missing {0}; add it")]
    Missing(&'static str),
    /// Nothing is written where something must be.
    #[error("is empty; write a value, or leave the setting out")]
    Empty,
    /// A variable of the environment that is not UTF-8.
    #[error("is not UTF-8 text")]
    NotText,
    /// No directory for the database can be named.
    #[error("there is no place for the database: set state_dir, --state-dir or $HOME")]
    NoStateDirectory,
    /// An unknown name where a few are possible.
    #[error("{found:?} is not known; write one of: {}", .known.join(", "))]
    UnknownName {
        /// What is written there.
        found: String,
        /// What could be.
        known: &'static [&'static str],
    },
    /// The log filter cannot be read.
    #[error("{0:?} is not a log filter; write a level such as \"info\", or \"info,atlogin=debug\"")]
    LogFilter(String),
    /// A turn of keys out of bounds.
    #[error("is {0} days; write from 7 up to 3650, or 0 for no rotation by itself")]
    KeyLifetime(i64),
    /// About `public_url`.
    #[error(transparent)]
    PublicUrl(#[from] PublicUrlMistake),
    /// About `listen`.
    #[error(transparent)]
    Listen(#[from] ListenMistake),
    /// About `network`, `plc_url` or `dns_server`.
    #[error(transparent)]
    Outside(#[from] OutsideMistake),
    /// About a test network.
    #[error(transparent)]
    TestNetwork(#[from] TestNetworkMistake),
    /// About what the pages show.
    #[error(transparent)]
    Page(#[from] PageMistake),
    /// About the lifetimes of sessions.
    #[error(transparent)]
    Session(#[from] SessionMistake),
    /// About `trusted_proxies`.
    #[error(transparent)]
    Proxy(#[from] ProxyMistake),
    /// About `limits`.
    #[error(transparent)]
    Limit(#[from] LimitMistake),
    /// About a relying party.
    #[error(transparent)]
    Client(#[from] ClientMistake),
    /// A rule about people that cannot be read.
    #[error(transparent)]
    Rule(#[from] NotARule),
    /// A template of names that cannot be read.
    #[error(transparent)]
    Localpart(#[from] TemplateFault),
    /// About a `redirect_uris` entry.
    #[error(transparent)]
    RedirectUri(#[from] RedirectUriMistake),
    /// About a client secret.
    #[error(transparent)]
    Secret(#[from] SecretMistake),
}

/// Something that works, but hardly as the operator would want it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Warning {
    /// Everybody on the machine can read a secret.
    #[error("{0} can be read by every user of this machine; chmod o-r it")]
    WorldReadable(PathBuf),
    /// A client secret that may be guessed.
    #[error("has only {0} characters; a secret of 32 or more random ones cannot be guessed")]
    ShortSecret(usize),
    /// Other machines reach a daemon that is meant for this one.
    #[error("{0} may be reached from other machines, though public_url is for this one only")]
    ListensBeyondLoopback(std::net::SocketAddr),
    /// A variable that looks like ours and is not.
    #[error("is not a variable of ATLogin and does nothing{}", suggestion(*.similar))]
    UnknownVariable {
        /// The variable that was probably meant.
        similar: Option<&'static str>,
    },
    /// A network without a directory: nearly all accounts are of `did:plc`.
    #[error(
        "has no PLC directory: accounts of did:plc cannot be found; name a directory with plc_url"
    )]
    NoPlcDirectory,
    /// A client that knows people by names of its own, and may ask who they are.
    #[error(
        "is \"pairwise\", but the scope {0:?} tells who somebody is all the same (handle, DID or \
         address); leave it out of scopes"
    )]
    PairwiseIsTold(&'static str),
    /// A demonstration page that strangers can use.
    #[error("is on at a public address: everybody may try a sign-in there")]
    PublicTryIt,
}

/// The types a value of the file can have, as an operator would call them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `"…"`
    Text,
    /// `12`
    Integer,
    /// `1.5`
    Float,
    /// `true`, `false`
    Flag,
    /// `1979-05-27`
    Date,
    /// `[…]`
    List,
    /// `["…", "…"]`
    Texts,
    /// `"…"` or `["…", "…"]`
    TextOrTexts,
    /// `{ … }` or `[name]`
    Table,
    /// `[[name]]`
    Tables,
    /// `"…"` or `{ … }`
    TextOrTable,
    /// A count of seconds.
    Seconds,
    /// `12` or `"off"`.
    IntegerOrOff,
    /// A count of days.
    Days,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text in quotes",
            Self::Integer => "a number",
            Self::Float => "a number with a fraction",
            Self::Flag => "true or false, without quotes",
            Self::Date => "a date",
            Self::List => "a list",
            Self::Texts => "a list of texts, such as [\"…\", \"…\"]",
            Self::TextOrTexts => "a text in quotes, or a list of them",
            Self::Table => "a table",
            Self::Tables => "a table of its own for each, under a [[double-bracketed]] heading",
            Self::TextOrTable => "a text in quotes, or a table",
            Self::Seconds => "a whole number of seconds, without quotes",
            Self::IntegerOrOff => "a whole number without quotes, or \"off\"",
            Self::Days => "a whole number of days, without quotes",
        })
    }
}

/// What the operating system says, in the words operators know.
pub(super) fn reason(kind: io::ErrorKind) -> String {
    if kind == io::ErrorKind::NotFound {
        return "there is no such file".to_owned();
    }
    if kind == io::ErrorKind::InvalidData {
        return "it is not UTF-8 text".to_owned();
    }
    io::Error::from(kind).to_string()
}

fn suggestion(similar: Option<&'static str>) -> String {
    similar.map(|similar| format!("; did you mean {similar}?")).unwrap_or_default()
}
