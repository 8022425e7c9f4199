//! Rate limits: how often a client may call, and how often it may fail to authenticate.
//! The failures are counted for each IP address.
//!
//! A stranger must not be able to lock a client out. So what counts for a client in the whole world
//! is only what it has proven to ask; failed proofs, and the calls of public clients, which prove
//! nothing, count for one address. Behind that address may be the client as well, so its proof is
//! looked at first: failures are throttled, a right proof never is.

use std::num::NonZeroU32;

use crate::client::Client;
use crate::limits::{Meter, Source, SourceMeter, Wait};

/// Counts requests of clients.
#[derive(Debug)]
pub struct ClientLimits {
    requests: Meter,
    requests_of_public: SourceMeter,
    failures: SourceMeter,
}

/// Failed proofs a minute, of one client from one address, that are told apart from too many: more than
/// a person who sets up a relying party makes. `client::secret` refuses secrets that could be guessed at any
/// speed; of a secret that the operator names by its hash, only this limits the guesses.
const MOST_FAILURES: Option<NonZeroU32> = NonZeroU32::new(60);
/// How many clients, or pairs of client and address, are remembered: about a megabyte each.
const MOST_KEYS: usize = 16_384;

impl ClientLimits {
    /// All unknown client ids are counted as this one, so that a new name for each try gains
    /// nothing.
    pub(crate) const NOBODY: &str = "";

    /// Admits `per_minute` requests of each client, or any number if it is `None`.
    pub fn new(per_minute: Option<NonZeroU32>) -> Self {
        let failures = per_minute.and(MOST_FAILURES);
        Self {
            requests: Meter::new(per_minute, MOST_KEYS),
            requests_of_public: SourceMeter::new(per_minute, MOST_KEYS),
            failures: SourceMeter::new(failures, MOST_KEYS),
        }
    }

    /// Admits so many from now on.
    pub fn set(&self, per_minute: Option<NonZeroU32>) {
        self.requests.set(per_minute);
        self.requests_of_public.set(per_minute);
        self.failures.set(per_minute.and(MOST_FAILURES));
    }

    /// Counts a failed proof of the client `claimed`. Ask only after the proof was looked at.
    ///
    /// # Errors
    /// [`Wait`] after too many.
    pub(crate) fn failed(&self, claimed: &str, source: Source, now: i64) -> Result<(), Wait> {
        self.failures.take(claimed, source, now)
    }

    /// Counts a request of an authenticated or public client.
    ///
    /// # Errors
    /// [`Wait`] after too many requests.
    pub(crate) fn count(&self, client: &Client, source: Source, now: i64) -> Result<(), Wait> {
        if client.is_public() {
            return self.requests_of_public.take(&client.client_id, source, now);
        }
        self.requests.take(&client.client_id, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REDIRECT_URIS: [&str; 1] = ["https://rp.example/cb"];

    fn limits() -> ClientLimits {
        ClientLimits::new(NonZeroU32::new(2))
    }

    fn source(address: &str) -> Source {
        Source::of(address.parse().unwrap())
    }

    #[test]
    fn failures_of_one_address_are_counted_for_it_and_that_client_alone() {
        let limits = limits();
        let (stranger, owner) = (source("192.0.2.1"), source("192.0.2.2"));
        let failed = (0..99).filter(|_| limits.failed("rp", stranger, 0).is_ok()).count();
        assert_eq!(failed, 60);
        assert!(limits.failed("other", stranger, 0).is_ok());
        assert!(limits.failed("rp", owner, 0).is_ok());
        assert!(limits.failed("rp", stranger, 1).is_ok(), "a second later it may fail once more");
    }

    #[test]
    fn failures_take_nothing_from_who_has_proven_itself() {
        let limits = limits();
        let client = Client::confidential("rp", &crate::secret::Secret::mint(), &REDIRECT_URIS);
        let neighbour = source("192.0.2.1");
        for _ in 0..99 {
            let _ = limits.failed("rp", neighbour, 0);
        }
        assert!(limits.count(&client, neighbour, 0).is_ok());
    }

    #[test]
    fn nobody_is_locked_out_for_having_no_address() {
        let limits = limits();
        let public = Client::public("app", &REDIRECT_URIS);
        for _ in 0..99 {
            assert!(limits.failed(ClientLimits::NOBODY, Source::UNKNOWN, 0).is_ok());
            assert!(limits.failed("rp", Source::UNKNOWN, 0).is_ok());
            assert!(limits.count(&public, Source::UNKNOWN, 0).is_ok());
        }
    }

    #[test]
    fn whoever_is_nobody_is_counted_as_one_and_takes_nothing_from_who_is_somebody() {
        let limits = limits();
        let stranger = source("192.0.2.1");
        let failed =
            (0..99).filter(|_| limits.failed(ClientLimits::NOBODY, stranger, 0).is_ok()).count();
        assert_eq!(failed, 60);
        assert!(limits.failed("rp", stranger, 0).is_ok());
    }

    #[test]
    fn a_public_client_is_not_locked_out_by_whoever_uses_its_name() {
        let limits = limits();
        let public = Client::public("app", &REDIRECT_URIS);
        let count = |address| limits.count(&public, source(address), 0).is_ok();
        assert_eq!([(); 3].map(|()| count("192.0.2.1")), [true, true, false]);
        assert!(count("192.0.2.2"));
    }

    #[test]
    fn a_client_with_a_secret_is_counted_wherever_it_calls_from() {
        let limits = limits();
        let secret = crate::secret::Secret::mint();
        let client = Client::confidential("rp", &secret, &REDIRECT_URIS);
        let count = |address| limits.count(&client, source(address), 0).is_ok();
        assert!(count("192.0.2.1") && count("192.0.2.2") && !count("192.0.2.3"));
    }
}
