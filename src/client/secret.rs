//! Reads and checks a client secret, from the configuration or a file of its own.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use super::mistake::ClientWarning;
use crate::document::{Fact, FileMistake, Files, Found};
use crate::secret::Secret;

/// A secret with fewer characters could be guessed, and is refused.
const FEWEST_CHARACTERS: usize = 16;
/// A secret with fewer characters gets a warning.
const ENOUGH_CHARACTERS: usize = 32;
/// A longer text is probably another file, and is refused.
const MOST_BYTES: usize = 1024;

/// Reads a secret in the configuration itself.
pub(super) fn written(text: Found<'_, String>, files: Files<'_>) -> Option<Secret> {
    let secret = text.refine(|text| judge(&text))?;
    let warnings = warn(&secret.value).into_iter().chain(warn_of_file(files.config));
    warnings.for_each(|warning| secret.warn(warning));
    Some(secret.value)
}

/// Reads a secret from the file of this name. If files are not opened, it is a random one, which no
/// client has.
pub(super) fn in_file(name: Found<'_, String>, files: Files<'_>) -> Option<Secret> {
    let found = name.refine(|name| files.credential(&name, read))?;
    let Some((secret, readable)) = &found.value else { return Some(Secret::mint()) };
    let warnings = readable.clone().into_iter().chain(warn(secret));
    warnings.for_each(|warning| found.warn(warning));
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
    match text.len() {
        ..FEWEST_CHARACTERS => Err(SecretMistake::Short),
        FEWEST_CHARACTERS..=MOST_BYTES => Ok(Secret::from_text(text.to_owned())),
        _ => Err(SecretMistake::Long),
    }
}

/// A warning if an acceptable secret is rather short.
fn warn(secret: &Secret) -> Option<ClientWarning> {
    let length = secret.expose().len();
    (length < ENOUGH_CHARACTERS).then_some(ClientWarning::ShortSecret(length))
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
    /// It has too few characters.
    #[error(
        "is shorter than {FEWEST_CHARACTERS} characters and could be guessed; write 32 or more"
    )]
    Short,
    /// It has too many characters.
    #[error("is longer than {MOST_BYTES} characters; is it another file?")]
    Long,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_secrets() {
        for (text, mistake) in [
            ("", SecretMistake::Empty),
            ("a secret with blanks", SecretMistake::Characters),
            ("fifteen-letters", SecretMistake::Short),
            ("geheimnisträgerinnen", SecretMistake::Characters),
            (&"x".repeat(1025), SecretMistake::Long),
        ] {
            assert_eq!(judge(text).err(), Some(mistake), "{text}");
        }
        assert_eq!(warn(&judge("sixteen-letters-").unwrap()), Some(ClientWarning::ShortSecret(16)));
        assert_eq!(warn(&Secret::mint()), None);
    }
}
