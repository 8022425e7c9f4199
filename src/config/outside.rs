//! What ATLogin may talk to, and whom it asks there for DIDs and names.
//!
//! `fetch` enforces the network at every request. Here an operator only learns at once that an
//! address of the configuration lies outside of it.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use url::{Host, Url};

use super::document::{Either, Found, Section};
use super::mistake::{Finding, Mistake, reason};
use super::public_url::PublicUrl;
use crate::network::{Network, TestHost, TestNetwork};

/// What ATLogin may talk to, and whom it asks there.
#[derive(Clone, Debug)]
pub struct Outside {
    /// What it may talk to at all.
    pub network: Network,
    /// Directories of `did:plc`, in the order in which they are asked.
    pub plc_urls: Vec<Url>,
    /// The DNS server for handles; `None` for the system's resolver.
    pub dns_server: Option<SocketAddr>,
}

const PLC_DIRECTORY: &str = "https://plc.directory";

/// Reads `plc_url` and `dns_server`. Of an unknown network nothing is said to lie outside.
pub(super) fn read(
    file: &mut Section<'_>,
    network: Option<&Network>,
    mistakes: &mut Vec<Finding<Mistake>>,
) -> Outside {
    let plc_urls = match file.text_or_texts("plc_url", mistakes) {
        Some(urls) => urls
            .into_iter()
            .filter_map(|url| url.judge(mistakes, |text| directory(&text, network)))
            .collect(),
        // Other networks hold no public directory: there is none unless it is named.
        None if matches!(network, Some(Network::Public)) => {
            Url::parse(PLC_DIRECTORY).into_iter().collect()
        }
        None => vec![],
    };
    let dns_server = file.text("dns_server", mistakes).and_then(|server| {
        server.judge(mistakes, |text| text.parse().map_err(|_| OutsideMistake::DnsServer))
    });
    Outside { network: network.cloned().unwrap_or_default(), plc_urls, dns_server }
}

/// Reads `network`; `None` if it can't be told which. Relative paths count from `beside`.
pub(super) fn network(
    file: &mut Section<'_>,
    public_url: &PublicUrl,
    beside: &Path,
    mistakes: &mut Vec<Finding<Mistake>>,
) -> Option<Network> {
    let Some(found) = file.text_or_section("network", mistakes) else {
        return Some(Network::Public);
    };
    let place = found.place;
    let value = match found.value {
        Either::A(name) => name,
        Either::B(section) => return Some(Network::Test(test_network(section, beside, mistakes))),
    };
    Found { value, place }.judge(mistakes, |name| match name.as_str() {
        "public" => Ok(Network::Public),
        "loopback" if public_url.loopback().is_some() => Ok(Network::Loopback),
        "loopback" => Err(OutsideMistake::LoopbackAtPublicUrl),
        _ => Err(OutsideMistake::UnknownNetwork(name)),
    })
}

fn test_network(
    mut section: Section<'_>,
    beside: &Path,
    mistakes: &mut Vec<Finding<Mistake>>,
) -> TestNetwork {
    for key in ["hosts", "ca_file"] {
        if !section.has(key) {
            mistakes.push(Finding { place: section.place.clone(), fact: Mistake::Missing(key) });
        }
    }
    let mut hosts: Vec<TestHost> = Vec::new();
    for entry in section.texts("hosts", mistakes).unwrap_or_default() {
        let host = entry.judge(mistakes, |text| {
            let host = test_host(&text)?;
            if hosts.iter().any(|known| known.name == host.name) {
                return Err(OutsideMistake::SameHost);
            }
            Ok(host)
        });
        hosts.extend(host);
    }
    let ca_pem = section
        .text("ca_file", mistakes)
        .and_then(|found| found.judge(mistakes, |name| authority(&beside.join(name))));
    section.finish(mistakes);
    TestNetwork { hosts, ca_pem: ca_pem.unwrap_or_default() }
}

/// Reads `pds.internal` or `alice.pds.test=127.0.0.1:8443`.
fn test_host(text: &str) -> Result<TestHost, OutsideMistake> {
    let (name, address) = match text.split_once('=') {
        Some((name, address)) => {
            (name, Some(address.parse().map_err(|_| OutsideMistake::HostAddress)?))
        }
        None => (text, None),
    };
    if is_host_name(name) {
        Ok(TestHost { name: name.to_owned(), address })
    } else {
        Err(OutsideMistake::HostName)
    }
}

fn authority(path: &Path) -> Result<Vec<u8>, OutsideMistake> {
    let pem = fs::read(path).map_err(|error| OutsideMistake::AuthorityUnreadable {
        file: path.to_owned(),
        why: error.kind(),
    })?;
    let heading = b"-----BEGIN CERTIFICATE-----";
    if pem.windows(heading.len()).any(|window| window == heading) {
        Ok(pem)
    } else {
        Err(OutsideMistake::NoCertificate(path.to_owned()))
    }
}

fn directory(address: &str, network: Option<&Network>) -> Result<Url, OutsideMistake> {
    let url = Url::parse(address).map_err(|_| OutsideMistake::NotAUrl)?;
    let bare = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if !bare {
        return Err(OutsideMistake::MoreThanAnAddress);
    }
    let (https, plain) = (url.scheme() == "https", url.scheme() == "http");
    let name = match url.host() {
        Some(Host::Domain(name)) => Some(name),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => None,
    };
    let Some(network) = network else { return Ok(url) };
    let reachable = match network {
        Network::Public => https && url.port().is_none() && name.is_some_and(is_public_name),
        Network::Loopback => plain && is_this_machine(&url) || https && url.host().is_some(),
        Network::Test(test) => {
            https && url.port().is_none() && name.is_some_and(|name| lists(test, name))
        }
    };
    if reachable { Ok(url) } else { Err(outside_of(network)) }
}

/// Judges the host of a button on the sign-in page.
pub(super) fn check_server_host(
    host: &str,
    network: Option<&Network>,
) -> Result<(), OutsideMistake> {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, port.parse::<u16>().map(Some)),
        _ => (host, Ok(None)),
    };
    let literal = matches!(name, "127.0.0.1" | "[::1]");
    let Ok(port) = port else { return Err(OutsideMistake::HostName) };
    if !literal && !is_host_name(name) {
        return Err(OutsideMistake::HostName);
    }
    let Some(network) = network else { return Ok(()) };
    let reachable = match network {
        Network::Public => port.is_none() && !literal && is_public_name(name),
        Network::Loopback => true,
        Network::Test(test) => port.is_none() && lists(test, name),
    };
    if reachable { Ok(()) } else { Err(outside_of(network)) }
}

fn outside_of(network: &Network) -> OutsideMistake {
    match network {
        Network::Public => OutsideMistake::NotPublic,
        Network::Loopback => OutsideMistake::NotLoopback,
        Network::Test(_) => OutsideMistake::NotListed,
    }
}

fn lists(test: &TestNetwork, name: &str) -> bool {
    test.hosts.iter().any(|host| host.name == name)
}

fn is_this_machine(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// A name that the public DNS can hold; `fetch` judges the rest when it is used.
fn is_public_name(name: &str) -> bool {
    is_host_name(name) && name.contains('.')
}

/// A host name in lower case (RFC 1123 §2.1) that nobody could take for an IP address.
fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let ends_in_digits =
        name.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
    name.len() <= 253 && !ends_in_digits && name.split('.').all(label)
}

/// Why an address is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutsideMistake {
    /// A name that is no network.
    #[error(
        "{0:?} is no network; write \"public\", \"loopback\", or a test network: \
         {{ hosts = [\"…\"], ca_file = \"…\" }}"
    )]
    UnknownNetwork(String),
    /// A network of this machine for people elsewhere.
    #[error(
        "is \"loopback\", which is for development on one machine, but public_url is not on \
         127.0.0.1 or [::1]; write \"public\""
    )]
    LoopbackAtPublicUrl,
    /// A test host that is no name.
    #[error("is no host name in lower case; write \"pds.internal\" or \"pds.test=127.0.0.1:8443\"")]
    HostName,
    /// A test host whose address can't be read.
    #[error("has no IP address and port after the =; write \"pds.test=127.0.0.1:8443\"")]
    HostAddress,
    /// A test host listed twice.
    #[error("is listed twice; delete one")]
    SameHost,
    /// The authority's file can't be read.
    #[error("{}: can't be read: {}", .file.display(), reason(*.why))]
    AuthorityUnreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        why: io::ErrorKind,
    },
    /// The authority's file holds no certificate.
    #[error("{}: holds no PEM certificate (-----BEGIN CERTIFICATE-----)", .0.display())]
    NoCertificate(PathBuf),
    /// No URL.
    #[error("is not a URL; write one such as \"{PLC_DIRECTORY}\"")]
    NotAUrl,
    /// A query, fragment, user name or password.
    #[error("has a query, fragment, user name or password; leave it out")]
    MoreThanAnAddress,
    /// Beyond a public network.
    #[error(
        "is not on the public network, where only https on domain names without a port is; \
         write such an address, or set network"
    )]
    NotPublic,
    /// Beyond a loopback network.
    #[error(
        "is not on this machine, which network = \"loopback\" keeps to; write http://localhost:…"
    )]
    NotLoopback,
    /// Beyond a test network.
    #[error("is not among the hosts of the test network (https, no port); add it to network.hosts")]
    NotListed,
    /// No socket address.
    #[error("is no IP address and port; write \"127.0.0.1:5353\", or leave it out")]
    DnsServer,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test_network() -> Network {
        let host = TestHost { name: "pds.test".to_owned(), address: None };
        Network::Test(TestNetwork { hosts: vec![host], ca_pem: vec![] })
    }

    #[test]
    fn a_directory_lies_in_the_network() {
        use OutsideMistake as M;
        for (text, network, expected) in [
            ("https://plc.directory", Network::Public, None),
            ("http://plc.directory", Network::Public, Some(M::NotPublic)),
            ("https://plc.directory:8443", Network::Public, Some(M::NotPublic)),
            ("https://10.0.0.1", Network::Public, Some(M::NotPublic)),
            ("https://plc", Network::Public, Some(M::NotPublic)),
            ("https://plc.directory?a=b", Network::Public, Some(M::MoreThanAnAddress)),
            ("plc.directory", Network::Public, Some(M::NotAUrl)),
            ("http://localhost:2582", Network::Loopback, None),
            ("http://[::1]:2582", Network::Loopback, None),
            ("http://plc.directory", Network::Loopback, Some(M::NotLoopback)),
            ("https://pds.test", test_network(), None),
            ("https://other.test", test_network(), Some(M::NotListed)),
        ] {
            assert_eq!(directory(text, Some(&network)).err(), expected, "{text}");
        }
    }

    #[test]
    fn a_server_button_leads_into_the_network() {
        use OutsideMistake as M;
        for (host, network, expected) in [
            ("bsky.social", Network::Public, None),
            ("Bsky.social", Network::Public, Some(M::HostName)),
            ("https://bsky.social", Network::Public, Some(M::HostName)),
            ("bsky.social:443", Network::Public, Some(M::NotPublic)),
            ("127.0.0.1", Network::Public, Some(M::NotPublic)),
            ("10.0.0.1", Network::Public, Some(M::HostName)),
            ("localhost:2583", Network::Loopback, None),
            ("[::1]:2583", Network::Loopback, None),
            ("pds.test", test_network(), None),
            ("pds.example", test_network(), Some(M::NotListed)),
        ] {
            assert_eq!(check_server_host(host, Some(&network)).err(), expected, "{host}");
        }
    }

    #[test]
    fn reads_test_hosts() {
        let pinned = test_host("alice.pds.test=127.0.0.1:8443").unwrap();
        assert_eq!(pinned.name, "alice.pds.test");
        assert_eq!(pinned.address, Some("127.0.0.1:8443".parse().unwrap()));
        assert_eq!(test_host("pds.internal").unwrap().address, None);
        for text in ["PDS.internal", "pds.internal.", "10.0.0.1", "-a.test", "a..b", "", "a_b.test"]
        {
            assert_eq!(test_host(text), Err(OutsideMistake::HostName), "{text}");
        }
        assert_eq!(test_host("pds.test=8443"), Err(OutsideMistake::HostAddress));
    }
}
