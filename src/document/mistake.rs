//! Mistakes that any setting can have, as messages for the operator.

use std::ops::RangeInclusive;

/// A mistake in the text, the name, the type or the range of a setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The text is not TOML; the message is the parser's.
    #[error("is not valid TOML: {0}")]
    Syntax(String),
    /// The setting does not exist.
    #[error("is not a setting{}", suggestion(similar(.name, .known)))]
    UnknownKey {
        /// The name in the file.
        name: String,
        /// All settings that can be in that place.
        known: Vec<&'static str>,
    },
    /// The value has the wrong type: the actual one, and the expected one.
    #[error("is {0}; write {1}")]
    WrongType(&'static str, &'static str),
    /// A required setting is missing.
    #[error("is missing {0}; add it")]
    Missing(&'static str),
    /// The value is empty, but must not be.
    #[error("is empty; write a value, or leave the setting out")]
    Empty,
    /// The value is not one of the possible names.
    #[error("{:?} is not known; write one of: {}", .0, .1.join(", "))]
    UnknownName(String, &'static [&'static str]),
    /// The number of seconds is out of range.
    #[error("is {} seconds; write from {} up to {}", .0, .1.start(), .1.end())]
    Seconds(i64, RangeInclusive<i64>),
}

impl Mistake {
    /// Reads a value that must be one of the names `known`.
    ///
    /// # Errors
    /// [`Self::UnknownName`] if it is not.
    pub fn unless_named<T>(
        found: String,
        known: &'static [&'static str],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Self> {
        read(&found).ok_or(Self::UnknownName(found, known))
    }
}

/// The end of a message about an unknown name.
pub fn suggestion(similar: Option<&'static str>) -> String {
    similar.map(|similar| format!("; did you mean {similar}?")).unwrap_or_default()
}

/// The most similar name among `known`, if one is similar enough.
pub fn similar(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let tolerated = 1 + name.len() / 4;
    known
        .iter()
        .map(|candidate| (strsim::levenshtein(name, candidate), *candidate))
        .filter(|(edits, _)| *edits <= tolerated)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_what_was_meant() {
        let known = ["public_url", "listen", "redirect_uris", "client_secret_file"];
        for (name, meant) in [
            ("redirect_uri", Some("redirect_uris")),
            ("publik_url", Some("public_url")),
            ("public-url", Some("public_url")),
            ("client_secret_path", Some("client_secret_file")),
            ("colour", None),
        ] {
            assert_eq!(similar(name, &known), meant, "{name}");
        }
    }
}
