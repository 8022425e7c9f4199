//! What the doctor finds: which kind, where, and what to type.

use super::kinds::Kind;
use super::severity::Severity;
use super::shown::shown;

/// Something that was found.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// Of which kind it is. That says how bad it is, and why it matters.
    pub(crate) kind: &'static Kind,
    /// What was seen.
    pub(crate) what: String,
    /// What to type.
    pub(crate) to_do: String,
}

impl Finding {
    /// A finding. What strangers wrote must have gone through [`shown`].
    pub(crate) fn new(
        kind: &'static Kind,
        what: impl Into<String>,
        to_do: impl Into<String>,
    ) -> Self {
        Self { kind, what: what.into(), to_do: to_do.into() }
    }

    /// The same with an error of somebody else at the end of what was seen.
    pub(crate) fn because(mut self, error: impl std::fmt::Display) -> Self {
        self.what.push_str(": ");
        self.what.push_str(&shown(&error.to_string()));
        self
    }
}

/// A part of the whole that was looked at.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Its name for people.
    pub(crate) name: &'static str,
    /// What was found there, in the order in which to mend it.
    pub(crate) findings: Vec<Finding>,
    /// What was done there step by step, where somebody asked for that.
    pub(crate) steps: Vec<String>,
}

impl Part {
    /// A part with these findings.
    pub(crate) const fn new(name: &'static str, findings: Vec<Finding>) -> Self {
        Self { name, findings, steps: Vec::new() }
    }

    /// The worst that was found there; a note is none.
    pub(crate) fn worst(&self) -> Severity {
        self.findings.iter().map(|it| it.kind.severity).max().unwrap_or(Severity::Note)
    }
}
