//! File, environment and command line → [`Config`], or every mistake at once.
//!
//! In go the [`Sources`]; out comes one plain value that is read once, by `cli` and `server`, which
//! build each part's own settings out of it. Nothing here opens a database, a socket or the network:
//! `atlogin check-config` may run beside a serving daemon.

mod daemon;
mod mistake;
mod outside;
mod pages;
mod proxies;
mod public_url;
mod reading;
mod sources;
mod test_network;

use std::path::PathBuf;

use url::form_urlencoded;

pub use self::daemon::{Limits, Listen};
pub use self::mistake::{ConfigErrors, Warning};
pub use self::outside::Outside;
pub use self::proxies::TrustedProxies;
pub use self::public_url::PublicUrl;
pub use self::sources::{Environment, Sources};
use crate::client::{Client, EmailClaim};
use crate::clock::Lifetimes;
use crate::document::Finding;
pub use crate::document::NamedFiles;
use crate::telemetry::LogSettings;
use crate::web::pages::ServerButton;

/// Everything an operator can decide, checked.
#[derive(Debug)]
pub struct Config {
    /// The file it was read from, if there was one.
    pub file: Option<PathBuf>,
    /// Where people and relying parties reach ATLogin; the issuer.
    pub public_url: PublicUrl,
    /// Where the daemon itself listens, unless systemd hands it a socket.
    pub listen: Listen,
    /// The directory of the database. It may not exist yet. Empty only if nothing decides it and files
    /// are left alone.
    pub state_dir: PathBuf,
    /// What the pages call this service.
    pub service_name: String,
    /// What ATLogin may talk to, and whom it asks there.
    pub outside: Outside,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// Whether the built-in relying party is there.
    pub try_it: bool,
    /// Template of the `profile` claim with `{did}` and `{handle}`; `None` for no such claim.
    pub profile_url: Option<String>,
    /// How long a browser is known after a login.
    pub session: Lifetimes,
    /// What is logged, and in which form.
    pub log: LogSettings,
    /// How much one party may ask for.
    pub limits: Limits,
    /// For how many seconds a key signs; nothing if only a command ends that.
    pub key_lifetime: Option<i64>,
    /// Servers with a button of their own on the sign-in page.
    pub servers: Vec<ServerButton>,
    /// The relying parties.
    pub clients: Vec<Client>,
    /// What works but an operator should look at.
    pub warnings: Vec<Finding>,
}

impl Config {
    /// The file of the database. It may not exist yet.
    pub fn database(&self) -> PathBuf {
        self.state_dir.join("atlogin.db")
    }

    /// All that ATLogin may ask people's servers for: e-mail addresses only if some relying party may
    /// have them, by the scope of today and by that of servers which know only the one of before.
    pub fn atproto_scope(&self) -> &'static str {
        if self.asks_email() { "atproto account:email transition:email" } else { "atproto" }
    }

    /// Whether some relying party may have the e-mail addresses of accounts.
    pub fn asks_email(&self) -> bool {
        self.clients.iter().any(|client| client.email == EmailClaim::Account)
    }

    /// What ATLogin calls itself to personal data servers: the address of its metadata, or, on this
    /// machine only, a localhost client (ATProto OAuth, "Localhost Client Development").
    pub fn atproto_client_id(&self) -> String {
        if self.public_url.is_https() {
            return self.public_url.at("/client-metadata.json");
        }
        let callback = self.public_url.at("/atproto/callback");
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("redirect_uri", &callback)
            .append_pair("scope", self.atproto_scope())
            .finish();
        format!("http://localhost?{query}")
    }
}

#[cfg(test)]
mod tests;
