//! The reference of a request: ten characters.

use std::fmt;

use crate::secret::random_bytes;

/// The reference of a request. An error page shows it, and every log line of the request has it.
/// Its ten characters are easy to tell apart when read aloud.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestId([u8; 10]);

/// Crockford's base 32: without i, l, o and u.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl RequestId {
    pub(super) fn mint() -> Self {
        Self(
            random_bytes().map(|byte| LETTERS.get(usize::from(byte & 31)).copied().unwrap_or(b'0')),
        )
    }

    /// Reads a reference. `None` if it is not ten of the characters that references have.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 10] = text.as_bytes().try_into().ok()?;
        bytes.iter().all(|byte| LETTERS.contains(byte)).then_some(Self(bytes))
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        // It has only `LETTERS`, so it is UTF-8.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
