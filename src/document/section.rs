//! A TOML table whose settings are read one by one.

use toml::de::{DeTable, DeValue};

use super::finding::{Fact, Findings, Found, Place};
use super::mistake::Mistake;
use super::shape::{At, Document, Shape};

/// A table of the file. Each setting is removed when it is read.
#[derive(Debug)]
pub struct Section<'d> {
    table: DeTable<'d>,
    at: At<'d>,
    asked: Vec<&'static str>,
}

impl<'d> Section<'d> {
    /// Takes a setting, if it exists and has this type.
    pub fn take<T: Shape<'d>>(&mut self, key: &'static str) -> Option<Found<'d, T>> {
        self.asked.push(key);
        let (name, value) = self.table.remove_entry(key)?;
        self.at.inner(key, name.span()).read(value.get_ref())
    }

    /// Takes a setting and converts it with `judge`. A mistake is noted at its place.
    pub fn judge<T: Shape<'d>, U, E: Into<Fact>>(
        &mut self,
        key: &'static str,
        judge: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<U> {
        self.take(key)?.judge(judge)
    }

    /// Takes the value of a setting that needs no further check.
    pub fn value<T: Shape<'d>>(&mut self, key: &'static str) -> Option<T> {
        self.take(key).map(|found| found.value)
    }

    /// Takes a setting into `field`, which stays the same if the setting is missing or wrong.
    pub fn set<T: Shape<'d>>(&mut self, key: &'static str, field: &mut T) {
        if let Some(value) = self.value(key) {
            *field = value;
        }
    }

    /// Like [`Self::set`], but converts the setting with `judge`.
    pub fn fill<T: Shape<'d>, U, E: Into<Fact>>(
        &mut self,
        key: &'static str,
        field: &mut U,
        judge: impl FnOnce(T) -> Result<U, E>,
    ) {
        if let Some(value) = self.judge(key, judge) {
            *field = value;
        }
    }

    /// Takes a list of texts and returns those that `judge` accepts.
    pub fn each<T, E: Into<Fact>>(
        &mut self,
        key: &'static str,
        judge: impl FnMut(String) -> Result<T, E>,
    ) -> Vec<T> {
        good(self.value(key).unwrap_or_default(), judge)
    }

    /// Whether a setting exists that was not taken yet.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes a mistake if a setting is missing. Call it before the setting is taken.
    pub fn require(&self, key: &'static str) {
        if !self.has(key) {
            self.misses(Mistake::Missing(key));
        }
    }

    /// Notes a mistake of the section as a whole.
    pub fn misses(&self, mistake: impl Into<Fact>) {
        self.at.document.findings.mistake(self.at.place.clone(), mistake);
    }

    /// Notes a mistake if a setting exists. Call it before the setting is taken.
    pub fn refuse(&self, key: &str, mistake: impl Into<Fact>) {
        if let Some(place) = self.place_of(key) {
            self.at.document.findings.mistake(place, mistake);
        }
    }

    /// The place of a setting that was not taken yet.
    pub fn place_of(&self, key: &str) -> Option<Place> {
        let (name, _) = self.table.get_key_value(key)?;
        Some(self.at.inner(key, name.span()).place)
    }

    /// The collected findings.
    pub const fn findings(&self) -> &'d Findings {
        self.at.document.findings
    }

    /// Notes every setting that was not taken as unknown.
    pub fn finish(self) {
        for name in self.table.keys() {
            let place = self.at.inner(name.get_ref(), name.span()).place;
            let (name, known) = (name.get_ref().to_string(), self.asked.clone());
            self.at.document.findings.mistake(place, Mistake::UnknownKey { name, known });
        }
    }
}

/// The values of a list that `judge` accepts.
pub fn good<T, E: Into<Fact>>(
    texts: Vec<Found<'_, String>>,
    mut judge: impl FnMut(String) -> Result<T, E>,
) -> Vec<T> {
    texts.into_iter().filter_map(|text| text.judge(&mut judge)).collect()
}

impl<'d> Document<'d> {
    /// The top-level settings; `None` if the text is not TOML. Every syntax error is noted.
    pub fn parse(self) -> Option<Section<'d>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let place = self.place(error.span().map_or(0, |span| span.start), "");
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            self.findings.mistake(place, Mistake::Syntax(message));
        }
        let at = At { document: self, key: String::new(), place: self.place(0, "") };
        // Reading the rest of a broken text would only report false mistakes.
        errors.is_empty().then(|| Section { table: table.into_inner(), at, asked: vec![] })
    }
}

impl<'d> Shape<'d> for Section<'d> {
    const EXPECTED: &'static str = "a table";
    const AS_SECOND: &'static str = "a text in quotes, or a table";

    fn read(value: &DeValue<'d>, at: &At<'d>) -> Option<Self> {
        Some(Self { table: value.as_table()?.clone(), at: at.clone(), asked: vec![] })
    }
}

/// One of the tables under a `[[key]]` heading.
struct Entry<'d>(Section<'d>);

impl<'d> Shape<'d> for Entry<'d> {
    const EXPECTED: &'static str =
        "a table of its own for each, under a [[double-bracketed]] heading";

    fn read(value: &DeValue<'d>, at: &At<'d>) -> Option<Self> {
        Section::read(value, at).map(Self)
    }
}

/// The tables under a `[[key]]` heading.
impl<'d> Shape<'d> for Vec<Section<'d>> {
    const EXPECTED: &'static str = Entry::EXPECTED;

    fn read(value: &DeValue<'d>, at: &At<'d>) -> Option<Self> {
        let entries: Vec<Found<'_, Entry<'_>>> = at.list(value)?;
        Some(entries.into_iter().map(|found| found.value.0).collect())
    }
}
