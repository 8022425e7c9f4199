//! The trusted proxies, which may report the IP address of a client.

use std::net::IpAddr;

use ipnet::IpNet;

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
