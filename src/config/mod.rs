//! Reads the configuration into a [`Config`], or reports all mistakes.
//! It comes from a file, the environment and the command line.
//!
//! `cli` and `server` read the [`Config`] and derive the settings of all other parts from it. This
//! module opens no database, socket or network connection, so `atlogin check-config` can run next
//! to a running daemon.

mod about;
mod daemon;
mod fixed;
mod mistake;
mod outside;
mod pages;
mod private_hosts;
mod proxies;
mod public_url;
mod reading;
mod sources;
mod state_files;
mod test_network;

use std::path::PathBuf;
use std::sync::Arc;

pub use self::daemon::{Limits, Listen};
pub use self::fixed::Fixed;
pub use self::mistake::{ConfigErrors, Warning};
pub use self::outside::Outside;
pub use self::proxies::TrustedProxies;
pub use self::public_url::PublicUrl;
pub use self::sources::{Environment, Sources};
use crate::client::{Client, EmailClaim, Rules};
use crate::clock::Lifetimes;
use crate::document::Finding;
pub use crate::document::NamedFiles;
use crate::locale::LocaleFile;
use crate::telemetry::LogSettings;
use crate::web::About;
use crate::web::pages::ServerButton;

/// Everything an operator can decide, checked.
#[derive(Debug)]
pub struct Config {
    /// The file it was read from, if there was one.
    pub file: Option<PathBuf>,
    /// The public URL of ATLogin, which is also the issuer.
    pub public_url: PublicUrl,
    /// Where the daemon listens, unless systemd passes it a socket.
    pub listen: Listen,
    /// The directory of the database. It may not exist yet. It is empty only if none is set and
    /// files are not opened.
    pub state_dir: PathBuf,
    /// The name of this service on its pages.
    pub service_name: String,
    /// What people call the account that they sign in with.
    pub account_name: String,
    /// Whom to write to, the pages about the service, and its logo.
    pub about: Arc<About>,
    /// The operator's texts of the pages.
    pub locales: Vec<LocaleFile>,
    /// The network, and the directories and DNS server that are asked.
    pub outside: Outside,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: TrustedProxies,
    /// Whether the built-in relying party is enabled.
    pub try_it: bool,
    /// The template of the `profile` claim with `{did}` and `{handle}`; `None` for no such claim.
    pub profile_url: Option<String>,
    /// The lifetimes of browser sessions.
    pub session: Lifetimes,
    /// Whether "Stay signed in on this browser" is ticked at first.
    pub stay_signed_in: bool,
    /// What is logged, and in which form.
    pub log: LogSettings,
    /// Rate limits and quotas.
    pub limits: Limits,
    /// How long sign-ins and refusals are kept, in seconds; `None` if they are not.
    pub audit: Option<i64>,
    /// How long a key signs, in seconds; `None` if only a command rotates keys.
    pub key_lifetime: Option<i64>,
    /// The servers with a button on the sign-in page.
    pub servers: Vec<ServerButton>,
    /// The servers where somebody without an account can create one.
    pub sign_up_servers: Vec<ServerButton>,
    /// Who may sign in anywhere, and who may not: it holds at each relying party beside its own rules.
    pub everywhere: Arc<Rules>,
    /// The relying parties.
    pub clients: Vec<Client>,
    /// The warnings for the operator.
    pub warnings: Vec<Finding>,
}

impl Config {
    /// The file of the database. It may not exist yet.
    pub fn database(&self) -> PathBuf {
        self.state_dir.join("atlogin.db")
    }

    /// Whether a relying party of the configuration file may get the e-mail addresses of accounts.
    pub fn asks_email(&self) -> bool {
        self.clients.iter().any(|client| matches!(client.email, EmailClaim::Account { .. }))
    }

    /// Whether visitors can be told apart by address, as far as the configuration alone says.
    pub fn tells_visitors_apart(&self) -> bool {
        self.trusted_proxies.unnamed(&self.public_url, &self.listen).is_none()
    }
}

#[cfg(test)]
mod tests;
