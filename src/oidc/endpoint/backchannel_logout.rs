//! Sends logout tokens to relying parties (OIDC Back-Channel Logout 1.0).
//!
//! A [`LogoutNotifier`] wakes the [`LogoutSender`], which works through the queue of notices. Each
//! relying party has its own limit of concurrent requests, so that one that does not answer delays
//! no other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::response::members;
use crate::client::{BackchannelLogout, Client};
use crate::db::DbError;
use crate::fetch::{Allowance, Fetch, FetchError, Limits, OneAddressError};
use crate::jws::{KeyError, base64url};
use crate::oidc::context::Context;
use crate::oidc::endpoint::provider::Provider;
use crate::oidc::store::logout_notice::{Claimed, Notice};
use crate::secret::random_bytes;

/// How long a logout token is valid, in seconds. It is short because the token is sent directly to
/// its audience (§2.4).
const TOKEN_LIFETIME: i64 = 2 * 60;

/// The limits of a response. Only its status matters.
const LIMITS: Limits = Limits { body: 64 * 1024, time: Duration::from_secs(10) };

/// How often the sender checks the queue without being woken.
const PATROL: Duration = Duration::from_secs(10);

/// The most concurrent requests to one relying party.
const MOST_AT_ONCE: usize = 4;

/// The event that makes a token a logout token (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Wakes the sender when there may be a notice to send. Clones wake the same sender.
#[derive(Clone, Debug, Default)]
pub struct LogoutNotifier(Arc<Notify>);

impl LogoutNotifier {
    /// Wakes the sender. If it is busy, its next wait ends at once.
    pub fn notify(&self) {
        self.0.notify_one();
    }
}

/// Sends the queued logout tokens.
pub struct LogoutSender {
    provider: Arc<Provider>,
    fetch: Fetch,
    notifier: LogoutNotifier,
    /// Limits the concurrent requests to each relying party, by its `client_id`.
    turns: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// Why a logout token was not delivered.
#[derive(Debug, thiserror::Error)]
enum Undelivered {
    #[error("the address cannot be asked: {0}")]
    Address(#[from] OneAddressError),
    #[error("the address is no URL")]
    NoUrl,
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The relying party answers 400 if it rejects the token (§2.8). It may accept the next one,
    /// for example once it has our new key or its clock is corrected, so this is retried like any
    /// other failure.
    #[error("the relying party answered with status {0}")]
    Status(u16),
}

impl LogoutSender {
    /// A sender that `notifier` wakes. Its concurrent requests do not count against those of other
    /// parts.
    pub fn new(provider: Arc<Provider>, notifier: LogoutNotifier) -> Arc<Self> {
        let fetch = provider.context.fetch.apart();
        Arc::new(Self { provider, fetch, notifier, turns: Mutex::default() })
    }

    /// Sends notices for ever.
    pub async fn run(self: Arc<Self>) {
        loop {
            if let Err(error) = self.begin_to_send().await {
                tracing::error!(%error, "cannot read the queue of logouts");
            }
            let _ = tokio::time::timeout(PATROL, self.notifier.0.notified()).await;
        }
    }

    /// Starts to notify each relying party that has a notice, without waiting for any of them.
    async fn begin_to_send(self: &Arc<Self>) -> Result<(), DbError> {
        let db = &self.provider.context.db;
        for client_id in Claimed::waiting_clients(db, self.provider.context.now()).await? {
            // If all permits are taken, each task wakes the sender again when it ends.
            while let Some(turn) = self.turn_of(&client_id) {
                let claimed = Claimed::next(db, &client_id, self.provider.context.now()).await?;
                let Some(claimed) = claimed else { break };
                let sender = Arc::clone(self);
                tokio::spawn(async move {
                    sender.notify(claimed).await;
                    drop(turn);
                    sender.notifier.notify();
                });
            }
        }
        Ok(())
    }

    /// A permit to notify `client_id`; `None` while [`MOST_AT_ONCE`] requests to it are running.
    fn turn_of(&self, client_id: &str) -> Option<OwnedSemaphorePermit> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let known = turns.get(client_id).and_then(Weak::upgrade);
        let semaphore = known.unwrap_or_else(|| {
            turns.retain(|_, semaphore| semaphore.strong_count() > 0);
            let semaphore = Arc::new(Semaphore::new(MOST_AT_ONCE));
            turns.insert(client_id.to_owned(), Arc::downgrade(&semaphore));
            semaphore
        });
        semaphore.try_acquire_owned().ok()
    }

    async fn notify(&self, claimed: Claimed) {
        let Context { db, clients, .. } = &self.provider.context;
        let client = match clients.find(&claimed.notice.client_id).await {
            Ok(client) => client,
            Err(error) => return tracing::error!(%error, "cannot look up whom to tell of a logout"),
        };
        let outcome = match client.as_deref() {
            Some(client) => self.send(client, &claimed.notice).await,
            // The operator has removed the client.
            None => Ok(()),
        };
        let (client_id, tries) = (claimed.notice.client_id.clone(), claimed.tries + 1);
        // The request that ended the session is long answered, so the line itself has the number.
        let login = claimed.login.map(tracing::field::display);
        match outcome {
            Ok(()) => match claimed.done(db).await {
                Ok(()) => tracing::info!(login, client_id, tries, "told of a logout"),
                Err(error) => tracing::error!(%error, "cannot note that a logout was heard"),
            },
            Err(cause) => tracing::warn!(login, client_id, tries, %cause, "not told of a logout"),
        }
    }

    async fn send(&self, client: &Client, notice: &Notice) -> Result<(), Undelivered> {
        let Some(address) = &client.backchannel_logout else { return Ok(()) };
        let token = logout_token(&self.provider, client, notice)?;
        let form = [("logout_token", token.as_str())];
        match post(&self.fetch, address, &form).await? {
            // Some frameworks replace an empty 200 by a 204 (§2.8).
            200 | 204 => Ok(()),
            status => Err(Undelivered::Status(status)),
        }
    }
}

/// The status of the answer.
async fn post(
    fetch: &Fetch,
    address: &BackchannelLogout,
    form: &[(&str, &str)],
) -> Result<u16, Undelivered> {
    let BackchannelLogout { uri, private, ca_pem } = address;
    let response = if *private || ca_pem.is_some() {
        let allowance = Allowance { private: *private, ca_pem: ca_pem.as_deref() };
        fetch.one_address(uri, allowance)?.post_form(form, LIMITS).await?
    } else {
        let url = Url::parse(uri).map_err(|_| Undelivered::NoUrl)?;
        fetch.post_form(&url, &[], form, LIMITS).await?
    };
    Ok(response.status)
}

/// Why an address could not be asked, as a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NotAsked(pub(crate) String);

/// The status that `address` answers with to what is no logout token.
///
/// # Errors
/// [`NotAsked`] if there is no answer.
pub(crate) async fn ask(fetch: &Fetch, address: &BackchannelLogout) -> Result<u16, NotAsked> {
    let form = [("logout_token", "none")];
    post(fetch, address, &form).await.map_err(|error| NotAsked(error.to_string()))
}

/// A logout token (§2.4), made for one try and signed with the algorithm of the client's ID tokens.
fn logout_token(provider: &Provider, client: &Client, notice: &Notice) -> Result<String, KeyError> {
    let now = provider.context.now();
    let claims = members(json!({
        "iss": provider.issuer.as_str(),
        "aud": client.client_id,
        "iat": now,
        "exp": now.saturating_add(TOKEN_LIFETIME),
        "jti": base64url(random_bytes::<16>()),
        "sub": notice.sub,
        "sid": notice.sid,
        "events": { EVENT: {} },
    }));
    let algorithm = client.id_token_signed_response_alg;
    provider.keys.sign_as("logout+jwt", algorithm, &Value::Object(claims))
}
