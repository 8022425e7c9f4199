//! The trusted proxies, which may report the IP address of a client.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::daemon::Listen;
use super::public_url::PublicUrl;

/// The proxies whose `X-Forwarded-For` is trusted. None by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    /// Their addresses.
    pub networks: Vec<IpNet>,
    /// Whether each connection to our unix socket is from a trusted proxy.
    pub unix: bool,
}

impl TrustedProxies {
    /// Adds an entry: `10.0.0.1`, `10.0.0.0/8`, `::1` or `unix`.
    pub fn add(&mut self, text: &str) -> Result<(), ProxyMistake> {
        if text == "unix" {
            self.unix = true;
            return Ok(());
        }
        let network = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| ProxyMistake::NotANetwork)?;
        if network.prefix_len() == 0 {
            return Err(ProxyMistake::Everybody);
        }
        if network.trunc() != network {
            return Err(ProxyMistake::HostBits(network.trunc()));
        }
        self.networks.push(network);
        Ok(())
    }

    /// The entries as they are written.
    pub fn entries(&self) -> impl Iterator<Item = String> {
        let unix = self.unix.then(|| "unix".to_owned());
        let written = |network: &IpNet| {
            let single = network.prefix_len() == network.max_prefix_len();
            if single { network.addr().to_string() } else { network.to_string() }
        };
        self.networks.iter().map(written).chain(unix)
    }

    /// The entry that is missing: that of the proxy which must be on this machine. We speak no TLS, so
    /// something in front does if `public_url` is https, and only this machine gets at `listen` if that
    /// is a loopback address or a unix socket. Nothing where the proxy may be anywhere.
    pub fn unnamed(&self, public_url: &PublicUrl, listen: &Listen) -> Option<&'static str> {
        if !public_url.is_https() || self.unix {
            return None;
        }
        let (address, entry) = match listen {
            Listen::Unix(_) => return Some("unix"),
            Listen::Tcp(address) if !address.ip().is_loopback() => return None,
            Listen::Tcp(address) if address.is_ipv4() => (Ipv4Addr::LOCALHOST.into(), "127.0.0.1"),
            Listen::Tcp(_) => (Ipv6Addr::LOCALHOST.into(), "::1"),
        };
        (!self.contains(address)).then_some(entry)
    }

    /// Whether a proxy at `address` is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }
}

/// A mistake in an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyMistake {
    /// It is neither an address nor a network.
    #[error("is no IP address or network; write \"127.0.0.1\", \"10.0.0.0/8\" or \"unix\"")]
    NotANetwork,
    /// It is the whole internet.
    #[error("would believe everybody; name the proxies' own addresses")]
    Everybody,
    /// The address has bits beyond the prefix, so it is ambiguous.
    #[error("has an address inside the network; write \"{0}\", or the address alone")]
    HostBits(IpNet),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_proxies() {
        let mut proxies = TrustedProxies::default();
        for entry in ["127.0.0.1", "10.0.0.0/8", "fd00::/8", "unix"] {
            proxies.add(entry).unwrap();
        }
        assert!(proxies.unix);
        for (address, trusted) in [
            ("127.0.0.1", true),
            ("::ffff:10.1.2.3", true),
            ("fd12::1", true),
            ("127.0.0.2", false),
            ("11.0.0.1", false),
        ] {
            assert_eq!(proxies.contains(address.parse().unwrap()), trusted, "{address}");
        }
    }

    #[test]
    fn a_proxy_on_this_machine_is_missed_where_only_this_machine_gets_in() {
        let unnamed = |public_url, listen, trusted: &[&str]| {
            let mut proxies = TrustedProxies::default();
            for entry in trusted {
                proxies.add(entry).unwrap();
            }
            proxies.unnamed(&PublicUrl::parse(public_url).unwrap(), &Listen::parse(listen).unwrap())
        };
        let https = "https://login.example.org";
        for (listen, trusted, missing) in [
            ("127.0.0.1:9411", &[][..], Some("127.0.0.1")),
            ("[::1]:9411", &[], Some("::1")),
            ("unix:/run/atlogin.sock", &[], Some("unix")),
            ("unix:/run/atlogin.sock", &["127.0.0.1"], Some("unix")),
            ("127.0.0.1:9411", &["10.0.0.0/8"], Some("127.0.0.1")),
            ("127.0.0.1:9411", &["127.0.0.0/8"], None),
            ("[::1]:9411", &["::1"], None),
            ("unix:/run/atlogin.sock", &["unix"], None),
            // systemd may hand over another socket than `listen`.
            ("127.0.0.1:9411", &["unix"], None),
            ("0.0.0.0:9411", &[], None),
            ("192.0.2.1:80", &[], None),
        ] {
            assert_eq!(unnamed(https, listen, trusted), missing, "{listen} {trusted:?}");
        }
        assert_eq!(unnamed("http://127.0.0.1:9411", "127.0.0.1:9411", &[]), None, "none is needed");
    }

    #[test]
    fn refuses_what_names_nobody_or_everybody() {
        let write = "10.0.0.0/8".parse().unwrap();
        for (entry, mistake) in [
            ("proxy.internal", ProxyMistake::NotANetwork),
            ("127.0.0.1:80", ProxyMistake::NotANetwork),
            ("0.0.0.0/0", ProxyMistake::Everybody),
            ("::/0", ProxyMistake::Everybody),
            ("10.1.2.3/8", ProxyMistake::HostBits(write)),
        ] {
            assert_eq!(TrustedProxies::default().add(entry), Err(mistake), "{entry}");
        }
    }
}
