//! Remembers for ten seconds what a form of the account page has ended.
//! The same form may be sent twice.
//!
//! The session that such a form was written for is gone when it comes again, and nothing in the database
//! says why. So it is kept in memory for ten seconds, in bounded room, under a hash of the browser's
//! cookie, the form's token and its path. Only somebody who was signed in adds to it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::params::Params;
use crate::secret::SecretHash;

/// For how long it is remembered, in seconds.
const AGAIN: i64 = 10;
/// How much is remembered: of more, the oldest is forgotten.
const MOST: usize = 1024;

/// What has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The session of this browser.
    Here,
    /// All sessions of the account, and all access to it.
    Everywhere,
    /// The same, and all that was stored of the account.
    AndDeleted,
}

/// One form, as one browser sends it each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SentForm(SecretHash);

/// What the forms of the last seconds have ended.
#[derive(Debug, Default)]
pub struct JustEnded(Mutex<VecDeque<(SentForm, Ended, i64)>>);

impl SentForm {
    /// The form that the browser with this cookie sent to `path`.
    pub(super) fn of(browser: SecretHash, form: &Params, path: &str) -> Option<Self> {
        let csrf = form.one("csrf").ok()??;
        let parts = [b"sent".as_slice(), browser.as_bytes(), csrf.as_bytes(), path.as_bytes()];
        Some(Self(SecretHash::of(&parts)))
    }
}

impl JustEnded {
    /// Notes what a form ends. It is only asked for once the session is gone.
    pub(super) fn note(&self, form: SentForm, ended: Ended, now: i64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(.., at)| is_lately(*at, now));
        all.truncate(MOST - 1);
        all.push_front((form, ended, now));
    }

    /// Forgets it: it has ended nothing.
    pub(super) fn take_back(&self, form: SentForm) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(sent, ..)| *sent != form);
    }

    /// What the same form ended less than ten seconds ago.
    pub(super) fn by(&self, form: SentForm, now: i64) -> Option<Ended> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = all.iter().find(|(sent, _, at)| *sent == form && is_lately(*at, now));
        same.map(|(_, ended, _)| *ended)
    }
}

fn is_lately(at: i64, now: i64) -> bool {
    (0..AGAIN).contains(&now.saturating_sub(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str) -> SentForm {
        SentForm(SecretHash::of(&[name.as_bytes()]))
    }

    #[test]
    fn is_remembered_for_ten_seconds_and_in_bounded_room() {
        let ended = JustEnded::default();
        ended.note(form("a"), Ended::Everywhere, 100);
        ended.note(form("b"), Ended::Here, 101);
        assert_eq!(ended.by(form("a"), 109), Some(Ended::Everywhere));
        assert_eq!(ended.by(form("b"), 109), Some(Ended::Here));
        for (name, now) in [("a", 110), ("a", 99), ("c", 100)] {
            assert_eq!(ended.by(form(name), now), None, "{name} {now}");
        }
        for number in 0..10_000 {
            ended.note(form(&number.to_string()), Ended::Here, 105);
        }
        assert_eq!(ended.0.lock().unwrap().len(), MOST);
        assert_eq!(ended.by(form("9999"), 105), Some(Ended::Here), "the newest stay");
    }
}
