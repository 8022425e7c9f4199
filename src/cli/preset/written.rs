//! How a value is written in each language of `templates/presets/`: as a complete literal, with its quotes.
//!
//! The name of a template's file decides the language, so a template cannot forget to quote. A value that a
//! language cannot hold is refused, and nothing is printed.

use std::fmt::{self, Display, Formatter};

use super::quote::{shell, yaml};

/// A language, by the rules of its literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// A JSON string. YAML, TOML, Python and JavaScript read it as the same text.
    Json,
    /// One argument of a shell.
    Shell,
    /// A value of an env file. Docker Compose, systemd, shells and the dotenv libraries disagree about
    /// backslashes, dollars and quotes inside quotes, so a value with one of them is refused.
    Env,
    /// An argument of a directive of the Apache HTTP Server.
    Apache,
}

/// A value in the language of a template.
#[derive(Clone, Debug)]
pub(super) struct Written {
    text: String,
    language: Language,
}

impl Language {
    /// The language of a template, by the end of its file's name.
    pub(super) fn of(file: &str) -> Self {
        match end_of(file) {
            Some("sh") => Self::Shell,
            Some("env") => Self::Env,
            Some("conf") => Self::Apache,
            Some(_) | None => Self::Json,
        }
    }

    /// `text` as a value in this language.
    pub(super) fn write(self, text: &str) -> Written {
        Written { text: text.to_owned(), language: self }
    }
}

impl Written {
    /// The value with `more` behind it.
    pub(super) fn and(&self, more: &str) -> Self {
        self.language.write(&format!("{}{more}", self.text))
    }

    /// The value in a comment: as it is.
    pub(super) fn remark(&self) -> Result<&str, fmt::Error> {
        refuse(&self.text, &[]).map(|()| self.text.as_str())
    }

    /// The value as the argument of `<Location>`. Apache compares it with the decoded path and reads some
    /// signs as a pattern: a path that it would read otherwise protects nothing, so it is refused.
    pub(super) fn location(&self) -> Result<&Self, fmt::Error> {
        let is_read_otherwise =
            self.text.contains("//") || self.text.contains(['%', '[', ']', '?', '*']);
        if is_read_otherwise { Err(fmt::Error) } else { Ok(self) }
    }

    /// The value as a JSON string within a text of this language that has single quotes around it.
    pub(super) fn json(&self) -> Result<String, fmt::Error> {
        refuse(&self.text, &['\'', '"', '$', '`', '\\']).map(|()| format!("\"{}\"", self.text))
    }
}

impl Display for Written {
    fn fmt(&self, into: &mut Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        match self.language {
            // TOML wants this one sign escaped too, the others allow it.
            Language::Json => into.write_str(&yaml(text).replace('\u{7f}', "\\u007f")),
            Language::Shell => into.write_str(&shell(text)),
            Language::Env => {
                let is_plain =
                    |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/@%+=,?".contains(&byte);
                if !text.is_empty() && text.bytes().all(is_plain) {
                    return into.write_str(text);
                }
                refuse(text, &['\'', '"', '$', '`', '\\'])?;
                write!(into, "'{text}'")
            }
            Language::Apache => {
                refuse(text, &[])?;
                // It fills in ${VARIABLES} even within quotes.
                if text.contains("${") {
                    return Err(fmt::Error);
                }
                write!(into, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
        }
    }
}

/// What begins a remark in a text, by the end of its file's name.
pub(super) fn remark(file: &str) -> &'static str {
    match end_of(file) {
        Some("js" | "ts") => "//",
        Some(_) | None => "#",
    }
}

fn end_of(file: &str) -> Option<&str> {
    file.rsplit_once('.').map(|(_, end)| end)
}

/// Refuses what would end the line, and the signs in `more`.
fn refuse(text: &str, more: &[char]) -> fmt::Result {
    let ends_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if text.chars().any(|c| ends_line(c) || more.contains(&c)) { Err(fmt::Error) } else { Ok(()) }
}
