//! Where a relying party may be answered (RFC 6749 §3.1.2, RFC 8252 §7).
//!
//! Addresses are compared as text at every request, so one that a browser or library would spell
//! otherwise could never match: it is refused here, with the spelling that can.

use url::{Host, Url};

/// Judges one `redirect_uris` entry. `public` is whether the relying party has no secret.
pub(super) fn check(text: &str, public: bool) -> Result<(), RedirectUriMistake> {
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
    // A bare origin may be written with or without its slash; each is compared as it stands.
    if url.as_str() == text || url.as_str().strip_suffix('/') == Some(text) {
        Ok(())
    } else {
        Err(RedirectUriMistake::Spelling { write: url.into() })
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

/// Why an address cannot be answered at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriMistake {
    /// No absolute URL.
    #[error("is not an absolute URL; write all of it, from \"https://\" on")]
    NotAUrl,
    /// A pattern.
    #[error("contains a *, but addresses are compared exactly; list each one")]
    Wildcard,
    /// A fragment (RFC 6749 §3.1.2).
    #[error("has a fragment, which RFC 6749 forbids; end it before the #")]
    Fragment,
    /// A user name or password.
    #[error("contains a user name or password; leave it out")]
    Credentials,
    /// Plain http to another machine.
    #[error("is plain http to another machine, where codes could be read on their way; use https")]
    PlainHttp,
    /// A scheme that is neither http(s) nor an app's own.
    #[error(
        "has a scheme that cannot be answered at; write https, http on localhost, or an app's own \
         scheme with a dot, such as \"org.example.app:/callback\""
    )]
    Scheme,
    /// An app's scheme for a client that has a secret.
    #[error("is an app's own scheme, and an app cannot keep a secret; set public = true")]
    PrivateScheme,
    /// Right, but others would spell it otherwise.
    #[error("is not spelled as it will be compared; write {write:?}")]
    Spelling {
        /// The canonical spelling.
        write: String,
    },
    /// The same address twice.
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
            (
                "https:///rp.example.org/cb",
                M::Spelling { write: "https://rp.example.org/cb".into() },
            ),
            (
                "https://RP.example.org/cb",
                M::Spelling { write: "https://rp.example.org/cb".into() },
            ),
            (
                "https://rp.example.org:443/cb",
                M::Spelling { write: "https://rp.example.org/cb".into() },
            ),
            (
                "https://rp.example.org/a/../cb",
                M::Spelling { write: "https://rp.example.org/cb".into() },
            ),
        ] {
            assert_eq!(check(text, false), Err(mistake), "{text}");
        }
    }
}
