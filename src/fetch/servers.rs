//! What counts as one server for the limits of outgoing requests.

use url::{Host, Position, Url};

/// The server of `url`. A host is one server, whichever of its ports is named: otherwise it would be
/// 65,000. On this machine each port is one of its own, since all of a test world is there.
pub fn server_of(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) if name.contains('.') => name.to_owned(),
        Some(Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_)) | None => {
            url[Position::BeforeHost..Position::AfterPort].to_owned()
        }
    }
}

/// The same for a host that may have a port.
pub(super) fn server_at(authority: &str) -> String {
    let url = Url::parse(&format!("https://{authority}"));
    url.map_or_else(|_| authority.to_owned(), |url| server_of(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ports_of_a_host_are_one_server() {
        for authority in ["pds.example.com", "pds.example.com:443", "PDS.example.com:8443"] {
            assert_eq!(server_at(authority), "pds.example.com", "{authority}");
        }
        for authority in ["localhost:2583", "127.0.0.1:2583", "[::1]:2583"] {
            assert_eq!(server_at(authority), authority);
        }
    }
}
