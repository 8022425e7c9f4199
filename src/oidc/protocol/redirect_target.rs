//! Redirect URIs: only a registered one becomes a [`RedirectTarget`], which responses are sent to.
//!
//! This prevents open redirects: the only constructor compares the address with those that the
//! operator registered (RFC 9700 §4.1.3, OIDC Core §3.1.2.1).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::error::AuthorizationError;
use super::response_mode::ResponseMode;
use crate::client::{Client, stays_on_the_device};
use crate::oidc::protocol::issuer::Issuer;
use crate::secret::Secret;

/// The characters that are escaped in a query value: all but the unreserved ones.
const QUERY_VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A registered redirect URI of a client, and what each response to it needs.
#[derive(Clone, Debug)]
pub struct RedirectTarget {
    uri: String,
    issuer: Issuer,
    /// Whether any program on the person's device could be who is answered.
    is_anybodys: bool,
    /// The relying party's `state`, which is returned to it (RFC 6749 §4.1.2).
    pub(super) state: Option<String>,
    pub(super) mode: ResponseMode,
}

/// An authorization response, to be sent to a registered redirect URI.
#[derive(Debug)]
pub struct AuthorizationResponse {
    uri: String,
    mode: ResponseMode,
    parameters: Vec<(&'static str, Zeroizing<String>)>,
}

impl RedirectTarget {
    /// The target for `asked`, if that is a redirect URI of `client`.
    pub fn registered(client: &Client, asked: &str, issuer: &Issuer) -> Option<Self> {
        let mut registered = client.redirect_uris.iter();
        registered.find(|uri| uri.admits(asked, client.is_public()))?;
        // Our own trial on this machine is answered by us, and nobody else can listen where we do.
        let is_ours = asked.strip_prefix(issuer.as_str()).is_some_and(|path| path.starts_with('/'));
        let is_anybodys = client.is_public() && stays_on_the_device(asked) && !is_ours;
        let (uri, issuer, mode) = (asked.to_owned(), issuer.clone(), ResponseMode::Query);
        Some(Self { uri, issuer, is_anybodys, state: None, mode })
    }

    /// Whether any program on the person's device could be who is answered: the client has no secret,
    /// and the address is one that every program there can claim. Only the person can tell then whether
    /// it is the one they use (RFC 8252 §8.6, RFC 6749 §10.2).
    pub const fn is_anybodys(&self) -> bool {
        self.is_anybodys
    }

    /// The redirect URI as the relying party sent it.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// A response with an authorization code (RFC 6749 §4.1.2).
    pub fn grant(&self, code: &Secret) -> AuthorizationResponse {
        self.response(vec![("code", code.expose().to_owned())])
    }

    /// A response with an error (RFC 6749 §4.1.2.1).
    pub fn refuse(&self, error: AuthorizationError) -> AuthorizationResponse {
        let description = error.to_string();
        self.response(vec![("error", error.code().to_owned()), ("error_description", description)])
    }

    /// Adds `state`, and `iss`, which tells a client of several providers which one has answered
    /// (RFC 9207).
    fn response(&self, mut parameters: Vec<(&'static str, String)>) -> AuthorizationResponse {
        parameters.extend(self.state.clone().map(|state| ("state", state)));
        parameters.push(("iss", self.issuer.as_str().to_owned()));
        let parameters =
            parameters.into_iter().map(|(name, value)| (name, Zeroizing::new(value))).collect();
        AuthorizationResponse { uri: self.uri.clone(), mode: self.mode, parameters }
    }
}

impl AuthorizationResponse {
    /// The redirect URI, without the parameters.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// How the response is sent.
    pub const fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// Its parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.parameters.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The redirect URI with the parameters in its query.
    pub fn location(&self) -> String {
        with_query(&self.uri, self.parameters())
    }
}

/// The address with these parameters added to its query, escaped.
pub(super) fn with_query<'a>(
    uri: &str,
    parameters: impl Iterator<Item = (&'static str, &'a str)>,
) -> String {
    let mut location = uri.to_owned();
    for (name, value) in parameters {
        let separator = if location.contains('?') { "&" } else { "?" };
        location.extend([separator, name, "="]);
        location.extend(utf8_percent_encode(value, QUERY_VALUE));
    }
    location
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            // It was registered by another name.
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
    fn only_a_public_client_on_the_device_and_not_ourselves_could_be_anybody() {
        let issuer = Issuer::new("http://127.0.0.1:9411");
        let uris =
            ["http://127.0.0.1/cb", "org.example.app:/cb", "https://rp.example/cb", CALLBACK];
        let public = Client::public("app", &uris);
        let target = |client: &Client, asked| RedirectTarget::registered(client, asked, &issuer);
        let is_anybodys = |client, asked| target(client, asked).unwrap().is_anybodys();
        assert!(is_anybodys(&public, "http://127.0.0.1:51234/cb"));
        assert!(!is_anybodys(&public, "http://127.0.0.1:9411/cb"), "that is where we listen");
        assert!(is_anybodys(&public, "http://127.0.0.1:941/cb"));
        assert!(is_anybodys(&public, "org.example.app:/cb"));
        assert!(!is_anybodys(&public, "https://rp.example/cb"));
        let confidential = Client::confidential("rp", &Secret::mint(), &uris);
        assert!(!is_anybodys(&confidential, "http://127.0.0.1/cb"));
    }

    #[test]
    fn state_is_echoed_escaped_and_the_registered_query_is_kept() {
        let client = Client::confidential("rp", &Secret::mint(), &[CALLBACK]);
        let target =
            RedirectTarget::registered(&client, CALLBACK, &Issuer::new("https://login.example"));
        let state = Some("a\r\nb&c=\"><é".to_owned());
        let target = RedirectTarget { state, ..target.unwrap() };
        let response = target.refuse(AuthorizationError::LoginRequired);
        let location = response.location();
        assert!(
            location.starts_with("https://rp.example/cb?tenant=a&error=login_required&"),
            "{location}"
        );
        assert!(
            location
                .contains("&state=a%0D%0Ab%26c%3D%22%3E%3C%C3%A9&iss=https%3A%2F%2Flogin.example")
        );
    }

    proptest! {
        /// Only the port may differ, only for a public client, and only on the loopback address.
        #[test]
        fn no_other_address_is_taken_for_the_registered_one(
            asked in prop_oneof![
                "http://127\\.0\\.0\\.1:[0-9]{1,5}/cb",
                "https?://(127\\.0\\.0\\.1|localhost|rp\\.example)(:[0-9]{1,5})?(/cb)?[?#@/a]{0,2}",
                "\\PC{0,40}",
            ],
            confidential in any::<bool>(),
        ) {
            let registered = ["http://127.0.0.1/cb", "https://rp.example/cb"];
            let client = if confidential {
                Client::confidential("rp", &Secret::mint(), &registered)
            } else {
                Client::public("rp", &registered)
            };
            let target = RedirectTarget::registered(&client, &asked, &Issuer::new("https://l.example"));
            if let Some(target) = target {
                prop_assert_eq!(target.uri(), &asked);
                let port = asked.strip_prefix("http://127.0.0.1:").and_then(|p| p.strip_suffix("/cb"));
                let other_port = port.is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()));
                let exact = registered.contains(&asked.as_str());
                prop_assert!(exact || (other_port && !confidential), "{}", asked);
            }
        }
    }
}
