//! Our cookies: names, attributes, reading and setting.
//!
//! In: the headers of a request, or a value. Out: a value, or a response with `Set-Cookie`. What
//! the values mean is not known here.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// One of our cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie<'a> {
    /// Binds a login to the browser that began it.
    Binding,
    /// Binds this one login, by its identifier, to a browser that had no [`Self::Binding`] when it began.
    FirstLogin(&'a str),
    /// The browser's session after a login.
    Session,
    /// The state of the built-in relying party "Try it".
    TryIt,
    /// The language that the person chose.
    Language,
}

/// The names and attributes of our cookies.
#[derive(Clone, Debug)]
pub struct Cookies {
    base_name: String,
    attributes: String,
}

impl Cookies {
    /// `secure` says that the public URL is https. `base_path` is its path without a final slash.
    ///
    /// The name contains the path, because several ATLogins may run on one host. On https the name
    /// begins with `__Host-`: subdomains and plain-http pages cannot set such a cookie, and it
    /// needs `Path=/` (RFC 6265bis §4.1.3.2).
    pub fn new(secure: bool, base_path: &str) -> Self {
        let path = base_path.trim_matches('/');
        let (prefix, cookie_path, secure) =
            if secure { ("__Host-", "", "; Secure") } else { ("", path, "") };
        let base_name = match path {
            "" => format!("{prefix}atlogin"),
            _ => format!("{prefix}atlogin-{}", slug(path)),
        };
        let attributes = format!("; Path=/{cookie_path}; HttpOnly; SameSite=Lax{secure}");
        Self { base_name, attributes }
    }

    /// The cookie's name.
    pub fn name(&self, cookie: Cookie<'_>) -> String {
        let suffix = match cookie {
            Cookie::Binding => "",
            Cookie::FirstLogin(id) => return format!("{}-login-{id}", self.base_name),
            Cookie::Session => "-session",
            Cookie::TryIt => "-try-it",
            Cookie::Language => "-language",
        };
        format!("{}{suffix}", self.base_name)
    }

    /// The value that the browser sent, unless it is empty. If there are two cookies of the name,
    /// both are ignored, because another site has set one of them and nobody knows which.
    pub fn read<'a>(&self, headers: &'a HeaderMap, cookie: Cookie<'_>) -> Option<&'a str> {
        let name = self.name(cookie);
        let mut values = headers
            .get_all(header::COOKIE)
            .iter()
            .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| value_of(pair, &name));
        let value = values.next()?;
        if values.next().is_some() || value.is_empty() {
            return None;
        }
        std::str::from_utf8(value).ok()
    }

    /// Sets the cookie for `max_age` seconds, or until the browser is closed.
    pub fn set(
        &self,
        response: &mut Response,
        cookie: Cookie<'_>,
        value: &str,
        max_age: Option<u32>,
    ) {
        // This cannot fail, because name, value and path are printable ASCII.
        if let Ok(header) = HeaderValue::try_from(self.text(cookie, value, max_age)) {
            response.headers_mut().append(header::SET_COOKIE, header);
        }
    }

    /// Deletes the cookie.
    pub fn clear(&self, response: &mut Response, cookie: Cookie<'_>) {
        self.set(response, cookie, "", Some(0));
    }

    /// The value of a `Set-Cookie` header. All characters but `[A-Za-z0-9_.~-]` are
    /// percent-encoded, so that no value can add an attribute.
    fn text(&self, cookie: Cookie<'_>, value: &str, max_age: Option<u32>) -> String {
        let (name, value) = (self.name(cookie), utf8_percent_encode(value, UNFIT));
        let age = max_age.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
        format!("{name}={value}{}{age}", self.attributes)
    }
}

/// The value of a `name=value` pair, if it has this name.
fn value_of<'a>(pair: &'a [u8], name: &str) -> Option<&'a [u8]> {
    pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"=")
}

/// Encodes a path for the name of a cookie. Different paths give different names.
fn slug(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
            b'/' => ".".to_owned(),
            _ => format!("~{byte:02X}"),
        })
        .collect()
}

const UNFIT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_exactly_one_cookie_of_exactly_this_name() {
        let table: [(&[&str], Option<&str>); 16] = [
            (&[], None),
            (&[""], None),
            (&["atlogin=v"], Some("v")),
            (&["a=1; atlogin=v; b=2"], Some("v")),
            (&["a=1;atlogin=v"], Some("v")),
            (&["a=1", "atlogin=v"], Some("v")),
            (&["atlogin=a=b"], Some("a=b")),
            (&["atlogin="], None),
            (&["atlogin"], None),
            (&["atlogin =v"], None),
            (&["ATLogin=v"], None),
            (&["xatlogin=v"], None),
            (&["atlogin-session=v"], None),
            (&["atlogin=v; atlogin=w"], None),
            (&["atlogin=v", "atlogin=v"], None),
            (&["atlogin=; atlogin=v"], None),
        ];
        let cookies = Cookies::new(false, "");
        for (sent, expected) in table {
            let mut headers = HeaderMap::new();
            for header in sent {
                headers.append(header::COOKIE, HeaderValue::from_static(header));
            }
            assert_eq!(cookies.read(&headers, Cookie::Binding), expected, "{sent:?}");
        }
    }

    #[test]
    fn ignores_a_value_that_is_not_utf8() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_bytes(b"atlogin=\xff").unwrap());
        assert_eq!(Cookies::new(false, "").read(&headers, Cookie::Binding), None);
    }

    #[test]
    fn writes_what_only_this_host_can_set_and_no_script_can_read() {
        let mut cleared = Response::default();
        Cookies::new(true, "").clear(&mut cleared, Cookie::Session);
        assert_eq!(
            Cookies::new(true, "/atlogin").text(Cookie::Binding, "v-_1", Some(3600)),
            "__Host-atlogin-atlogin=v-_1; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600"
        );
        assert_eq!(
            Cookies::new(false, "/a/b/").text(Cookie::Session, "v", None),
            "atlogin-a.b-session=v; Path=/a/b; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            cleared.headers().get(header::SET_COOKIE).unwrap(),
            "__Host-atlogin-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
        );
    }

    #[test]
    fn no_value_adds_an_attribute_or_a_header() {
        let text = Cookies::new(true, "").text(Cookie::Binding, "v; Domain=x\r\nA: b", None);
        assert!(text.starts_with("__Host-atlogin=v%3B%20Domain%3Dx%0D%0AA%3A%20b; Path=/;"));
    }

    #[test]
    fn two_paths_have_two_names() {
        let names: std::collections::HashSet<_> =
            ["", "/a", "/a/b", "/a.b", "/a-b", "/a~2Eb", "/A"]
                .map(|path| Cookies::new(true, path).name(Cookie::Binding))
                .into();
        assert_eq!(names.len(), 7);
    }

    proptest! {
        #[test]
        fn a_cookie_is_found_among_any_others_and_two_of_one_name_are_none(
            value in "[A-Za-z0-9_.~-]{1,60}",
            others in prop::collection::vec("[!-:<-~]{0,20}", 0..6),
            at in 0_usize..6,
        ) {
            let cookies = Cookies::new(false, "");
            let is_other = |pair: &String| !pair.starts_with("atlogin=");
            let mut pairs: Vec<String> = others.into_iter().filter(is_other).collect();
            pairs.insert(at.min(pairs.len()), format!("atlogin={value}"));
            let read = |pairs: &[String]| {
                let header = HeaderValue::try_from(pairs.join("; ")).unwrap();
                let headers = HeaderMap::from_iter([(header::COOKIE, header)]);
                cookies.read(&headers, Cookie::Binding).map(str::to_owned)
            };
            prop_assert_eq!(read(&pairs), Some(value));
            pairs.push("atlogin=x".to_owned());
            prop_assert_eq!(read(&pairs), None);
        }

        #[test]
        fn no_header_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            let Ok(header) = HeaderValue::from_bytes(&bytes) else { return Ok(()) };
            let headers = HeaderMap::from_iter([(header::COOKIE, header)]);
            let _ = Cookies::new(true, "/a").read(&headers, Cookie::Session);
        }
    }
}
