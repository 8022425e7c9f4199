//! The warning about a proxy that forwards requests and is not in `trusted_proxies`.
//!
//! Whatever such a peer says about its visitors is not believed. All of them then look like one, and
//! limits by address count nothing. Its operator learns it from the log, once in the life of a process.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::HeaderMap;

use super::peer::Peer;
use crate::network::is_global;

/// Whether it was said. Clones share the answer.
#[derive(Clone, Debug, Default)]
pub(super) struct UnnamedProxy(Arc<AtomicBool>);

/// The entry of `trusted_proxies` for a peer.
#[derive(Debug, PartialEq, Eq)]
enum Entry {
    Address(IpAddr),
    Unix,
}

impl UnnamedProxy {
    /// Looks at a request of a `peer` that is not trusted.
    pub(super) fn notice(&self, peer: Option<Peer>, headers: &HeaderMap) {
        if let Some(entry) = entry(peer, headers)
            && !self.0.swap(true, Ordering::Relaxed)
        {
            tracing::warn!(
                "{entry} forwards requests of others, but trusted_proxies does not name it: all its \
                 visitors look like one, and no limit by address works; if it is your proxy, write \
                 trusted_proxies = [\"{entry}\"], and have it set X-Forwarded-For (Forwarded is not read)"
            );
        }
    }
}

/// What to write to trust `peer`, if it may be a proxy of the operator's own. A stranger on the internet
/// can send these headers too, and must not be recommended.
fn entry(peer: Option<Peer>, headers: &HeaderMap) -> Option<Entry> {
    if !headers.contains_key("x-forwarded-for") && !headers.contains_key("forwarded") {
        return None;
    }
    match peer? {
        Peer::Tcp(address) if is_global(address) => None,
        Peer::Tcp(address) => Some(Entry::Address(address)),
        Peer::Unix => Some(Entry::Unix),
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Unix => f.write_str("unix"),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn named(peer: Peer, header: &'static str) -> Option<String> {
        let header = (HeaderName::from_static(header), HeaderValue::from_static("198.51.100.1"));
        entry(Some(peer), &HeaderMap::from_iter([header])).map(|entry| entry.to_string())
    }

    #[test]
    fn only_a_proxy_of_ones_own_is_recommended() {
        let tcp = |address: &str| Peer::Tcp(address.parse().unwrap());
        for header in ["x-forwarded-for", "forwarded"] {
            for own in ["127.0.0.1", "::1", "10.88.0.1", "fd00::7"] {
                assert_eq!(named(tcp(own), header).as_deref(), Some(own));
            }
            assert_eq!(named(Peer::Unix, header).as_deref(), Some("unix"));
            assert_eq!(named(tcp("9.9.9.9"), header), None, "a stranger");
        }
        assert_eq!(named(tcp("127.0.0.1"), "x-forwarded-proto"), None);
    }
}
