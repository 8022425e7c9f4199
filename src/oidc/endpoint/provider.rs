//! The state that all endpoints share: issuer, clients, keys, database and limits.

use std::sync::Arc;

use serde_json::Value;

use super::account_check::CheckAccount;
use super::client_keys::KeysOfClients;
use super::client_limits::ClientLimits;
use super::token_error::TokenError;
use crate::client::Client;
use crate::db::{Connection, DbError};
use crate::limits::{ByteCount, Most};
use crate::oidc::context::Context;
use crate::oidc::protocol::id_token_hint::IdTokenHint;
use crate::oidc::protocol::issuer::Issuer;
use crate::oidc::store::granted::Granted;
use crate::oidc::store::signing_key::SigningKeys;
use crate::oidc::store::subject_identifier::SubjectIdentifiers;

/// The state of the provider, shared by all its endpoints.
pub struct Provider {
    /// The issuer identifier, which is also the prefix of every endpoint.
    pub issuer: Issuer,
    /// Database, clock, HTTP client and relying parties.
    pub context: Context,
    /// The keys that verify the client assertions.
    pub keys_of_clients: KeysOfClients,
    /// The rate limits of the clients.
    pub client_limits: ClientLimits,
    /// The most pushed requests that are kept for one client; any number if `None`.
    pub most_pushed: Most,
    /// How many bytes were pushed since it was last looked whether all fit into their budget.
    pub pushed_bytes: ByteCount,
    /// The keys that sign ID tokens.
    pub keys: SigningKeys,
    /// Makes the `sub` by which a client knows a person.
    pub names: SubjectIdentifiers,
    /// The languages of the pages.
    pub ui_locales: Vec<String>,
    /// Looks up an account again before a refresh.
    pub people: Arc<dyn CheckAccount>,
}

impl Provider {
    /// The `sub` of `account` at `client` (OIDC Core §8).
    pub fn subject_identifier(&self, client: &Client, account: &str) -> String {
        self.names.of(client, account)
    }

    /// Notes which names of the person a client is told with the tokens that it gets. The caller
    /// commits.
    pub(crate) async fn note_told(
        &self,
        connection: &mut Connection,
        granted: &Granted,
    ) -> Result<(), DbError> {
        let names = granted.told_names();
        if names.is_empty() {
            return Ok(());
        }
        self.people.names_told(connection, granted.subject.account(), &names).await
    }

    /// Counts that a client's request was refused. `client_id` is that of a client of ours.
    pub(crate) fn count_refusal(&self, client_id: Option<&str>, error: &TokenError) {
        if let Some(why) = error.reason() {
            self.context.audit.refuse(client_id, why, self.context.now());
        }
    }

    /// The published keys: those of the kinds that sign for a client. The clients are read now, because one
    /// that was added a moment ago may ask for the keys already.
    pub(crate) async fn jwks(&self) -> Value {
        match self.context.clients.algorithms().await {
            Ok(in_use) => self.keys.jwks(&in_use),
            Err(error) => {
                tracing::error!(%error, "cannot read which kinds of keys are in use");
                // Those that were noted lately. To show all would be kept for minutes by programs that
                // cannot read some kinds.
                self.keys.jwks(&[])
            }
        }
    }

    /// Makes and retires the keys that are due, and notes which kinds sign for a client.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails. The keys in use stay the same.
    pub async fn keep_keys(&self) -> Result<(), DbError> {
        let noted = async { self.keys.note_used(&self.context.clients.algorithms().await?).await };
        let noted = noted.await;
        // Also if some client cannot be read: keys get old all the same.
        self.keys.rotate_when_due().await?;
        noted
    }

    /// Reads an `id_token_hint`; `None` unless it is an ID token that we signed.
    pub(crate) fn read_hint(&self, token: &str) -> Option<IdTokenHint> {
        IdTokenHint::read(token, |kid| self.keys.public_key(kid), &self.issuer)
    }
}
