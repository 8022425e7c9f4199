//! Proof Key for Code Exchange (RFC 7636), with S256 only.
//! `plain` does not protect (RFC 9700 §2.1.1).

use serde::{Deserialize, Serialize};

use crate::jws::sha256_base64url;

/// The `code_challenge` of an authorization request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeChallenge(String);

/// What is wrong with `code_challenge` or `code_challenge_method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadChallenge {
    /// The method is absent (which means `plain`), `plain`, or unknown.
    #[error("code_challenge_method must be S256")]
    Method,
    /// The challenge is not a SHA-256 hash in base64url.
    #[error("code_challenge must be 43 characters of base64url")]
    Challenge,
    /// There is a method without a challenge.
    #[error("code_challenge_method came without a code_challenge")]
    Missing,
}

impl CodeChallenge {
    /// Reads the two parameters (RFC 7636 §4.3).
    ///
    /// # Errors
    /// [`BadChallenge`] if a parameter is wrong or missing.
    pub fn parse(
        challenge: Option<&str>,
        method: Option<&str>,
    ) -> Result<Option<Self>, BadChallenge> {
        match (challenge, method) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(BadChallenge::Missing),
            (Some(_), method) if method != Some("S256") => Err(BadChallenge::Method),
            (Some(text), _) if text.len() == 43 && text.bytes().all(is_base64url) => {
                Ok(Some(Self(text.to_owned())))
            }
            (Some(_), _) => Err(BadChallenge::Challenge),
        }
    }

    /// The challenge of `verifier`; `None` if it is malformed (RFC 7636 §4.1: 43 to 128 unreserved
    /// characters).
    pub fn answered_by(verifier: &str) -> Option<Self> {
        let unreserved = |byte: u8| is_base64url(byte) || matches!(byte, b'.' | b'~');
        ((43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved))
            .then(|| Self(sha256_base64url(verifier.as_bytes())))
    }

    /// The challenge as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn refuses_every_method_but_s256() {
        for method in [None, Some("plain"), Some("s256"), Some("")] {
            assert_eq!(CodeChallenge::parse(Some(CHALLENGE), method), Err(BadChallenge::Method));
        }
        assert_eq!(CodeChallenge::parse(None, Some("S256")), Err(BadChallenge::Missing));
        assert_eq!(CodeChallenge::parse(Some("short"), Some("S256")), Err(BadChallenge::Challenge));
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters() {
        let known = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(CodeChallenge::answered_by(known).unwrap().as_str(), CHALLENGE);
        assert!(CodeChallenge::answered_by(&"a".repeat(42)).is_none());
        assert!(CodeChallenge::answered_by(&"a".repeat(128)).is_some());
        assert!(CodeChallenge::answered_by(&"a".repeat(129)).is_none());
        assert!(CodeChallenge::answered_by(&format!("{}+", "a".repeat(42))).is_none());
    }

    proptest! {
        #[test]
        fn a_challenge_is_43_letters_under_s256_and_a_verifier_answers_only_its_own(
            challenge in "[A-Za-z0-9_-]{42,44}|\\PC{0,60}",
            method in "S256|plain|\\PC{0,6}",
            verifier in "[A-Za-z0-9._~-]{40,131}|\\PC{0,140}",
        ) {
            let found = CodeChallenge::parse(Some(&challenge), Some(&method));
            let is_good = challenge.len() == 43 && challenge.bytes().all(is_base64url);
            prop_assert_eq!(found.is_ok(), is_good && method == "S256");
            let answered = CodeChallenge::answered_by(&verifier);
            let is_good = (43..=128).contains(&verifier.len()) && verifier.is_ascii();
            prop_assert!(answered.is_none() || is_good);
            prop_assert!(answered != found.ok().flatten() || answered.is_none());
        }
    }
}
