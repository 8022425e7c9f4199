//! Matrix user identifiers, such as `@alice:example.org`, and names of Matrix servers.
//!
//! In: text from an operator or a relying party. Out: its parts; no server is asked. The grammar is that of
//! the Matrix specification, appendices, "User Identifiers" and "Server Name". Old accounts may have names
//! that new ones cannot ("Historical User IDs"): these are read, too.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A Matrix user identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixId {
    text: String,
    colon: usize,
}

/// The longest identifier in bytes, with `@` and the server.
const MAX: usize = 255;

impl MatrixId {
    /// Reads an identifier; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('@').filter(|_| text.len() <= MAX)?;
        let (localpart, server) = rest.split_once(':')?;
        // All printable ASCII: the colon is at the end of it, and a blank is none.
        let is_name = !localpart.is_empty() && localpart.bytes().all(|it| it.is_ascii_graphic());
        (is_name && is_server_name(server))
            .then(|| Self { text: text.to_owned(), colon: 1 + localpart.len() })
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part between `@` and the first colon.
    pub fn localpart(&self) -> &str {
        self.text.get(1..self.colon).unwrap_or_default()
    }

    /// The server that has the account.
    pub fn server(&self) -> &str {
        self.text.get(self.colon + 1..).unwrap_or_default()
    }

    /// Whether it is an account of `server`. As in DNS, the case of the letters does not count.
    pub fn is_at(&self, server: &str) -> bool {
        self.server().eq_ignore_ascii_case(server)
    }

    /// Whether `host` is the server or is below its domain, as most are: `matrix.example.org` serves
    /// `example.org`.
    pub fn is_served_at(&self, host: &str) -> bool {
        let name = host_of(self.server()).to_ascii_lowercase();
        let below = host.strip_suffix(&name);
        below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
    }
}

/// The server name without its port.
fn host_of(server: &str) -> &str {
    match server.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|it| it.is_ascii_digit()) => host,
        Some(_) | None => server,
    }
}

/// Whether it is the name of a Matrix server: a domain or an address, perhaps with a port.
pub fn is_server_name(server: &str) -> bool {
    let (host, port) = match server.rsplit_once(':') {
        // The colon is one of the address.
        Some(_) if server.ends_with(']') => (server, None),
        Some((host, port)) => (host, Some(port)),
        None => (server, None),
    };
    let is_port =
        |port: &str| (1..=5).contains(&port.len()) && port.bytes().all(|it| it.is_ascii_digit());
    port.is_none_or(is_port) && is_host(host)
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        return address.parse::<Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        let has_hyphen_outside = label.starts_with('-') || label.ends_with('-');
        (1..=63).contains(&label.len()) && !has_hyphen_outside
    };
    let is_known = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    let is_name = host.bytes().all(is_known) && host.split('.').all(is_label);
    let looks_like_an_address = host.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    is_name && (!looks_like_an_address || host.parse::<Ipv4Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_identifier_is_a_name_and_a_server() {
        for (text, localpart, server) in [
            ("@alice:example.org", "alice", "example.org"),
            ("@alice.example.org-hs64oiz:example.org", "alice.example.org-hs64oiz", "example.org"),
            ("@a=/+_-.1:localhost:8448", "a=/+_-.1", "localhost:8448"),
            ("@a:1.2.3.4:80", "a", "1.2.3.4:80"),
            ("@a:[1234:5678::abcd]", "a", "[1234:5678::abcd]"),
            ("@a:[::1]:5678", "a", "[::1]:5678"),
        ] {
            let id = MatrixId::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((id.localpart(), id.server(), id.as_str()), (localpart, server, text));
        }
    }

    #[test]
    fn a_name_of_old_may_have_capitals_and_signs() {
        for text in ["@Alice:example.org", "@al!ce'$(x)`\"\\@b:example.org"] {
            assert!(MatrixId::parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_no_identifier_is_refused() {
        for text in [
            "",
            "@",
            "alice:example.org",
            "@alice",
            "@:example.org",
            "@alice:",
            "@al ice:example.org",
            "@alice\u{0}:example.org",
            "@alice\n:example.org",
            "@älice:example.org",
            "#alice:example.org",
            "@alice:exam ple.org",
            "@alice:example.org:",
            "@alice:example.org:x",
            "@alice:example.org:123456",
            "@alice:example..org",
            "@alice:-example.org",
            "@alice:.org",
            "@alice:https://example.org",
            "@alice:example.org/",
            "@alice:1.2.3",
            "@alice:256.1.1.1",
            "@alice:[::g]",
            "@alice:::1",
            "@alice:[::1",
            "@alice:exämple.org",
        ] {
            assert_eq!(MatrixId::parse(text), None, "{text:?}");
        }
        let long = |length: usize| format!("@{}:example.org", "a".repeat(length - 13));
        assert!(MatrixId::parse(&long(255)).is_some() && MatrixId::parse(&long(256)).is_none());
    }

    #[test]
    fn a_server_fits_an_address_at_it_or_below_it() {
        let is_served = |id: &str, host: &str| MatrixId::parse(id).unwrap().is_served_at(host);
        for id in ["@a:example.org", "@a:example.org:8448", "@a:Example.org"] {
            assert!(is_served(id, "example.org") && is_served(id, "matrix.example.org"), "{id}");
        }
        for host in ["badexample.org", "example.com", "org", "example.org.evil.test", ""] {
            assert!(!is_served("@a:example.org", host), "{host}");
        }
        assert!(is_served("@a:[::1]:80", "[::1]"));
    }

    proptest! {
        #[test]
        fn what_is_read_falls_apart_into_its_parts(
            text in prop_oneof![
                "@[!-9;-~]{1,20}:[a-z]{1,5}(\\.[a-z]{1,5})?(:[0-9]{1,5})?",
                "@[!-~]{0,20}:[!-~]{0,30}",
                "\\PC{0,40}",
            ],
        ) {
            if let Some(id) = MatrixId::parse(&text) {
                prop_assert_eq!(format!("@{}:{}", id.localpart(), id.server()), text);
                prop_assert!(id.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
