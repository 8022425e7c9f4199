//! The proof that an address is registered, and the only way to redirect to a relying party.
//!
//! An open redirect cannot be written by mistake: [`RedirectTarget`] has no other constructor than
//! the comparison with what the operator registered (RFC 9700 §4.1.3, OIDC Core §3.1.2.1).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use super::Issuer;
use super::client::Client;
use super::error::AuthorizationError;
use crate::secret::Secret;

/// What a parameter value is escaped from in a query: everything but unreserved characters.
const QUERY_VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A redirect URI as the operator registered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredUri(String);

impl RegisteredUri {
    /// Registers `uri`. That it is absolute and has no fragment was checked with the configuration.
    pub fn new(uri: &str) -> Self {
        Self(uri.to_owned())
    }

    /// The text that was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `asked` is this URI: byte for byte (RFC 3986 §6.2.1), except that an app on the
    /// person's own machine listens on a port it cannot know before (RFC 8252 §7.3).
    fn admits(&self, asked: &str, any_loopback_port: bool) -> bool {
        asked == self.0
            || (any_loopback_port
                && matches!((loopback_parts(&self.0), loopback_parts(asked)), (Some(a), Some(b)) if a == b))
    }
}

/// A registered address of one client, and what its answer must carry.
#[derive(Clone, Debug)]
pub struct RedirectTarget {
    uri: String,
    state: Option<String>,
    issuer: Issuer,
}

impl RedirectTarget {
    /// Where `client` asked to be answered, if it may be answered there.
    pub fn registered(client: &Client, asked: &str, issuer: &Issuer) -> Option<Self> {
        client
            .redirect_uris
            .iter()
            .any(|registered| registered.admits(asked, client.is_public()))
            .then(|| Self { uri: asked.to_owned(), state: None, issuer: issuer.clone() })
    }

    /// The same with the relying party's `state`, to be echoed (RFC 6749 §4.1.2).
    #[must_use]
    pub fn with_state(mut self, state: Option<&str>) -> Self {
        self.state = state.map(str::to_owned);
        self
    }

    /// The address as the relying party gave it.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Answers with a code (RFC 6749 §4.1.2).
    pub fn grant(&self, code: &Secret) -> Response {
        self.redirect(&[("code", code.expose())])
    }

    /// Answers with an error (RFC 6749 §4.1.2.1).
    pub fn refuse(&self, error: AuthorizationError) -> Response {
        let description = error.to_string();
        self.redirect(&[("error", error.code()), ("error_description", &description)])
    }

    /// 303, so that a form's POST never travels on to the relying party (RFC 9700 §4.12), with
    /// `state` and with `iss`, by which a client of several providers knows whom it hears (RFC 9207).
    fn redirect(&self, parameters: &[(&str, &str)]) -> Response {
        let own = [("state", self.state.as_deref()), ("iss", Some(self.issuer.as_str()))];
        let parameters = parameters
            .iter()
            .map(|(name, value)| (*name, *value))
            .chain(own.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let mut location = self.uri.clone();
        let mut separator = if location.contains('?') { '&' } else { '?' };
        for (name, value) in parameters {
            location.push(separator);
            location.push_str(name);
            location.push('=');
            location.extend(utf8_percent_encode(value, QUERY_VALUE));
            separator = '&';
        }
        let headers =
            [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())];
        (StatusCode::SEE_OTHER, headers).into_response()
    }
}

/// The web site that `uri` is on, or nothing for an app's own scheme.
pub fn site(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    matches!(url.scheme(), "https" | "http")
        .then(|| format!("{}/", url.origin().ascii_serialization()))
}

/// What must be the same in two loopback redirect URIs: host, path and query, but not the port
/// (RFC 8252 §7.3). Nothing for any other URI, or for one that is not written the plain way.
fn loopback_parts(uri: &str) -> Option<(String, String, Option<String>)> {
    let url = Url::parse(uri).ok()?;
    let loopback = match url.host()? {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(_) => false,
    };
    let plain = url.as_str() == uri && url.username().is_empty() && url.password().is_none();
    (loopback && plain && url.scheme() == "http" && url.fragment().is_none()).then(|| {
        let host = url.host_str().unwrap_or_default().to_owned();
        (host, url.path().to_owned(), url.query().map(str::to_owned))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLBACK: &str = "https://rp.example/cb?tenant=a";

    #[test]
    fn refuses_every_address_that_is_not_the_registered_one_byte_for_byte() {
        let client = Client::confidential("rp", &Secret::mint(), &[CALLBACK]);
        let issuer = Issuer::new("https://login.example");
        assert!(RedirectTarget::registered(&client, CALLBACK, &issuer).is_some());
        for asked in [
            "",
            "https://rp.example/cb",
            "https://rp.example/cb?tenant=a&a=b",
            "https://rp.example/cb?tenant=a#f",
            "https://rp.example/cb/?tenant=a",
            "https://RP.example/cb?tenant=a",
            "https://rp.example//cb?tenant=a",
            "https://rp.example/x/..%2fcb?tenant=a",
            "https://rp.example@evil.example/cb?tenant=a",
            "https://rp.example./cb?tenant=a",
            "https://rp.example:443/cb?tenant=a",
            "https:///rp.example/cb?tenant=a",
            "https:/rp.example/cb?tenant=a",
            "https:\\\\rp.example\\cb?tenant=a",
            "http://rp.example/cb?tenant=a",
            " https://rp.example/cb?tenant=a",
            "https://rp.example/cb?tenant=a ",
        ] {
            assert!(RedirectTarget::registered(&client, asked, &issuer).is_none(), "{asked}");
        }
    }

    #[test]
    fn a_public_client_on_loopback_may_use_any_port_and_nothing_else() {
        let issuer = Issuer::new("https://login.example");
        let public = Client::public(
            "app",
            &["http://127.0.0.1/cb", "http://[::1]/cb", "https://rp.example/cb"],
        );
        let admits =
            |client: &Client, asked| RedirectTarget::registered(client, asked, &issuer).is_some();
        assert!(admits(&public, "http://127.0.0.1:51234/cb"));
        assert!(admits(&public, "http://[::1]:51234/cb"));
        for asked in [
            "http://127.0.0.1:51234/other",
            "http://localhost:51234/cb",
            "http://127.0.0.2:1/cb",
            "https://127.0.0.1:51234/cb",
            "http://127.0.0.1:51234/cb?x",
            "http://a@127.0.0.1:51234/cb",
            "https://rp.example:444/cb",
            "http://127.1:51234/cb",
        ] {
            assert!(!admits(&public, asked), "{asked}");
        }
        let confidential = Client::confidential("rp", &Secret::mint(), &["http://127.0.0.1/cb"]);
        assert!(!admits(&confidential, "http://127.0.0.1:51234/cb"));
    }

    #[test]
    fn state_is_echoed_escaped_and_the_registered_query_is_kept() {
        let client = Client::confidential("rp", &Secret::mint(), &[CALLBACK]);
        let target =
            RedirectTarget::registered(&client, CALLBACK, &Issuer::new("https://login.example"));
        let response = target
            .unwrap()
            .with_state(Some("a\r\nb&c=\"><é"))
            .refuse(AuthorizationError::LoginRequired);
        let location = response.headers()["location"].to_str().unwrap();
        assert!(
            location.starts_with("https://rp.example/cb?tenant=a&error=login_required&"),
            "{location}"
        );
        assert!(
            location
                .contains("&state=a%0D%0Ab%26c%3D%22%3E%3C%C3%A9&iss=https%3A%2F%2Flogin.example")
        );
    }
}
