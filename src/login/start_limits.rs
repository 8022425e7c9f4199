//! Limits how many sign-ins one address may begin.
//! So no one fills our disk or uses us to attack other servers.
//!
//! A request over the limit loses nothing: the login stays as it is, and the limit refills all the
//! time. Requests from an unknown address are not counted, because they would all share one limit.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::error_page::failure::{Cause, Failure};
use super::store::budget::{Remembered, Site};
use super::store::pending::PendingLogin;
use super::store::{keep_within_budgets, pending_logout};
use super::turns::{Turn, Turns};
use crate::db::{Db, DbError};
use crate::limits::{ByteCount, Meter, Most, Source, SourceMeter, Wait};
use crate::oidc::Context;
use crate::secret::{Secret, random_bytes};

/// Counts what each address begins.
#[derive(Debug)]
pub struct StartLimits {
    /// Stored requests of relying parties: each costs a row.
    begun: SourceMeter,
    /// Starts: each sends requests to other servers.
    started: SourceMeter,
    /// Requests of browsers with a session, which may be answered without a page: by session, and by
    /// address.
    silent: Meter,
    silent_of_source: SourceMeter,
    /// Starts, and whatever else waits for other servers.
    pub(super) turns: Turns,
    /// How many logins are kept that no browser has opened.
    most_unopened: Most,
    /// How many requests were stored since the oldest ones were last deleted, and how many bytes.
    since_tidied: AtomicU32,
    bytes: ByteCount,
    /// Makes numbers of sites, which are stored and tell nobody's address.
    sites: RandomState,
}

/// How often one session may still be used.
#[derive(Debug)]
pub(super) struct SessionLimit<'a> {
    limits: &'a StartLimits,
    /// The hash of its cookie.
    cookie: String,
    now: i64,
}

/// How many times as many requests of browsers with a session one address may send: a school that
/// signs in once asks many times.
// A constant: zero would not compile.
const SILENT_FACTOR: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// In which the last uses that sessions have left are spread.
const LONGEST_MOMENT: Duration = Duration::from_secs(1);
/// How many addresses are remembered: about a megabyte for each meter.
const MOST_ADDRESSES: usize = 16_384;

fn silent(per_minute: Option<NonZeroU32>) -> Option<NonZeroU32> {
    per_minute.map(|number| number.saturating_mul(SILENT_FACTOR))
}

impl StartLimits {
    /// Admits `per_minute` logins from each address, and keeps `most_unopened` logins that no
    /// browser has opened. `None` means no limit.
    pub fn new(per_minute: Option<NonZeroU32>, most_unopened: Option<NonZeroU32>) -> Self {
        let meter = |per_minute| SourceMeter::new(per_minute, MOST_ADDRESSES);
        let more = silent(per_minute);
        Self {
            begun: meter(per_minute),
            started: meter(per_minute),
            silent: Meter::new(per_minute, MOST_ADDRESSES),
            silent_of_source: meter(more),
            turns: Turns::new(),
            most_unopened: Most::new(most_unopened),
            since_tidied: AtomicU32::new(0),
            bytes: ByteCount::default(),
            sites: RandomState::new(),
        }
    }

    /// Counts a login or logout request of `source`, and lets `store` write it if the limit allows.
    /// Gives what `store` gives: the identifier of its page. A request that is answered at once is
    /// not counted, because nothing is stored for it.
    pub(super) async fn remember(
        &self,
        context: &Context,
        source: Source,
        store: impl Future<Output = Result<Remembered, DbError>>,
    ) -> Result<String, Failure> {
        self.begun.take((), source, context.now()).map_err(Cause::TooMany)?;
        let Remembered { id, bytes } = store.await?;
        self.tidy(&context.db).await?;
        self.stored(context, bytes);
        Ok(id)
    }

    /// As whose the requests of `source` are stored.
    pub(super) fn site(&self, source: Source) -> Site {
        source.site().map_or_else(Site::default, |network| Site::of(self.sites.hash_one(network)))
    }

    /// Notes that `bytes` were stored for a login or logout that is not finished. After each megabyte
    /// it is looked whether all of them still fit into their budget; nobody waits for that.
    pub(super) fn stored(&self, context: &Context, bytes: usize) {
        let Some(check) = self.bytes.add(bytes) else { return };
        let (db, now) = (context.db.clone(), context.now());
        tokio::spawn(async move {
            if let Err(error) = keep_within_budgets(&db, now).await {
                tracing::error!(%error, "cannot delete what is too much");
            }
            drop(check);
        });
    }

    /// The limit of the session that `cookie` opens, at `now`.
    pub(super) fn session(&self, cookie: &Secret, now: i64) -> SessionLimit<'_> {
        SessionLimit { limits: self, cookie: cookie.hash().to_text(), now }
    }

    /// Deletes the oldest requests once a sixteenth of the limit has been added. Looking costs as
    /// much as storing a request, so not every request does it.
    async fn tidy(&self, db: &Db) -> Result<(), DbError> {
        let Some(most) = self.most_unopened.get() else { return Ok(()) };
        let remembered = self.since_tidied.fetch_add(1, Ordering::Relaxed) + 1;
        if remembered < most.get() / 16 {
            return Ok(());
        }
        self.since_tidied.store(0, Ordering::Relaxed);
        PendingLogin::forget_oldest(db, most).await?;
        pending_logout::forget_oldest(db, most).await
    }

    /// Admits and keeps so many from now on.
    pub fn set(&self, per_minute: Option<NonZeroU32>, most_unopened: Option<NonZeroU32>) {
        self.begun.set(per_minute);
        self.started.set(per_minute);
        self.silent.set(per_minute);
        self.silent_of_source.set(silent(per_minute));
        self.most_unopened.set(most_unopened);
    }

    /// Admits one start of a login by `source`. The turn is to be held while it runs.
    pub(super) fn admit_start(&self, source: Source, now: i64) -> Result<Turn, Cause> {
        // The turn comes first: a request that gets none uses up nothing.
        let turn = self.turns.take_start(source)?;
        self.started.take((), source, now).map_err(Cause::TooMany)?;
        Ok(turn)
    }
}

impl SessionLimit<'_> {
    /// Whether it may be used once more. True of a cookie that opens no session: only sessions are counted.
    ///
    /// # Errors
    /// [`Wait`] if it was used too often.
    pub(super) fn check(&self) -> Result<(), Wait> {
        self.limits.silent.check(&self.cookie, self.now)
    }

    /// Counts one use by a browser at `source`: that may look the account up, and may give a code without
    /// a page. Gives how long it has to wait, if it is the last use that is left: up to a second.
    /// Limits are refilled by the second, and many sessions that were refused until then would be used at
    /// one moment, while everybody else waits.
    ///
    /// # Errors
    /// [`Wait`] if it was used too often, or sessions at its address were.
    pub(super) fn take(&self, source: Source) -> Result<Option<Duration>, Wait> {
        self.limits.silent.take(&self.cookie, self.now)?;
        self.limits.silent_of_source.take((), source, self.now)?;
        let is_last = self.check().is_err();
        Ok(is_last.then(|| part_of(LONGEST_MOMENT, random_bytes())))
    }
}

fn part_of(whole: Duration, random: [u8; 2]) -> Duration {
    whole * u32::from(u16::from_le_bytes(random)) / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(limits: &StartLimits, source: Source, cookie: &str) -> Result<Option<Duration>, Wait> {
        let limit = limits.session(&Secret::from_text(cookie.to_owned()), 0);
        let checked = limit.check().is_ok();
        let taken = limit.take(source);
        assert!(checked || taken.is_err(), "what is refused at once would be refused later");
        taken
    }

    #[test]
    fn sessions_have_a_limit_each_and_those_of_one_address_one_together() {
        let limits = StartLimits::new(NonZeroU32::new(2), None);
        let source = Source::of("198.51.100.7".parse().unwrap());
        let admitted = |source, cookie: &str| taken(&limits, source, cookie).is_ok();
        assert_eq!([(); 3].map(|()| admitted(Source::UNKNOWN, "a")), [true, true, false]);
        let of_one_address = (0..30).filter(|id| admitted(source, &format!("{}", id / 2))).count();
        assert_eq!(of_one_address, 20, "ten times what one session has");
        let other = Source::of("198.51.100.8".parse().unwrap());
        assert!(admitted(other, "b"), "another address, another session");
    }

    #[test]
    fn the_last_uses_of_sessions_that_are_refilled_together_are_spread_over_a_second() {
        let limits = StartLimits::new(NonZeroU32::new(2), None);
        let waits = (0..50).map(|session| {
            let take = || taken(&limits, Source::UNKNOWN, &session.to_string()).unwrap();
            assert_eq!(take(), None, "there is more left");
            take().unwrap()
        });
        let early = waits.filter(|wait| *wait < LONGEST_MOMENT / 2).count();
        assert!((1..50).contains(&early), "{early} of 50 in the first half");
        assert_eq!(part_of(LONGEST_MOMENT, [0, 0]), Duration::ZERO);
        assert_eq!(part_of(LONGEST_MOMENT, [255, 255]), LONGEST_MOMENT);
    }
}
