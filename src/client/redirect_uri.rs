//! Redirect URIs: which ones may be registered, and how they are compared.
//! RFC 6749 §3.1.2, RFC 8252 §7.
//!
//! They are compared as text at every request. One that a browser or library would spell
//! differently could never match, so it is refused here with the right spelling.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::document::{Found, good};

/// A redirect URI as the operator registered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredUri(String);

impl RegisteredUri {
    /// Wraps `uri`, which must be checked already.
    pub fn new(uri: &str) -> Self {
        Self(uri.to_owned())
    }

    /// The text that was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `asked` is this URI, byte for byte (RFC 3986 §6.2.1). With `any_loopback_port` the
    /// port of a loopback address may differ, since an app cannot know it in advance (RFC 8252
    /// §7.3). The same holds for `localhost` where that is what was registered: it is up to the app
    /// then that nobody else listens there (§8.3).
    pub fn admits(&self, asked: &str, any_loopback_port: bool) -> bool {
        asked == self.0
            || (any_loopback_port
                && matches!((loopback_parts(&self.0), loopback_parts(asked)), (Some(a), Some(b)) if a == b))
    }

    /// Whether it is at a loopback address, so that the port of a public client may differ.
    pub fn is_loopback(&self) -> bool {
        loopback_parts(&self.0).is_some()
    }

    /// The web site that it is on; `None` for an app's own scheme.
    pub fn site(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok()?;
        matches!(url.scheme(), "https" | "http")
            .then(|| format!("{}/", url.origin().ascii_serialization()))
    }

    /// Its host, if it has one.
    pub(super) fn host(&self) -> Option<String> {
        Url::parse(&self.0).ok()?.host_str().map(str::to_owned)
    }
}

/// Whether `uri` leads to a program on the person's own device: by a scheme of its own, or at an
/// address of the machine. Any other program there can claim both (RFC 8252 §8.6).
pub fn stays_on_the_device(uri: &str) -> bool {
    Url::parse(uri).map_or(true, |url| url.scheme() != "https" || is_this_machine(&url))
}

/// The parameter of an authorization response that `uri` has in its query already. The client would find
/// two of them then, and could take the wrong one.
pub(super) fn answered_already(uri: &str, parameters: &[&'static str]) -> Option<&'static str> {
    let url = Url::parse(uri).ok()?;
    parameters.iter().copied().find(|name| url.query_pairs().any(|(key, _)| key == *name))
}

/// What must be the same in two loopback redirect URIs: host, path and query, but not the port (RFC
/// 8252 §7.3). `None` for any other URI, or for one that is not in canonical form. The path of a bare
/// origin may be left out: both spellings ask for the same page.
fn loopback_parts(uri: &str) -> Option<(String, String, Option<String>)> {
    let url = Url::parse(uri).ok()?;
    let loopback = match url.host()? {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => name == "localhost",
    };
    let canonical = url.as_str() == uri || url.as_str().strip_suffix('/') == Some(uri);
    let plain = canonical && url.username().is_empty() && url.password().is_none();
    (loopback && plain && url.scheme() == "http" && url.fragment().is_none()).then(|| {
        let host = url.host_str().unwrap_or_default().to_owned();
        (host, url.path().to_owned(), url.query().map(str::to_owned))
    })
}

/// The valid URIs of a list. `public` is whether the relying party is a public client.
pub(super) fn registered(uris: Vec<Found<'_, String>>, public: bool) -> Vec<String> {
    let mut seen: Vec<String> = vec![];
    good(uris, |uri| {
        if seen.contains(&uri) {
            return Err(RedirectUriMistake::Twice);
        }
        check(&uri, public)?;
        seen.push(uri.clone());
        Ok(uri)
    })
}

/// Checks one URI.
fn check(text: &str, public: bool) -> Result<(), RedirectUriMistake> {
    if text.contains('*') {
        return Err(RedirectUriMistake::Wildcard);
    }
    let url = Url::parse(text).map_err(|_| RedirectUriMistake::NotAUrl)?;
    if text.contains('#') {
        return Err(RedirectUriMistake::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RedirectUriMistake::Credentials);
    }
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(&url) => {}
        "http" => return Err(RedirectUriMistake::PlainHttp),
        // RFC 8252 §7.1: reverse domain names, which also leaves out `javascript:` and its like.
        scheme if !scheme.contains('.') => return Err(RedirectUriMistake::Scheme),
        _ if !public => return Err(RedirectUriMistake::PrivateScheme),
        _ => {}
    }
    // A bare origin may be written with or without its slash; it is compared as written.
    if url.as_str() == text || url.as_str().strip_suffix('/') == Some(text) {
        Ok(())
    } else {
        Err(RedirectUriMistake::Spelling(url.into()))
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Why a redirect URI cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriMistake {
    /// It is not an absolute URL.
    #[error("is not an absolute URL; write all of it, from \"https://\" on")]
    NotAUrl,
    /// It is a pattern.
    #[error("contains a *, but addresses are compared exactly; list each one")]
    Wildcard,
    /// It has a fragment (RFC 6749 §3.1.2).
    #[error("has a fragment, which RFC 6749 forbids; end it before the #")]
    Fragment,
    /// It has a user name or password.
    #[error("contains a user name or password; leave it out")]
    Credentials,
    /// It is plain http to another machine.
    #[error("is plain http to another machine, where codes could be read on their way; use https")]
    PlainHttp,
    /// Its scheme is neither http(s) nor an app's own.
    #[error(
        "has a scheme that cannot be answered at; write https, http on localhost, or an app's own \
         scheme with a dot, such as \"org.example.app:/callback\""
    )]
    Scheme,
    /// It has an app's scheme, but the client is not public.
    #[error("is an app's own scheme, and an app cannot keep a secret; set public = true")]
    PrivateScheme,
    /// It is valid, but not in canonical form.
    #[error("is not spelled as it will be compared; write {0:?}")]
    Spelling(String),
    /// It is listed twice.
    #[error("is listed twice; delete one")]
    Twice,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_can_be_answered_at() {
        for text in [
            "https://matrix.example.org/_synapse/client/oidc/callback",
            "https://rp.example.org",
            "https://rp.example.org/",
            "https://rp.example.org/cb?tenant=1",
            "http://localhost:8008/cb",
            "http://127.0.0.1/cb",
            "http://[::1]:5000/cb",
        ] {
            assert_eq!(check(text, false), Ok(()), "{text}");
        }
        assert_eq!(check("org.example.app:/callback", true), Ok(()));
    }

    #[test]
    fn the_port_of_a_loopback_address_is_free_and_nothing_else_of_it() {
        for (registered, asked) in [
            ("http://127.0.0.1", "http://127.0.0.1:51234"),
            ("http://127.0.0.1", "http://127.0.0.1:51234/"),
            ("http://127.0.0.1/", "http://127.0.0.1:51234"),
            ("http://[::1]", "http://[::1]:51234"),
            ("http://localhost", "http://localhost:51234"),
            ("http://localhost:1/cb", "http://localhost:51234/cb"),
            ("http://localhost/cb?a=b", "http://localhost:51234/cb?a=b"),
        ] {
            let uri = RegisteredUri::new(registered);
            assert!(uri.admits(asked, true) && uri.is_loopback(), "{registered} {asked}");
            assert!(!uri.admits(asked, false), "{registered} {asked}");
        }
        for (registered, asked) in [
            ("http://127.0.0.1", "http://127.0.0.1:51234/cb"),
            ("http://127.0.0.1", "http://127.0.0.1:51234?"),
            ("http://127.0.0.1", "http://127.0.0.1:51234/?a"),
            ("http://127.0.0.1", "http://127.0.0.1:51234//"),
            ("http://127.0.0.1", "http://localhost:51234"),
            ("http://localhost", "http://127.0.0.1:51234"),
            ("http://localhost", "http://[::1]:51234"),
            ("http://localhost", "http://localhost.:51234"),
            ("http://localhost", "http://LOCALHOST:51234"),
            ("http://localhost", "http://localhost.evil.example:51234"),
            ("http://localhost", "http://localhost:51234@evil.example"),
            ("http://localhost", "https://localhost:51234"),
            ("http://localhost/cb", "http://localhost:51234/cb/"),
            ("https://localhost", "https://localhost:51234"),
            ("https://rp.example", "https://rp.example:444"),
        ] {
            assert!(!RegisteredUri::new(registered).admits(asked, true), "{registered} {asked}");
        }
    }

    #[test]
    fn an_answer_that_is_in_the_address_already_is_found() {
        let found = |uri| answered_already(uri, &["code", "state"]);
        assert_eq!(found("https://rp.example/cb?a=b&state=c"), Some("state"));
        assert_eq!(found("https://rp.example/cb?c%6Fde"), Some("code"));
        assert_eq!(found("org.example.app:/cb?code=1"), Some("code"));
        for plain in ["https://rp.example/state=c", "https://rp.example/cb?states=c&a=code=1"] {
            assert_eq!(found(plain), None, "{plain}");
        }
    }

    #[test]
    fn only_https_at_another_machine_leaves_the_device() {
        for uri in [
            "org.example.app:/callback",
            "org.example.app://rp.example.org/callback",
            "http://127.0.0.1:51234/cb",
            "http://[::1]/cb",
            "http://localhost/cb",
            "https://localhost/cb",
            "https://127.0.0.1:8443/cb",
            "nonsense",
        ] {
            assert!(stays_on_the_device(uri), "{uri}");
        }
        for uri in ["https://rp.example.org/cb", "https://localhost.example.org/cb"] {
            assert!(!stays_on_the_device(uri), "{uri}");
        }
    }

    #[test]
    fn refuses_the_rest_with_a_reason() {
        use RedirectUriMistake as M;
        for (text, mistake) in [
            ("/callback", M::NotAUrl),
            ("https://*.example.org/cb", M::Wildcard),
            ("https://rp.example.org/cb#", M::Fragment),
            ("https://me@rp.example.org/cb", M::Credentials),
            ("http://rp.example.org/cb", M::PlainHttp),
            ("http://localhost.example.org/cb", M::PlainHttp),
            ("javascript:alert(1)", M::Scheme),
            ("data:text/html,hi", M::Scheme),
            ("myapp://callback", M::Scheme),
            ("org.example.app:/callback", M::PrivateScheme),
            ("https:///rp.example.org/cb", M::Spelling("https://rp.example.org/cb".into())),
            ("https://RP.example.org/cb", M::Spelling("https://rp.example.org/cb".into())),
            ("https://rp.example.org:443/cb", M::Spelling("https://rp.example.org/cb".into())),
            ("https://rp.example.org/a/../cb", M::Spelling("https://rp.example.org/cb".into())),
        ] {
            assert_eq!(check(text, false), Err(mistake), "{text}");
        }
    }
}
