//! Limits how many accounts may sign in for the first time in a day.
//!
//! What a relying party was told of an account is kept for ever: its name, that it has to hear of the end
//! of its sessions, what it was allowed. A did:web costs nothing to whoever has a domain, and a PDS of
//! one's own makes as many did:plc as one likes. So each address has a number of newcomers, and so has
//! each method of DIDs: of that a twentieth is each site's own, and what goes beyond takes from the first
//! half only. Accounts of which something is kept already are not counted, nor is who signs in at a
//! relying party for which nothing is kept.
//!
//! A name that was told takes up 324 bytes for ever: 16 MB a day at the very most, and 0.6 MB of did:web.

use std::num::NonZeroU32;

use super::error_page::failure::Cause;
use super::store::{consent, name_binding};
use crate::atproto::Did;
use crate::client::EmailClaim;
use crate::db::{Db, DbError};
use crate::limits::{Meter, Source, SourceMeter, Wait};
use crate::oidc::store::account_client;
use crate::oidc::{Client, Context};

/// How many newcomers one address may have in a day; its networks may have more (`limits::source`).
/// A community that moves in behind one address has some hundred.
// Constants, here and below: zero would not compile.
const PLC_OF_ADDRESS: NonZeroU32 = NonZeroU32::new(1000).unwrap();
const WEB_OF_ADDRESS: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// How many there may be in all in a day.
const PLC: NonZeroU32 = NonZeroU32::new(50_000).unwrap();
const WEB: NonZeroU32 = NonZeroU32::new(2000).unwrap();
/// How many addresses are remembered.
const MOST_ADDRESSES: usize = 16_384;

/// Counts newcomers.
#[derive(Debug)]
pub struct Newcomers {
    plc: Method,
    web: Method,
}

/// Counts those with one method of DIDs.
#[derive(Debug)]
struct Method {
    of_address: SourceMeter,
    of_site: Meter,
    all: Meter,
}

impl Newcomers {
    pub(crate) fn new() -> Self {
        Self { plc: Method::new(PLC_OF_ADDRESS, PLC), web: Method::new(WEB_OF_ADDRESS, WEB) }
    }

    /// Admits `did` from `source` to `client`, and counts it if it is new.
    ///
    /// # Errors
    /// [`Cause::TooManyNewcomers`] if there were too many today.
    pub(super) async fn admit(
        &self,
        context: &Context,
        client: &Client,
        did: &Did,
        source: Source,
    ) -> Result<(), Cause> {
        if !leaves_something(client) || is_kept(&context.db, did.as_str()).await? {
            return Ok(());
        }
        self.count(did, source, context.now())
    }

    fn count(&self, did: &Did, source: Source, now: i64) -> Result<(), Cause> {
        let method = if did.is_web() { &self.web } else { &self.plc };
        method.admit(source, now).map_err(Cause::TooManyNewcomers)
    }
}

impl Method {
    fn new(of_address: NonZeroU32, all: NonZeroU32) -> Self {
        Self {
            of_address: SourceMeter::per_day(of_address, MOST_ADDRESSES),
            of_site: Meter::per_day(share(all), MOST_ADDRESSES),
            all: Meter::per_day(all, 1),
        }
    }

    fn admit(&self, source: Source, now: i64) -> Result<(), Wait> {
        self.all.check((), now)?;
        self.of_address.take((), source, now)?;
        let own = source.site().map_or(Ok(()), |site| self.of_site.take(site, now));
        if !self.all.is_half_full((), now) {
            own?;
        }
        self.all.take((), now)
    }
}

fn share(all: NonZeroU32) -> NonZeroU32 {
    NonZeroU32::new(all.get() / 20).unwrap_or(NonZeroU32::MIN)
}

/// Whether `client` makes us keep something of each account for ever.
fn leaves_something(client: &Client) -> bool {
    let has_names = client.localpart.is_some()
        || matches!(client.email, EmailClaim::Synthetic { .. } | EmailClaim::Handle { .. });
    has_names || client.consent || client.backchannel_logout.is_some()
}

/// Whether something is kept of the account `did` for ever.
async fn is_kept(db: &Db, did: &str) -> Result<bool, DbError> {
    Ok(name_binding::is_told_of(db, did).await?
        || account_client::is_told_of(db, did).await?
        || consent::has_given(db, did).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000;

    fn admitted(
        newcomers: &Newcomers,
        did: &str,
        addresses: impl Iterator<Item = String>,
    ) -> usize {
        let did = Did::parse(did).unwrap();
        let admits = |address: &String| {
            newcomers.count(&did, Source::of(address.parse().unwrap()), NOW).is_ok()
        };
        addresses.filter(admits).count()
    }

    #[test]
    fn an_address_has_few_new_accounts_that_cost_nothing_and_a_day_has_a_number_of_them() {
        let newcomers = Newcomers::new();
        let web = "did:web:example.com";
        let one = |number: usize| (0..number).map(|_| "198.51.100.1".to_owned());
        assert_eq!(admitted(&newcomers, web, one(99)), 20);
        let plc = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
        assert_eq!(admitted(&newcomers, plc, one(1500)), 1000, "the other method is by itself");
        let site = (0..9999).map(|number| format!("198.51.100.{}", number % 256));
        assert_eq!(admitted(&newcomers, web, site), 300, "the /24 has sixteen times as many");
        let greedy =
            (0..99_999).map(|number| format!("2001:db8:{:x}:{:x}::1", number % 3, number % 60_000));
        assert_eq!(
            admitted(&newcomers, web, greedy),
            681,
            "three sites, and the first half is used"
        );
        let all = (0..99_999).map(|number| format!("2001:db8:{:x}::1", 9 + number % 65_000));
        assert_eq!(admitted(&newcomers, web, all), 999, "2,000 a day");
        let did = Did::parse(web).unwrap();
        let later = newcomers.count(&did, Source::UNKNOWN, NOW + 24 * 60 * 60);
        assert!(later.is_ok(), "the next day");
    }
}
