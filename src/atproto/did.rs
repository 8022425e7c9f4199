//! Decentralised identifiers (DIDs): the permanent names of accounts.
//!
//! In: text from a person, a DNS record or a token. Out: a [`Did`] of one of the two methods that
//! ATProto supports (ATProto DID specification). The network decides which hosts a `did:web` may
//! name, when its document is fetched.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::network::is_domain_name;

/// A `did:plc` or `did:web` identifier. Two DIDs are the same account only if all bytes are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Did(String);

/// The method of a DID, which says where its document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DidMethod {
    /// `did:plc`: in a PLC directory.
    Plc,
    /// `did:web`: at this host, which may have a port.
    Web(String),
}

/// "The DID length is limited to 2 KiB" (ATProto DID specification).
const LONGEST: usize = 2048;

impl Did {
    /// Parses a DID without trimming it or changing its case.
    ///
    /// This is stricter than the general DID syntax. A `did:plc` has exactly 24 characters of
    /// base32. A `did:web` is a host name in lower case without a path, and only `localhost` may
    /// have a port. Capitals are refused, because two spellings of a host would be two subjects.
    pub fn parse(text: &str) -> Option<Self> {
        method(text).map(|_| Self(text.to_owned()))
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a `did:web`, which belongs to whoever has the domain.
    pub fn is_web(&self) -> bool {
        matches!(self.method(), DidMethod::Web(_))
    }

    /// Whether it is the `did:web` of this host.
    pub(super) fn is_web_at(&self, host: &str) -> bool {
        matches!(self.method(), DidMethod::Web(own) if own == host)
    }

    pub(super) fn method(&self) -> DidMethod {
        // `parse` has checked the text already.
        method(&self.0).unwrap_or(DidMethod::Plc)
    }
}

fn method(text: &str) -> Option<DidMethod> {
    if text.len() > LONGEST {
        return None;
    }
    if let Some(id) = text.strip_prefix("did:plc:") {
        let base32 = id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
        return (id.len() == 24 && base32).then_some(DidMethod::Plc);
    }
    let host = text.strip_prefix("did:web:")?;
    if is_domain_name(host) || host == "localhost" {
        return Some(DidMethod::Web(host.to_owned()));
    }
    let port = host.strip_prefix("localhost%3A")?;
    is_port(port).then(|| DidMethod::Web(format!("localhost:{port}")))
}

/// Whether the text is a port without leading zeros or signs, so that a port has one spelling.
fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port != 0 && port.to_string() == text)
}

impl TryFrom<String> for Did {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a did:plc or did:web identifier")
    }
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_blessed_methods_are_read() {
        for (text, method) in [
            ("did:plc:ewvi7nxzyoun6zhxrhs64oiz", DidMethod::Plc),
            ("did:web:example.com", DidMethod::Web("example.com".to_owned())),
            ("did:web:a.b-c.example.org", DidMethod::Web("a.b-c.example.org".to_owned())),
            ("did:web:localhost%3A2583", DidMethod::Web("localhost:2583".to_owned())),
            ("did:web:localhost", DidMethod::Web("localhost".to_owned())),
        ] {
            assert_eq!(Did::parse(text).unwrap().method(), method, "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "did",
            "did:",
            "did:plc",
            "did:plc:",
            "did:plc:ewvi7nxzyoun6zhxrhs64oi",
            "did:plc:ewvi7nxzyoun6zhxrhs64oizz",
            "did:plc:EWVI7NXZYOUN6ZHXRHS64OIZ",
            "did:plc:ewvi7nxzyoun6zhxrhs64oi1",
            "did:plc:ewvi7nxzyoun6zhxrhs64oi\n",
            "DID:plc:ewvi7nxzyoun6zhxrhs64oiz",
            " did:plc:ewvi7nxzyoun6zhxrhs64oiz",
            "did:PLC:ewvi7nxzyoun6zhxrhs64oiz",
            "did:key:zQ3shZc2QzApp2oymGvQbzP8eKheVshBHbU4ZYjeXqwSKEn6N",
            "did:web:",
            "did:web:example",
            "did:web:Example.com",
            "did:web:example.com.",
            "did:web:example.com:path",
            "did:web:example.com/path",
            "did:web:example.com%2Fpath",
            "did:web:example.com%3A8443",
            "did:web:example.com#x",
            "did:web:example.com?x",
            "did:web:localhost%3a2583",
            "did:web:localhost%3A",
            "did:web:localhost%3A0",
            "did:web:localhost%3A080",
            "did:web:localhost%3A65536",
            "did:web:localhost%3A+80",
            "did:web:127.0.0.1",
            "did:web:user@example.com",
            "did:web:exämple.com",
            "did:web:-a.com",
            "did:web:a..com",
        ] {
            assert_eq!(Did::parse(text), None, "{text:?}");
        }
        assert_eq!(Did::parse(&format!("did:web:{}com", "a.".repeat(2048))), None);
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_keeps_every_byte(text in "(did:(web|plc):)?\\PC{0,40}") {
            if let Some(did) = Did::parse(&text) {
                prop_assert_eq!(did.as_str(), text);
            }
        }
    }
}
