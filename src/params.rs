//! Parses form and query parameters (`application/x-www-form-urlencoded`) strictly.
//!
//! In: the bytes of a query or of a body. Out: names and values, or what is wrong. Nothing is
//! repaired: invalid UTF-8, an invalid `%zz`, a NUL or a repeated name is a mistake or an attack.

use std::fmt;

use percent_encoding::percent_decode;

/// The maximal length of a query or body in bytes.
pub const MAX_BYTES: usize = 32 * 1024;

/// The maximal number of parameters of a request.
pub const MAX_PARAMS: usize = 64;

/// Names and values in their order. `Debug` shows no value, because some are secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

/// Why bytes cannot be parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// More than [`MAX_BYTES`].
    #[error("the parameters are too long")]
    TooLong,
    /// More than [`MAX_PARAMS`].
    #[error("there are too many parameters")]
    TooMany,
    /// A `%` without two hexadecimal digits after it.
    #[error("a parameter holds a % that stands for no character")]
    BadEscape,
    /// Bytes that are not UTF-8.
    #[error("a parameter is not UTF-8")]
    NotUtf8,
    /// A NUL character.
    #[error("a parameter holds a NUL character")]
    Nul,
}

/// A parameter occurs more than once, which RFC 6749 §3.1 forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a parameter came more than once")]
pub struct Duplicate;

impl Params {
    /// Parses `bytes`. `+` is a blank, empty parts between `&` are skipped, and a name without `=`
    /// has an empty value.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > MAX_BYTES {
            return Err(Malformed::TooLong);
        }
        let mut params = Vec::new();
        for piece in bytes.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty()) {
            if params.len() == MAX_PARAMS {
                return Err(Malformed::TooMany);
            }
            let mut halves = piece.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            let value = decode(halves.next().unwrap_or_default())?;
            params.push((name, value));
        }
        Ok(Self(params))
    }

    /// The value of `name`. An empty value counts as absent (RFC 6749 §3.1).
    ///
    /// # Errors
    /// [`Duplicate`] if the name occurs more than once, even with empty values.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Duplicate> {
        let mut values = self.iter().filter(|(other, _)| *other == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Duplicate),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    /// All names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Appends `more`. A name in the query and in the body counts as twice.
    ///
    /// # Errors
    /// [`Malformed::TooMany`] if there are more than [`MAX_PARAMS`] together.
    pub fn join(mut self, more: Self) -> Result<Self, Malformed> {
        self.0.extend(more.0);
        if self.0.len() > MAX_PARAMS { Err(Malformed::TooMany) } else { Ok(self) }
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Params({} of them)", self.0.len())
    }
}

/// Decodes one name or value.
fn decode(raw: &[u8]) -> Result<String, Malformed> {
    let is_escape = |rest: &[u8]| rest.len() >= 2 && rest.iter().take(2).all(u8::is_ascii_hexdigit);
    if !raw.split(|byte| *byte == b'%').skip(1).all(is_escape) {
        return Err(Malformed::BadEscape);
    }
    let blanked: Vec<u8> =
        raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let text = percent_decode(&blanked).decode_utf8().map_err(|_| Malformed::NotUtf8)?;
    if text.contains('\0') { Err(Malformed::Nul) } else { Ok(text.into_owned()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_names_and_values() {
        type Pairs = &'static [(&'static str, &'static str)];
        let table: [(&[u8], Pairs); 12] = [
            (b"", &[]),
            (b"&&", &[]),
            (b"a", &[("a", "")]),
            (b"a=", &[("a", "")]),
            (b"=a", &[("", "a")]),
            (b"a=1&b=2", &[("a", "1"), ("b", "2")]),
            (b"a=1&a=2", &[("a", "1"), ("a", "2")]),
            (b"a=b=c", &[("a", "b=c")]),
            (b"a+b=c%2Bd+e", &[("a b", "c+d e")]),
            (b"a=%26%3d%25", &[("a", "&=%")]),
            (b"a=%C3%A9\xc3\xa9", &[("a", "\u{e9}\u{e9}")]),
            (b"a=1;b=2", &[("a", "1;b=2")]),
        ];
        for (bytes, expected) in table {
            let params = Params::parse(bytes).unwrap();
            assert_eq!(params.iter().collect::<Vec<_>>(), expected, "{bytes:?}");
        }
    }

    #[test]
    fn refuses_what_it_would_have_to_repair() {
        let table: [(&[u8], Malformed); 11] = [
            (b"a=%", Malformed::BadEscape),
            (b"a=%2", Malformed::BadEscape),
            (b"a=%zz", Malformed::BadEscape),
            (b"a=%%41", Malformed::BadEscape),
            (b"%+1=a", Malformed::BadEscape),
            (b"a=%u0041", Malformed::BadEscape),
            (b"a=%ff", Malformed::NotUtf8),
            (b"\xff=a", Malformed::NotUtf8),
            (b"a=%ED%A0%80", Malformed::NotUtf8),
            (b"a=b%00", Malformed::Nul),
            (b"a\0=b", Malformed::Nul),
        ];
        for (bytes, expected) in table {
            assert_eq!(Params::parse(bytes), Err(expected), "{bytes:?}");
        }
    }

    #[test]
    fn refuses_more_than_it_needs() {
        assert!(Params::parse(&vec![b'a'; MAX_BYTES]).is_ok());
        assert_eq!(Params::parse(&vec![b'a'; MAX_BYTES + 1]), Err(Malformed::TooLong));
        let many = Params::parse("a=1&".repeat(MAX_PARAMS).as_bytes()).unwrap();
        let more = "a=1&".repeat(MAX_PARAMS + 1);
        assert_eq!(Params::parse(more.as_bytes()), Err(Malformed::TooMany));
        let one = Params::parse(b"a").unwrap();
        assert_eq!(many.join(one), Err(Malformed::TooMany));
    }

    #[test]
    fn one_value_or_none_but_never_one_of_two() {
        let params = Params::parse(b"one=1&none=&two=1&two=1&half=&half=1&on%65=").unwrap();
        assert_eq!(params.one("none"), Ok(None));
        assert_eq!(params.one("absent"), Ok(None));
        assert_eq!(params.one("two"), Err(Duplicate));
        assert_eq!(params.one("half"), Err(Duplicate));
        assert_eq!(params.one("one"), Err(Duplicate), "a name is compared decoded");
        let query = Params::parse(b"code=1&state=s").unwrap();
        let both = query.join(Params::parse(b"code=2").unwrap()).unwrap();
        assert_eq!(both.one("code"), Err(Duplicate));
        assert_eq!(both.one("state"), Ok(Some("s")));
    }

    #[test]
    fn debug_shows_no_value() {
        let params = Params::parse(b"client_secret=hush").unwrap();
        assert_eq!(format!("{params:?}"), "Params(1 of them)");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = Params::parse(&bytes);
        }

        #[test]
        fn what_another_writer_encodes_is_read_back(
            pairs in prop::collection::vec(("[^\0]{0,8}", "[^\0]{0,20}"), 0..20)
        ) {
            let mut writer = url::form_urlencoded::Serializer::new(String::new());
            let text = writer.extend_pairs(&pairs).finish();
            let params = Params::parse(text.as_bytes()).unwrap();
            let read: Vec<_> = params.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            prop_assert_eq!(read, pairs);
        }
    }
}
