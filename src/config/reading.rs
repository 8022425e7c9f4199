//! The walk through all settings, in the order of the example file.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::Path;

use super::document::{Found, Section, Text};
use super::files::Files;
use super::mistake::{ConfigErrors, Finding, Mistake, Place, Warning};
use super::{Config, Listen, Outside, PublicUrl, Sources, TrustedProxies};
use super::{client, limits, outside, pages, session, state_dir};
use crate::network::Network;
use crate::telemetry::{LogFilter, LogFormat, LogSettings};

/// A configuration on its way from its sources, with what was noticed so far.
pub(super) struct Reading<'a> {
    sources: &'a Sources,
    file: &'a Path,
    mistakes: Vec<Finding<Mistake>>,
    warnings: Vec<Finding<Warning>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(sources: &'a Sources, file: &'a Path) -> Self {
        let warnings = sources.environment.unknown().collect();
        Self { sources, file, mistakes: Vec::new(), warnings }
    }

    pub(super) fn config(mut self, text: io::Result<String>) -> Result<Config, ConfigErrors> {
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
        let (network, outside) = self.outside(&mut file, &assumed);
        let trusted_proxies = self.trusted_proxies(&mut file);
        let try_it = self.try_it(&mut file, &assumed);
        let profile_url = file
            .text("profile_url", &mut self.mistakes)
            .map(|template| template.judge(&mut self.mistakes, pages::profile_url));
        let session = session::lifetimes(&mut file, &mut self.mistakes);
        let log = self.log(&mut file);
        let limits = limits::read(&mut file, &mut self.mistakes);
        let key_lifetime = self.key_lifetime(&mut file);
        let servers = pages::servers(&mut file, network.as_ref(), &mut self.mistakes);
        let clients = client::Reader {
            file: self.file,
            files: Files::new(self.sources, self.file),
            network: network.as_ref(),
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
            session,
            log,
            limits,
            key_lifetime,
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

    /// The network, unless it cannot be told which, and what is asked there.
    fn outside(
        &mut self,
        file: &mut Section<'_>,
        public_url: &PublicUrl,
    ) -> (Option<Network>, Outside) {
        let place = file.place_of("network");
        let files = Files::new(self.sources, self.file);
        let directory_is_named = file.has("plc_url");
        let network = outside::network(file, public_url, files, &mut self.mistakes);
        let outside = outside::read(file, network.as_ref(), &mut self.mistakes);
        if let (Some(place), Some(_)) = (place, &network)
            && outside.plc_urls.is_empty()
            && !directory_is_named
        {
            self.warnings.push(Finding { place, fact: Warning::NoPlcDirectory });
        }
        (network, outside)
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

    /// For how many seconds a key signs; nothing for "never by itself".
    fn key_lifetime(&mut self, file: &mut Section<'_>) -> Option<i64> {
        let found = file.days("key_lifetime_days", &mut self.mistakes);
        let days = found.and_then(|found| {
            found.judge(&mut self.mistakes, |days| {
                let fits = days == 0 || KEY_LIFETIMES.contains(&days);
                if fits { Ok(days) } else { Err(Mistake::KeyLifetime(days)) }
            })
        });
        match days.unwrap_or(KEY_LIFETIME) {
            0 => None,
            days => Some(days * 24 * 60 * 60),
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
/// Days that a key may sign. A shorter turn would be over before copies of its key are.
const KEY_LIFETIMES: RangeInclusive<i64> = 7..=3650;
const KEY_LIFETIME: i64 = 90;
const SERVICE_NAME: &str = "ATLogin";
const PROFILE_URL: &str = "https://bsky.app/profile/{did}";
