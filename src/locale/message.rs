//! A text of the pages: the name of a message, and the values in it.
//!
//! Values may come from strangers. Each is enclosed in isolating marks (FSI and PDI, Unicode's
//! Bidirectional Algorithm §2.4.2), so that a name in Hebrew turns nothing around but itself. Where a page
//! has room for elements, [`Message::parts`] gives the values apart, and the page writes `<bdi>`. Fluent could set
//! the marks itself, but would enclose numbers, dates and plurals too.

use std::fmt;

/// First strong isolate: begins a value.
const BEGIN: char = '\u{2068}';
/// Pop directional isolate: ends it.
const END: char = '\u{2069}';

/// A text by its name. `Display` gives it in the language of the current request (`reader`): use it for
/// pages only, never for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub(super) id: &'static str,
    pub(super) attribute: Option<&'static str>,
    pub(super) values: Vec<(&'static str, Value)>,
}

/// A value in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Anybody's words. They are isolated.
    Text(String),
    /// A number, which may decide about a plural.
    Number(i64),
    /// Another text of ours.
    Message(Message),
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its characters, without isolating marks.
    pub text: String,
    /// Whether it is a value.
    pub is_value: bool,
}

impl Message {
    /// The message of this name, without values.
    pub const fn new(id: &'static str) -> Self {
        Self { id, attribute: None, values: Vec::new() }
    }

    /// Another text of the same message, with the same values: an attribute of Fluent.
    #[must_use]
    pub fn part(&self, attribute: &'static str) -> Self {
        Self { attribute: Some(attribute), ..self.clone() }
    }

    /// Fills in anybody's words.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl fmt::Display) -> Self {
        self.set(name, Value::Text(value.to_string()))
    }

    /// Fills in a number.
    #[must_use]
    pub fn counting(self, name: &'static str, number: i64) -> Self {
        self.set(name, Value::Number(number))
    }

    /// Fills in another message.
    #[must_use]
    pub fn saying(self, name: &'static str, message: Self) -> Self {
        self.set(name, Value::Message(message))
    }

    fn set(mut self, name: &'static str, value: Value) -> Self {
        self.values.push((name, value));
        self
    }
}

/// A value between isolating marks. Marks inside of it could end its isolation, so they are left out.
pub(super) fn isolated(value: &str) -> String {
    let is_mark = |c: char| matches!(c, '\u{2066}'..='\u{2069}');
    let inner = value.chars().filter(|c| !is_mark(*c));
    std::iter::once(BEGIN).chain(inner).chain(std::iter::once(END)).collect()
}

/// Divides a text into its values and what is between them.
pub(super) fn divide(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |text: &str, is_value| {
        if !text.is_empty() {
            parts.push(Part { text: text.to_owned(), is_value });
        }
    };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (value, after) = after.split_once(END).unwrap_or((after, ""));
        add(before, false);
        add(value, true);
        rest = after;
    }
    add(rest, false);
    parts
}
