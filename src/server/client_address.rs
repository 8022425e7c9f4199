//! The IP address of the client: that of the TCP peer, or what a trusted proxy reports.
//! The proxy reports it by `X-Forwarded-For`.
//!
//! Only the address is taken from a proxy. Scheme and host of every link come from `public_url`, so
//! `X-Forwarded-Host` and `-Proto` are never read (RFC 9700 §4.13).

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::peer::Peer;
use super::unnamed_proxy::UnnamedProxy;
use crate::config::TrustedProxies;
use crate::limits::Source;
use crate::telemetry::ClientAddress;

/// Finds the client's address of each request.
#[derive(Clone, Debug)]
pub struct ClientAddresses {
    trusted: TrustedProxies,
    unnamed: UnnamedProxy,
}

impl ClientAddresses {
    /// Believes these proxies.
    pub fn new(trusted: TrustedProxies) -> Self {
        Self { trusted, unnamed: UnnamedProxy::default() }
    }

    pub(super) fn of(&self, peer: Option<Peer>, headers: &HeaderMap) -> ClientAddress {
        let (nearest, trusted) = match peer {
            Some(Peer::Tcp(ip)) => (ip.to_canonical(), self.trusted.contains(ip)),
            Some(Peer::Unix) => (Ipv6Addr::UNSPECIFIED.into(), self.trusted.unix),
            None => (Ipv6Addr::UNSPECIFIED.into(), false),
        };
        if trusted {
            return ClientAddress(self.beyond(nearest, headers));
        }
        self.unnamed.notice(peer, headers);
        ClientAddress(nearest)
    }

    /// The source for rate limits. A request whose client is itself a trusted proxy has none,
    /// because it may be anyone's.
    pub(super) fn source(&self, client: ClientAddress) -> Source {
        if self.trusted.contains(client.0) { Source::UNKNOWN } else { Source::of(client.0) }
    }

    /// Reads `X-Forwarded-For` from its end, where the nearest proxy wrote, up to the first address
    /// that is not trusted. Anyone can have invented what is left of that.
    fn beyond(&self, nearest: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = nearest;
        for line in headers.get_all("x-forwarded-for").iter().rev() {
            for hop in line.as_bytes().rsplit(|byte| *byte == b',') {
                let Some(address) = std::str::from_utf8(hop).ok().and_then(address) else {
                    return client;
                };
                client = address;
                if !self.trusted.contains(address) {
                    return client;
                }
            }
        }
        client
    }
}

/// Middleware: adds the [`ClientAddress`] and the [`Source`].
pub async fn find_client(
    State(addresses): State<ClientAddresses>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let client = addresses.of(peer, request.headers());
    request.extensions_mut().insert(addresses.source(client));
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// Requests of our built-in relying party have no connection, so they have no address.
impl<S: Send + Sync> FromRequestParts<S> for Source {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::UNKNOWN))
    }
}

/// Reads an address. Some proxies add the port.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let ip = hop.parse().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip())).ok()?;
    Some(ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(peer: &str, trusted: &[&str], forwarded: &[&str]) -> String {
        let mut proxies = TrustedProxies::default();
        for entry in trusted {
            proxies.add(entry).unwrap();
        }
        let peer = match peer {
            "unix" => Peer::Unix,
            ip => Peer::Tcp(ip.parse().unwrap()),
        };
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        ClientAddresses::new(proxies).of(Some(peer), &headers).0.to_string()
    }

    #[test]
    fn believes_nobody_by_default() {
        assert_eq!(found("203.0.113.9", &[], &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(found("127.0.0.1", &[], &["198.51.100.1"]), "127.0.0.1");
        assert_eq!(found("unix", &["127.0.0.1"], &["198.51.100.1"]), "::");
    }

    #[test]
    fn takes_the_rightmost_hop_that_is_not_trusted() {
        let trusted = ["127.0.0.1", "10.0.0.0/8"];
        for (forwarded, client) in [
            (&["198.51.100.1"][..], "198.51.100.1"),
            (&["6.6.6.6, 198.51.100.1, 10.0.0.7"], "198.51.100.1"),
            (&["6.6.6.6", "198.51.100.1,10.0.0.7"], "198.51.100.1"),
            (&["198.51.100.1:4711"], "198.51.100.1"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            (&["::ffff:198.51.100.1"], "198.51.100.1"),
            (&["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
        ] {
            assert_eq!(found("127.0.0.1", &trusted, forwarded), client, "{forwarded:?}");
        }
        assert_eq!(found("unix", &["unix"], &["198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn stops_at_what_is_no_address() {
        let trusted = ["127.0.0.1", "10.0.0.0/8"];
        for (forwarded, client) in [
            (&[][..], "127.0.0.1"),
            (&[""], "127.0.0.1"),
            (&["unknown"], "127.0.0.1"),
            (&["6.6.6.6, _hidden, 10.0.0.7"], "10.0.0.7"),
        ] {
            assert_eq!(found("127.0.0.1", &trusted, forwarded), client, "{forwarded:?}");
        }
    }

    #[test]
    fn a_proxy_that_names_nobody_is_counted_as_nobody() {
        let mut proxies = TrustedProxies::default();
        proxies.add("10.0.0.0/8").unwrap();
        let addresses = ClientAddresses::new(proxies);
        let source = |ip: &str| addresses.source(ClientAddress(ip.parse().unwrap()));
        for nobody in ["10.0.0.7", "::", "127.0.0.1"] {
            assert!(!source(nobody).is_known(), "{nobody}");
        }
        assert!(source("198.51.100.1").is_known());
    }

    proptest! {
        /// What is left of the first untrusted hop may be anything.
        #[test]
        fn nobody_invents_an_address_in_front_of_the_one_that_was_seen(
            invented in "([0-9]{1,2}(\\.[0-9]{1,2}){3}|[ !-~]{0,9}|,){0,4}", client in any::<[u8; 4]>()
        ) {
            let client = std::net::Ipv4Addr::from(client);
            prop_assume!(!client.is_loopback());
            let hops = format!("{invented},{client}");
            prop_assert_eq!(found("127.0.0.1", &["127.0.0.1"], &[&hops]), client.to_string());
            prop_assert_eq!(found("203.0.113.9", &["127.0.0.1"], &[&hops]), "203.0.113.9");
        }

        #[test]
        fn no_header_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let Ok(value) = axum::http::HeaderValue::from_bytes(&bytes) else { return Ok(()) };
            let mut proxies = TrustedProxies::default();
            proxies.add("127.0.0.1").unwrap();
            let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), value)]);
            let peer = Some(Peer::Tcp(std::net::Ipv4Addr::LOCALHOST.into()));
            let _ = ClientAddresses::new(proxies).of(peer, &headers);
        }
    }
}
