//! The audit: what is kept of sign-ins and refusals, and for how long.
//!
//! A sign-in is a row of [`super::sign_in`], in the transaction that issues its code. Strangers cause refusals, as
//! many as they like, so these are counted in memory and written once a minute and at the end, in one
//! transaction: by client and reason ([`super::refusal`]), and those of a proven person as rows of theirs, too.
//! A crash loses the counts of that minute.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::refusal::{self, Refusals};
use super::sign_in::{self, Entry, How};
use crate::db::{Connection, Db, DbError};
use crate::limits::Source;
use crate::oidc::protocol::reason::Reason;

/// How many groups are counted between two writes. What is more is counted as if no client were named.
const MOST_GROUPS: usize = 4096;
/// How many people's refusals are noted between two writes. What is more is only counted.
const MOST_PEOPLE: usize = 256;
const DAY: i64 = 24 * 60 * 60;

/// Keeps the audit. Clones share it.
#[derive(Clone, Debug)]
pub struct Audit {
    /// For how long, in seconds. `None` if nothing is kept.
    kept: Option<i64>,
    waiting: Arc<Mutex<Waiting>>,
    /// Held while what waits is written.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// Who signs in, or does not, and where.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// The account.
    pub did: &'a str,
    /// Its handle, if one is verified.
    pub handle: Option<&'a str>,
    /// The client.
    pub client_id: &'a str,
    /// Where the request comes from.
    pub source: Source,
    /// The number of the login.
    pub login: Option<&'a str>,
}

/// The refusals that were not written yet.
#[derive(Debug, Default)]
struct Waiting {
    /// By day, client and reason.
    groups: BTreeMap<(i64, String, Reason), Tally>,
    people: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Tally {
    number: i64,
    first_at: i64,
    last_at: i64,
}

/// What waits is not written while this lives.
#[derive(Debug)]
pub struct Held<'a> {
    audit: &'a Audit,
    _turn: tokio::sync::MutexGuard<'a, ()>,
}

impl Audit {
    /// Keeps it for so many seconds, or keeps nothing.
    pub fn new(kept: Option<i64>) -> Self {
        Self { kept, waiting: Arc::default(), turn: Arc::default() }
    }

    /// The row of a sign-in. `None` if nothing is kept.
    pub fn entry(&self, who: Who<'_>, how: How, now: i64) -> Option<Entry> {
        let entry = who.entry((how, None), now);
        (self.kept.is_some() && entry.fits()).then_some(entry)
    }

    /// Counts a refusal. `client_id` is that of a registered client.
    pub fn refuse(&self, client_id: Option<&str>, why: Reason, now: i64) {
        if self.kept.is_some() {
            self.waiting().count(client_id, why, now);
        }
    }

    /// Counts a refusal of a proven person, who sees it among their sign-ins.
    pub fn refuse_person(&self, who: Who<'_>, why: Reason, now: i64) {
        let entry = who.entry((How::Refused, Some(why)), now);
        if self.kept.is_some() {
            let mut waiting = self.waiting();
            waiting.count(Some(who.client_id), why, now);
            waiting.note(entry);
        }
    }

    /// Writes the refusals that wait, and deletes what is too old or too much.
    pub async fn tidy(&self, db: &Db, now: i64) {
        self.write(db).await;
        if let Err(error) = self.delete_old(db, now).await {
            tracing::error!(%error, "cannot delete what is too old or too much of the audit");
        }
    }

    async fn delete_old(&self, db: &Db, now: i64) -> Result<(), DbError> {
        // Nothing is younger than for ever, so all of it goes if nothing is kept.
        let kept = self.kept.unwrap_or(i64::MIN);
        let sweeps = [sign_in::sweep(kept), refusal::sweep(kept)];
        db.sweep(sweeps.iter(), now).await?;
        sign_in::keep_within_bounds(db).await?;
        refusal::keep_within_bounds(db).await
    }

    /// Writes the refusals that wait. If the storage fails they wait for the next time.
    pub async fn write(&self, db: &Db) {
        let _turn = self.turn.lock().await;
        let waiting = std::mem::take(&mut *self.waiting());
        if waiting.groups.is_empty() {
            return;
        }
        if let Err(error) = waiting.write(db).await {
            tracing::error!(%error, "cannot write the refusals");
            self.waiting().put_back(waiting);
        }
    }

    /// Lets nothing be written that waits, until the result is dropped. To be taken before the transaction in
    /// which an account is forgotten: a row that is on its way must not come after that.
    pub async fn hold(&self) -> Held<'_> {
        Held { audit: self, _turn: self.turn.lock().await }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held<'_> {
    /// Forgets all of one account. The caller commits.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails.
    pub async fn forget(&self, connection: &mut Connection, did: &str) -> Result<(), DbError> {
        self.audit.waiting().people.retain(|entry| entry.did != did);
        sign_in::forget(connection, did).await
    }
}

impl Waiting {
    fn count(&mut self, client_id: Option<&str>, why: Reason, now: i64) {
        let (day, client_id) = (now.div_euclid(DAY), client_id.unwrap_or_default().to_owned());
        let mut group = (day, client_id, why);
        if self.groups.len() >= MOST_GROUPS && !self.groups.contains_key(&group) {
            group.1.clear();
        }
        self.add(group, Tally { number: 1, first_at: now, last_at: now });
    }

    fn add(&mut self, group: (i64, String, Reason), more: Tally) {
        let tally = self.groups.entry(group).or_insert(Tally { number: 0, ..more });
        tally.number = tally.number.saturating_add(more.number);
        tally.last_at = tally.last_at.max(more.last_at);
    }

    fn note(&mut self, entry: Entry) {
        let same = |known: &&mut Entry| known.is_of_the_same_day(&entry);
        if let Some(known) = self.people.iter_mut().find(same) {
            *known = Entry { number: known.number.saturating_add(entry.number), ..entry };
        } else if self.people.len() < MOST_PEOPLE && entry.fits() {
            self.people.push(entry);
        }
    }

    async fn write(&self, db: &Db) -> Result<(), DbError> {
        let groups = self.groups.iter().map(|((day, client_id, why), tally)| Refusals {
            day: *day,
            client_id: client_id.clone(),
            why: why.word().to_owned(),
            number: tally.number,
            first_at: tally.first_at,
            last_at: tally.last_at,
        });
        let groups: Vec<_> = groups.collect();
        let mut transaction = db.begin().await?;
        refusal::add(&mut transaction, &groups).await?;
        for entry in &self.people {
            entry.store(&mut transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    fn put_back(&mut self, unwritten: Self) {
        for (group, tally) in unwritten.groups {
            self.add(group, tally);
        }
        for entry in unwritten.people {
            self.note(entry);
        }
    }
}

impl Who<'_> {
    fn entry(self, (how, why): (How, Option<Reason>), now: i64) -> Entry {
        Entry {
            at: now,
            did: self.did.to_owned(),
            handle: self.handle.unwrap_or_default().to_owned(),
            client_id: self.client_id.to_owned(),
            how,
            why,
            source: self.source.site().map(|site| site.to_string()).unwrap_or_default(),
            login: self.login.unwrap_or_default().to_owned(),
            number: 1,
        }
    }
}
