//! Matrix IDs, such as `@alice:example.org`, and names of Matrix servers (Matrix specification,
//! appendices, "User Identifiers" and "Server Name").
//!
//! In: text from an operator or a relying party. Out: its parts. Nothing is asked of any server.

use std::net::Ipv6Addr;

/// The greatest length of a Matrix ID, in bytes.
const MAX: usize = 255;
/// The greatest length of a server name without its port, in bytes: that of a DNS name.
const MAX_HOST: usize = 253;

/// A Matrix ID. Its localpart may have any printable ASCII characters but the colon, as those of old
/// accounts do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatrixId<'a> {
    /// What stands between `@` and the colon.
    pub localpart: &'a str,
    /// The name of the server, perhaps with a port.
    pub server: &'a str,
}

impl<'a> MatrixId<'a> {
    /// Reads a Matrix ID.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (localpart, server) = text.strip_prefix('@')?.split_once(':')?;
        let is_usable = text.len() <= MAX
            && !localpart.is_empty()
            && localpart.bytes().all(|byte| byte.is_ascii_graphic())
            && is_server_name(server);
        is_usable.then_some(Self { localpart, server })
    }

    /// Whether it is an account of `server`. The case of a server name does not count, as in DNS.
    pub fn is_at(&self, server: &str) -> bool {
        self.server.eq_ignore_ascii_case(server)
    }
}

/// Whether `text` is the name of a Matrix server: a DNS name or an IP address, perhaps with a port.
pub fn is_server_name(text: &str) -> bool {
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    if let Some((address, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address.parse::<Ipv6Addr>().is_ok()
            && (rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port));
    }
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    (1..=MAX_HOST).contains(&host.len()) && host.bytes().all(is_host) && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_server_name_is_a_host_perhaps_with_a_port() {
        for name in [
            "example.org",
            "Matrix.Example.ORG:8448",
            "localhost",
            "10.0.0.1:80",
            "[::1]",
            "[::1]:8448",
        ] {
            assert!(is_server_name(name), "{name}");
        }
        for text in [
            "",
            ":",
            "example.org:",
            "example.org:99999",
            "example.org:+1",
            "example_org",
            "a/b",
            "[::1",
            "::1",
            "https://example.org",
            "example.org ",
            "[example.org]",
            "@a:b",
            "[fe80::1%1]:8448",
            "[::1]8448",
        ] {
            assert!(!is_server_name(text), "{text}");
        }
        assert!(!is_server_name(&"a".repeat(254)));
    }

    #[test]
    fn a_matrix_id_is_a_localpart_and_a_server() {
        let id = |text| MatrixId::parse(text).map(|id| (id.localpart, id.server));
        assert_eq!(id("@alice:example.org"), Some(("alice", "example.org")));
        assert_eq!(id("@alice.pds.test:[::1]:8448"), Some(("alice.pds.test", "[::1]:8448")));
        assert_eq!(id("@Old!Name:example.org"), Some(("Old!Name", "example.org")));
        for text in
            ["alice:example.org", "@alice", "@:example.org", "@alice:", "@a b:c", "@é:c", "#a:b"]
        {
            assert_eq!(id(text), None, "{text}");
        }
        assert_eq!(id(&format!("@{}:example.org", "a".repeat(255))), None);
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,300}") {
            let _ = MatrixId::parse(&text);
        }
    }
}
