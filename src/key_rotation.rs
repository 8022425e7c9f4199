//! Key rotation: when the next signing key is made, which key signs, and when an old one goes.
//!
//! In: when each key of one kind begins to sign and when it retires, and the time. Out: what is to be
//! done. This file knows neither what is signed nor where keys are stored. Verifiers keep a copy of the
//! published keys, so a key is published long before it signs, and stays published long after.

/// The times of one kind of keys, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// How long a key is published before it signs: longer than any copy is kept.
    pub lead: i64,
    /// How long it stays published after the next one has begun: until nothing that it signed counts.
    pub kept: i64,
    /// For how long a key signs; nothing if only a command rotates it.
    pub lifetime: Option<i64>,
}

/// When one key signs and goes, in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// From when on it signs, unless a newer one does.
    pub signs_from: i64,
    /// When it goes; nothing while no other is to take its place.
    pub retires_at: Option<i64>,
}

/// What a key is at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyStatus {
    /// The one that signs.
    Signing,
    /// Published, and to sign later.
    Next,
    /// Published for what it has signed.
    Old,
    /// Not published any more.
    Retired,
}

impl Term {
    /// Whether the key has gone by `at`.
    pub fn is_over(&self, at: i64) -> bool {
        self.retires_at.is_some_and(|end| end <= at)
    }
}

impl Schedule {
    /// When a key that is made now may sign.
    pub const fn next_from(&self, now: i64) -> i64 {
        now.saturating_add(self.lead)
    }

    /// When the others go, if the next key signs from `signs_from` on.
    pub const fn others_retire_at(&self, signs_from: i64) -> i64 {
        signs_from.saturating_add(self.kept)
    }

    /// The last moment from which on a waiting key may be meant to sign. One that waits for longer was
    /// made by a clock that was wrong, and nobody waits for it.
    pub const fn latest_start(&self, now: i64) -> i64 {
        now.saturating_add(self.lead.saturating_mul(2))
    }

    /// Whether it is time to make the next key. That this happens late is harmless: the old key goes
    /// on signing until then.
    pub fn is_due(&self, terms: &[Term], now: i64) -> bool {
        let Some(lifetime) = self.lifetime else { return false };
        let Some(signing) = signing(terms, |term| term.signs_from, now) else { return false };
        let until = signing.signs_from.saturating_add(lifetime);
        until.saturating_sub(self.lead) <= now && !self.is_waiting(terms, now)
    }

    /// Whether the next key exists already.
    pub fn is_waiting(&self, terms: &[Term], now: i64) -> bool {
        let waits = |from| from > now && from <= self.latest_start(now);
        terms.iter().any(|term| waits(term.signs_from))
    }
}

/// The key that signs: the newest whose time has come. If the clock was set back to before all of them,
/// the one that others have known for longest.
pub fn signing<K>(keys: &[K], signs_from: impl Fn(&K) -> i64, now: i64) -> Option<&K> {
    let begun = keys.iter().filter(|key| signs_from(key) <= now);
    begun.max_by_key(|key| signs_from(key)).or_else(|| keys.iter().min_by_key(|k| signs_from(k)))
}

/// What each of `terms` is, in their order.
pub fn statuses(terms: &[Term], now: i64) -> Vec<KeyStatus> {
    let here: Vec<Term> = terms.iter().filter(|term| !term.is_over(now)).copied().collect();
    let signs = signing(&here, |term| term.signs_from, now).copied();
    let status = |term: &Term| match term {
        term if term.is_over(now) => KeyStatus::Retired,
        term if signs == Some(*term) => KeyStatus::Signing,
        term if term.signs_from > now => KeyStatus::Next,
        _ => KeyStatus::Old,
    };
    terms.iter().map(status).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEDULE: Schedule = Schedule { lead: 10, kept: 20, lifetime: Some(100) };

    fn terms(signs_from: &[i64]) -> Vec<Term> {
        signs_from.iter().map(|&signs_from| Term { signs_from, retires_at: None }).collect()
    }

    #[test]
    fn the_newest_key_signs_once_its_time_has_come() {
        let keys = [0, 100, 200];
        for (now, expected) in [(0, 0), (99, 0), (100, 100), (199, 100), (200, 200), (999, 200)] {
            assert_eq!(signing(&keys, |from| *from, now), Some(&expected), "{now}");
        }
        assert_eq!(signing(&[] as &[i64], |from| *from, 0), None);
    }

    #[test]
    fn a_clock_before_all_keys_leaves_the_oldest_signing() {
        assert_eq!(signing(&[300, 200], |from| *from, 5), Some(&200));
        assert!(!SCHEDULE.is_due(&terms(&[200, 300]), 5));
    }

    #[test]
    fn the_next_key_is_made_once_and_early_enough() {
        let only = terms(&[0]);
        assert!(!SCHEDULE.is_due(&only, 89));
        assert!(SCHEDULE.is_due(&only, 90) && SCHEDULE.is_due(&only, 5000), "late is as good");
        assert!(!SCHEDULE.is_due(&terms(&[0, 100]), 90));
        assert!(!SCHEDULE.is_due(&terms(&[0, 100]), 150), "the second one's turn has just begun");
        assert!(!Schedule { lifetime: None, ..SCHEDULE }.is_due(&only, 5000));
    }

    #[test]
    fn a_key_of_a_clock_that_was_wrong_is_not_waited_for() {
        let far = terms(&[0, 1_000_000]);
        assert!(SCHEDULE.is_due(&far, 90));
        assert!(!SCHEDULE.is_due(&terms(&[0, 110]), 90), "a clock set back a little is no reason");
    }

    #[test]
    fn every_key_has_one_status() {
        let mut keys = terms(&[0, 100, 200, 300]);
        keys[0].retires_at = Some(120);
        keys[1].retires_at = Some(220);
        let expected = [KeyStatus::Retired, KeyStatus::Old, KeyStatus::Signing, KeyStatus::Next];
        assert_eq!(statuses(&keys, 210), expected);
    }
}
