//! The types that a setting can have, and how each is read.

use std::ops::{Range, RangeInclusive};
use std::path::Path;

use toml::de::DeValue;

use super::finding::{Findings, Found, Place};
use super::mistake::Mistake;

/// The text of a file, and where to collect findings.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    /// The path of the file, as given.
    pub file: &'d Path,
    /// The whole text.
    pub text: &'d str,
    /// The collected findings.
    pub findings: &'d Findings,
}

impl Document<'_> {
    pub(super) fn place(self, offset: usize, key: &str) -> Place {
        let line = 1 + self.text.get(..offset).unwrap_or_default().matches('\n').count();
        Place::File { file: self.file.to_owned(), line, key: key.to_owned() }
    }
}

/// A type that a setting can have.
pub trait Shape<'d>: Sized {
    /// What the operator must write, for messages.
    const EXPECTED: &'static str;
    /// The same for the second form in an [`Either`].
    const AS_SECOND: &'static str = Self::EXPECTED;

    /// Reads a value; `None` if it has another type.
    fn read(value: &DeValue<'d>, at: &At<'d>) -> Option<Self>;
}

/// The place of a value.
#[derive(Clone, Debug)]
pub struct At<'d> {
    pub(super) document: Document<'d>,
    /// The full path of the setting, such as `clients[0].redirect_uris`.
    pub(super) key: String,
    pub(super) place: Place,
}

impl<'d> At<'d> {
    pub(super) fn read<T: Shape<'d>>(self, value: &DeValue<'d>) -> Option<Found<'d, T>> {
        let mistake = Mistake::WrongType(kind(value), T::EXPECTED);
        let read = T::read(value, &self);
        let found = Found::new(read, self.place, self.document.findings);
        found.refine(|read| read.ok_or(mistake))
    }

    /// The place of a setting in this section.
    pub(super) fn inner(&self, key: &str, span: Range<usize>) -> Self {
        let dot = if self.key.is_empty() { "" } else { "." };
        self.at(format!("{}{dot}{key}", self.key), span)
    }

    fn at(&self, key: String, span: Range<usize>) -> Self {
        let place = self.document.place(span.start, &key);
        Self { document: self.document, key, place }
    }

    /// Reads a list. Values of another type are noted as mistakes and left out.
    pub(super) fn list<T: Shape<'d>>(&self, value: &DeValue<'d>) -> Option<Vec<Found<'d, T>>> {
        let values = value.as_array()?.iter().enumerate().filter_map(|(index, value)| {
            self.at(format!("{}[{index}]", self.key), value.span()).read(value.get_ref())
        });
        Some(values.collect())
    }
}

impl<'d> Shape<'d> for String {
    const EXPECTED: &'static str = "a text in quotes";
    const AS_SECOND: &'static str = "a whole number without quotes, or \"off\"";

    fn read(value: &DeValue<'d>, _: &At<'d>) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

impl<'d> Shape<'d> for bool {
    const EXPECTED: &'static str = "true or false, without quotes";

    fn read(value: &DeValue<'d>, _: &At<'d>) -> Option<Self> {
        value.as_bool()
    }
}

impl<'d> Shape<'d> for i64 {
    const EXPECTED: &'static str = "a number";

    fn read(value: &DeValue<'d>, _: &At<'d>) -> Option<Self> {
        let number = value.as_integer()?;
        Self::from_str_radix(number.as_str(), number.radix()).ok()
    }
}

/// A whole number of seconds.
#[derive(Clone, Copy, Debug)]
pub struct Seconds(pub i64);

impl<'d> Shape<'d> for Seconds {
    const EXPECTED: &'static str = "a whole number of seconds, without quotes";

    fn read(value: &DeValue<'d>, at: &At<'d>) -> Option<Self> {
        i64::read(value, at).map(Self)
    }
}

impl Seconds {
    /// The number, if it is within `bounds`.
    ///
    /// # Errors
    /// [`Mistake::Seconds`] if it is not.
    pub fn within<N>(self, bounds: RangeInclusive<N>) -> Result<N, Mistake>
    where
        N: Copy + PartialOrd + TryFrom<i64> + Into<i64>,
    {
        let number = N::try_from(self.0).ok().filter(|number| bounds.contains(number));
        let bounds = (*bounds.start()).into()..=(*bounds.end()).into();
        number.ok_or(Mistake::Seconds(self.0, bounds))
    }
}

/// A whole number of days.
#[derive(Clone, Copy, Debug)]
pub struct Days(pub i64);

impl<'d> Shape<'d> for Days {
    const EXPECTED: &'static str = "a whole number of days, without quotes";

    fn read(value: &DeValue<'d>, at: &At<'d>) -> Option<Self> {
        i64::read(value, at).map(Self)
    }
}

/// A list of texts, each with its place.
impl<'d> Shape<'d> for Vec<Found<'d, String>> {
    const EXPECTED: &'static str = "a list of texts, such as [\"…\", \"…\"]";
    const AS_SECOND: &'static str = "a text in quotes, or a list of them";

    fn read(value: &DeValue<'d>, at: &At<'d>) -> Option<Self> {
        at.list(value)
    }
}

/// A setting that can have one of two types.
#[derive(Debug)]
pub enum Either<A, B> {
    /// The first type.
    A(A),
    /// The second type.
    B(B),
}

impl<'d, A: Shape<'d>, B: Shape<'d>> Shape<'d> for Either<A, B> {
    const EXPECTED: &'static str = B::AS_SECOND;

    fn read(value: &DeValue<'d>, at: &At<'d>) -> Option<Self> {
        A::read(value, at).map(Self::A).or_else(|| B::read(value, at).map(Self::B))
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => String::EXPECTED,
        DeValue::Integer(_) => i64::EXPECTED,
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => bool::EXPECTED,
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
