//! What can be wrong with any setting, whatever it is about.

use std::ops::RangeInclusive;

/// A text that is no TOML, a setting that is not there, or a value that none can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The text is not TOML; the message is the parser's.
    #[error("is not valid TOML: {0}")]
    Syntax(String),
    /// There is no such setting.
    #[error("is not a setting{}", suggestion(similar(.name, .known)))]
    UnknownKey {
        /// What is written there.
        name: String,
        /// All settings that there are in its place.
        known: Vec<&'static str>,
    },
    /// A value of another type: what is written, and what belongs there.
    #[error("is {0}; write {1}")]
    WrongType(&'static str, &'static str),
    /// A setting that must be there is not.
    #[error("is missing {0}; add it")]
    Missing(&'static str),
    /// Nothing is written where something must be.
    #[error("is empty; write a value, or leave the setting out")]
    Empty,
    /// An unknown name where a few are possible.
    #[error("{:?} is not known; write one of: {}", .0, .1.join(", "))]
    UnknownName(String, &'static [&'static str]),
    /// A number of seconds, and the bounds that it is out of.
    #[error("is {} seconds; write from {} up to {}", .0, .1.start(), .1.end())]
    Seconds(i64, RangeInclusive<i64>),
}

impl Mistake {
    /// Reads a name where a few are possible.
    ///
    /// # Errors
    /// [`Self::UnknownName`] if it is none of them.
    pub fn unless_named<T>(
        found: String,
        known: &'static [&'static str],
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Self> {
        read(&found).ok_or(Self::UnknownName(found, known))
    }
}

/// The end of a sentence about a name that is not known.
pub fn suggestion(similar: Option<&'static str>) -> String {
    similar.map(|similar| format!("; did you mean {similar}?")).unwrap_or_default()
}

/// The name among `known` that a person most likely meant, if any is near enough.
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
