//! Form and query parameters, read strictly.
//!
//! In go the bytes of a query or of an `application/x-www-form-urlencoded` body, out come names
//! and values, or the fact that makes them unreadable. Nothing is repaired: broken UTF-8, a broken
//! `%zz`, a NUL or a name given twice is a mistake or an attack, and the caller says so.

use std::fmt;

use percent_encoding::percent_decode;

/// The most bytes that one query or body may have.
pub const MAX_BYTES: usize = 32 * 1024;

/// The most parameters that one request may have.
pub const MAX_PARAMS: usize = 64;

/// Names and values in the order they came. `Debug` shows no value: some are secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

/// Why bytes are no parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// More than [`MAX_BYTES`].
    #[error("the parameters are too long")]
    TooLong,
    /// More than [`MAX_PARAMS`].
    #[error("there are too many parameters")]
    TooMany,
    /// A `%` that no two hexadecimal digits follow.
    #[error("a parameter holds a % that stands for no character")]
    BadEscape,
    /// Bytes that are not UTF-8.
    #[error("a parameter is not UTF-8")]
    NotUtf8,
    /// A NUL character.
    #[error("a parameter holds a NUL character")]
    Nul,
}

/// A parameter came more than once, which RFC 6749 §3.1 forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a parameter came more than once")]
pub struct Duplicate;

impl Params {
    /// Reads `bytes`. `+` is a blank, empty pieces between `&` are skipped, a name without `=` has
    /// an empty value.
    ///
    /// # Errors
    /// [`Malformed`], the first fact found.
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

    /// The value of `name`. An empty value counts as none at all (RFC 6749 §3.1), yet as one of
    /// two if the name comes again.
    ///
    /// # Errors
    /// [`Duplicate`] if the name comes more than once, whatever its values are.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Duplicate> {
        let mut values = self.iter().filter(|(other, _)| *other == name).map(|(_, value)| value);
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Duplicate),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    /// All names and values, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Appends `more`, so that a name given in the query and in the body is seen as given twice.
    ///
    /// # Errors
    /// [`Malformed::TooMany`] if both together are more than [`MAX_PARAMS`].
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
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        match rest.get(at + 1..at + 3) {
            Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => {}
            Some(_) | None => return Err(Malformed::BadEscape),
        }
        rest = rest.get(at + 3..).unwrap_or_default();
    }
    let blanked: Vec<u8> =
        raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let text = percent_decode(&blanked).decode_utf8().map_err(|_| Malformed::NotUtf8)?;
    if text.contains('\0') { Err(Malformed::Nul) } else { Ok(text.into_owned()) }
}
