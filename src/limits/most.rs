//! A number that limits something, or none, which can be changed while it holds.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

/// The most of something; any number if it is `None`.
#[derive(Debug)]
pub struct Most(AtomicU32);

impl Most {
    /// This number.
    pub fn new(number: Option<NonZeroU32>) -> Self {
        Self(AtomicU32::new(stored(number)))
    }

    /// The number now.
    pub fn get(&self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.0.load(Ordering::Relaxed))
    }

    /// Makes it this number from now on.
    pub fn set(&self, number: Option<NonZeroU32>) {
        self.0.store(stored(number), Ordering::Relaxed);
    }
}

fn stored(number: Option<NonZeroU32>) -> u32 {
    number.map_or(0, NonZeroU32::get)
}
