//! The two cookies of ATLogin: their names, their attributes, and how they are read.
//!
//! In goes a request's headers or an opaque value, out comes a value or a `Set-Cookie` text. What
//! the values mean is not known here.

use axum::http::HeaderMap;
use axum::http::header;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Which cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// Ties a login under way to the browser that began it.
    Binding,
    /// The browser's session after a login.
    Session,
}

/// How one ATLogin names and writes its cookies.
#[derive(Clone, Debug)]
pub struct Cookies {
    secure: bool,
    path: String,
    binding: String,
    session: String,
}

impl Cookies {
    /// `secure` says that the public URL is https, `base_path` is its path without a final slash.
    ///
    /// Several ATLogins may live below one host, so the name holds the path. On https the name
    /// begins with `__Host-`, which no subdomain and no plain-http page can set (RFC 6265bis
    /// §4.1.3.2) and which demands `Path=/`.
    pub fn new(secure: bool, base_path: &str) -> Self {
        let prefix = if secure { "__Host-" } else { "" };
        let path = base_path.trim_matches('/');
        let binding = match path {
            "" => format!("{prefix}atlogin"),
            _ => format!("{prefix}atlogin-{}", slug(path)),
        };
        let session = format!("{binding}-session");
        let path = if secure || path.is_empty() { "/".to_owned() } else { format!("/{path}") };
        Self { secure, path, binding, session }
    }

    /// The cookie's name.
    pub fn name(&self, cookie: Cookie) -> &str {
        match cookie {
            Cookie::Binding => &self.binding,
            Cookie::Session => &self.session,
        }
    }

    /// The value the browser sent, if it sent exactly one that is not empty. Two of one name mean that somebody else
    /// set one of them, and which is ours cannot be told: both are ignored.
    pub fn read<'a>(&self, headers: &'a HeaderMap, cookie: Cookie) -> Option<&'a str> {
        let name = self.name(cookie);
        let mut values = headers
            .get_all(header::COOKIE)
            .iter()
            .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| value_of(pair, name));
        let value = values.next()?;
        if values.next().is_some() || value.is_empty() {
            return None;
        }
        std::str::from_utf8(value).ok()
    }

    /// The text of a `Set-Cookie` header that keeps `value` for `max_age` seconds, or until the
    /// browser closes. Characters other than `[A-Za-z0-9_.~-]` are percent-encoded, so that no
    /// value can add an attribute.
    pub fn set(&self, cookie: Cookie, value: &str, max_age: Option<u32>) -> String {
        let value = utf8_percent_encode(value, UNFIT);
        let mut text =
            format!("{}={value}; Path={}; HttpOnly; SameSite=Lax", self.name(cookie), self.path);
        if self.secure {
            text.push_str("; Secure");
        }
        if let Some(seconds) = max_age {
            text.push_str(&format!("; Max-Age={seconds}"));
        }
        text
    }

    /// The text of a `Set-Cookie` header that makes the browser forget the cookie.
    pub fn clear(&self, cookie: Cookie) -> String {
        self.set(cookie, "", Some(0))
    }
}

/// The value of a `name=value` pair of exactly this name.
fn value_of<'a>(pair: &'a [u8], name: &str) -> Option<&'a [u8]> {
    pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"=")
}

/// A path as part of a cookie's name: no two paths share one.
fn slug(path: &str) -> String {
    path.bytes().fold(String::new(), |mut slug, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => slug.push(char::from(byte)),
            b'/' => slug.push('.'),
            _ => slug.push_str(&format!("~{byte:02X}")),
        }
        slug
    })
}

const UNFIT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
