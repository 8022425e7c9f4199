//! A concurrency limit for each party.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::Semaphore;

/// A semaphore of the same size for each key. Clones share them.
///
/// Unused ones are forgotten when a new key is requested.
#[derive(Debug)]
pub struct Shares<K> {
    each: usize,
    in_use: Arc<Mutex<HashMap<K, Weak<Semaphore>>>>,
}

impl<K> Clone for Shares<K> {
    fn clone(&self) -> Self {
        Self { each: self.each, in_use: Arc::clone(&self.in_use) }
    }
}

impl<K: Eq + Hash> Shares<K> {
    /// A limit of `each` permits for each key.
    pub fn new(each: usize) -> Self {
        Self { each, in_use: Arc::default() }
    }

    /// The semaphore of `key`. It exists as long as a permit is held (`Semaphore::acquire_owned`).
    pub fn of(&self, key: K) -> Arc<Semaphore> {
        let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = in_use.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        in_use.retain(|_, share| share.strong_count() > 0);
        let share = Arc::new(Semaphore::new(self.each));
        in_use.insert(key, Arc::downgrade(&share));
        share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_taken_a_whole_share_takes_none_of_another() {
        let shares = Shares::new(2);
        let _first = shares.of("a").try_acquire_owned().unwrap();
        let second = shares.of("a").try_acquire_owned().unwrap();
        assert!(shares.of("a").try_acquire_owned().is_err());
        assert!(shares.of("b").try_acquire_owned().is_ok());
        drop(second);
        assert!(shares.of("a").try_acquire_owned().is_ok());
    }

    #[test]
    fn shares_that_nobody_uses_are_forgotten() {
        let shares = Shares::new(2);
        let held = shares.of(0).try_acquire_owned().unwrap();
        for number in 1..1000 {
            drop(shares.of(number).try_acquire_owned());
        }
        assert!(shares.in_use.lock().unwrap().len() <= 3);
        drop(held);
    }
}
