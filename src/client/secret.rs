//! Reads and checks a client secret, from the configuration or a file of its own.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use super::mistake::ClientWarning;
use crate::document::{Fact, FileMistake, Files, Found};
use crate::secret::Secret;

/// Bits that a secret needs. Any number of guesses may be made, because failures never keep a right
/// secret from being looked at (`oidc/endpoint/client_limits`): so it must not be found by guessing.
const FEWEST_BITS: f64 = 128.0;
/// Fewer different characters are a pattern: of random texts that are long enough, one in thousands at
/// most has so few.
const FEWEST_DIFFERENT: usize = 8;
/// No secret is longer; more is another file.
const MOST_BYTES: usize = 1024;

/// Reads a secret in the configuration itself.
pub(super) fn written(text: Found<'_, String>, files: Files<'_>) -> Option<Secret> {
    let secret = text.refine(|text| judge(&text))?;
    if let Some(warning) = warn_of_file(files.config) {
        secret.warn(warning);
    }
    Some(secret.value)
}

/// Reads a secret from the file of this name. If files are not opened, it is a random one, which no
/// client has.
pub(super) fn in_file(name: Found<'_, String>, files: Files<'_>) -> Option<Secret> {
    let found = name.refine(|name| files.credential(&name, read))?;
    let Some((secret, readable)) = &found.value else { return Some(Secret::mint()) };
    if let Some(warning) = readable {
        found.warn(warning.clone());
    }
    Some(secret.clone())
}

/// Reads a secret from a file. One line break at its end is not part of it.
fn read(path: &Path) -> Result<(Secret, Option<ClientWarning>), Fact> {
    let unreadable = |error| FileMistake::unreadable(path, &error);
    let file = fs::File::open(path).map_err(unreadable)?;
    let mut text = Zeroizing::new(String::new());
    // This is enough to detect that it is too long.
    file.take(2 * MOST_BYTES as u64).read_to_string(&mut text).map_err(unreadable)?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let secret = judge(line.strip_suffix('\r').unwrap_or(line))?;
    Ok((secret, warn_of_file(path)))
}

/// A warning if every user can read a file that holds a secret.
fn warn_of_file(path: &Path) -> Option<ClientWarning> {
    let mode = fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o004 != 0).then(|| ClientWarning::WorldReadable(path.to_owned()))
}

/// Checks the text of a secret.
fn judge(text: &str) -> Result<Secret, SecretMistake> {
    if text.is_empty() {
        return Err(SecretMistake::Empty);
    }
    // RFC 6749 appendix A.2 also allows blanks, but here they are probably a mistake.
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SecretMistake::Characters);
    }
    if text.len() > MOST_BYTES {
        return Err(SecretMistake::Long);
    }
    if most_bits(text) < FEWEST_BITS {
        return Err(SecretMistake::Short);
    }
    if text.bytes().collect::<BTreeSet<_>>().len() < FEWEST_DIFFERENT {
        return Err(SecretMistake::Pattern);
    }
    Ok(Secret::from_text(text.to_owned()))
}

/// The most bits that a text of this length can hold if it was made of the kinds of characters that are
/// in it. Whether it was made by chance cannot be seen.
fn most_bits(text: &str) -> f64 {
    let holds = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
    let only = |kind: fn(&u8) -> bool| text.as_bytes().iter().all(kind);
    let lower_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let upper_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'A'..=b'F');
    let characters = if only(u8::is_ascii_digit) {
        10
    } else if only(lower_hex) || only(upper_hex) {
        16
    } else {
        26 * u16::from(holds(u8::is_ascii_lowercase))
            + 26 * u16::from(holds(u8::is_ascii_uppercase))
            + 10 * u16::from(holds(u8::is_ascii_digit))
            // Base64 has two of these.
            + 2 * u16::from(holds(u8::is_ascii_punctuation))
    };
    // Longer texts were refused before.
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    f64::from(length) * f64::from(characters).log2()
}

/// Why a secret cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretMistake {
    /// It is empty.
    #[error("is empty; write a random secret, such as `openssl rand -hex 32` prints")]
    Empty,
    /// It has a blank, a line break, or a character beyond ASCII.
    #[error("holds blanks, line breaks or characters beyond ASCII; write one random word")]
    Characters,
    /// Too few characters for their kind.
    #[error(
        "is too short: it must hold 128 random bits, that is 32 hexadecimal digits or 22 letters of \
         both cases and digits; write what `openssl rand -hex 32` prints, here and at the relying party"
    )]
    Short,
    /// Too few different characters.
    #[error(
        "has fewer than {FEWEST_DIFFERENT} different characters and could be guessed; write what \
         `openssl rand -hex 32` prints, here and at the relying party"
    )]
    Pattern,
    /// It has too many characters.
    #[error("is longer than {MOST_BYTES} characters; is it another file?")]
    Long,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::random_bytes;

    #[test]
    fn refuses_what_is_no_secret() {
        for (text, mistake) in [
            ("", SecretMistake::Empty),
            ("a secret with blanks", SecretMistake::Characters),
            ("geheimnisträgerinnen", SecretMistake::Characters),
            (&"x".repeat(1025), SecretMistake::Long),
        ] {
            assert_eq!(judge(text).err(), Some(mistake), "{text}");
        }
    }

    #[test]
    fn refuses_what_cannot_hold_128_random_bits() {
        for (least, kind) in [
            ("314159265358979323846264338327950288419", "digits"),
            ("6b1f0e9d24c7835ab1906fd27e8c3450", "hexadecimal digits"),
            ("6B1F0E9D24C7835AB1906FD27E8C3450", "the same in upper case"),
            ("qmxwkzrpvbntjhgfdslcyoaeiumq", "letters"),
            ("k3j9x0q7w2m5z8r1t6v4p0b2n", "letters of one case and digits"),
            ("Xk29fQz7LmP4rTb8NsW1cV", "letters of both cases and digits"),
        ] {
            assert!(judge(least).is_ok(), "{kind}");
            let shorter = &least[1..];
            assert_eq!(judge(shorter).err(), Some(SecretMistake::Short), "{kind}: {shorter}");
        }
    }

    #[test]
    fn refuses_a_pattern_of_few_characters() {
        for text in ["abcabcabcabcabcabcabcabcabcabcabcabc", &"x".repeat(64), &"0123456".repeat(9)]
        {
            assert_eq!(judge(text).err(), Some(SecretMistake::Pattern), "{text}");
        }
    }

    #[test]
    fn what_we_make_and_advise_is_good_enough() {
        for _ in 0..100 {
            assert!(judge(Secret::mint().expose()).is_ok());
            let hex = format!("{:032x}", u128::from_be_bytes(random_bytes()));
            assert!(judge(&hex).is_ok(), "{hex}");
        }
    }
}
