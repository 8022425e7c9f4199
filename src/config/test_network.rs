//! A test network: exact host names, each perhaps pinned to an address, and their own authority.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::document::Section;
use super::files::Files;
use super::mistake::{Finding, Mistake, reason};
use crate::network::{self, TestHost, TestNetwork};

/// Reads `network = { hosts, ca_file }`.
pub(super) fn read(
    mut section: Section<'_>,
    files: Files<'_>,
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
            let host = host(&text)?;
            if hosts.iter().any(|known| known.name == host.name) {
                return Err(TestNetworkMistake::Twice);
            }
            Ok(host)
        });
        hosts.extend(host);
    }
    let ca_pem = section
        .text("ca_file", mistakes)
        .and_then(|found| found.judge(mistakes, |name| files.authority(&name)));
    section.finish(mistakes);
    TestNetwork { hosts, ca_pem: ca_pem.unwrap_or_default() }
}

/// Reads `pds.internal` or `alice.pds.test=127.0.0.1:8443`.
fn host(text: &str) -> Result<TestHost, TestNetworkMistake> {
    let (name, address) = match text.split_once('=') {
        Some((name, address)) => {
            (name, Some(address.parse().map_err(|_| TestNetworkMistake::Address)?))
        }
        None => (text, None),
    };
    if network::is_domain_name(name) {
        Ok(TestHost { name: name.to_owned(), address })
    } else {
        Err(TestNetworkMistake::Name)
    }
}

/// Reads a certificate authority.
pub(super) fn authority(path: &Path) -> Result<Vec<u8>, TestNetworkMistake> {
    let pem = fs::read(path).map_err(|error| TestNetworkMistake::AuthorityUnreadable {
        file: path.to_owned(),
        why: error.kind(),
    })?;
    let heading = b"-----BEGIN CERTIFICATE-----";
    if pem.windows(heading.len()).any(|window| window == heading) {
        Ok(pem)
    } else {
        Err(TestNetworkMistake::NoCertificate(path.to_owned()))
    }
}

/// What is wrong with a test network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TestNetworkMistake {
    /// A host that is no name.
    #[error(
        "is no domain name in lower case, with a dot; write \"pds.internal\", or \
         \"pds.test=127.0.0.1:8443\""
    )]
    Name,
    /// A host whose address cannot be read.
    #[error("has no IP address and port after the =; write \"pds.test=127.0.0.1:8443\"")]
    Address,
    /// A host that is listed already.
    #[error("is listed twice; delete one")]
    Twice,
    /// The authority's file cannot be read.
    #[error("{}: cannot be read: {}", .file.display(), reason(*.why))]
    AuthorityUnreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        why: io::ErrorKind,
    },
    /// The authority's file holds no certificate.
    #[error("{}: holds no PEM certificate (-----BEGIN CERTIFICATE-----)", .0.display())]
    NoCertificate(PathBuf),
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
