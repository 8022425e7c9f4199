//! Limits how many sign-ins one address may begin, so that no one fills our disk or uses us to
//! attack other servers.
//!
//! A request over the limit loses nothing: the login stays as it is, and the limit refills all the
//! time. Requests from an unknown address are not counted, because they would all share one limit.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::OwnedSemaphorePermit;

use super::error_page::{Cause, Failure};
use super::store::pending::PendingLogin;
use super::store::pending_logout;
use crate::db::{Db, DbError};
use crate::limits::{Meter, Shares, Source};
use crate::oidc::Context;

/// Counts what each address begins.
#[derive(Debug)]
pub struct StartLimits {
    /// Stored requests of relying parties: each costs a row.
    begun: Meter,
    /// Starts: each sends requests to other servers.
    started: Meter,
    /// Starts in progress.
    turns: Shares<Source>,
    /// How many logins are kept that no browser has opened.
    most_unopened: Option<NonZeroU32>,
    /// How many requests were stored since the oldest ones were last deleted.
    since_tidied: AtomicU32,
}

/// How many starts of one address may be in progress, a quarter of what `fetch` does at a time;
/// more wait. Otherwise a few servers that never answer could hold every place.
const STARTS_AT_ONCE: usize = 16;
/// How many addresses are remembered: about a megabyte for each meter.
const MOST_ADDRESSES: usize = 16_384;

impl StartLimits {
    /// Admits `per_minute` logins from each address, and keeps `most_unopened` logins that no
    /// browser has opened. `None` means no limit.
    pub fn new(per_minute: Option<NonZeroU32>, most_unopened: Option<NonZeroU32>) -> Self {
        let meter = || Meter::new(per_minute, MOST_ADDRESSES);
        let turns = Shares::new(STARTS_AT_ONCE);
        let since_tidied = AtomicU32::new(0);
        Self { begun: meter(), started: meter(), turns, most_unopened, since_tidied }
    }

    /// Counts a login or logout request of `source`, and lets `store` write it if the limit allows.
    /// Gives what `store` gives: the identifier of its page. A request that is answered at once is
    /// not counted, because nothing is stored for it.
    pub(super) async fn remember(
        &self,
        context: &Context,
        source: Source,
        store: impl Future<Output = Result<String, DbError>>,
    ) -> Result<String, Failure> {
        if source.is_known() {
            self.begun.take(source, context.now()).map_err(Cause::TooMany)?;
        }
        let id = store.await?;
        self.tidy(&context.db).await?;
        Ok(id)
    }

    /// Deletes the oldest requests once a sixteenth of the limit has been added. Looking costs as
    /// much as storing a request, so not every request does it.
    async fn tidy(&self, db: &Db) -> Result<(), DbError> {
        let Some(most) = self.most_unopened else { return Ok(()) };
        let remembered = self.since_tidied.fetch_add(1, Ordering::Relaxed) + 1;
        if remembered < most.get() / 16 {
            return Ok(());
        }
        self.since_tidied.store(0, Ordering::Relaxed);
        PendingLogin::forget_oldest(db, most).await?;
        pending_logout::forget_oldest(db, most).await
    }

    /// Admits one start of the login `id` by `source`. The permit is to be held while it runs.
    pub(super) async fn admit_start(
        &self,
        source: Source,
        id: &str,
        now: i64,
    ) -> Result<Option<OwnedSemaphorePermit>, Failure> {
        if !source.is_known() {
            return Ok(None);
        }
        let taken = self.started.take(source, now);
        taken.map_err(|wait| Failure::new(Cause::TooMany(wait)).with_retry(id))?;
        // The semaphore is never closed.
        Ok(self.turns.of(source).acquire_owned().await.ok())
    }
}
