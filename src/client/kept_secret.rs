//! A client secret as it is kept: its hash, and when it ends if a newer one has replaced it.
//!
//! In the configuration it is a text such as `sha256:9f86…0f08 until 2026-12-01T09:00:00Z`.

use std::fmt;

use chrono::{DateTime, SecondsFormat};

use super::mistake::ClientMistake;
use crate::secret::{Secret, SecretHash};

/// The hash of a secret. Of the secret itself nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptSecret {
    /// The hash.
    pub hash: SecretHash,
    /// When it ends, in unix seconds, if it does.
    pub ends_at: Option<i64>,
}

const FORM: &str = "sha256:";
const END: &str = " until ";

impl KeptSecret {
    /// A secret without an end.
    pub const fn lasting(hash: SecretHash) -> Self {
        Self { hash, ends_at: None }
    }

    /// Whether this is the hash of `secret`, and has not ended at `now`.
    pub fn is(&self, secret: &Secret, now: i64) -> bool {
        let is_over = self.ends_at.is_some_and(|end| end <= now);
        self.hash == secret.hash() && !is_over
    }

    /// Reads the text of the configuration.
    pub(super) fn parse(text: &str) -> Result<Self, ClientMistake> {
        let (hash, end) = match text.split_once(END) {
            Some((hash, end)) => (hash, Some(end)),
            None => (text, None),
        };
        let digits = hash.strip_prefix(FORM).ok_or(ClientMistake::SecretHash)?;
        let hash = bytes(digits).ok_or(ClientMistake::SecretHash)?;
        let ends_at = end.map(|end| DateTime::parse_from_rfc3339(end).map(|end| end.timestamp()));
        let ends_at = ends_at.transpose().map_err(|_| ClientMistake::SecretEnd)?;
        Ok(Self { hash: SecretHash::from_stored(&hash), ends_at })
    }
}

/// The text for the configuration.
impl fmt::Display for KeptSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FORM)?;
        for byte in self.hash.as_bytes() {
            write!(f, "{byte:02x}")?;
        }
        match self.ends_at.and_then(|end| DateTime::from_timestamp(end, 0)) {
            Some(end) => write!(f, "{END}{}", end.to_rfc3339_opts(SecondsFormat::Secs, true)),
            None => Ok(()),
        }
    }
}

/// The 32 bytes of 64 hexadecimal digits.
fn bytes(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..64).step_by(2).map(byte).collect();
    bytes?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_secret_is_written_and_read_back() {
        let secret = Secret::mint();
        for ends_at in [None, Some(1_790_000_000)] {
            let kept = KeptSecret { hash: secret.hash(), ends_at };
            let text = kept.to_string();
            assert_eq!(KeptSecret::parse(&text).unwrap(), kept, "{text}");
            assert!(!text.contains(secret.expose()));
        }
        let kept = KeptSecret { hash: secret.hash(), ends_at: Some(1_790_000_000) };
        assert!(kept.to_string().ends_with(" until 2026-09-21T14:13:20Z"), "{kept}");
        assert!(kept.is(&secret, 1_789_999_999) && !kept.is(&secret, 1_790_000_000));
        assert!(!kept.is(&Secret::mint(), 0));
    }

    #[test]
    fn it_is_what_sha256sum_prints_of_the_secret() {
        let text = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        let kept = KeptSecret::parse(text).unwrap();
        assert!(kept.is(&Secret::from_text("test".to_owned()), 0));
    }

    #[test]
    fn refuses_what_is_no_hash_and_no_date() {
        let digits = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        for wrong in ["", "test", digits, "sha256:", &format!("sha256:{}", &digits[1..])] {
            assert_eq!(KeptSecret::parse(wrong), Err(ClientMistake::SecretHash), "{wrong}");
        }
        let signed = format!("sha256:+{}", &digits[1..]);
        assert_eq!(KeptSecret::parse(&signed), Err(ClientMistake::SecretHash));
        for end in ["", "tomorrow", "2026-12-01", "1790000000"] {
            let text = format!("sha256:{digits} until {end}");
            assert_eq!(KeptSecret::parse(&text), Err(ClientMistake::SecretEnd), "{text}");
        }
    }
}
