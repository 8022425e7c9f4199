//! An HTTP client for one URL: the back-channel logout address of a relying party.
//!
//! The operator may allow that address to be on a private network, with a certificate authority of
//! its own. This must not allow other requests. So it is not an exception in the rules of the
//! [`Network`], but a client for one URL: no method takes another URL, and it follows no redirect.

use reqwest::Client;
use tokio::time::Instant;
use url::Url;

use super::places::Places;
use super::request::post;
use super::{Fetch, FetchError, Limits, Response, SetupError, client, send_in_turn};
use crate::limits::Source;
use crate::network::{Network, UrlRefusal};

/// What the operator allows for one address.
#[derive(Clone, Copy, Debug)]
pub struct Allowance<'a> {
    /// Whether it may be on a private network, on any port, and plain http.
    pub private: bool,
    /// The certificate authority of this address, as PEM; the usual ones if `None`.
    pub ca_pem: Option<&'a str>,
}

/// A client that sends only to one URL.
pub struct OneAddress {
    url: Url,
    client: Client,
    places: Places,
}

impl Fetch {
    /// A client for `url` with `allowance`. It has connections of its own, but the same concurrency
    /// limits as this one.
    ///
    /// # Errors
    /// [`OneAddressError`] if the URL is not admitted even with this allowance, or the authority is
    /// not valid.
    pub fn one_address(
        &self,
        url: &str,
        allowance: Allowance<'_>,
    ) -> Result<OneAddress, OneAddressError> {
        let url = Url::parse(url).map_err(|_| OneAddressError::NoUrl)?;
        check(&self.network, &url, allowance.private)?;
        let names = if allowance.private { self.names.to_anywhere() } else { self.names.clone() };
        let ca_pem = allowance.ca_pem.map(str::as_bytes);
        let client = client(&self.network, url.scheme() == "https", ca_pem, names)?;
        Ok(OneAddress { url, client, places: self.places.clone() })
    }
}

impl OneAddress {
    /// POSTs `form` to the address. Redirects are not followed, but returned.
    pub async fn post_form(
        &self,
        form: &[(&str, &str)],
        limits: Limits,
    ) -> Result<Response, FetchError> {
        let request = post(&self.client, &self.url, form);
        let until = Instant::now() + limits.time;
        let place = self.places.with(&self.url, Source::UNKNOWN);
        let place = async { place.await.ok_or(FetchError::TimedOut) };
        send_in_turn(place, request, limits.body, until).await
    }
}

/// Why there is no client for an address.
#[derive(Debug, thiserror::Error)]
pub enum OneAddressError {
    /// It is not a URL.
    #[error("the address is no URL")]
    NoUrl,
    /// The network does not admit it, and the operator made no exception.
    #[error(transparent)]
    Refused(#[from] UrlRefusal),
    /// The authority's certificate cannot be read.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// A private address may be any http(s) URL without credentials; any other must follow the rules of
/// the network.
fn check(network: &Network, url: &Url, private: bool) -> Result<(), UrlRefusal> {
    if !private {
        return network.check_url(url);
    }
    if !matches!(url.scheme(), "https" | "http") {
        return Err(UrlRefusal::Scheme);
    }
    let credentials = !url.username().is_empty() || url.password().is_some();
    if credentials { Err(UrlRefusal::Credentials) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_operators_word_opens_a_private_address() {
        let check = |url: &str, private| {
            check(&Network::Public, &Url::parse(url).unwrap(), private).is_ok()
        };
        for url in ["http://127.0.0.1:8008/l", "https://10.0.0.1/l", "https://rp.internal:8443/l"] {
            assert!(check(url, true) && !check(url, false), "{url}");
        }
        for url in ["file:///etc/passwd", "gopher://127.0.0.1/", "https://a:b@127.0.0.1/l"] {
            assert!(!check(url, true) && !check(url, false), "{url}");
        }
        assert!(check("https://rp.example.com/l", false));
    }

    #[test]
    fn an_authority_that_is_none_opens_nothing() {
        let fetch = Fetch::new(Network::Public, Some(([127, 0, 0, 1], 9).into())).unwrap();
        for ca_pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\n-----END"] {
            let allowance = Allowance { private: true, ca_pem: Some(ca_pem) };
            let way = fetch.one_address("https://10.0.0.1/l", allowance);
            assert!(matches!(way, Err(OneAddressError::Setup(_))), "{ca_pem}");
        }
    }
}
