//! The walk through all settings, in the order of the example file.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::Path;

use super::mistake::{ConfigErrors, ConfigMistake, Warning};
use super::{Config, Listen, PublicUrl, Sources, TrustedProxies, daemon, outside, pages};
use crate::client::{self, Around, Client};
use crate::document::{
    Days, Document, FileMistake, Files, Findings, Found, Mistake, Place, Section,
};
use crate::network::Network;
use crate::telemetry::{LogFilter, LogFormat, LogSettings};

/// Reads a configuration whose file lies at `path` and holds `text`.
pub(super) fn config(
    sources: &Sources,
    path: &Path,
    text: io::Result<String>,
) -> Result<Config, ConfigErrors> {
    let findings = Findings::default();
    sources.environment.warn_of_unknown(&findings);
    let text = text.unwrap_or_else(|error| {
        let place = Place::File { file: path.to_owned(), line: 1, key: String::new() };
        findings.mistake(place, FileMistake::Configuration(error.kind()));
        String::new()
    });
    let document = Document { file: path, text: &text, findings: &findings };
    let read = document.parse().and_then(|mut file| {
        let config = settings(&mut file, sources, path);
        file.finish();
        config
    });
    ConfigErrors::unless_good(read, findings)
        .map(|(config, warnings)| Config { warnings, ..config })
}

/// Judges `settings`, which are what a `[[clients]]` section would hold, beside those of `config`.
pub(super) fn one_client(
    settings: &str,
    sources: &Sources,
    config: &Config,
) -> Result<Client, ConfigErrors> {
    let (file, findings) = (Path::new(""), Findings::default());
    let section = Document { file, text: settings, findings: &findings }.parse();
    let network = Some(&config.outside.network);
    let around = Around { files: sources.files(file), network, others: &config.clients };
    let read = section.and_then(|mut section| {
        let client = client::judge(&mut section, around);
        section.finish();
        client
    });
    ConfigErrors::unless_good(read, findings).map(|(client, _)| client)
}

fn settings(file: &mut Section<'_>, sources: &Sources, path: &Path) -> Option<Config> {
    let files = sources.files(path);
    let public_url = match setting(file, sources, "public_url", "ATLOGIN_PUBLIC_URL") {
        Some(found) => found.judge(|text| PublicUrl::parse(&text)),
        None => None,
    };
    // Everything else is judged too if this one is wrong: as if it were the default.
    let public_url = public_url.or_else(|| PublicUrl::parse(PublicUrl::DEFAULT).ok())?;
    let listen = listen(file, sources, &public_url);
    let beside = path.parent().unwrap_or_else(|| Path::new(""));
    let state_dir = daemon::state_dir(file, sources, beside);
    let mut service_name = SERVICE_NAME.to_owned();
    file.fill("service_name", &mut service_name, client::name);
    let network_at = file.place_of("network");
    let directory_is_named = file.has("plc_url");
    let network = outside::network(file, &public_url, files);
    let outside = outside::read(file, network.as_ref());
    if let (Some(place), Some(_), false) = (network_at, &network, directory_is_named)
        && outside.plc_urls.is_empty()
    {
        file.findings().warn(place, Warning::NoPlcDirectory);
    }
    let trusted_proxies = trusted_proxies(file);
    let try_it = try_it(file, &public_url);
    let mut profile_url = Some(PROFILE_URL.to_owned());
    file.fill("profile_url", &mut profile_url, pages::profile_url);
    Some(Config {
        file: (!path.as_os_str().is_empty()).then(|| path.to_owned()),
        public_url,
        listen,
        state_dir,
        service_name,
        outside,
        trusted_proxies,
        try_it,
        profile_url,
        session: daemon::session(file),
        log: log(file, sources),
        limits: daemon::limits(file),
        key_lifetime: key_lifetime(file),
        servers: pages::servers(file, network.as_ref()),
        clients: clients(file, files, network.as_ref()),
        warnings: vec![],
    })
}

/// A setting of the file that a variable of the environment overrides.
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

/// Where nothing is said, a public address on this machine is the one to listen at.
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

fn trusted_proxies(file: &mut Section<'_>) -> TrustedProxies {
    let mut proxies = TrustedProxies::default();
    let entries: Vec<Found<'_, String>> = file.value("trusted_proxies").unwrap_or_default();
    for entry in entries {
        entry.judge(|entry| proxies.add(&entry));
    }
    proxies
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

/// For how many seconds a key signs; nothing for "never by itself".
fn key_lifetime(file: &mut Section<'_>) -> Option<i64> {
    let days = file.judge("key_lifetime_days", |Days(days)| {
        let fits = days == 0 || KEY_LIFETIMES.contains(&days);
        if fits { Ok(days) } else { Err(ConfigMistake::KeyLifetime(days)) }
    });
    match days.unwrap_or(KEY_LIFETIME) {
        0 => None,
        days => Some(days * 24 * 60 * 60),
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
/// Days that a key may sign. A shorter turn would be over before copies of its key are.
const KEY_LIFETIMES: RangeInclusive<i64> = 7..=3650;
const KEY_LIFETIME: i64 = 90;
const SERVICE_NAME: &str = "ATLogin";
const PROFILE_URL: &str = "https://bsky.app/profile/{did}";
