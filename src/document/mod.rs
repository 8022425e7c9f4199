//! A TOML text taken apart by its reader, who asks for each setting by name and type.
//!
//! In: the text of a configuration. Out: values, each with its [`Place`], and in [`Findings`] every
//! mistake on the way, not the first one only: Serde would stop there, and forget the line by the
//! time a value is judged. What nobody asked for is a mistake too. This module knows no setting.

mod files;
mod finding;
mod mistake;
mod shape;

use std::path::Path;

use toml::de::DeTable;

pub use self::files::{FileMistake, Files, NamedFiles};
pub use self::finding::{Fact, Finding, Findings, Found, Place};
pub use self::mistake::{Mistake, ValueKind, similar, suggestion};
use self::shape::At;
pub use self::shape::{Days, Either, Seconds, Shape};

/// The text of a file, and where to note what is found in it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    /// The file as it was named to us.
    pub file: &'d Path,
    /// All of it.
    pub text: &'d str,
    /// What is noticed while it is read.
    pub findings: &'d Findings,
}

impl<'d> Document<'d> {
    /// The settings at the top; nothing if the text is no TOML. Every syntax error of it is noted.
    pub fn parse(self) -> Option<Section<'d>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            let place = self.place(error.span().map_or(0, |span| span.start), "");
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            self.findings.mistake(place, Mistake::Syntax(message));
        }
        let at = At { document: self, key: String::new(), place: self.place(0, "") };
        // What a broken text still seems to say would only add mistakes that are none.
        errors.is_empty().then(|| Section { table: table.into_inner(), at, asked: vec![] })
    }

    fn place(self, offset: usize, key: &str) -> Place {
        let line = 1 + self.text.get(..offset).unwrap_or_default().matches('\n').count();
        Place::File { file: self.file.to_owned(), line, key: key.to_owned() }
    }
}

/// A table of the file, from which settings are taken one by one.
#[derive(Debug)]
pub struct Section<'d> {
    table: DeTable<'d>,
    at: At<'d>,
    asked: Vec<&'static str>,
}

impl<'d> Section<'d> {
    /// Takes a setting, if it is there and of this type.
    pub fn take<T: Shape<'d>>(&mut self, key: &'static str) -> Option<Found<'d, T>> {
        self.asked.push(key);
        let (name, value) = self.table.remove_entry(key)?;
        self.at.inner(key, name.span()).read(value.get_ref())
    }

    /// Takes a setting and judges it; a mistake is noted at its place.
    pub fn judge<T: Shape<'d>, U, E: Into<Fact>>(
        &mut self,
        key: &'static str,
        judge: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<U> {
        self.take(key)?.judge(judge)
    }

    /// Takes a setting that can be whatever its type admits.
    pub fn value<T: Shape<'d>>(&mut self, key: &'static str) -> Option<T> {
        self.take(key).map(|found| found.value)
    }

    /// Takes a setting into its `field`, which stays as it is if the setting is not there.
    pub fn set<T: Shape<'d>>(&mut self, key: &'static str, field: &mut T) {
        if let Some(value) = self.value(key) {
            *field = value;
        }
    }

    /// The same for what `judge` makes of a setting.
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

    /// Whether a setting is there that nobody took yet, whatever its type.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Notes that a setting is missing if it is not there. For before it is taken.
    pub fn require(&self, key: &'static str) {
        if !self.has(key) {
            self.misses(Mistake::Missing(key));
        }
    }

    /// Notes a mistake of the section as a whole.
    pub fn misses(&self, mistake: impl Into<Fact>) {
        self.at.document.findings.mistake(self.at.place.clone(), mistake);
    }

    /// Notes that a setting should not be there if it is. For before it is taken.
    pub fn refuse(&self, key: &str, mistake: impl Into<Fact>) {
        if let Some(place) = self.place_of(key) {
            self.at.document.findings.mistake(place, mistake);
        }
    }

    /// Where a setting is written that nobody took yet.
    pub fn place_of(&self, key: &str) -> Option<Place> {
        let (name, _) = self.table.get_key_value(key)?;
        Some(self.at.inner(key, name.span()).place)
    }

    /// Where things are noted.
    pub const fn findings(&self) -> &'d Findings {
        self.at.document.findings
    }

    /// Notes every setting that nobody asked for.
    pub fn finish(self) {
        for name in self.table.keys() {
            let place = self.at.inner(name.get_ref(), name.span()).place;
            let (name, known) = (name.get_ref().to_string(), self.asked.clone());
            self.at.document.findings.mistake(place, Mistake::UnknownKey { name, known });
        }
    }
}
