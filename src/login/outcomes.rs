//! The outcomes that are kept while browsers wait at their pages, until they come for them.
//!
//! Each belongs to a login and to a browser, is found by a random number, and is good once. They are in
//! memory only: what was proven is no more than a minute old when it is used, and of who closes the page
//! nothing is left. After a restart the person signs in once more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::outcome::Outcome;
use crate::secret::{Secret, SecretHash};
use crate::telemetry::RequestId;

/// How many there may be. Those that are still to come have a turn each (`turns`), and those are a quarter
/// as many. Each takes up a few KiB.
const MOST: usize = 512;
/// How long one is kept, in seconds. A browser comes for it at once.
const LIFETIME: i64 = 2 * 60;
/// How many requests may wait for the same one: its page, and the same page loaded again. Each holds a
/// connection, and only the work has a turn.
const MOST_WAITING: usize = 3;

/// All that are kept. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outcomes(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    /// By the hashes of their numbers.
    entries: HashMap<[u8; 32], Entry>,
    /// The last number that was given, to one that was announced or that has come.
    last: u64,
}

#[derive(Debug)]
struct Entry {
    whose: OutcomeOwner,
    order: u64,
    awaited: Awaited,
    /// None while it is to come.
    come: Option<Come>,
}

#[derive(Debug)]
struct Come {
    outcome: Outcome,
    /// When it ends, in unix seconds.
    ends: i64,
    /// In which order they came: who waited longest is not forgotten first.
    order: u64,
}

/// Whom an outcome belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OutcomeOwner {
    /// The identifier of the login.
    pub(super) login: String,
    /// The browser that owns it.
    pub(super) browser: SecretHash,
}

/// An outcome that is to come, or has come. Who holds it counts as waiting.
#[derive(Clone, Debug)]
pub(super) struct Awaited {
    /// Whom we are asking, in words for its page.
    pub(super) asked: Option<String>,
    /// The request that began to ask.
    pub(super) began: Option<RequestId>,
    told: watch::Receiver<bool>,
    held: Arc<()>,
}

/// So many wait for the same outcome already.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooManyWait;

/// Work that will have an outcome. If it is dropped before, there is none.
#[derive(Debug)]
pub(super) struct UnderWay {
    outcomes: Outcomes,
    key: [u8; 32],
    order: u64,
    tell: watch::Sender<bool>,
}

impl Outcomes {
    /// Announces an outcome, which `number` will find.
    pub(super) fn announce(
        &self,
        number: &Secret,
        whose: OutcomeOwner,
        (asked, began): (Option<String>, Option<RequestId>),
        now: i64,
    ) -> (UnderWay, Awaited) {
        let (tell, told) = watch::channel(false);
        let awaited = Awaited { asked, began, told, held: Arc::default() };
        let key = *number.hash().as_bytes();
        let mut kept = self.lock();
        kept.make_room(now);
        let order = kept.next();
        let entry = Entry { whose, order, awaited: awaited.clone(), come: None };
        kept.entries.insert(key, entry);
        drop(kept);
        (UnderWay { outcomes: self.clone(), key, order, tell }, awaited)
    }

    /// The outcome of `number` that is to come, or has come and is not taken.
    ///
    /// # Errors
    /// [`TooManyWait`] if it is to come, and many requests wait for it.
    pub(super) fn awaited(
        &self,
        number: &Secret,
        whose: &OutcomeOwner,
    ) -> Result<Option<Awaited>, TooManyWait> {
        let kept = self.lock();
        let entry = kept.entries.get(number.hash().as_bytes());
        let Some(entry) = entry.filter(|entry| entry.whose == *whose) else { return Ok(None) };
        // One is held here.
        if entry.come.is_none() && Arc::strong_count(&entry.awaited.held) > MOST_WAITING {
            return Err(TooManyWait);
        }
        Ok(Some(entry.awaited.clone()))
    }

    /// Forgets what was proven of the account `did`: its person ends all access.
    pub(super) fn forget_account(&self, did: &str) {
        self.lock().entries.retain(|_, entry| {
            entry.come.as_ref().is_none_or(|come| come.outcome.account() != Some(did))
        });
    }

    /// Takes the outcome of `number`, and who began to ask for it. None for anybody else, before it has
    /// come, after it was taken, and when it is too old.
    pub(super) fn take(
        &self,
        number: &Secret,
        whose: &OutcomeOwner,
        now: i64,
    ) -> Option<(Outcome, Option<RequestId>)> {
        let (mut kept, key) = (self.lock(), number.hash());
        let entry = kept.entries.get(key.as_bytes())?;
        if entry.whose != *whose || entry.come.is_none() {
            return None;
        }
        let Entry { come, awaited, .. } = kept.entries.remove(key.as_bytes())?;
        let come = come?;
        (now < come.ends).then_some((come.outcome, awaited.began))
    }

    /// Forgets those that nobody came for in time.
    pub(crate) fn forget_old(&self, now: i64) {
        self.lock().forget_old(now);
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn forget_old(&mut self, now: i64) {
        self.entries.retain(|_, entry| entry.come.as_ref().is_none_or(|come| now < come.ends));
    }

    const fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Makes room for one more: by those that are too old, else by the one that came first.
    fn make_room(&mut self, now: i64) {
        if self.entries.len() < MOST {
            return;
        }
        self.forget_old(now);
        while self.entries.len() >= MOST {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| {
                let come = entry.come.as_ref().map(|come| come.order);
                (come.is_none(), come.unwrap_or(entry.order))
            });
            let Some(key) = oldest.map(|(key, _)| *key) else { return };
            self.entries.remove(&key);
        }
    }
}

impl Awaited {
    /// Waits for it. False if there will be none.
    pub(super) fn has_come(&self) -> impl Future<Output = bool> + Send + use<> {
        let mut told = self.told.clone();
        async move { told.wait_for(|has_come| *has_come).await.is_ok() }
    }
}

impl UnderWay {
    /// This is the outcome.
    pub(super) fn end(self, outcome: Outcome, now: i64) {
        let mut kept = self.outcomes.lock();
        let order = kept.next();
        // It may have been forgotten, where there were very many.
        let entry = kept.entries.get_mut(&self.key).filter(|entry| entry.order == self.order);
        if let Some(entry) = entry {
            let ends = now.saturating_add(LIFETIME);
            entry.come = Some(Come { outcome: outcome.bounded(), ends, order });
            self.tell.send_replace(true);
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut kept = self.outcomes.lock();
        let is_empty = |entry: &Entry| entry.order == self.order && entry.come.is_none();
        if kept.entries.get(&self.key).is_some_and(is_empty) {
            kept.entries.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::outcome::Returned;
    use crate::oidc::protocol::error::AuthorizationError;

    fn whose(login: &str, browser: &str) -> OutcomeOwner {
        OutcomeOwner {
            login: login.to_owned(),
            browser: Secret::from_text(browser.to_owned()).hash(),
        }
    }

    fn denied() -> Outcome {
        Outcome::Callback(Ok(Returned::Refused(AuthorizationError::AccessDenied)))
    }

    fn announced(outcomes: &Outcomes) -> (Secret, UnderWay, Awaited) {
        let number = Secret::mint();
        let (under_way, awaited) = outcomes.announce(&number, whose("a", "b"), (None, None), 0);
        (number, under_way, awaited)
    }

    #[tokio::test]
    async fn an_outcome_is_good_once_for_its_login_and_its_browser() {
        let outcomes = Outcomes::default();
        let (number, under_way, awaited) = announced(&outcomes);
        let take = |whose| outcomes.take(&number, &whose, 1).is_some();
        assert!(!take(whose("a", "b")), "it is to come");
        under_way.end(denied(), 0);
        assert!(awaited.has_come().await);
        assert!(!take(whose("a", "another browser")) && !take(whose("another login", "b")));
        assert!(outcomes.take(&Secret::mint(), &whose("a", "b"), 1).is_none());
        assert!(take(whose("a", "b")));
        assert!(
            !take(whose("a", "b"))
                && outcomes.awaited(&number, &whose("a", "b")).unwrap().is_none()
        );
    }

    #[tokio::test]
    async fn an_outcome_is_kept_for_two_minutes_and_not_at_all_if_its_work_ends_before() {
        let outcomes = Outcomes::default();
        let (number, under_way, _) = announced(&outcomes);
        under_way.end(denied(), 100);
        assert!(outcomes.take(&number, &whose("a", "b"), 220).is_none());
        let (_, under_way, _) = announced(&outcomes);
        under_way.end(denied(), 100);
        outcomes.forget_old(219);
        assert_eq!(outcomes.lock().entries.len(), 1);
        outcomes.forget_old(220);
        let (_, under_way, awaited) = announced(&outcomes);
        drop(under_way);
        assert!(!awaited.has_come().await);
        assert!(outcomes.lock().entries.is_empty());
    }

    #[test]
    fn of_too_many_the_oldest_that_have_come_are_forgotten() {
        let outcomes = Outcomes::default();
        let (first, under_way, _) = announced(&outcomes);
        let mut numbers = Vec::new();
        for _ in 0..2 * MOST {
            let (number, under_way, _) = announced(&outcomes);
            under_way.end(denied(), 0);
            numbers.push(number);
        }
        assert_eq!(outcomes.lock().entries.len(), MOST);
        let is_kept =
            |number: &Secret| outcomes.awaited(number, &whose("a", "b")).unwrap().is_some();
        assert!(is_kept(&first), "it is still to come");
        // Who waited longest has just come, and the others came before.
        under_way.end(denied(), 0);
        let (last, other, _) = announced(&outcomes);
        other.end(denied(), 0);
        assert!(is_kept(&first) && is_kept(&last));
        assert!(
            numbers.iter().rev().take(MOST - 2).all(is_kept)
                && !numbers.iter().take(MOST).any(is_kept)
        );
        assert!(outcomes.take(&first, &whose("a", "b"), 0).is_some());
    }

    #[test]
    fn few_requests_wait_for_the_same_outcome_and_who_leaves_makes_room() {
        let outcomes = Outcomes::default();
        let (number, under_way, page) = announced(&outcomes);
        let wait = || outcomes.awaited(&number, &whose("a", "b"));
        let mut again: Vec<_> = (1..MOST_WAITING).map(|_| wait().unwrap().unwrap()).collect();
        assert!(wait().is_err());
        again.pop();
        assert!(wait().is_ok());
        under_way.end(denied(), 0);
        let all: Vec<_> = (0..2 * MOST_WAITING).map(|_| wait().unwrap().unwrap()).collect();
        drop((all, page));
    }
}
