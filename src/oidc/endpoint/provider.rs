//! The provider: what all endpoints share, such as the issuer, the clients, the keys and the database.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::account_check::CheckAccount;
use super::client_keys::KeysOfClients;
use super::client_limits::ClientLimits;
use crate::client::Client;
use crate::oidc::context::Context;
use crate::oidc::protocol::id_token_hint::IdTokenHint;
use crate::oidc::protocol::issuer::Issuer;
use crate::oidc::store::signing_key::SigningKeys;
use crate::oidc::store::subject_identifier::SubjectIdentifiers;

/// Shared by all endpoints of the provider.
pub struct Provider {
    /// Who we are: the issuer identifier, which is also the prefix of every endpoint.
    pub issuer: Issuer,
    /// Database, clock, way out and clients.
    pub context: Context,
    /// What their assertions are verified with.
    pub keys_of_clients: KeysOfClients,
    /// How often each of them may call.
    pub client_limits: ClientLimits,
    /// How many requests of one client are kept that nobody came with yet; any number if there is none.
    pub most_pushed: Option<NonZeroU32>,
    /// What signs ID tokens.
    pub keys: SigningKeys,
    /// By what names clients know people.
    pub names: SubjectIdentifiers,
    /// Checks whether an account is still what it was.
    pub people: Arc<dyn CheckAccount>,
}

impl Provider {
    /// What `client` calls the person of `account` (OIDC Core §8).
    pub fn subject_identifier(&self, client: &Client, account: &str) -> String {
        self.names.of(client, account)
    }

    /// Reads an ID token of ours that came as `id_token_hint`; nothing for any other.
    pub(crate) fn read_hint(&self, token: &str) -> Option<IdTokenHint> {
        IdTokenHint::read(token, |kid| self.keys.public_key(kid), &self.issuer)
    }
}
