//! The ATProto account that the operator named: looked up now, and what ATLogin knows of it.

use super::refusal::Refusal;
use crate::atproto::{AccountIdentifier, AccountStatus, Client, HandleStatus};
use crate::client::{self, SubjectType};
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::login::store::account::Account;
use crate::login::store::name_binding;
use crate::oidc::SubjectIdentifiers;
use crate::oidc::store::account_client;
use crate::server::service::atproto_client;

/// An account whose handle and DID were checked against each other.
pub(super) struct NamedAccount {
    pub(super) did: String,
    /// Its handle, if that is verified.
    pub(super) handle: Option<String>,
    /// The host of its PDS.
    pub(super) pds: String,
}

/// What ATLogin has told a client of an account, or would tell it.
pub(super) struct Told {
    /// The claim `sub`.
    pub(super) subject: String,
    /// Whether that is made for the client, and not the DID.
    pub(super) is_pairwise: bool,
    /// The claim `localpart`, if a client with the same template was told of it.
    pub(super) localpart: Option<String>,
    /// Whether the client certainly was told of the account.
    pub(super) client_knows_it: bool,
    /// Whether the account has signed in here lately.
    pub(super) is_known: bool,
}

/// Reads what the operator typed.
pub(super) fn identifier(text: &str, config: &Config) -> Result<AccountIdentifier, Refusal> {
    match AccountIdentifier::read(text, &config.outside.network) {
        Ok(AccountIdentifier::Server(_)) => Err(Refusal::Server(text.to_owned())),
        Ok(identifier) => Ok(identifier),
        Err(fault) => Err(Refusal::Account(text.to_owned(), fault)),
    }
}

impl NamedAccount {
    /// Looks the account up as a sign-in does, both ways.
    pub(super) async fn find(
        identifier: &AccountIdentifier,
        config: &Config,
    ) -> Result<Self, Refusal> {
        let asked = identifier.name();
        let atproto: Client = atproto_client(config)?;
        let did = atproto.did_of(identifier).await;
        let did = did.map_err(|error| Refusal::of_look_up(asked, &error))?;
        let status = atproto.account_status(&did).await;
        let status = status.map_err(|error| Refusal::of_status(did.as_str(), &error))?;
        let AccountStatus { pds, handle, .. } = status;
        let handle = match handle {
            HandleStatus::Verified(handle) => Some(handle.as_str().to_owned()),
            HandleStatus::None | HandleStatus::Unconfirmed(_) => None,
        };
        // A DID is enough by itself. A handle is not, while nobody confirms it.
        let is_by_did = matches!(identifier, AccountIdentifier::Did(_));
        if !is_by_did && handle.as_deref() != Some(asked) {
            return Err(Refusal::Unverified(asked.to_owned()));
        }
        Ok(Self { did: did.as_str().to_owned(), handle, pds: pds.host().to_owned() })
    }

    /// What `client` is told of it.
    pub(super) async fn told(&self, db: &Db, client: &client::Client) -> Result<Told, DbError> {
        let did = self.did.as_str();
        let is_pairwise = matches!(client.subject_type, SubjectType::Pairwise { .. });
        // Only a pairwise client needs the salt, which the first start of the daemon has made.
        let subject = if is_pairwise {
            SubjectIdentifiers::load_or_generate(db).await?.of(client, did)
        } else {
            did.to_owned()
        };
        let localpart = match &client.localpart {
            Some(template) => name_binding::told_localpart(db, did, template).await?,
            None => None,
        };
        let clients = account_client::all_of_account(db, did).await?;
        let client_knows_it = clients.iter().any(|(client_id, ..)| *client_id == client.client_id);
        let is_known = Account::find(db, did).await?.is_some();
        Ok(Told { subject, is_pairwise, localpart, client_knows_it, is_known })
    }
}
