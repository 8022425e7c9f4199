//! Reads the hosts of the operator's own that are reached at private addresses.

use std::net::{IpAddr, SocketAddr};

use crate::document::Section;
use crate::network::{Network, PrivateHost};

const KEY: &str = "private_hosts";

/// The port of https.
const PORT: u16 = 443;

/// Reads `private_hosts` of a network: one entry for each address. `None` if there is no such list.
pub(super) fn read(section: &mut Section<'_>) -> Option<Vec<PrivateHost>> {
    let is_there = section.has(KEY);
    let mut hosts: Vec<PrivateHost> = Vec::new();
    section.each(KEY, |text| {
        let (name, address) = host(&text)?;
        match hosts.iter_mut().find(|host| host.name == name) {
            Some(host) if host.addresses.contains(&address) => {
                return Err(PrivateHostMistake::Twice);
            }
            Some(host) => host.addresses.push(address),
            None => hosts.push(PrivateHost { name, addresses: vec![address] }),
        }
        Ok(())
    });
    is_there.then_some(hosts)
}

/// Reads `pds.example.org=192.168.1.5` or `pds.example.org=[fd00::5]:8443`.
fn host(text: &str) -> Result<(String, SocketAddr), PrivateHostMistake> {
    let (name, address) = text.split_once('=').ok_or(PrivateHostMistake::Address)?;
    if !Network::Public.admits_did_web_host(name) {
        return Err(PrivateHostMistake::Name);
    }
    let with_port = |ip: IpAddr| SocketAddr::new(ip, PORT);
    let address = address.parse().map(with_port).or_else(|_| address.parse());
    let address = address.map_err(|_| PrivateHostMistake::Address)?;
    if address.port() == 0 {
        Err(PrivateHostMistake::Address)
    } else {
        Ok((name.to_owned(), address))
    }
}

/// A mistake in the list of private hosts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PrivateHostMistake {
    /// A host is not a domain name of the internet.
    #[error(
        "is no host name of the internet in lower case before the =; write \
         \"pds.example.org=192.168.1.5\""
    )]
    Name,
    /// The address of a host is missing, or cannot be read.
    #[error("has no IP address after the =; write \"pds.example.org=192.168.1.5\"")]
    Address,
    /// A host is listed twice with one address.
    #[error("is listed twice; delete one")]
    Twice,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hosts_with_their_addresses() {
        for (text, address) in [
            ("pds.example.org=192.168.1.5", "192.168.1.5:443"),
            ("pds.example.org=127.0.1.1:8443", "127.0.1.1:8443"),
            ("pds.example.org=fd00::5", "[fd00::5]:443"),
            ("pds.example.org=[fd00::5]:8443", "[fd00::5]:8443"),
        ] {
            let read = host(text).unwrap();
            assert_eq!(read, ("pds.example.org".to_owned(), address.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_host_needs_a_public_name_and_an_address() {
        use PrivateHostMistake as M;
        for text in
            ["PDS.example.org=::1", "pds=::1", "pds.internal=::1", "*.example.org=::1", "=::1"]
        {
            assert_eq!(host(text), Err(M::Name), "{text}");
        }
        for address in ["", "=", "=10.0.0.0/8", "=localhost", "=10.0.0.1:0"] {
            let text = format!("pds.example.org{address}");
            assert_eq!(host(&text), Err(M::Address), "{text}");
        }
    }
}
