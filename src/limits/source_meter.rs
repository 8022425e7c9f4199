//! A rate limit for sources, and for the networks that they are in.
//!
//! Whoever has one address often has its neighbours: a home has 256 networks of 64 bits. So each network
//! is counted with a limit of its own, which grows with its size. It is higher than what one source
//! may use, and lower than what all its sources together could.

use std::hash::Hash;
use std::num::NonZeroU32;

use super::meter::{Meter, Wait};
use super::source::{ALLOWANCES, Source};

/// Counts what each source asks for.
#[derive(Debug)]
pub struct SourceMeter {
    levels: [Meter; ALLOWANCES.len()],
}

impl SourceMeter {
    /// Admits `per_minute` of each source, and more of each network; `None` admits any number. Of each
    /// size not more than `most_keys` are remembered (some 80 bytes each).
    pub fn new(per_minute: Option<NonZeroU32>, most_keys: usize) -> Self {
        Self { levels: ALLOWANCES.map(|factor| Meter::new(times(per_minute, factor), most_keys)) }
    }

    /// Admits so many of each source from now on.
    pub fn set(&self, number: Option<NonZeroU32>) {
        for (meter, factor) in self.levels.iter().zip(ALLOWANCES) {
            meter.set(times(number, factor));
        }
    }

    /// The same for `number` a day.
    pub fn per_day(number: NonZeroU32, most_keys: usize) -> Self {
        let times = |factor| number.saturating_mul(factor);
        Self { levels: ALLOWANCES.map(|factor| Meter::per_day(times(factor), most_keys)) }
    }

    /// Takes one unit for `key` of `source` and of its networks at `now`, in unix seconds. A source
    /// that is not known is not counted.
    ///
    /// # Errors
    /// [`Wait`] if there is none left at one of them. Then nothing is taken.
    pub fn take(&self, key: impl Hash, source: Source, now: i64) -> Result<(), Wait> {
        let Some(networks) = source.networks() else { return Ok(()) };
        let counted = || {
            let levels = self.levels.iter().zip(networks);
            levels.filter_map(|(meter, network)| Some((meter, network?)))
        };
        for (meter, network) in counted() {
            meter.check((&key, network), now)?;
        }
        for (meter, network) in counted() {
            meter.take((&key, network), now)?;
        }
        Ok(())
    }
}

fn times(number: Option<NonZeroU32>, factor: NonZeroU32) -> Option<NonZeroU32> {
    number.map(|number| number.saturating_mul(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(meter: &SourceMeter, addresses: impl Iterator<Item = String>) -> usize {
        let take =
            |address: &String| meter.take((), Source::of(address.parse().unwrap()), 0).is_ok();
        addresses.filter(take).count()
    }

    #[test]
    fn a_home_and_a_site_may_do_more_than_one_address_and_less_than_all_their_addresses() {
        let meter = SourceMeter::new(NonZeroU32::new(10), 9999);
        let own = (0..99).map(|_| "2001:db8:1:1::1".to_owned());
        assert_eq!(admitted(&meter, own), 10);
        let home = (0..9999).map(|n| format!("2001:db8:1:{:x}::1", n % 256));
        assert_eq!(admitted(&meter, home), 30, "40 for the /56");
        let site = (0..9999).map(|n| format!("2001:db8:1:{n:x}::1"));
        assert_eq!(admitted(&meter, site), 120, "160 for the /48");
        let next = (0..99).map(|_| "2001:db8:2::1".to_owned());
        assert_eq!(admitted(&meter, next), 10, "another site");
        let ipv4 = (0..9999).map(|n| format!("198.51.100.{}", n % 256));
        assert_eq!(admitted(&meter, ipv4), 160, "the /24");
    }

    #[test]
    fn a_refused_source_takes_nothing_of_its_neighbours() {
        let meter = SourceMeter::new(NonZeroU32::new(10), 9999);
        let loud = (0..999).map(|_| "198.51.100.1".to_owned());
        assert_eq!(admitted(&meter, loud), 10);
        let others = (2..17).flat_map(|n| (0..10).map(move |_| format!("198.51.100.{n}")));
        assert_eq!(admitted(&meter, others), 150);
    }
}
