//! The settings for outgoing requests: the network, and where DIDs and handles are looked up.
//!
//! `fetch` enforces the network at every request. The checks here only report addresses of the
//! configuration that are outside of it.

use std::net::SocketAddr;

use url::Url;

use super::public_url::PublicUrl;
use super::{private_hosts, test_network};
use crate::document::{Either, Files, Found, Seconds, Section};
use crate::network::{Network, UrlRefusal};

/// The settings for outgoing requests.
#[derive(Clone, Debug)]
pub struct Outside {
    /// The servers that may be reached.
    pub network: Network,
    /// The directories of `did:plc`, in the order in which they are asked.
    pub plc_urls: Vec<Url>,
    /// The DNS server for handles; `None` means the system's resolver.
    pub dns_server: Option<SocketAddr>,
    /// How long the last proven identity of an account is used while it cannot be looked up, in
    /// seconds.
    pub identity_grace: i64,
    /// How long an e-mail address is returned as a claim after it was read, in seconds.
    pub email_max_age: i64,
}

/// A day, which is longer than most outages of a directory or server.
const GRACE: i64 = 86_400;
const LONGEST_GRACE: i64 = 7 * 86_400;
/// A month, after which a person who has lost a mailbox has probably changed the address at their
/// PDS.
const EMAIL_MAX_AGE: i64 = 30 * 86_400;
const SHORTEST_EMAIL_MAX_AGE: i64 = 3_600;
const LONGEST_EMAIL_MAX_AGE: i64 = 400 * 86_400;
const PLC_DIRECTORY: &str = "https://plc.directory";

/// Reads `plc_url`, `dns_server`, `identity_grace` and `email_max_age`. If the network is unknown,
/// no address is reported as outside of it.
pub(super) fn read(file: &mut Section<'_>, network: Option<&Network>) -> Outside {
    let mut outside = Outside {
        network: network.cloned().unwrap_or_default(),
        plc_urls: plc_urls(file, network),
        dns_server: file.judge("dns_server", |text: String| {
            text.parse().map_err(|_| OutsideMistake::DnsServer)
        }),
        identity_grace: GRACE,
        email_max_age: EMAIL_MAX_AGE,
    };
    let grace = |seconds: Seconds| seconds.within(0..=LONGEST_GRACE);
    file.fill("identity_grace", &mut outside.identity_grace, grace);
    let age = |seconds: Seconds| seconds.within(SHORTEST_EMAIL_MAX_AGE..=LONGEST_EMAIL_MAX_AGE);
    file.fill("email_max_age", &mut outside.email_max_age, age);
    outside
}

/// Reads the directories. Only the public network has a default one.
fn plc_urls(file: &mut Section<'_>, network: Option<&Network>) -> Vec<Url> {
    let Some(found) = file.take::<Either<String, Vec<Found<'_, String>>>>("plc_url") else {
        let public = network.is_some_and(Network::is_public);
        return public.then(|| Url::parse(PLC_DIRECTORY).ok()).flatten().into_iter().collect();
    };
    let urls = found.judge(|written| match written {
        Either::A(url) => Ok(vec![directory(&url, network)?]),
        Either::B(urls) if urls.is_empty() => Err(OutsideMistake::NoUrl),
        Either::B(urls) => {
            let url = |url: Found<'_, String>| url.judge(|url| directory(&url, network));
            Ok(urls.into_iter().filter_map(url).collect())
        }
    });
    urls.unwrap_or_default()
}

/// Reads `network`; `None` after a mistake.
pub(super) fn network(
    file: &mut Section<'_>,
    public_url: &PublicUrl,
    files: Files<'_>,
) -> Option<Network> {
    let Some(found) = file.take::<Either<String, Section<'_>>>("network") else {
        return Some(Network::Public);
    };
    found.judge(|written| match written {
        Either::B(mut section) => Ok(match private_hosts::read(&mut section) {
            Some(hosts) => {
                section.finish();
                Network::PublicWith(hosts)
            }
            None => Network::Test(test_network::read(section, files)),
        }),
        Either::A(name) => match name.as_str() {
            "public" => Ok(Network::Public),
            "loopback" if public_url.loopback().is_some() => Ok(Network::Loopback),
            "loopback" => Err(OutsideMistake::LoopbackAtPublicUrl),
            _ => Err(OutsideMistake::UnknownNetwork(name)),
        },
    })
}

fn directory(text: &str, network: Option<&Network>) -> Result<Url, OutsideMistake> {
    let url = Url::parse(text).map_err(|_| OutsideMistake::NotAUrl)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(OutsideMistake::MoreThanAnAddress);
    }
    match network.map(|network| network.check_url(&url)) {
        None | Some(Ok(())) => Ok(url),
        Some(Err(why)) => Err(OutsideMistake::Beyond(why)),
    }
}

/// Checks the host of a button on the sign-in page.
pub(super) fn check_server_host(
    host: &str,
    network: Option<&Network>,
) -> Result<(), OutsideMistake> {
    let Some(network) = network else { return Ok(()) };
    let url = Url::parse(&format!("{}://{host}", network.scheme_for(host)))
        .map_err(|_| OutsideMistake::NotAHost)?;
    // It must be only host and port, in canonical form.
    let (name, port) = (url.host_str().unwrap_or_default(), url.port());
    if host != port.map_or_else(|| name.to_owned(), |port| format!("{name}:{port}")) {
        return Err(OutsideMistake::NotAHost);
    }
    network.check_url(&url).map_err(OutsideMistake::Beyond)
}

/// A mistake in these settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum OutsideMistake {
    /// The name is not a network.
    #[error(
        "{0:?} is no network; write \"public\", \"loopback\", {{ private_hosts = [\"…\"] }}, or a test \
         network: {{ hosts = [\"…\"], ca_file = \"…\" }}"
    )]
    UnknownNetwork(String),
    /// The loopback network is used with a public URL that is not on this machine.
    #[error(
        "is \"loopback\", which is for development on one machine, but public_url is not on \
         127.0.0.1 or [::1]; write \"public\""
    )]
    LoopbackAtPublicUrl,
    /// The list of directories is empty.
    #[error("is an empty list; write one such as [\"{PLC_DIRECTORY}\"], or leave it out")]
    NoUrl,
    /// It is not a URL.
    #[error("is not a URL; write one such as \"{PLC_DIRECTORY}\"")]
    NotAUrl,
    /// It has a query or fragment.
    #[error("has a query or fragment; end it before the ? or #")]
    MoreThanAnAddress,
    /// The host of a button is not a host name.
    #[error("is no host name in lower case; write one such as \"bsky.social\"")]
    NotAHost,
    /// The network does not admit the address.
    #[error("lies outside of what `network` admits: {0}; write another, or set network")]
    Beyond(UrlRefusal),
    /// It is not an IP address with a port.
    #[error("is no IP address and port; write \"127.0.0.1:5353\", or leave it out")]
    DnsServer,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{TestHost, TestNetwork};

    fn test_network() -> Network {
        let host = TestHost { name: "pds.test".to_owned(), address: None };
        Network::Test(TestNetwork { hosts: vec![host], ca_pem: vec![] })
    }

    #[test]
    fn a_directory_lies_in_the_network() {
        use OutsideMistake as M;
        for (text, network, expected) in [
            ("https://plc.directory", Network::Public, None),
            ("http://plc.directory", Network::Public, Some(M::Beyond(UrlRefusal::Scheme))),
            ("https://10.0.0.1", Network::Public, Some(M::Beyond(UrlRefusal::IpLiteral))),
            ("https://plc.directory?a=b", Network::Public, Some(M::MoreThanAnAddress)),
            ("plc.directory", Network::Public, Some(M::NotAUrl)),
            ("http://localhost:2582", Network::Loopback, None),
            ("http://plc.directory", Network::Loopback, Some(M::Beyond(UrlRefusal::Scheme))),
            ("https://pds.test", test_network(), None),
            ("https://other.test", test_network(), Some(M::Beyond(UrlRefusal::Unlisted))),
        ] {
            assert_eq!(directory(text, Some(&network)).err(), expected, "{text}");
        }
    }

    #[test]
    fn a_server_button_leads_into_the_network() {
        use OutsideMistake as M;
        for (host, network, expected) in [
            ("bsky.social", Network::Public, None),
            ("Bsky.social", Network::Public, Some(M::NotAHost)),
            ("https://bsky.social", Network::Public, Some(M::NotAHost)),
            ("bsky.social/xrpc", Network::Public, Some(M::NotAHost)),
            ("me@bsky.social", Network::Public, Some(M::NotAHost)),
            ("bsky.social:8443", Network::Public, None),
            ("bsky.social:22", Network::Public, Some(M::Beyond(UrlRefusal::Port))),
            ("10.0.0.1", Network::Public, Some(M::Beyond(UrlRefusal::IpLiteral))),
            ("pds.test", Network::Public, Some(M::Beyond(UrlRefusal::ReservedDomain))),
            ("localhost:2583", Network::Loopback, None),
            ("[::1]:2583", Network::Loopback, None),
            ("pds.test", test_network(), None),
            ("pds.example", test_network(), Some(M::Beyond(UrlRefusal::Unlisted))),
        ] {
            assert_eq!(check_server_host(host, Some(&network)).err(), expected, "{host}");
        }
    }
}
