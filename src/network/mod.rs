//! Which URLs, addresses and host names we may connect to (protection against SSRF).
//!
//! It sends nothing itself. In: a URL, an address or a name that a stranger chose. Out: whether this
//! [`Network`] admits it. The HTTP client and the checks of handles, DIDs and metadata all ask here,
//! and there is no other switch (ATProto OAuth, "Security Considerations"). `fetch` asks DNS and opens
//! connections, and asks here again for each address that a name resolves to.

mod address;
mod port;

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

pub(crate) use self::address::is_global;
use self::port::is_admitted;

/// Which servers ATLogin may talk to.
#[derive(Clone, Debug, Default)]
pub enum Network {
    /// The internet: https, host names, public addresses.
    #[default]
    Public,
    /// The internet, and hosts of the operator's own at the addresses that the operator wrote down.
    PublicWith(Vec<PrivateHost>),
    /// This machine: PDS and PLC directory on loopback addresses, over http too.
    Loopback,
    /// A named test network: exactly these hosts, over https under one own certificate authority.
    Test(TestNetwork),
}

/// A host of the operator's own that is reached at other addresses than the world reaches it: a PDS
/// beside ATLogin, or behind the same router. Everything else that holds for the internet holds for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateHost {
    /// Its exact name, in lower case.
    pub name: String,
    /// Where to connect. DNS is not asked.
    pub addresses: Vec<SocketAddr>,
}

/// The hosts of a test network and the authority that vouches for them.
#[derive(Clone, Debug)]
pub struct TestNetwork {
    /// The hosts that exist in it.
    pub hosts: Vec<TestHost>,
    /// The only trusted root certificates, in PEM.
    pub ca_pem: Vec<u8>,
}

/// One host of a test network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestHost {
    /// Its exact name, in lower case.
    pub name: String,
    /// Where to connect; without it DNS is asked.
    pub address: Option<SocketAddr>,
}

/// Why a network does not admit a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefusal {
    /// More than 2048 characters.
    #[error("the URL is too long")]
    TooLong,
    /// Neither https nor, where that is admitted, http.
    #[error("the URL's scheme is not admitted")]
    Scheme,
    /// A user name or a password before the host.
    #[error("the URL carries credentials")]
    Credentials,
    /// A port below 1024 that is not 443, or one that belongs to another protocol. A redirect and a private
    /// host have 443 alone.
    #[error("the URL's port is not admitted")]
    Port,
    /// A redirect to a host that the operator has listed as a private one.
    #[error("the redirect leads to a private host")]
    PrivateHost,
    /// An IP address where a name belongs, however it was written.
    #[error("the URL names an IP address instead of a host")]
    IpLiteral,
    /// A host that is no domain name: a single label, a trailing dot, an illegal character.
    #[error("the URL's host is not a domain name")]
    HostName,
    /// A name under a top-level domain that is not part of the internet.
    #[error("the URL's host is under a reserved top-level domain")]
    ReservedDomain,
    /// A host that the test network does not list.
    #[error("the URL's host is not listed in the test network")]
    Unlisted,
}

/// Top-level domains that never lead to a host on the internet (ATProto handle specification,
/// "Additional Non-Syntax Restrictions"). `.test` is for development only.
const RESERVED: [&str; 9] =
    ["alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion", "test"];

const LONGEST_URL: usize = 2048;

impl Network {
    /// Whether it is the internet.
    pub const fn is_public(&self) -> bool {
        matches!(self, Self::Public | Self::PublicWith(_))
    }

    /// Whether a request to `url` may be made at all. The addresses its host resolves to still have
    /// to pass [`Self::admits_address`].
    ///
    /// # Errors
    /// [`UrlRefusal`]: the first reason found.
    pub fn check_url(&self, url: &Url) -> Result<(), UrlRefusal> {
        if url.as_str().len() > LONGEST_URL {
            return Err(UrlRefusal::TooLong);
        }
        if !matches!(url.scheme(), "https" | "http") {
            return Err(UrlRefusal::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlRefusal::Credentials);
        }
        match (self, url.host().ok_or(UrlRefusal::HostName)?) {
            (Self::Loopback, Host::Domain("localhost")) => Ok(()),
            (Self::Loopback, Host::Ipv4(ip)) if ip.is_loopback() => Ok(()),
            (Self::Loopback, Host::Ipv6(ip)) if ip.is_loopback() => Ok(()),
            (_, Host::Ipv4(_) | Host::Ipv6(_)) => Err(UrlRefusal::IpLiteral),
            (_, Host::Domain(name)) => self.check_named(url, name),
        }
    }

    fn check_named(&self, url: &Url, name: &str) -> Result<(), UrlRefusal> {
        if url.scheme() != "https" {
            return Err(UrlRefusal::Scheme);
        }
        if !is_domain_name(name) {
            return Err(UrlRefusal::HostName);
        }
        match self {
            Self::Public | Self::PublicWith(_) if is_reserved(name) => {
                Err(UrlRefusal::ReservedDomain)
            }
            Self::Test(network) if network.host(name).is_none() => Err(UrlRefusal::Unlisted),
            Self::Loopback => Ok(()),
            // `Url` drops a port that is the scheme's own, so whatever is left is another one. Strangers
            // must not choose among the ports of a private host.
            Self::Public | Self::PublicWith(_) | Self::Test(_) => {
                let is_private = self.private_host(name).is_some();
                let admits = |port| !is_private && is_admitted(port);
                if url.port().is_none_or(admits) { Ok(()) } else { Err(UrlRefusal::Port) }
            }
        }
    }

    /// Whether a redirect may lead to `url`. It is chosen by a server that a stranger chose, so it gets
    /// less than what the stranger chose: port 443 alone, and no private host.
    ///
    /// # Errors
    /// [`UrlRefusal`]: the first reason found.
    pub fn check_redirect(&self, url: &Url) -> Result<(), UrlRefusal> {
        self.check_url(url)?;
        if !matches!(self, Self::Loopback) && url.port().is_some() {
            return Err(UrlRefusal::Port);
        }
        let private = url.host_str().and_then(|name| self.private_host(name));
        if private.is_some() { Err(UrlRefusal::PrivateHost) } else { Ok(()) }
    }

    fn private_host(&self, name: &str) -> Option<&PrivateHost> {
        match self {
            Self::PublicWith(hosts) => hosts.iter().find(|host| host.name == name),
            Self::Public | Self::Loopback | Self::Test(_) => None,
        }
    }

    /// The addresses of `host` that the operator wrote down. DNS is asked for those of all others.
    pub fn pinned(&self, host: &str) -> Option<Vec<SocketAddr>> {
        match self {
            Self::PublicWith(_) => self.private_host(host).map(|host| host.addresses.clone()),
            Self::Test(network) => Some(vec![network.host(host)?.address?]),
            Self::Public | Self::Loopback => None,
        }
    }

    /// Whether a connection may go to `address`, which a host name resolved to.
    pub fn admits_address(&self, address: IpAddr) -> bool {
        match self {
            Self::Public | Self::PublicWith(_) => is_global(address),
            Self::Loopback => address.is_loopback(),
            Self::Test(_) => true,
        }
    }

    /// Whether a handle may live under `domain`, a domain name in lower case (ATProto handle
    /// specification: reserved top-level domains never resolve, `.test` in development only).
    pub fn admits_handle_domain(&self, domain: &str) -> bool {
        match self {
            Self::Public | Self::PublicWith(_) => !is_reserved(domain),
            Self::Loopback => !is_reserved(domain) || top_level(domain) == "test",
            Self::Test(network) => {
                !is_reserved(domain)
                    || top_level(domain) == "test"
                    || network.host(domain).is_some()
            }
        }
    }

    /// Whether a `did:web` identifier may name `host`, which is in lower case and may end in `:port`
    /// (ATProto DID specification: no port but for localhost in development).
    pub fn admits_did_web_host(&self, host: &str) -> bool {
        match self {
            Self::Public | Self::PublicWith(_) => is_domain_name(host) && !is_reserved(host),
            Self::Loopback => {
                is_local_authority(host)
                    || (is_domain_name(host) && self.admits_handle_domain(host))
            }
            Self::Test(network) => network.host(host).is_some(),
        }
    }

    /// The scheme under which the host of a handle, of a `did:web` or of something a person typed is
    /// asked: https, but for `localhost` in a [`Network::Loopback`], which nobody certifies.
    pub fn scheme_for(&self, authority: &str) -> &'static str {
        if matches!(self, Self::Loopback) && is_local_authority(authority) {
            return "http";
        }
        "https"
    }
}

impl TestNetwork {
    /// The host of that name, if this network has it.
    pub fn host(&self, name: &str) -> Option<&TestHost> {
        self.hosts.iter().find(|host| host.name == name)
    }
}

/// Whether `name` is a domain name of at least two labels in lower-case ASCII, of at most 253
/// characters, whose top-level label does not start with a digit: the syntax that handles, `did:web`
/// identifiers and public hosts share (ATProto handle specification, "Handle Identifier Syntax").
pub fn is_domain_name(name: &str) -> bool {
    name.len() <= 253
        && name.contains('.')
        && name.split('.').all(is_label)
        && top_level(name).starts_with(|first: char| first.is_ascii_lowercase())
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&top_level(name))
}

fn top_level(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// `localhost` or a loopback address, with or without a port: `localhost:2583`, `127.0.0.1`, `[::1]:80`.
fn is_local_authority(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        // What a URL takes for no port is none here.
        Some((host, port)) if port.is_empty() || port.parse::<u16>().is_ok() => host,
        _ => authority,
    };
    let six = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_loopback = |host: &str| host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    host == "localhost" || six.map_or_else(|| is_loopback(host), is_loopback)
}

#[cfg(test)]
mod tests;
