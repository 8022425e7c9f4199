//! `atlogin check-config`: checks the configuration and prints what is in force, with the clients that were
//! added by command. It changes nothing.

mod clients;

use std::num::NonZeroU32;

use url::Url;

use crate::atproto::ClientIds;
use crate::cli::output::{Ending, Output};
use crate::config::Config;
use crate::locale::{Everywhere, Languages};
use crate::network::Network;

/// How far to look.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Arguments {
    /// Check the text alone: open no secret, key or certificate that it names. For where the
    /// service will not run, as while a system is built
    #[arg(long)]
    pub(super) no_files: bool,
}

pub(super) fn run(arguments: Arguments, config: &Config, output: &mut Output) -> Ending {
    match &config.file {
        Some(file) => {
            output.say(format_args!("{} is valid. Effective settings:\n", file.display()));
        }
        None => output
            .say("No configuration file. Effective settings, from defaults and environment:\n"),
    }
    for (name, value) in summary(config) {
        output.say(format_args!("{name:<17} {value}"));
    }
    clients::of_the_file(&config.clients, output);
    if arguments.no_files {
        output.say("\nThe files that it names were not opened (--no-files), and the database was not read.");
    } else {
        clients::of_the_database(config, output);
    }
    if !config.warnings.is_empty() {
        output.say("\nWarnings:\n");
    }
    for warning in &config.warnings {
        output.say(format_args!("  {warning}"));
    }
    Ending::Well
}

fn summary(config: &Config) -> Vec<(&'static str, String)> {
    let kind = match config.public_url.loopback() {
        Some(_) => "a localhost client: for sign-ins from this machine only",
        None => "a confidential client",
    };
    // A parsed URL ends in a slash, which is not printed.
    let plc_url = |url: &Url| url.as_str().trim_end_matches('/').to_owned();
    let dns = config.outside.dns_server.map(|server| ("dns_server", server.to_string()));
    let mut lines = vec![
        ("public_url", config.public_url.as_str().to_owned()),
        ("listen", format!("{} (a socket handed over by systemd wins)", config.listen)),
        ("database", database(config)),
        ("to ATProto", kind.to_owned()),
        ("  its client_id", ClientIds::at(config.public_url.as_str()).identity),
        ("network", network(&config.outside.network)),
        ("plc_url", joined(config.outside.plc_urls.iter().map(plc_url))),
    ];
    lines.extend(dns);
    let languages = Languages::new(Everywhere::default(), &config.locales).tags();
    lines.extend([
        ("languages", joined(languages.into_iter())),
        ("buttons for", joined(config.servers.iter().map(|server| server.host.clone()))),
        (
            "new accounts at",
            joined(config.sign_up_servers.iter().map(|server| server.host.clone())),
        ),
        ("allow for all", rules(&config.everywhere.allow, "everybody")),
        ("deny for all", rules(&config.everywhere.deny, "nobody")),
        ("shown at the foot", about(config)),
        ("Try it", if config.try_it { "on" } else { "off" }.to_owned()),
        ("trusted proxies", joined(config.trusted_proxies.entries())),
        (
            "stay signed in",
            if config.stay_signed_in { "ticked at first" } else { "not ticked at first" }
                .to_owned(),
        ),
        ("limits", limits(config)),
        ("a key signs", key_lifetime(config.key_lifetime)),
        ("audit", audit(config.audit)),
    ]);
    lines
}

/// What every page says of the operator, and what servers are told.
fn about(config: &Config) -> String {
    let about = &config.about;
    let contact = about.contact.as_ref().map(|it| it.shown().to_owned());
    let links = [&about.imprint, &about.privacy, &about.terms].map(Clone::clone);
    let logo = about.logo.as_ref().map(|logo| format!("to servers also the logo {logo}"));
    joined(contact.into_iter().chain(links.into_iter().flatten()).chain(logo))
}

/// A list of rules about people, or whom an empty one means.
fn rules(rules: &[String], empty: &str) -> String {
    if rules.is_empty() { empty.to_owned() } else { rules.join(", ") }
}

fn database(config: &Config) -> String {
    if config.state_dir.as_os_str().is_empty() {
        return "in the state directory of the service, which is not set here".to_owned();
    }
    config.database().display().to_string()
}

fn network(network: &Network) -> String {
    match network {
        Network::Public => "public".to_owned(),
        Network::PublicWith(hosts) => {
            let names = joined(hosts.iter().map(|host| host.name.clone()));
            format!("public, and {names} at private addresses")
        }
        Network::Loopback => "loopback: servers of this machine only".to_owned(),
        Network::Test(test) => {
            format!("a test network of {}", joined(test.hosts.iter().map(|host| host.name.clone())))
        }
    }
}

/// A number that nothing is counted by would not be true.
fn limits(config: &Config) -> String {
    let limits = config.limits;
    let said = |limit: Option<NonZeroU32>| {
        limit.map_or_else(|| "any number of".to_owned(), |limit| limit.to_string())
    };
    let by_address = if config.tells_visitors_apart() {
        format!("{} logins from an address", said(limits.logins_per_address))
    } else {
        "any number of logins from an address (trusted_proxies lacks the proxy)".to_owned()
    };
    format!(
        "a minute {by_address}, {} towards a server, {} requests of a client",
        said(limits.logins_per_server),
        said(limits.requests_per_client)
    )
}

fn key_lifetime(seconds: Option<i64>) -> String {
    match seconds {
        Some(seconds) => format!("for {} days", seconds / (24 * 60 * 60)),
        None => "until `atlogin keys rotate`".to_owned(),
    }
}

fn audit(seconds: Option<i64>) -> String {
    match seconds {
        Some(seconds) => format!("kept for {} days", seconds / (24 * 60 * 60)),
        None => "off: no sign-in is kept".to_owned(),
    }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() { "none".to_owned() } else { items.join(", ") }
}
