//! The kinds of keys, as the commands name them.

use crate::key_ring::{KeyRing, StoredKey};
use crate::moment::moment;

/// A kind of keys, for output.
pub(super) struct Kind {
    pub(super) ring: KeyRing,
    pub(super) title: &'static str,
    /// Where they are published.
    pub(super) path: &'static str,
    /// The label of the keys, if it is not their algorithm.
    pub(super) label: Option<&'static str>,
}

impl Kind {
    /// What it is called in a list.
    pub(super) fn label(&self, key: &StoredKey) -> &'static str {
        self.label.unwrap_or_else(|| key.algorithm.name())
    }
}

/// Keys from before key rotation existed have the time 0.
pub(super) fn time(seconds: i64) -> String {
    if seconds > 0 { moment(seconds) } else { "the beginning".to_owned() }
}
