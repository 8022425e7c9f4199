//! How many sign-ins one address may begin, so that nobody fills our disk or sends us against others.
//!
//! Whoever is over the limit loses nothing: the login rests where it was, and the limit refills all
//! the time. An address that is not known is not counted, or all who have none would lock each other
//! out.

use std::num::NonZeroU32;

use tokio::sync::OwnedSemaphorePermit;

use super::Bridge;
use super::failure::{Cause, Failure};
use super::pending::PendingLogin;
use crate::limits::{Meter, Shares, Source};
use crate::oidc::AuthorizationRequest;

/// Counts what each address begins.
#[derive(Debug)]
pub struct Admission {
    /// Questions of relying parties that are remembered: each costs a row.
    begun: Meter,
    /// Starts: each asks other servers for something.
    started: Meter,
    /// Starts that are under way.
    turns: Shares<Source>,
    /// Logins that no browser has opened.
    most_unopened: Option<NonZeroU32>,
}

/// One address may have so many starts under way, a quarter of what `fetch` does at a time; more
/// wait for their turn. Else whoever owns a few servers that never answer could hold every place.
const STARTS_AT_ONCE: usize = 16;
/// How many addresses are remembered: about a megabyte for each meter.
const MOST_ADDRESSES: usize = 16_384;

impl Admission {
    /// Admits `per_minute` logins from each address, and keeps `most_unopened` that nobody has opened;
    /// any number where there is none.
    pub fn new(per_minute: Option<NonZeroU32>, most_unopened: Option<NonZeroU32>) -> Self {
        let meter = || Meter::new(per_minute, MOST_ADDRESSES);
        let turns = Shares::new(STARTS_AT_ONCE);
        Self { begun: meter(), started: meter(), turns, most_unopened }
    }
}

impl Bridge {
    /// Remembers a question, if `source` may ask one, and gives the identifier of its page. What is
    /// answered at once is not counted: it leaves nothing behind.
    pub(super) async fn remember_login(
        &self,
        source: Source,
        request: &AuthorizationRequest,
    ) -> Result<String, Failure> {
        let Admission { begun, most_unopened, .. } = &self.admission;
        if source.is_known() {
            begun.take(source, self.now()).map_err(Cause::TooMany)?;
        }
        let id = PendingLogin::remember(self.db(), request, self.now()).await?;
        if let Some(most) = most_unopened {
            PendingLogin::forget_oldest(self.db(), *most).await?;
        }
        Ok(id)
    }

    /// Whether `source` may try to start the login `id`; and its turn, to be held meanwhile.
    pub(super) async fn admit_start(
        &self,
        source: Source,
        id: &str,
    ) -> Result<Option<OwnedSemaphorePermit>, Failure> {
        if !source.is_known() {
            return Ok(None);
        }
        let taken = self.admission.started.take(source, self.now());
        taken.map_err(|wait| Failure::new(Cause::TooMany(wait)).with_retry(id))?;
        // It is never closed.
        Ok(self.admission.turns.of(source).acquire_owned().await.ok())
    }
}
