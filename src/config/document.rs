//! A TOML text taken apart by its reader, who asks for each setting by name and type.
//!
//! Serde would stop at the first mistake and forget the line by the time a value is judged. Here each
//! value comes with its [`Place`], mistakes are collected, and what nobody asked for is a mistake.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Finding, Kind, Mistake, Place};

/// A value and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

impl<T> Found<T> {
    /// Goes on with `judge`; a mistake is filed under this value's place.
    pub(super) fn judge<U, E: Into<Mistake>>(
        self,
        mistakes: &mut Vec<Finding<Mistake>>,
        judge: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<U> {
        match judge(self.value) {
            Ok(value) => Some(value),
            Err(mistake) => {
                mistakes.push(Finding { place: self.place, fact: mistake.into() });
                None
            }
        }
    }
}

/// A file's text, to tell lines from byte offsets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'d> {
    pub(super) file: &'d Path,
    pub(super) text: &'d str,
}

impl<'d> Text<'d> {
    /// Parses the whole text; every syntax error of it becomes a mistake.
    pub(super) fn parse(self, mistakes: &mut Vec<Finding<Mistake>>) -> Section<'d> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let place = self.place(error.span().map_or(0, |span| span.start), String::new());
            let fact = Mistake::Syntax(error.message().lines().collect::<Vec<_>>().join("; "));
            mistakes.push(Finding { place, fact });
        }
        let place = self.place(0, String::new());
        Section { text: self, table: table.into_inner(), path: String::new(), place, asked: vec![] }
    }

    fn place(self, offset: usize, key: String) -> Place {
        let line = 1 + self.text.get(..offset).unwrap_or_default().matches('\n').count();
        Place::File { file: self.file.to_owned(), line, key }
    }
}

/// A table of the file, from which settings are taken one by one.
#[derive(Debug)]
pub(super) struct Section<'d> {
    text: Text<'d>,
    table: DeTable<'d>,
    path: String,
    /// Where it begins.
    pub(super) place: Place,
    asked: Vec<&'static str>,
}

/// A setting that is one thing or another.
pub(super) enum Either<A, B> {
    A(A),
    B(B),
}

impl<'d> Section<'d> {
    /// Whether a setting is there (whatever its type).
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where a setting is written that nobody took yet.
    pub(super) fn place_of(&self, key: &str) -> Option<Place> {
        let (name, _) = self.table.get_key_value(key)?;
        Some(self.text.place(name.span().start, self.key(key)))
    }

    /// A text.
    pub(super) fn text(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Found<String>> {
        let found = self.take(key)?;
        typed(found, Kind::Text, mistakes, as_text)
    }

    /// `true` or `false`.
    pub(super) fn flag(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Found<bool>> {
        let found = self.take(key)?;
        typed(found, Kind::Flag, mistakes, |value| {
            if let DeValue::Boolean(flag) = value { Ok(flag) } else { Err(value) }
        })
    }

    /// A whole number of seconds.
    pub(super) fn seconds(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Found<i64>> {
        let found = self.take(key)?;
        typed(found, Kind::Seconds, mistakes, as_integer)
    }

    /// A whole number, or a text that stands for one.
    pub(super) fn number_or_text(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Found<Either<i64, String>>> {
        let found = self.take(key)?;
        typed(found, Kind::IntegerOrOff, mistakes, |value| {
            as_integer(value).map(Either::A).or_else(|value| as_text(value).map(Either::B))
        })
    }

    /// A whole number of days.
    pub(super) fn days(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Found<i64>> {
        let found = self.take(key)?;
        typed(found, Kind::Days, mistakes, as_integer)
    }

    /// The table under a `[key]` heading.
    pub(super) fn section(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Self> {
        let found = self.take(key)?;
        let table = typed(found, Kind::Table, mistakes, as_table)?;
        Some(self.inner(key, table.value, table.place))
    }

    /// A list of texts, each with its own place. `None` if the setting is absent.
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Vec<Found<String>>> {
        let found = self.take(key)?;
        let list = typed(found, Kind::Texts, mistakes, as_list)?;
        Some(self.entries(key, list.value, mistakes))
    }

    /// A text, or a list of them, each with its own place.
    pub(super) fn text_or_texts(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Found<Vec<Found<String>>>> {
        let found = self.take(key)?;
        let either = typed(found, Kind::TextOrTexts, mistakes, |value| {
            as_text(value).map(Either::A).or_else(|value| as_list(value).map(Either::B))
        })?;
        let place = either.place;
        let value = match either.value {
            Either::A(value) => vec![Found { value, place: place.clone() }],
            Either::B(list) => self.entries(key, list, mistakes),
        };
        Some(Found { value, place })
    }

    /// A text, or a table.
    pub(super) fn text_or_section(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Found<Either<String, Self>>> {
        let found = self.take(key)?;
        let either = typed(found, Kind::TextOrTable, mistakes, |value| {
            as_text(value).map(Either::A).or_else(|value| as_table(value).map(Either::B))
        })?;
        let place = either.place;
        let value = match either.value {
            Either::A(text) => Either::A(text),
            Either::B(table) => Either::B(self.inner(key, table, place.clone())),
        };
        Some(Found { value, place })
    }

    /// The tables under a `[[key]]` heading. `None` if there is none.
    pub(super) fn sections(
        &mut self,
        key: &'static str,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Option<Vec<Self>> {
        let found = self.take(key)?;
        let list = typed(found, Kind::Tables, mistakes, as_list)?;
        let mut sections = Vec::new();
        for (index, value) in list.value.into_iter().enumerate() {
            let found = self.entry(key, index, value);
            if let Some(table) = typed(found, Kind::Tables, mistakes, as_table) {
                sections.push(self.inner(&format!("{key}[{index}]"), table.value, table.place));
            }
        }
        Some(sections)
    }

    /// Files every setting that nobody asked for.
    pub(super) fn finish(self, mistakes: &mut Vec<Finding<Mistake>>) {
        for name in self.table.keys() {
            let place = self.text.place(name.span().start, self.key(name.get_ref()));
            let fact =
                Mistake::UnknownKey { name: name.get_ref().to_string(), known: self.asked.clone() };
            mistakes.push(Finding { place, fact });
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Found<DeValue<'d>>> {
        self.asked.push(key);
        let (name, value) = self.table.remove_entry(key)?;
        let place = self.text.place(name.span().start, self.key(key));
        Some(Found { value: value.into_inner(), place })
    }

    fn entries(
        &self,
        key: &str,
        list: Vec<Spanned<DeValue<'d>>>,
        mistakes: &mut Vec<Finding<Mistake>>,
    ) -> Vec<Found<String>> {
        list.into_iter()
            .enumerate()
            .filter_map(|(index, value)| {
                typed(self.entry(key, index, value), Kind::Text, mistakes, as_text)
            })
            .collect()
    }

    fn entry(&self, key: &str, index: usize, value: Spanned<DeValue<'d>>) -> Found<DeValue<'d>> {
        let place = self.text.place(value.span().start, self.key(&format!("{key}[{index}]")));
        Found { value: value.into_inner(), place }
    }

    fn inner(&self, key: &str, table: DeTable<'d>, place: Place) -> Self {
        Self { text: self.text, table, path: self.key(key), place, asked: vec![] }
    }

    fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

fn typed<'d, T>(
    found: Found<DeValue<'d>>,
    expected: Kind,
    mistakes: &mut Vec<Finding<Mistake>>,
    read: impl FnOnce(DeValue<'d>) -> Result<T, DeValue<'d>>,
) -> Option<Found<T>> {
    let place = found.place.clone();
    let read =
        |value| read(value).map_err(|value| Mistake::WrongType { found: kind(&value), expected });
    found.judge(mistakes, read).map(|value| Found { value, place })
}

fn as_text(value: DeValue<'_>) -> Result<String, DeValue<'_>> {
    if let DeValue::String(text) = value { Ok(text.into_owned()) } else { Err(value) }
}

fn as_integer(value: DeValue<'_>) -> Result<i64, DeValue<'_>> {
    let DeValue::Integer(n) = &value else { return Err(value) };
    i64::from_str_radix(n.as_str(), n.radix()).map_err(|_| value)
}

fn as_list(value: DeValue<'_>) -> Result<Vec<Spanned<DeValue<'_>>>, DeValue<'_>> {
    if let DeValue::Array(list) = value { Ok(list.into_iter().collect()) } else { Err(value) }
}

fn as_table(value: DeValue<'_>) -> Result<DeTable<'_>, DeValue<'_>> {
    if let DeValue::Table(table) = value { Ok(table) } else { Err(value) }
}

fn kind(value: &DeValue<'_>) -> Kind {
    match value {
        DeValue::String(_) => Kind::Text,
        DeValue::Integer(_) => Kind::Integer,
        DeValue::Float(_) => Kind::Float,
        DeValue::Boolean(_) => Kind::Flag,
        DeValue::Datetime(_) => Kind::Date,
        DeValue::Array(_) => Kind::List,
        DeValue::Table(_) => Kind::Table,
    }
}

/// The name among `known` that a person most likely meant, if any is near enough.
pub(super) fn similar(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let tolerated = 1 + name.len() / 4;
    known
        .iter()
        .map(|candidate| (edits(name, candidate), *candidate))
        .filter(|(edits, _)| *edits <= tolerated)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// How many letters one must add, drop or change (Levenshtein), one row of the table at a time.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for (to, pair) in b.iter().zip(row.windows(2)) {
            let &[diagonal, above] = pair else { continue };
            let changed = diagonal + usize::from(from != *to);
            left = changed.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
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

    #[test]
    fn counts_edits() {
        for (a, b, n) in [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 2)] {
            assert_eq!(edits(a, b), n, "{a} {b}");
        }
    }
}
