//! The public keys of clients, from their configuration or fetched from their `jwks_uri`.
//!
//! Fetched keys are cached for some minutes. An unknown `kid` may be that of a new key, so the keys
//! are fetched again (OIDC Core §10.1.1), but at most once a minute: invented values of `kid` must
//! not flood the client with requests. While a fetch runs, an assertion with a known key does not
//! wait for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::MutexGuard;
use url::Url;

use crate::client::ClientKeys;
use crate::clock::Clock;
use crate::fetch::{Fetch, Limits};
use crate::jwk_set::JwkSet;

/// How long keys are used without a new fetch, in seconds.
const FRESH: i64 = 10 * 60;
/// How long keys are used while the client does not answer, in seconds.
const STALE: i64 = 60 * 60;
/// The shortest time between two fetches from one address, in seconds.
const PATIENCE: i64 = 60;
/// The most addresses in the cache.
const MOST: usize = 256;
const LIMITS: Limits = Limits { time: Duration::from_secs(5), ..Limits::DEFAULT };

/// Finds the keys of clients.
#[derive(Debug)]
pub struct KeysOfClients {
    fetch: Fetch,
    clock: Clock,
    remembered: Mutex<HashMap<String, Arc<Place>>>,
}

/// The cache entry of one address.
#[derive(Debug, Default)]
struct Place {
    remembered: Mutex<Remembered>,
    /// Held during a fetch from the address; `fetch` limits the time.
    asking: tokio::sync::Mutex<()>,
}

/// The result of the last fetches from one address.
#[derive(Debug, Default)]
struct Remembered {
    asked_at: Option<i64>,
    /// The keys, and when they were fetched.
    keys: Option<(JwkSet, i64)>,
}

impl KeysOfClients {
    /// Keys are fetched only when they are needed.
    pub fn new(fetch: Fetch, clock: Clock) -> Self {
        Self { fetch, clock, remembered: Mutex::default() }
    }

    /// The keys of a client, including the key `kid` if the client has it; `None` if the keys are
    /// not available.
    pub(crate) async fn find(&self, keys: &ClientKeys, kid: Option<&str>) -> Option<JwkSet> {
        match keys {
            ClientKeys::Here { jwks } => JwkSet::parse(jwks).ok(),
            ClientKeys::At { jwks_uri } => self.at(jwks_uri, kid).await,
        }
    }

    async fn at(&self, uri: &str, kid: Option<&str>) -> Option<JwkSet> {
        let place = self.place(uri);
        if !place.remembered().knows(kid, self.clock.now())
            && let Some(_turn) = self.turn(&place, kid).await
            // The fetch that this one waited for may have got the key.
            && place.begin_to_ask(kid, self.clock.now())
            && let Some(keys) = self.ask(uri).await
        {
            place.remembered().keys = Some((keys, self.clock.now()));
        }
        place.keys(self.clock.now())
    }

    /// The lock to fetch keys. A request does not wait for it if the cache has a usable key.
    async fn turn<'a>(&self, place: &'a Place, kid: Option<&str>) -> Option<MutexGuard<'a, ()>> {
        let keys = place.keys(self.clock.now());
        if keys.is_some_and(|keys| keys.named(kid).next().is_some()) {
            place.asking.try_lock().ok()
        } else {
            Some(place.asking.lock().await)
        }
    }

    async fn ask(&self, uri: &str) -> Option<JwkSet> {
        let url = Url::parse(uri).ok()?;
        let unasked = |error: &_| tracing::warn!(uri, %error, "cannot ask a client for its keys");
        let response = self.fetch.get(&url, LIMITS).await.inspect_err(unasked).ok()?;
        let set = response.json::<Value>().ok().filter(|_| response.status == 200);
        let Some(set) = set else {
            tracing::warn!(uri, status = response.status, "a client gave no keys");
            return None;
        };
        let unusable =
            |fault: &_| tracing::warn!(uri, %fault, "the keys of a client cannot be used");
        JwkSet::parse(&set).inspect_err(unusable).ok()
    }

    fn place(&self, uri: &str) -> Arc<Place> {
        let mut all = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(uri) {
            // There are more clients than the cache holds. Clearing it costs one fetch per client.
            all.clear();
        }
        Arc::clone(all.entry(uri.to_owned()).or_default())
    }
}

impl Place {
    fn remembered(&self) -> std::sync::MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a fetch is needed. If so, its time is noted.
    fn begin_to_ask(&self, kid: Option<&str>, now: i64) -> bool {
        let mut remembered = self.remembered();
        let was_asked = remembered.asked_at.is_some_and(|at| is_within(PATIENCE, at, now));
        let must_be_asked = !was_asked && !remembered.knows(kid, now);
        if must_be_asked {
            remembered.asked_at = Some(now);
        }
        must_be_asked
    }

    /// The cached keys, if they are not too old.
    fn keys(&self, now: i64) -> Option<JwkSet> {
        let remembered = self.remembered();
        let (keys, came_at) = remembered.keys.as_ref()?;
        (now.saturating_sub(*came_at) < STALE).then(|| keys.clone())
    }
}

impl Remembered {
    /// Whether the fresh keys include the key `kid`.
    fn knows(&self, kid: Option<&str>, now: i64) -> bool {
        let keys = self.keys.as_ref().filter(|(_, came_at)| is_within(FRESH, *came_at, now));
        keys.is_some_and(|(keys, _)| keys.named(kid).next().is_some())
    }
}

/// Whether `then` is less than `seconds` ago. A time in the future, after the clock was set back,
/// is not.
fn is_within(seconds: i64, then: i64, now: i64) -> bool {
    (0..seconds).contains(&now.saturating_sub(then))
}
