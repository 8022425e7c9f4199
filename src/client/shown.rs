//! Checks names and links that are shown to people.

use url::Url;

use crate::invisible::{breaks_line, is_hidden, is_joining};

/// The longest name that still fits on a button.
const LONGEST_NAME: usize = 60;

/// Checks a name that people read.
pub fn name(text: String) -> Result<String, ShownMistake> {
    if text.trim().is_empty() {
        return Err(ShownMistake::NoName);
    }
    let unfit = |c: char| c.is_control() || breaks_line(c) || is_hidden(c) || is_joining(c);
    if text.chars().any(unfit) {
        return Err(ShownMistake::Invisible);
    }
    if text.chars().count() > LONGEST_NAME {
        return Err(ShownMistake::LongName);
    }
    Ok(text)
}

/// Checks a link that people may follow.
pub fn web_address(text: String) -> Result<String, ShownMistake> {
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "https" | "http") => Ok(text),
        Ok(_) | Err(_) => Err(ShownMistake::NotAWebAddress),
    }
}

/// Why something cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShownMistake {
    /// It is blank.
    #[error("is blank; write the name that people should see")]
    NoName,
    /// It has characters that are not visible.
    #[error("contains line breaks or invisible characters; write plain text")]
    Invisible,
    /// It is too long for a button or heading.
    #[error("is longer than {LONGEST_NAME} characters; write a shorter name")]
    LongName,
    /// It is not a web address.
    #[error("is no web address; write one such as \"https://matrix.example.org\"")]
    NotAWebAddress,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_names() {
        assert_eq!(name("Matrix für alle".to_owned()), Ok("Matrix für alle".to_owned()));
        for (text, mistake) in [
            (" ", ShownMistake::NoName),
            ("a\nb", ShownMistake::Invisible),
            ("txt.\u{202e}exe", ShownMistake::Invisible),
            (&"x".repeat(61), ShownMistake::LongName),
        ] {
            assert_eq!(name(text.to_owned()), Err(mistake), "{text:?}");
        }
    }
}
