//! What can be wrong with any setting, whatever it is about.

use std::fmt;
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
    /// A value of another type.
    #[error("is {found}; write {expected}")]
    WrongType {
        /// What is written there.
        found: ValueKind,
        /// What belongs there.
        expected: ValueKind,
    },
    /// A setting that must be there is not.
    #[error("is missing {0}; add it")]
    Missing(&'static str),
    /// Nothing is written where something must be.
    #[error("is empty; write a value, or leave the setting out")]
    Empty,
    /// An unknown name where a few are possible.
    #[error("{found:?} is not known; write one of: {}", .known.join(", "))]
    UnknownName {
        /// What is written there.
        found: String,
        /// What could be.
        known: &'static [&'static str],
    },
    /// A number of seconds out of bounds.
    #[error("is {seconds} seconds; write from {} up to {}", .bounds.start(), .bounds.end())]
    Seconds {
        /// What is written.
        seconds: i64,
        /// What could be.
        bounds: RangeInclusive<i64>,
    },
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
        read(&found).ok_or(Self::UnknownName { found, known })
    }
}

/// The types a value of the file can have, as an operator would call them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `"…"`
    Text,
    /// `12`
    Integer,
    /// `1.5`
    Float,
    /// `true`, `false`
    Flag,
    /// `1979-05-27`
    Date,
    /// `[…]`
    List,
    /// `["…", "…"]`
    Texts,
    /// `"…"` or `["…", "…"]`
    TextOrTexts,
    /// `{ … }` or `[name]`
    Table,
    /// `[[name]]`
    Tables,
    /// `"…"` or `{ … }`
    TextOrTable,
    /// A count of seconds.
    Seconds,
    /// `12` or `"off"`.
    IntegerOrOff,
    /// A count of days.
    Days,
}

impl ValueKind {
    /// This one or the other.
    pub(super) const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Integer, _) => Self::IntegerOrOff,
            (_, Self::Table) => Self::TextOrTable,
            _ => Self::TextOrTexts,
        }
    }
}

impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text in quotes",
            Self::Integer => "a number",
            Self::Float => "a number with a fraction",
            Self::Flag => "true or false, without quotes",
            Self::Date => "a date",
            Self::List => "a list",
            Self::Texts => "a list of texts, such as [\"…\", \"…\"]",
            Self::TextOrTexts => "a text in quotes, or a list of them",
            Self::Table => "a table",
            Self::Tables => "a table of its own for each, under a [[double-bracketed]] heading",
            Self::TextOrTable => "a text in quotes, or a table",
            Self::Seconds => "a whole number of seconds, without quotes",
            Self::IntegerOrOff => "a whole number without quotes, or \"off\"",
            Self::Days => "a whole number of days, without quotes",
        })
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
