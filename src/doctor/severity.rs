//! How bad something is.

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// It is good to know.
    Note,
    /// Something does not work as it should, but people can sign in.
    Warning,
    /// It stops sign-ins, of everybody or of many.
    Fault,
}

impl Severity {
    /// Its word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Fault => "fault",
        }
    }
}
