//! Origins: scheme, host and port, which identify a PDS or an authorization server.
//!
//! In: text from a DID document, from metadata or from a person. Out: an [`Origin`] that the
//! network admits.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Position, Url};

use crate::network::{Network, UrlRefusal};

/// Scheme, host and port of a server. There is no path, and the default port is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin(Url);

/// Why text is not an origin, or one that the network does not admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginFault {
    /// It is not a URL with a host.
    #[error("it is not a URL")]
    NotAUrl,
    /// It has a path, a query, a fragment or credentials, or is not written in the normal form.
    #[error("it is more than the origin of a server")]
    NotAnOrigin,
    /// The network does not admit it.
    #[error(transparent)]
    Refused(#[from] UrlRefusal),
}

impl Origin {
    /// Parses an origin. A final `/` is allowed.
    pub fn parse(text: &str, network: &Network) -> Result<Self, OriginFault> {
        let origin = Self::read(text)?;
        network.check_url(&origin.0)?;
        Ok(origin)
    }

    /// The origin of the service at the URL `text`, whose path, query and fragment are passed over as the
    /// reference client does: all that is asked of a service is asked at paths of ours.
    pub(super) fn of_service(text: &str, network: &Network) -> Result<Self, OriginFault> {
        let mut url = Url::parse(text).map_err(|_| OriginFault::NotAUrl)?;
        if url.cannot_be_a_base() {
            return Err(OriginFault::NotAUrl);
        }
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        Self::parse(url.as_str(), network)
    }

    /// Parses an issuer. It has to be in the form in which it is compared later: no final `/`, no
    /// default port, lower case (RFC 8414 §2, ATProto OAuth specification).
    pub fn parse_exact(text: &str, network: &Network) -> Result<Self, OriginFault> {
        let origin = Self::parse(text, network)?;
        if origin.as_str() == text { Ok(origin) } else { Err(OriginFault::NotAnOrigin) }
    }

    /// The origin of a host with or without a port: `bsky.social`, `localhost:2583`.
    pub fn of_host(authority: &str, network: &Network) -> Result<Self, OriginFault> {
        // A URL may have more slashes before its host than it needs, so they would be no part of it.
        if authority.contains(['/', '\\']) {
            return Err(OriginFault::NotAnOrigin);
        }
        Self::parse(&format!("{}://{authority}", network.scheme_for(authority)), network)
    }

    fn read(text: &str) -> Result<Self, OriginFault> {
        let url = Url::parse(text).map_err(|_| OriginFault::NotAUrl)?;
        if !url.has_host() {
            return Err(OriginFault::NotAUrl);
        }
        // A URL that is more than an origin is longer in its normal form.
        let is_origin = url.as_str() == format!("{}/", url.origin().ascii_serialization());
        is_origin.then_some(Self(url)).ok_or(OriginFault::NotAnOrigin)
    }

    /// The origin as text, without a final `/`: `https://pds.example.com`.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// The host, with a port unless it is the default one. This is shown to people.
    pub fn host(&self) -> &str {
        &self.0[Position::BeforeHost..Position::BeforePath]
    }

    /// The URL of `path` (without a leading `/`) at this server.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    /// Whether `url` is at this server.
    pub(super) fn contains(&self, url: &Url) -> bool {
        url.origin() == self.0.origin()
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginFault;

    /// Parses what ATLogin has stored. The network checks each request again.
    fn try_from(text: String) -> Result<Self, OriginFault> {
        Self::read(&text)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.as_str().to_owned()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slashes_are_no_part_of_a_host() {
        for authority in ["/localhost:2583", "//localhost", "\\localhost", "localhost/", "/"] {
            for network in [Network::Loopback, Network::Public] {
                assert!(Origin::of_host(authority, &network).is_err(), "{authority}");
            }
        }
        for authority in ["/pds.example.com", "pds.example.com/"] {
            assert!(Origin::of_host(authority, &Network::Public).is_err(), "{authority}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origin = Origin::parse("https://PDS.example.com/", &Network::Public).unwrap();
        assert_eq!(origin.as_str(), "https://pds.example.com");
        assert_eq!(origin.host(), "pds.example.com");
        assert_eq!(origin.join("xrpc/_health").as_str(), "https://pds.example.com/xrpc/_health");
        let local = Origin::of_host("localhost:2583", &Network::Loopback).unwrap();
        assert_eq!((local.as_str(), local.host()), ("http://localhost:2583", "localhost:2583"));
    }

    #[test]
    fn more_than_an_origin_is_refused() {
        for text in [
            "https://pds.example.com/path",
            "https://pds.example.com//",
            "https://pds.example.com?x",
            "https://pds.example.com#x",
            "https://user@pds.example.com",
            "https://user:pass@pds.example.com",
        ] {
            let read = Origin::parse(text, &Network::Public);
            assert_eq!(read, Err(OriginFault::NotAnOrigin), "{text}");
        }
        for text in ["", "pds.example.com", "https://", "data:text/plain,x", "mailto:a@b.c"] {
            let read = Origin::parse(text, &Network::Public);
            assert_eq!(read, Err(OriginFault::NotAUrl), "{text}");
        }
        for text in ["http://pds.example.com", "https://pds.example.com:22", "https://10.0.0.1"] {
            let read = Origin::parse(text, &Network::Public);
            assert!(matches!(read, Err(OriginFault::Refused(_))), "{text}");
        }
    }

    #[test]
    fn of_the_url_of_a_service_its_origin_counts() {
        let of = |text: &str| Origin::of_service(text, &Network::Public);
        for text in ["", "/", "//", "/path/", "/xrpc?a=b", "?x", "#x", "/a/../b?c#d"] {
            let read = of(&format!("https://pds.example.com{text}")).unwrap();
            assert_eq!(read.as_str(), "https://pds.example.com", "{text}");
        }
        assert_eq!(
            of("https://A.example.com:8443/x").unwrap().as_str(),
            "https://a.example.com:8443"
        );
        for text in ["https://user@pds.example.com/x", "https://a.example.com:22/x", "https:///"] {
            assert!(of(text).is_err(), "{text}");
        }
        for text in ["mailto:a@b.c", "data:,x", "pds.example.com/x", "file:///etc/passwd"] {
            assert!(of(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_issuer_is_written_in_the_one_usual_way() {
        for text in ["https://pds.example.com", "https://pds.example.com:8443"] {
            assert!(Origin::parse_exact(text, &Network::Public).is_ok(), "{text}");
        }
        for text in [
            "https://pds.example.com/",
            "https://pds.example.com:443",
            "https://PDS.example.com",
            "HTTPS://pds.example.com",
            " https://pds.example.com",
            "https:pds.example.com",
        ] {
            let read = Origin::parse_exact(text, &Network::Public);
            assert_eq!(read, Err(OriginFault::NotAnOrigin), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "(https?:/{0,3})?\\PC{0,60}") {
            let _ = Origin::parse(&text, &Network::Public);
            let _ = Origin::of_service(&text, &Network::Public);
            let _ = Origin::parse_exact(&text, &Network::Loopback);
            let _ = Origin::of_host(&text, &Network::Loopback);
        }
    }
}
