//! Reads a test network: host names, optionally with fixed addresses, and a certificate authority.

use std::collections::HashSet;

use crate::document::{Files, Section};
use crate::network::{self, TestHost, TestNetwork};

/// Reads `network = { hosts, ca_file }`.
pub(super) fn read(mut section: Section<'_>, files: Files<'_>) -> TestNetwork {
    section.require("hosts");
    section.require("ca_file");
    let mut seen = HashSet::new();
    let hosts = section.each("hosts", |text| {
        let host = host(&text)?;
        if seen.insert(host.name.clone()) { Ok(host) } else { Err(TestNetworkMistake::Twice) }
    });
    let ca_pem = section.judge("ca_file", |name: String| files.authority(&name));
    section.finish();
    TestNetwork { hosts, ca_pem: ca_pem.flatten().unwrap_or_default() }
}

/// Reads `pds.internal` or `alice.pds.test=127.0.0.1:8443`.
fn host(text: &str) -> Result<TestHost, TestNetworkMistake> {
    let (name, address) = match text.split_once('=') {
        Some((name, address)) => (name, Some(address)),
        None => (text, None),
    };
    let address = address.map(str::parse).transpose().map_err(|_| TestNetworkMistake::Address)?;
    if !network::is_domain_name(name) {
        return Err(TestNetworkMistake::Name);
    }
    Ok(TestHost { name: name.to_owned(), address })
}

/// A mistake in a test network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TestNetworkMistake {
    /// A host is not a domain name.
    #[error(
        "is no domain name in lower case, with a dot; write \"pds.internal\", or \
         \"pds.test=127.0.0.1:8443\""
    )]
    Name,
    /// The address of a host cannot be read.
    #[error("has no IP address and port after the =; write \"pds.test=127.0.0.1:8443\"")]
    Address,
    /// A host is listed twice.
    #[error("is listed twice; delete one")]
    Twice,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hosts() {
        let pinned = host("alice.pds.test=127.0.0.1:8443").unwrap();
        assert_eq!(pinned.name, "alice.pds.test");
        assert_eq!(pinned.address, Some("127.0.0.1:8443".parse().unwrap()));
        assert_eq!(host("pds.internal").unwrap().address, None);
        for text in ["PDS.internal", "pds.internal.", "10.0.0.1", "-a.test", "a..b", "", "pds"] {
            assert_eq!(host(text), Err(TestNetworkMistake::Name), "{text}");
        }
        assert_eq!(host("pds.test=8443"), Err(TestNetworkMistake::Address));
    }
}
