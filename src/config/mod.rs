//! File, environment and command line → [`Config`], or every mistake at once.
//!
//! In go the [`Sources`]; out comes one plain value that is read once, by `cli` and `server`, which
//! build each part's own settings out of it. Nothing here opens a database, a socket or the network:
//! `atlogin check-config` may run beside a serving daemon.

mod client;
mod document;
mod listen;
mod mistake;
mod outside;
mod pages;
mod proxies;
mod public_url;
mod redirect_uri;
mod secret_file;
mod sources;
mod state_dir;
mod test_network;

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

pub use self::client::{ClientAuthentication, ClientEntry, SigningAlgorithm, TRY_IT_CLIENT_ID};
use self::document::{Found, Section, Text};
pub use self::listen::Listen;
pub use self::mistake::{ConfigErrors, Finding, Mistake, Place, Warning};
pub use self::outside::Outside;
pub use self::pages::ServerButton;
pub use self::proxies::TrustedProxies;
pub use self::public_url::PublicUrl;
pub use self::sources::{Environment, Sources};
use url::form_urlencoded;

use crate::telemetry::{LogFilter, LogFormat, LogSettings};

/// Everything an operator can decide, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from, if there was one.
    pub file: Option<PathBuf>,
    /// Where people and relying parties reach ATLogin; the issuer.
    pub public_url: PublicUrl,
    /// Where the daemon itself listens, unless systemd hands it a socket.
    pub listen: Listen,
    /// The directory of the database. It may not exist yet.
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
    /// What is logged, and in which form.
    pub log: LogSettings,
    /// Servers with a button of their own on the sign-in page.
    pub servers: Vec<ServerButton>,
    /// The relying parties.
    pub clients: Vec<ClientEntry>,
    /// What works but an operator should look at.
    pub warnings: Vec<Finding<Warning>>,
}

impl Config {
    /// Reads everything, judges everything, and lists every mistake.
    ///
    /// # Errors
    /// [`ConfigErrors`] if there is any mistake at all: nothing runs on half a configuration.
    pub fn load(sources: &Sources) -> Result<Self, ConfigErrors> {
        let file = sources.config_file();
        let text = file.as_deref().map_or_else(|| Ok(String::new()), fs::read_to_string);
        Reading::new(sources, file.as_deref().unwrap_or_else(|| Path::new(""))).config(text)
    }

    /// The same for a configuration file of which only the text is at hand. Its relative paths count
    /// from the working directory.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(text: &str, sources: &Sources) -> Result<Self, ConfigErrors> {
        Reading::new(sources, Path::new("")).config(Ok(text.to_owned()))
    }
}

impl Config {
    /// The file of the database. It may not exist yet.
    pub fn database(&self) -> PathBuf {
        self.state_dir.join("atlogin.db")
    }

    /// What ATLogin calls itself to personal data servers: the address of its metadata, or, on this
    /// machine only, the virtual client of the ATProto OAuth specification's "Localhost Client Development".
    pub fn atproto_client_id(&self) -> String {
        if self.public_url.is_https() {
            return self.public_url.at("/client-metadata.json");
        }
        let callback = self.public_url.at("/atproto/callback");
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("redirect_uri", &callback)
            .append_pair("scope", "atproto")
            .finish();
        format!("http://localhost?{query}")
    }
}

/// A configuration on its way from its sources, with what was noticed so far.
struct Reading<'a> {
    sources: &'a Sources,
    file: &'a Path,
    mistakes: Vec<Finding<Mistake>>,
    warnings: Vec<Finding<Warning>>,
}

impl<'a> Reading<'a> {
    fn new(sources: &'a Sources, file: &'a Path) -> Self {
        let warnings = sources.environment.unknown().collect();
        Self { sources, file, mistakes: Vec::new(), warnings }
    }

    fn config(mut self, text: io::Result<String>) -> Result<Config, ConfigErrors> {
        let text = text.unwrap_or_else(|error| {
            let place = Place::File { file: self.file.to_owned(), line: 1, key: String::new() };
            self.mistakes.push(Finding { place, fact: Mistake::Unreadable(error.kind()) });
            String::new()
        });
        let before = self.mistakes.len();
        let file = Text { file: self.file, text: &text }.parse(&mut self.mistakes);
        // What a broken text still seems to say would only add mistakes that are none.
        let sound = self.mistakes.len() == before;
        match sound.then(|| self.settings(file)).flatten() {
            Some(config) if self.mistakes.is_empty() => {
                Ok(Config { warnings: self.warnings, ..config })
            }
            _ => Err(ConfigErrors::new(self.mistakes, self.warnings)),
        }
    }

    fn settings(&mut self, mut file: Section<'_>) -> Option<Config> {
        let beside = self.file.parent().unwrap_or_else(|| Path::new(""));
        let public_url = self.public_url(&mut file);
        // Everything else is judged too if this one is wrong: as if it were the default.
        let assumed = public_url.or_else(|| PublicUrl::parse(PublicUrl::DEFAULT).ok())?;
        let listen = self.listen(&mut file, &assumed);
        let state_dir = file.text("state_dir", &mut self.mistakes);
        let state_dir = state_dir::decide(self.sources, state_dir, beside, &mut self.mistakes);
        let service_name = file
            .text("service_name", &mut self.mistakes)
            .and_then(|name| name.judge(&mut self.mistakes, pages::name));
        let network = outside::network(&mut file, &assumed, beside, &mut self.mistakes);
        let outside = outside::read(&mut file, network.as_ref(), &mut self.mistakes);
        let trusted_proxies = self.trusted_proxies(&mut file);
        let try_it = self.try_it(&mut file, &assumed);
        let profile_url = file
            .text("profile_url", &mut self.mistakes)
            .map(|template| template.judge(&mut self.mistakes, pages::profile_url));
        let log = self.log(&mut file);
        let servers = pages::servers(&mut file, network.as_ref(), &mut self.mistakes);
        let clients = client::Reader {
            file: self.file,
            environment: &self.sources.environment,
            mistakes: &mut self.mistakes,
            warnings: &mut self.warnings,
        }
        .clients(&mut file);
        file.finish(&mut self.mistakes);
        Some(Config {
            file: (!self.file.as_os_str().is_empty()).then(|| self.file.to_owned()),
            public_url: assumed,
            listen,
            state_dir,
            service_name: service_name.unwrap_or_else(|| SERVICE_NAME.to_owned()),
            outside,
            trusted_proxies,
            try_it,
            profile_url: profile_url.unwrap_or_else(|| Some(Some(PROFILE_URL.to_owned())))?,
            log,
            servers,
            clients,
            warnings: vec![],
        })
    }

    fn public_url(&mut self, file: &mut Section<'_>) -> Option<PublicUrl> {
        match self.setting(file, "public_url", "ATLOGIN_PUBLIC_URL") {
            Some(found) => found.judge(&mut self.mistakes, |text| PublicUrl::parse(&text)),
            None => PublicUrl::parse(PublicUrl::DEFAULT).ok(),
        }
    }

    /// Where nothing is said, a public address on this machine is the one to listen at.
    fn listen(&mut self, file: &mut Section<'_>, public_url: &PublicUrl) -> Listen {
        let found = self.setting(file, "listen", "ATLOGIN_LISTEN");
        let place = found.as_ref().map(|found| found.place.clone());
        let listen = found
            .and_then(|found| found.judge(&mut self.mistakes, |text| Listen::parse(&text)))
            .unwrap_or_else(|| Listen::Tcp(public_url.loopback().unwrap_or(LISTEN)));
        if let (Listen::Tcp(address), Some(place), Some(_)) =
            (&listen, place, public_url.loopback())
            && !address.ip().is_loopback()
        {
            self.warnings.push(Finding { place, fact: Warning::ListensBeyondLoopback(*address) });
        }
        listen
    }

    fn trusted_proxies(&mut self, file: &mut Section<'_>) -> TrustedProxies {
        let mut proxies = TrustedProxies::default();
        for entry in file.texts("trusted_proxies", &mut self.mistakes).unwrap_or_default() {
            entry.judge(&mut self.mistakes, |entry| proxies.add(&entry));
        }
        proxies
    }

    fn try_it(&mut self, file: &mut Section<'_>, public_url: &PublicUrl) -> bool {
        let at_home = public_url.loopback().is_some();
        let Some(found) = file.flag("try_it", &mut self.mistakes) else { return at_home };
        if found.value && !at_home {
            self.warnings.push(Finding { place: found.place, fact: Warning::PublicTryIt });
        }
        found.value
    }

    fn log(&mut self, file: &mut Section<'_>) -> LogSettings {
        let filter = self.setting(file, "log", "ATLOGIN_LOG").and_then(|found| {
            found.judge(&mut self.mistakes, |text| {
                LogFilter::parse(&text).ok_or(Mistake::LogFilter(text))
            })
        });
        let format = self.setting(file, "log_format", "ATLOGIN_LOG_FORMAT").and_then(|found| {
            found.judge(&mut self.mistakes, |text| {
                let format = LogFormat::named(&text);
                format.ok_or(Mistake::UnknownName { found: text, known: &LogFormat::NAMES })
            })
        });
        LogSettings {
            filter: filter.unwrap_or_default(),
            format: format.unwrap_or_default(),
            journal: self.sources.environment.has("JOURNAL_STREAM"),
            colourless: self.sources.environment.has("NO_COLOR"),
        }
    }

    /// A setting of the file that a variable of the environment overrides.
    fn setting(
        &mut self,
        file: &mut Section<'_>,
        key: &'static str,
        variable: &str,
    ) -> Option<Found<String>> {
        let written = file.text(key, &mut self.mistakes);
        if self.sources.environment.has(variable) {
            return self.sources.environment.text(variable, &mut self.mistakes);
        }
        written
    }
}

const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9411);
const SERVICE_NAME: &str = "ATLogin";
const PROFILE_URL: &str = "https://bsky.app/profile/{did}";

#[cfg(test)]
mod tests;
