//! The number of a login: every line of the log that belongs to the login has it, from the authorization
//! request to the last token.

use std::fmt;

use super::request_id::RequestId;

/// The number of a login, as ten characters. It is no secret and proves nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LoginNumber(RequestId);

impl LoginNumber {
    /// The login that a request begins has the reference of that request.
    pub(super) const fn of(first: RequestId) -> Self {
        Self(first)
    }

    /// Reads a number that was stored or typed. `None` if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        RequestId::parse(text).map(Self)
    }

    /// The number as it is stored: an empty text if there is none.
    pub fn stored(login: Option<Self>) -> String {
        login.map(|login| login.to_string()).unwrap_or_default()
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for LoginNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for LoginNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_ten_characters_of_the_alphabet() {
        assert_eq!(LoginNumber::parse("0123456789").unwrap().to_string(), "0123456789");
        for text in ["", "012345678", "01234567890", "012345678i", "012345678A", "01234 6789"] {
            assert!(LoginNumber::parse(text).is_none(), "{text}");
        }
    }
}
