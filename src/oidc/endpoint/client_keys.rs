//! The public keys of clients: those of the configuration, and those fetched from a `jwks_uri`.
//!
//! Fetched keys are kept for some minutes. A key that is not among them may be new, so the client is asked
//! again, but never more than once a minute: made-up names of keys must not make us a nuisance to the
//! client (OIDC Core §10.1.1). While it takes its time to answer, an assertion by a known key is verified
//! with that key, and only others wait.

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

/// How long keys are used without asking again, in seconds.
const FRESH: i64 = 10 * 60;
/// How long they are still used while their client does not answer, in seconds.
const STALE: i64 = 60 * 60;
/// How long nobody is asked again, in seconds.
const PATIENCE: i64 = 60;
/// How many addresses are remembered.
const MOST: usize = 256;
const LIMITS: Limits = Limits { time: Duration::from_secs(5), ..Limits::DEFAULT };

/// Finds the keys of clients.
#[derive(Debug)]
pub struct KeysOfClients {
    fetch: Fetch,
    clock: Clock,
    remembered: Mutex<HashMap<String, Arc<Place>>>,
}

/// One address.
#[derive(Debug, Default)]
struct Place {
    remembered: Mutex<Remembered>,
    /// Held by who asks it; `fetch` bounds the time.
    asking: tokio::sync::Mutex<()>,
}

/// What one address gave.
#[derive(Debug, Default)]
struct Remembered {
    asked_at: Option<i64>,
    /// The keys, and when they came.
    keys: Option<(JwkSet, i64)>,
}

impl KeysOfClients {
    /// Nothing is asked before it is needed.
    pub fn new(fetch: Fetch, clock: Clock) -> Self {
        Self { fetch, clock, remembered: Mutex::default() }
    }

    /// The keys, among them that of the name `kid` if the client has it; nothing if none can be had.
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
            // The turn before this one may have brought what is needed.
            && place.begin_to_ask(kid, self.clock.now())
            && let Some(keys) = self.ask(uri).await
        {
            place.remembered().keys = Some((keys, self.clock.now()));
        }
        place.keys(self.clock.now())
    }

    /// The turn to ask. Nobody waits for it who shows a key that will do meanwhile.
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
            // More clients than we remember: forgetting all costs each of them one question.
            all.clear();
        }
        Arc::clone(all.entry(uri.to_owned()).or_default())
    }
}

impl Place {
    fn remembered(&self) -> std::sync::MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that it is asked now, if it must be.
    fn begin_to_ask(&self, kid: Option<&str>, now: i64) -> bool {
        let mut remembered = self.remembered();
        let was_asked = remembered.asked_at.is_some_and(|at| is_within(PATIENCE, at, now));
        let must_be_asked = !was_asked && !remembered.knows(kid, now);
        if must_be_asked {
            remembered.asked_at = Some(now);
        }
        must_be_asked
    }

    /// What it gave, if that is not too old.
    fn keys(&self, now: i64) -> Option<JwkSet> {
        let remembered = self.remembered();
        let (keys, came_at) = remembered.keys.as_ref()?;
        (now.saturating_sub(*came_at) < STALE).then(|| keys.clone())
    }
}

impl Remembered {
    /// Whether it gave a key of that name, lately.
    fn knows(&self, kid: Option<&str>, now: i64) -> bool {
        let keys = self.keys.as_ref().filter(|(_, came_at)| is_within(FRESH, *came_at, now));
        keys.is_some_and(|(keys, _)| keys.named(kid).next().is_some())
    }
}

/// Whether `then` is so many seconds ago at most. A clock that was put back makes nothing recent.
fn is_within(seconds: i64, then: i64, now: i64) -> bool {
    (0..seconds).contains(&now.saturating_sub(then))
}
