//! How many sign-ins one address may begin, so that nobody fills our disk or sends us against others.
//!
//! Whoever is over the limit loses nothing: the login rests where it was, and the limit refills all
//! the time. An address that is not known is not counted, or all who have none would lock each other
//! out.

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
    /// Questions of relying parties that are remembered: each costs a row.
    begun: Meter,
    /// Starts: each asks other servers for something.
    started: Meter,
    /// Starts that are under way.
    turns: Shares<Source>,
    /// Logins that no browser has opened.
    most_unopened: Option<NonZeroU32>,
    /// How many were remembered since those too many were last forgotten.
    since_tidied: AtomicU32,
}

/// One address may have so many starts under way, a quarter of what `fetch` does at a time; more
/// wait for their turn. Else whoever owns a few servers that never answer could hold every place.
const STARTS_AT_ONCE: usize = 16;
/// How many addresses are remembered: about a megabyte for each meter.
const MOST_ADDRESSES: usize = 16_384;

impl StartLimits {
    /// Admits `per_minute` logins from each address, and keeps `most_unopened` that nobody has opened;
    /// any number where there is none.
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

    /// Forgets the oldest requests once a sixteenth of the limit has been added. To look costs as
    /// much as to store a request, so not every request does it.
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

    /// Whether `source` may try to start the login `id`; and its turn, to be held meanwhile.
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
        // It is never closed.
        Ok(self.turns.of(source).acquire_owned().await.ok())
    }
}
