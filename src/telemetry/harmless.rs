//! Texts of strangers for the log: cut, and without what looks like a secret.
//!
//! Whoever sets a relying party up may paste a secret into the wrong field. The form of the log escapes control
//! characters.

use std::fmt::{self, Display, Write};

/// The longest text of a stranger in a line, in characters.
const LONGEST: usize = 300;
/// From so many characters on, letters and digits without a sense count as a secret: 128 bits in base64url.
const SHORTEST_SECRET: usize = 22;
/// The same for hexadecimal digits.
const SHORTEST_HEX: usize = 32;
/// How much of a secret is written, so that it can be recognised by whoever has it.
const BEGINNING: usize = 4;

/// The text as it may be written.
pub(super) fn harmless(text: &str) -> String {
    let mut written = String::new();
    let cut: String = text.chars().take(LONGEST).collect();
    let mut rest = cut.as_str();
    while !rest.is_empty() {
        let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_padded =
            after.starts_with('=') && !after.trim_start_matches('=').starts_with(is_of_word);
        written.push_str(&Word { word, is_padded }.to_string());
        let other = after.find(is_of_word).unwrap_or(after.len());
        let (between, after) = after.split_at(other);
        written.push_str(between);
        rest = after;
    }
    if cut.len() < text.len() {
        // Writing into a text does not fail.
        let _ = write!(written, "… ({} bytes)", text.len());
    }
    written
}

/// The signs of both kinds of base64, without the padding.
const fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/')
}

/// A word of a text, which is written in part if it looks like a secret.
struct Word<'a> {
    word: &'a str,
    /// Whether only signs of equality follow, as after base64.
    is_padded: bool,
}

impl Word<'_> {
    fn looks_secret(&self) -> bool {
        let word = self.word;
        // Parts of an address are words of their own, unless it is a base64 with its own signs.
        let is_random = word.split('/').any(is_mixed);
        let is_base64 = (word.contains('+') || self.is_padded) && is_mixed(word);
        let digits = word.bytes().filter(|b| *b != b'-');
        let is_hex =
            digits.clone().count() >= SHORTEST_HEX && digits.clone().all(|b| b.is_ascii_hexdigit());
        is_random || is_base64 || is_hex
    }
}

/// Whether it is long, and has letters of both kinds and digits.
fn is_mixed(text: &str) -> bool {
    let has = |kind: fn(&char) -> bool| text.chars().any(|c| kind(&c));
    let kinds = [char::is_ascii_lowercase, char::is_ascii_uppercase, char::is_ascii_digit];
    text.len() >= SHORTEST_SECRET && kinds.into_iter().all(has)
}

impl Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.looks_secret() {
            return f.write_str(self.word);
        }
        let beginning: String = self.word.chars().take(BEGINNING).collect();
        write!(f, "{beginning}… ({} characters that look secret)", self.word.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::Secret;

    #[test]
    fn what_an_operator_has_to_read_is_written_as_it_came() {
        for text in [
            "",
            "https://rp.example/cb?tenant=a",
            "openid profile offline_access",
            "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
            "urn:ietf:params:oauth:grant-type:device_code",
            "my-rp-of-1999.example.org",
            "https://Cloud1.example.org/index.php/apps/user_oidc/code",
        ] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn a_secret_in_the_wrong_field_is_not_written_out() {
        let base64 = "q3+V/9dGk1Zx/Wb7+rT0yNaP5sLc8eHu2JmQoXiKf4E=";
        let uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
        for secret in [Secret::mint().expose(), &"0af".repeat(11), base64, uuid] {
            for text in [secret.to_owned(), format!("https://rp.example/?a={secret}&b=c")] {
                let written = harmless(&text);
                assert!(!written.contains(&secret[..8]), "{written}");
                assert!(written.contains("characters that look secret"), "{written}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_line_long(text in "\\PC{0,2000}") {
            let most = LONGEST * 4 + LONGEST / SHORTEST_SECRET * 40 + 40;
            prop_assert!(harmless(&text).len() <= most);
        }
    }
}
