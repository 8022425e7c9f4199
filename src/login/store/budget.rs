//! What strangers store, in bytes, and who stored it.
//! The tables of logins and logouts that wait have a budget, which their sites share.

/// Whoever stored a row: a number for the site of an address ([`crate::limits::Source::site`]), from a
/// key of this run of the daemon. It finds the rows of one site, and tells nobody's address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Site(i64);

/// What was stored.
#[derive(Debug)]
pub(crate) struct Remembered {
    /// The identifier of its page.
    pub(crate) id: String,
    /// Its size.
    pub(crate) bytes: usize,
}

impl Site {
    /// The site whose network has this keyed hash. All whose address is unknown are one site.
    pub(crate) const fn of(hash: u64) -> Self {
        Self(hash.cast_signed())
    }

    /// As it is stored.
    pub(super) const fn number(self) -> i64 {
        self.0
    }
}

/// A size as it is stored.
pub(super) fn size(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
