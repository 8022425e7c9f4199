//! A rate limit per minute or day, which also allows that many at once (GCRA, a token bucket).
//!
//! For each key it stores when the bucket will be full again. A key that is not in the table has a
//! full bucket, so an attacker who pushes other keys out of the table cannot lock anyone out.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Counts the units that each key takes.
#[derive(Debug)]
pub struct Meter {
    /// The time in which one unit is refilled; 0 if there is no limit.
    interval: AtomicI64,
    /// The time in which an empty bucket becomes full.
    window: i64,
    most_keys: usize,
    hasher: RandomState,
    table: Mutex<Table>,
}

/// The limit is reached. A retry can succeed after this many whole seconds, from 1 to 61, or to a day for
/// a limit of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many at once; the next one in {0} seconds")]
pub struct Wait(pub u32);

/// Goes with an answer, as an extension of the response, that tells somebody to [`Wait`].
#[derive(Clone, Copy, Debug)]
pub struct TooOften;

/// A second in microseconds, which are used so that a rate need not divide a minute.
const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// When the bucket of each key is full, by the hash of the key. Both collections hold the same
/// pairs.
#[derive(Debug, Default)]
struct Table {
    full_at: HashMap<u64, i64>,
    by_time: BTreeSet<(i64, u64)>,
}

impl Meter {
    /// Admits `per_minute` units of each key, or any number if it is `None`. At most `most_keys`
    /// are remembered (some 80 bytes each); those with the fullest buckets are forgotten first.
    pub fn new(per_minute: Option<NonZeroU32>, most_keys: usize) -> Self {
        Self::over(MINUTE, per_minute, most_keys)
    }

    /// The same for `number` a day.
    pub fn per_day(number: NonZeroU32, most_keys: usize) -> Self {
        Self::over(DAY, Some(number), most_keys)
    }

    fn over(window: i64, number: Option<NonZeroU32>, most_keys: usize) -> Self {
        let interval = AtomicI64::new(interval(window, number));
        Self { interval, window, most_keys, hasher: RandomState::new(), table: Mutex::default() }
    }

    /// Admits so many units from now on. The part of its bucket that a key has used stays used.
    pub fn set(&self, number: Option<NonZeroU32>) {
        self.interval.store(interval(self.window, number), Ordering::Relaxed);
    }

    fn interval(&self) -> Option<i64> {
        Some(self.interval.load(Ordering::Relaxed)).filter(|interval| *interval > 0)
    }

    /// Takes one unit of `key` at `now`, in unix seconds.
    ///
    /// # Errors
    /// [`Wait`] if no unit is left. A refused attempt does not make the wait longer.
    pub fn take(&self, key: impl Hash, now: i64) -> Result<(), Wait> {
        self.weigh(key, now, true)
    }

    /// Whether [`Self::take`] would succeed. It takes nothing.
    pub fn check(&self, key: impl Hash, now: i64) -> Result<(), Wait> {
        self.weigh(key, now, false)
    }

    /// Whether at least half of what `key` may take at once is left at `now`.
    pub fn is_half_full(&self, key: impl Hash, now: i64) -> bool {
        if self.interval().is_none() {
            return true;
        }
        let key = self.hasher.hash_one(key);
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = table.full_at.get(&key).copied().unwrap_or(0);
        full_at <= now.saturating_mul(SECOND).saturating_add(self.window / 2)
    }

    fn weigh(&self, key: impl Hash, now: i64, take: bool) -> Result<(), Wait> {
        let Some(interval) = self.interval() else { return Ok(()) };
        // The hash is keyed with secrets of this process, so an attacker cannot find keys that
        // collide.
        let key = self.hasher.hash_one(key);
        let now = now.saturating_mul(SECOND);
        let end = now.saturating_add(self.window);
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        // A time more than a window ahead was stored before the clock was set back, so it is
        // ignored.
        let known = table.full_at.get(&key).copied().filter(|full_at| *full_at <= end);
        let full_at = known.unwrap_or(now).max(now);
        let next = full_at.saturating_add(interval);
        if next > end {
            let seconds = (next - end + SECOND - 1) / SECOND;
            return Err(Wait(u32::try_from(seconds).unwrap_or(u32::MAX)));
        }
        if take {
            table.set(key, next);
            table.forget_beyond(self.most_keys);
        }
        Ok(())
    }
}

fn interval(window: i64, number: Option<NonZeroU32>) -> i64 {
    number.map_or(0, |number| (window / i64::from(number.get())).max(1))
}

impl Table {
    fn set(&mut self, key: u64, full_at: i64) {
        if let Some(before) = self.full_at.insert(key, full_at) {
            self.by_time.remove(&(before, key));
        }
        self.by_time.insert((full_at, key));
    }

    fn forget_beyond(&mut self, most: usize) {
        while self.full_at.len() > most {
            let Some((_, key)) = self.by_time.pop_first() else { break };
            self.full_at.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Clock;

    const START: i64 = 1_790_000_000;

    fn meter(per_minute: u32, most_keys: usize) -> Meter {
        Meter::new(NonZeroU32::new(per_minute), most_keys)
    }

    fn admitted(meter: &Meter, key: &str, now: i64, tries: u32) -> u32 {
        (0..tries).map(|_| u32::from(meter.take(key, now).is_ok())).sum()
    }

    #[test]
    fn a_classroom_signs_in_at_once_and_the_bucket_is_refilled_for_ever() {
        let (clock, hand) = Clock::movable(START);
        let meter = meter(120, 10);
        assert_eq!(admitted(&meter, "school", clock.now(), 500), 120);
        assert_eq!(meter.take("school", clock.now()), Err(Wait(1)));
        for _ in 0..1000 {
            hand.advance(1);
            assert_eq!(admitted(&meter, "school", clock.now(), 500), 2, "however hard they try");
        }
        hand.advance(60);
        assert_eq!(admitted(&meter, "school", clock.now(), 500), 120);
    }

    #[test]
    fn one_key_takes_nothing_of_another() {
        let meter = meter(3, 10);
        assert_eq!(admitted(&meter, "a", START, 9), 3);
        assert_eq!(admitted(&meter, "b", START, 9), 3);
    }

    #[test]
    fn looking_takes_nothing() {
        let meter = meter(1, 10);
        for _ in 0..9 {
            assert_eq!(meter.check("a", START), Ok(()));
        }
        assert_eq!(meter.take("a", START), Ok(()));
        assert_eq!(meter.check("a", START), Err(Wait(60)));
    }

    #[test]
    fn another_number_holds_at_once_and_what_was_used_stays_used() {
        let meter = meter(10, 10);
        assert_eq!(admitted(&meter, "a", START, 5), 5, "half of the bucket");
        meter.set(NonZeroU32::new(4));
        assert_eq!(admitted(&meter, "a", START, 9), 2, "half of the smaller one is left");
        assert_eq!(admitted(&meter, "b", START, 9), 4);
        meter.set(None);
        assert_eq!(admitted(&meter, "a", START, 100), 100);
        meter.set(NonZeroU32::new(1));
        assert_eq!(admitted(&meter, "c", START, 9), 1);
    }

    #[test]
    fn without_a_number_nothing_is_counted() {
        let meter = Meter::new(None, 10);
        assert_eq!(admitted(&meter, "a", START, 10_000), 10_000);
        assert!(meter.table.lock().unwrap().full_at.is_empty());
    }

    #[test]
    fn filling_the_table_costs_bounded_memory_and_locks_nobody_out() {
        let meter = meter(5, 100);
        assert_eq!(admitted(&meter, "greedy", START, 9), 5);
        for stranger in 0..100_000 {
            assert_eq!(meter.take(stranger, START), Ok(()), "a new one always gets in");
        }
        assert_eq!(meter.take("greedy", START), Err(Wait(12)), "those who asked least go first");
        let table = meter.table.lock().unwrap();
        assert_eq!((table.full_at.len(), table.by_time.len()), (100, 100));
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait() {
        let meter = meter(1, 10);
        for now in [START, START - 1_000_000, i64::MIN, i64::MAX] {
            assert_eq!(meter.take("a", now), Ok(()), "{now}");
        }
        assert_eq!(meter.take("a", i64::MAX), Ok(()), "nor does it overflow");
    }

    proptest! {
        /// In any order of calls, no more is admitted than the bucket and its refill, and a retry
        /// after the returned wait succeeds.
        #[test]
        fn never_more_than_promised_and_never_longer_than_said(
            per_minute in 1_u32..100_000,
            steps in prop::collection::vec((0_i64..100, 1_u32..50), 1..40),
        ) {
            let meter = meter(per_minute, 10);
            let (mut now, mut granted) = (START, 0_i64);
            for (pause, tries) in steps {
                now += pause;
                granted += i64::from(admitted(&meter, "a", now, tries));
                let refilled = i64::from(per_minute) * (now - START) / 60;
                // An interval is rounded down to a microsecond: less than one in a thousand.
                let most = i64::from(per_minute) + refilled;
                prop_assert!(granted <= most + most / 500 + 1, "{granted} of {most}");
                if let Err(Wait(seconds)) = meter.take("a", now) {
                    prop_assert!((1..=60).contains(&seconds));
                    now += i64::from(seconds);
                    prop_assert_eq!(meter.take("a", now), Ok(()));
                }
                granted += 1;
            }
        }

        #[test]
        fn the_table_never_outgrows_its_limit(keys in prop::collection::vec(0_u8..60, 0..500)) {
            let meter = meter(10, 20);
            for (time, key) in keys.into_iter().enumerate() {
                let _ = meter.take(key, START + i64::try_from(time).unwrap() / 5);
                let table = meter.table.lock().unwrap();
                prop_assert!(table.full_at.len() <= 20);
                prop_assert_eq!(table.full_at.len(), table.by_time.len());
            }
        }
    }
}
