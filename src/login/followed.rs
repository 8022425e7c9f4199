//! Where the addresses of waiting pages have led, for who presses "Continue" while the browser is on its way.
//!
//! The page that waited is still there until the next server answers, and its link too. The browser drops
//! the first answer then, so the second one leads to the same place. Only that page knows its address, so
//! this holds for a GET as well. It is in memory, in bounded room, and never holds a code: of two codes only
//! one is good (`issue_code`).

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::outcomes::OutcomeOwner;
use crate::oidc::protocol::error::AuthorizationError;
use crate::secret::{Secret, SecretHash};

/// For how long it is remembered, in seconds. A slow server may take as long for its page.
const AGAIN: i64 = 30;
/// How much is remembered: of more, the oldest is forgotten.
const MOST: usize = 512;

/// Where an address has led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To this address: of the person's server, or of a page of ours.
    To(String),
    /// To the relying party, with this error.
    Refused(AuthorizationError),
    /// To the relying party, with a code.
    Answered,
}

/// The addresses of the last seconds.
#[derive(Debug, Default)]
pub struct Followed(Mutex<VecDeque<Entry>>);

#[derive(Debug)]
struct Entry {
    number: SecretHash,
    whose: OutcomeOwner,
    way: Way,
    at: i64,
}

impl Followed {
    /// Notes that `number` led somewhere at `now`.
    pub(super) fn note(&self, number: &Secret, whose: OutcomeOwner, way: Way, now: i64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|entry| is_lately(entry.at, now));
        all.truncate(MOST - 1);
        all.push_front(Entry { number: number.hash(), whose, way, at: now });
    }

    /// Where `number` led less than half a minute ago. None for another login or browser.
    pub(super) fn by(&self, number: &Secret, whose: &OutcomeOwner, now: i64) -> Option<Way> {
        let number = number.hash();
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |entry: &&Entry| entry.number == number && entry.whose == *whose;
        all.iter().find(is_it).filter(|entry| is_lately(entry.at, now)).map(|it| it.way.clone())
    }
}

fn is_lately(at: i64, now: i64) -> bool {
    (0..AGAIN).contains(&now.saturating_sub(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whose(login: &str) -> OutcomeOwner {
        OutcomeOwner { login: login.to_owned(), browser: Secret::from_text("b".to_owned()).hash() }
    }

    #[test]
    fn is_remembered_for_half_a_minute_and_in_bounded_room() {
        let followed = Followed::default();
        let (first, other) = (Secret::mint(), Secret::mint());
        followed.note(&first, whose("a"), Way::Answered, 100);
        followed.note(&other, whose("a"), Way::To("/x".to_owned()), 101);
        assert_eq!(followed.by(&first, &whose("a"), 129), Some(Way::Answered));
        assert_eq!(followed.by(&other, &whose("a"), 130), Some(Way::To("/x".to_owned())));
        assert_eq!(followed.by(&first, &whose("a"), 130), None, "too late");
        assert_eq!(followed.by(&first, &whose("b"), 110), None, "another login");
        assert_eq!(followed.by(&Secret::mint(), &whose("a"), 110), None);
        for _ in 0..MOST {
            followed.note(&Secret::mint(), whose("a"), Way::Answered, 110);
        }
        assert_eq!(followed.0.lock().unwrap().len(), MOST);
        assert_eq!(followed.by(&other, &whose("a"), 110), None);
    }
}
