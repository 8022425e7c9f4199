//! Reads all settings of the configuration, in the order of the example file.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::{fs, io};

use super::mistake::{ConfigErrors, ConfigMistake, Warning};
use super::{
    Config, Listen, PublicUrl, Sources, TrustedProxies, about, daemon, outside, pages, state_files,
};
use crate::client::{self, Around, Client, Rules};
use crate::document::{
    Days, Document, FileMistake, Files, Finding, Findings, Found, Mistake, NamedFiles, Place,
    Section,
};
use crate::network::Network;
use crate::telemetry::{LogFilter, LogFormat, LogSettings};

impl Config {
    /// Reads and checks all settings.
    ///
    /// # Errors
    /// [`ConfigErrors`] with all mistakes, if there are any.
    pub fn load(sources: &Sources) -> Result<Self, ConfigErrors> {
        let file = sources.config_file();
        let text = file.as_deref().map_or_else(|| Ok(String::new()), fs::read_to_string);
        Self::read(sources, file.as_deref().unwrap_or_else(|| Path::new("")), text)
    }

    /// The same for the text of a configuration file. Its paths are relative to the working
    /// directory.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(text: &str, sources: &Sources) -> Result<Self, ConfigErrors> {
        Self::read(sources, Path::new(""), Ok(text.to_owned()))
    }

    fn read(
        sources: &Sources,
        path: &Path,
        text: io::Result<String>,
    ) -> Result<Self, ConfigErrors> {
        let findings = Findings::default();
        sources.environment.warn_of_unknown(&findings);
        let text = text.unwrap_or_else(|error| {
            let place = Place::File { file: path.to_owned(), line: 1, key: String::new() };
            findings.mistake(place, FileMistake::Configuration(error.kind()));
            String::new()
        });
        let (config, warnings) = read(path, &text, findings, |file| settings(file, sources, path))?;
        Ok(Self { warnings, ..config })
    }

    /// Checks the settings of one more relying party, written like a `[[clients]]` section, and gives the
    /// warnings about them too. Paths are relative to the working directory.
    ///
    /// # Errors
    /// [`ConfigErrors`] with every mistake. Their places have no file, only the setting.
    pub fn judge_client(
        &self,
        settings: &str,
        sources: &Sources,
    ) -> Result<(Client, Vec<Finding>), ConfigErrors> {
        let path = Path::new("");
        let network = Some(&self.outside.network);
        let around = Around { files: sources.files(path), network, others: &self.clients };
        let judge = |section: &mut Section<'_>| client::judge(section, around);
        read(path, settings, Findings::default(), judge)
    }
}

impl Config {
    /// Checks a text that has `[[clients]]` sections and nothing else, and gives the warnings about them too.
    /// Paths are relative to the directory of `file`, whose text it is.
    ///
    /// # Errors
    /// [`ConfigErrors`] with every mistake and its place.
    pub fn judge_clients(
        &self,
        file: &Path,
        text: &str,
        sources: &Sources,
    ) -> Result<(Vec<Client>, Vec<Finding>), ConfigErrors> {
        let network = Some(&self.outside.network);
        let files = sources.files(file);
        read(file, text, Findings::default(), |section| Some(clients(section, files, network)))
    }
}

/// Reads a text with `settings`. Returns its result and the warnings.
fn read<T>(
    file: &Path,
    text: &str,
    findings: Findings,
    settings: impl FnOnce(&mut Section<'_>) -> Option<T>,
) -> Result<(T, Vec<Finding>), ConfigErrors> {
    let read = Document { file, text, findings: &findings }.parse().and_then(|mut section| {
        let read = settings(&mut section);
        section.finish();
        read
    });
    match (read, findings.into_parts()) {
        (Some(read), (mistakes, warnings)) if mistakes.is_empty() => Ok((read, warnings)),
        (_, (mistakes, warnings)) => Err(ConfigErrors { mistakes, warnings }),
    }
}

fn settings(file: &mut Section<'_>, sources: &Sources, path: &Path) -> Option<Config> {
    let files = sources.files(path);
    let named = setting(file, sources, "public_url", "ATLOGIN_PUBLIC_URL")
        .and_then(|found| found.refine(|text| PublicUrl::parse(&text)));
    // Everything else is judged too if this one is wrong: as if it were the default.
    let public_url = named.as_ref().map(|found| found.value.clone());
    let public_url = public_url.or_else(|| PublicUrl::parse(PublicUrl::DEFAULT).ok())?;
    let listen = listen(file, sources, &public_url);
    let beside = path.parent().unwrap_or_else(|| Path::new(""));
    let state_dir = daemon::state_dir(file, sources, beside);
    if sources.named_files == NamedFiles::Opened {
        state_files::warn_of_open(&state_dir, file.findings());
    }
    let service_name = name(file, "service_name", SERVICE_NAME);
    let account_name = name(file, "account_name", ACCOUNT_NAME);
    let locales = pages::locales(file, files);
    let network_at = file.place_of("network");
    let directory_is_named = file.has("plc_url");
    let network = outside::network(file, &public_url, files);
    let outside = outside::read(file, network.as_ref());
    if let (Some(place), Some(_), false) = (network_at, &network, directory_is_named)
        && outside.plc_urls.is_empty()
    {
        file.findings().warn(place, Warning::NoPlcDirectory);
    }
    let mut trusted_proxies = TrustedProxies::default();
    file.each("trusted_proxies", |entry| trusted_proxies.add(&entry));
    if let Some((named, entry)) = named.zip(trusted_proxies.unnamed(&public_url, &listen)) {
        named.warn(Warning::UnnamedProxy(entry));
    }
    let try_it = try_it(file, &public_url);
    let mut profile_url = Some(PROFILE_URL.to_owned());
    file.fill("profile_url", &mut profile_url, pages::profile_url);
    let (session, mut stay_signed_in) = (daemon::session(file), true);
    file.set("stay_signed_in", &mut stay_signed_in);
    let (log, limits) = (log(file, sources), daemon::limits(file));
    Some(Config {
        file: (!path.as_os_str().is_empty()).then(|| path.to_owned()),
        public_url,
        listen,
        state_dir,
        service_name,
        account_name,
        about: about::read(file).into(),
        locales,
        outside,
        trusted_proxies,
        try_it,
        profile_url,
        session,
        stay_signed_in,
        log,
        limits,
        audit: audit(file),
        key_lifetime: key_lifetime(file),
        servers: pages::servers(file, "servers", network.as_ref()),
        sign_up_servers: pages::servers(file, "sign_up_servers", network.as_ref()),
        everywhere: everywhere(file).into(),
        clients: clients(file, files, network.as_ref()),
        warnings: vec![],
    })
}

/// A name that pages show.
fn name(file: &mut Section<'_>, key: &'static str, default: &str) -> String {
    let mut name = default.to_owned();
    file.fill(key, &mut name, client::name);
    name
}

/// The rules for all relying parties.
fn everywhere(file: &mut Section<'_>) -> Rules {
    let mut rules = Rules::default();
    file.fill("allow", &mut rules.allow, client::rules_about_people);
    file.fill("deny", &mut rules.deny, client::rules_about_people);
    rules
}

/// A setting of the file that an environment variable can override.
fn setting<'d>(
    file: &mut Section<'d>,
    sources: &Sources,
    key: &'static str,
    variable: &str,
) -> Option<Found<'d, String>> {
    let written = file.take(key);
    if sources.environment.has(variable) {
        return sources.environment.text(variable, file.findings());
    }
    written
}

/// Reads where to listen. The default is the public address, if that is on this machine.
fn listen(file: &mut Section<'_>, sources: &Sources, public_url: &PublicUrl) -> Listen {
    let found = setting(file, sources, "listen", "ATLOGIN_LISTEN")
        .and_then(|found| found.refine(|text| Listen::parse(&text)));
    let Some(found) = found else {
        return Listen::Tcp(public_url.loopback().unwrap_or(LISTEN));
    };
    if let (Listen::Tcp(address), Some(_)) = (&found.value, public_url.loopback())
        && !address.ip().is_loopback()
    {
        found.warn(Warning::ListensBeyondLoopback(*address));
    }
    found.value
}

fn try_it(file: &mut Section<'_>, public_url: &PublicUrl) -> bool {
    let at_home = public_url.loopback().is_some();
    let Some(found) = file.take("try_it") else { return at_home };
    if found.value && !at_home {
        found.warn(Warning::PublicTryIt);
    }
    found.value
}

fn log(file: &mut Section<'_>, sources: &Sources) -> LogSettings {
    let filter = setting(file, sources, "log", "ATLOGIN_LOG").and_then(|found| {
        found.judge(|text| LogFilter::parse(&text).ok_or(ConfigMistake::LogFilter(text)))
    });
    let format = setting(file, sources, "log_format", "ATLOGIN_LOG_FORMAT").and_then(|found| {
        found.judge(|name| Mistake::unless_named(name, &LogFormat::NAMES, LogFormat::named))
    });
    LogSettings {
        filter: filter.unwrap_or_default(),
        format: format.unwrap_or_default(),
        journal: sources.environment.has("JOURNAL_STREAM"),
        colourless: sources.environment.has("NO_COLOR"),
    }
}

/// Reads how long a key signs.
fn key_lifetime(file: &mut Section<'_>) -> Option<i64> {
    let mut seconds = Some(KEY_LIFETIME);
    file.fill("key_lifetime_days", &mut seconds, key_lifetime_days);
    seconds
}

/// Reads how long sign-ins and refusals are kept.
fn audit(file: &mut Section<'_>) -> Option<i64> {
    let mut seconds = Some(AUDIT);
    file.fill("audit_days", &mut seconds, audit_days);
    seconds
}

/// How long a key signs, in seconds; `None` if keys are not rotated automatically.
const fn key_lifetime_days(Days(days): Days) -> Result<Option<i64>, ConfigMistake> {
    match days {
        0 => Ok(None),
        // A shorter lifetime would end before cached copies of the key expire.
        7..=3650 => Ok(Some(days * DAY)),
        _ => Err(ConfigMistake::KeyLifetime(days)),
    }
}

/// How long sign-ins and refusals are kept, in seconds; `None` if they are not.
const fn audit_days(Days(days): Days) -> Result<Option<i64>, ConfigMistake> {
    match days {
        0 => Ok(None),
        1..=3650 => Ok(Some(days * DAY)),
        _ => Err(ConfigMistake::AuditDays(days)),
    }
}

fn clients(file: &mut Section<'_>, files: Files<'_>, network: Option<&Network>) -> Vec<Client> {
    let mut clients: Vec<Client> = vec![];
    let sections: Vec<Section<'_>> = file.value("clients").unwrap_or_default();
    for mut section in sections {
        let client = client::judge(&mut section, Around { files, network, others: &clients });
        section.finish();
        clients.extend(client);
    }
    clients
}

const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9411);
const DAY: i64 = 24 * 60 * 60;
const KEY_LIFETIME: i64 = 90 * DAY;
const AUDIT: i64 = 90 * DAY;
const SERVICE_NAME: &str = "ATLogin";
const ACCOUNT_NAME: &str = "Bluesky";
const PROFILE_URL: &str = "https://bsky.app/profile/{did}";
