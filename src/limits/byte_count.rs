//! Tells when it is time to look whether what was stored still fits into its budget of bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// After so many bytes it is looked.
const BETWEEN_CHECKS: usize = 1024 * 1024;

/// Counts bytes as they are stored.
#[derive(Debug, Default)]
pub struct ByteCount {
    stored: AtomicUsize,
    is_checked: Arc<AtomicBool>,
}

/// A check is under way until this is dropped.
#[derive(Debug)]
pub struct Check(Arc<AtomicBool>);

impl ByteCount {
    /// Counts `bytes` more. Gives the check that is due, if none is under way: looking takes long, so it
    /// happens once at a time.
    pub fn add(&self, bytes: usize) -> Option<Check> {
        let stored = self.stored.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if stored < BETWEEN_CHECKS || self.is_checked.swap(true, Ordering::AcqRel) {
            return None;
        }
        self.stored.store(0, Ordering::Relaxed);
        Some(Check(Arc::clone(&self.is_checked)))
    }
}

impl Drop for Check {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_due_after_each_megabyte_and_only_one_at_a_time() {
        let count = ByteCount::default();
        assert!(count.add(BETWEEN_CHECKS - 1).is_none());
        let check = count.add(1).expect("it is due");
        assert!(count.add(5 * BETWEEN_CHECKS).is_none(), "one is under way");
        drop(check);
        drop(count.add(0).expect("much was stored meanwhile"));
        assert!(count.add(BETWEEN_CHECKS - 1).is_none());
    }
}
