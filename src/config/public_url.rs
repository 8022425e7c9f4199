//! Checks `public_url`, the address that people and relying parties use.
//!
//! It becomes the issuer, the base of every link and part of the ATProto `client_id`. Others
//! compare these as text, so it must be in canonical form, and is never rewritten here.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// A checked `public_url`, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    text: String,
    path_at: usize,
    loopback: Option<SocketAddr>,
}

impl PublicUrl {
    /// The address if none is configured.
    pub const DEFAULT: &'static str = "http://127.0.0.1:9411";

    /// Checks an address.
    pub fn parse(text: &str) -> Result<Self, PublicUrlMistake> {
        let url = Url::parse(text).map_err(|_| PublicUrlMistake::NotAUrl)?;
        let loopback = match url.scheme() {
            "http" => Some(loopback_address(&url)?),
            "https" => check_domain(&url).map(|()| None)?,
            _ => return Err(PublicUrlMistake::Scheme),
        };
        check_rest(text, &url)?;
        let canonical = url.as_str().trim_end_matches('/');
        if canonical != text {
            return Err(PublicUrlMistake::Spelling(canonical.to_owned()));
        }
        Ok(Self { path_at: text.len() - path_of(&url).len(), text: text.to_owned(), loopback })
    }

    /// The whole address: the issuer.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port: `https://example.org`.
    pub fn origin(&self) -> &str {
        self.text.get(..self.path_at).unwrap_or_default()
    }

    /// The path after the origin: `/atlogin`, or empty.
    pub fn path(&self) -> &str {
        self.text.get(self.path_at..).unwrap_or_default()
    }

    /// Host and port as a browser writes them into `Host`: `127.0.0.1:9411`, `example.org`.
    pub fn authority(&self) -> &str {
        self.origin().split_once("://").map_or("", |(_, authority)| authority)
    }

    /// The address of `path` (which begins with a slash) below this one.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// The socket address, if it is a loopback one (always over http). Then ATLogin is an ATProto
    /// *localhost client*, otherwise a confidential client.
    pub const fn loopback(&self) -> Option<SocketAddr> {
        self.loopback
    }

    /// Whether browsers reach it over TLS.
    pub const fn is_https(&self) -> bool {
        self.loopback.is_none()
    }
}

/// Why an address cannot be the `public_url`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlMistake {
    /// It is not an absolute URL.
    #[error("is not a URL; write one such as \"https://login.example.org\"")]
    NotAUrl,
    /// It is neither http nor https.
    #[error("is neither http nor https; write \"https://…\", or http to try it on this machine")]
    Scheme,
    /// It is `localhost` instead of the loopback address (ATProto OAuth, "Localhost Client
    /// Development").
    #[error(
        "names localhost, which personal data servers refuse to return to and whose cookies are \
         not those of 127.0.0.1; write {0:?}"
    )]
    Localhost(String),
    /// It is plain http, but not on this machine.
    #[error(
        "is plain http on a host other than 127.0.0.1 or [::1], where sign-ins could be read and \
         altered on their way and personal data servers refuse; write \"https://…\""
    )]
    PlainHttp,
    /// It is https with a port (ATProto OAuth, "Client ID Metadata Document").
    #[error(
        "has a port, but ATProto allows none in a client's https address; leave the port out, let \
         a proxy answer on 443, and set listen to the port of your choice"
    )]
    Port,
    /// It is https with an IP address or a name without a dot.
    #[error("needs a domain name under https, for personal data servers fetch from it")]
    NoDomain,
    /// It has a user name or password.
    #[error("contains a user name or password; leave it out")]
    Credentials,
    /// It has a query or fragment.
    #[error("contains a query or fragment; end it before the ? or #")]
    QueryOrFragment,
    /// Its path has characters that are not allowed.
    #[error("has a path with other characters than letters, digits and - . _ ~ between slashes")]
    Path,
    /// It is valid, but not in canonical form.
    #[error("is not spelled as others will compare it; write {0:?}")]
    Spelling(String),
}

fn loopback_address(url: &Url) -> Result<SocketAddr, PublicUrlMistake> {
    let port = url.port_or_known_default().unwrap_or(80);
    match url.host() {
        Some(Host::Ipv4(ip)) if ip == Ipv4Addr::LOCALHOST && port != 0 => Ok((ip, port).into()),
        Some(Host::Ipv6(ip)) if ip == Ipv6Addr::LOCALHOST && port != 0 => Ok((ip, port).into()),
        Some(Host::Domain("localhost")) => {
            let mut url = url.clone();
            // This cannot fail for a URL with a host.
            let _ = url.set_host(Some("127.0.0.1"));
            let write = url.as_str().trim_end_matches('/').to_owned();
            Err(PublicUrlMistake::Localhost(write))
        }
        _ => Err(PublicUrlMistake::PlainHttp),
    }
}

fn check_domain(url: &Url) -> Result<(), PublicUrlMistake> {
    if url.port().is_some() {
        return Err(PublicUrlMistake::Port);
    }
    match url.host() {
        Some(Host::Domain(name)) if name.contains('.') && !name.ends_with('.') => Ok(()),
        _ => Err(PublicUrlMistake::NoDomain),
    }
}

fn check_rest(text: &str, url: &Url) -> Result<(), PublicUrlMistake> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(PublicUrlMistake::Credentials);
    }
    if text.contains(['?', '#']) {
        return Err(PublicUrlMistake::QueryOrFragment);
    }
    // The path becomes part of routes, cookies and links, so only characters are allowed that need
    // no escaping in any of these.
    let plain = |segment: &str| {
        !segment.is_empty()
            && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
    };
    if path_of(url).split('/').skip(1).all(plain) { Ok(()) } else { Err(PublicUrlMistake::Path) }
}

fn path_of(url: &Url) -> &str {
    url.path().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_its_parts_apart() {
        let url = PublicUrl::parse("https://example.org/at/login").unwrap();
        assert_eq!(url.origin(), "https://example.org");
        assert_eq!(url.path(), "/at/login");
        assert_eq!(url.authority(), "example.org");
        assert_eq!(url.at("/token"), "https://example.org/at/login/token");
        assert!(url.is_https() && url.loopback().is_none());

        let url = PublicUrl::parse("http://[::1]:9411").unwrap();
        assert_eq!((url.path(), url.authority()), ("", "[::1]:9411"));
        assert_eq!(url.loopback(), Some("[::1]:9411".parse().unwrap()));
    }

    #[test]
    fn refuses_what_personal_data_servers_would_refuse_later() {
        use PublicUrlMistake as M;
        let cases = [
            ("", M::NotAUrl),
            ("login.example.org", M::NotAUrl),
            ("ftp://example.org", M::Scheme),
            ("http://example.org", M::PlainHttp),
            ("http://127.0.0.2:9411", M::PlainHttp),
            ("http://0.0.0.0:9411", M::PlainHttp),
            ("http://127.0.0.1:0", M::PlainHttp),
            ("https://example.org:8443", M::Port),
            ("https://127.0.0.1", M::NoDomain),
            ("https://localhost", M::NoDomain),
            ("https://example.org.", M::NoDomain),
            ("https://me:pw@example.org", M::Credentials),
            ("https://example.org?a=b", M::QueryOrFragment),
            ("https://example.org/#", M::QueryOrFragment),
            ("https://example.org/{a}", M::Path),
            ("https://example.org/a//b", M::Path),
        ];
        for (text, mistake) in cases {
            assert_eq!(PublicUrl::parse(text), Err(mistake), "{text}");
        }
    }

    #[test]
    fn says_how_to_spell_it() {
        let cases = [
            ("https://example.org/", "https://example.org"),
            ("https://example.org/a/", "https://example.org/a"),
            ("https://Example.org", "https://example.org"),
            ("HTTPS://example.org", "https://example.org"),
            ("https://example.org:443", "https://example.org"),
            ("https://example.org/a/../b", "https://example.org/b"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://127.1:9411", "http://127.0.0.1:9411"),
        ];
        for (text, write) in cases {
            let write = write.to_owned();
            assert_eq!(PublicUrl::parse(text), Err(PublicUrlMistake::Spelling(write)), "{text}");
        }
        let write = "http://127.0.0.1:9411".to_owned();
        assert_eq!(
            PublicUrl::parse("http://localhost:9411"),
            Err(PublicUrlMistake::Localhost(write))
        );
    }
}
