//! Resolves accounts: handle → DID → DID document, and checks handles in both directions.
//!
//! In: a DID or a handle. Out: the DID document, and whether the handle is verified. Nothing is
//! cached: what was true when a login began may be wrong when it ends (the specification allows a
//! cache of less than ten minutes).

use url::Url;

use super::client::Client;
use super::did::{Did, DidMethod};
use super::did_document::{DidDocument, RawDocument};
use super::handle::{Handle, UnconfirmedHandle};
use super::handle_lookup::{self, HandleError, Named};
use super::login_error::{AccountStatusError, BeginError, FinishError};
use super::server_fault::{Cause, ServerFault, Step};
use crate::fetch::{Fetch, Limits};

/// Whether the handle that an account claims is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandleStatus {
    /// Handle and account name each other.
    Verified(Handle),
    /// The account claims no handle, or one that does not name this account.
    None,
    /// The account claims this handle, and servers that could confirm it are out.
    Unconfirmed(UnconfirmedHandle),
}

/// The account that a handle names and that names the handle.
pub(super) struct HandleOwner {
    pub(super) document: DidDocument,
    /// Whether it is certain that the handle names the account.
    pub(super) is_confirmed: bool,
}

/// The account that `handle` names and that names `handle`. `None` if the handle names no account, or one
/// that is the server of that name.
pub(super) async fn of_handle(
    client: &Client,
    handle: &Handle,
) -> Result<Option<HandleOwner>, BeginError> {
    let (did, is_confirmed) = match handle_lookup::resolve(&client.fetch, handle).await {
        Ok(Named::Confirmed(did)) => (did, true),
        Ok(Named::Unconfirmed(did)) => (did, false),
        Err(HandleError::NoDid) => return Ok(None),
        Err(HandleError::Faulty(fault)) => return Err(fault.into()),
        Err(HandleError::Server(fault)) => return Err(fault.into()),
    };
    let document = document(client, &did).await?;
    match &document.handle {
        Some(claimed) if claimed == handle => Ok(Some(HandleOwner { document, is_confirmed })),
        // A server may publish its own DID where those of accounts are looked for.
        None if did.is_web_at(handle.as_str()) => Ok(None),
        Some(_) => Err(BeginError::HandleNotClaimed),
        None => Err(BeginError::NoHandle(did)),
    }
}

/// Checks whether the handle that an account claims names the account in return.
pub(super) async fn handle_status(fetch: &Fetch, document: &DidDocument) -> HandleStatus {
    let Some(handle) = document.handle.clone() else { return HandleStatus::None };
    match handle_lookup::resolve(fetch, &handle).await {
        Ok(Named::Confirmed(did)) if did == document.did => HandleStatus::Verified(handle),
        Ok(Named::Confirmed(other)) => {
            tracing::info!(%handle, did = %document.did, %other, "the handle names another account");
            HandleStatus::None
        }
        Ok(Named::Unconfirmed(named)) => {
            let is_disputed = named != document.did;
            HandleStatus::Unconfirmed(UnconfirmedHandle::of(handle, is_disputed))
        }
        Err(error) => {
            tracing::info!(%handle, did = %document.did, %error, "the handle cannot be verified");
            match error {
                HandleError::NoDid | HandleError::Faulty(_) => HandleStatus::None,
                HandleError::Server(_) => {
                    HandleStatus::Unconfirmed(UnconfirmedHandle::of(handle, false))
                }
            }
        }
    }
}

/// Whether `handle` certainly does not name the account `did` any more. An outage is no certainty.
pub(super) async fn is_lost(fetch: &Fetch, did: &Did, handle: &Handle) -> bool {
    match handle_lookup::resolve(fetch, handle).await {
        Ok(Named::Confirmed(named)) => named != *did,
        Err(HandleError::NoDid | HandleError::Faulty(_)) => true,
        Ok(Named::Unconfirmed(_)) | Err(HandleError::Server(_)) => false,
    }
}

/// The document of `did`. A `did:plc` is looked up in the directories in order: the next one is
/// asked only if one is out or does not know the DID. A `did:web` is asked of its own host.
pub(super) async fn document(
    Client { fetch, plc, .. }: &Client,
    did: &Did,
) -> Result<DidDocument, AccountStatusError> {
    let (mut unknown, mut outage) = (None, None);
    for url in urls(fetch, plc, did) {
        match ask(fetch, &url, did).await {
            Err(AccountStatusError::Unknown(fault)) if is_unknown_did(&fault) => {
                unknown = Some(fault);
            }
            Err(AccountStatusError::Unknown(fault)) if fault.cause.is_outage() => {
                outage = Some(fault);
            }
            answer => return answer,
        }
    }
    // There was no place to ask: a `did:web` that the network does not admit.
    Err(unknown.or(outage).map_or(AccountStatusError::Gone, AccountStatusError::Unknown))
}

fn urls(fetch: &Fetch, plc: &[Url], did: &Did) -> Vec<Url> {
    match did.method() {
        DidMethod::Plc => plc
            .iter()
            .filter_map(|base| {
                Url::parse(&format!("{}/{did}", base.as_str().trim_end_matches('/'))).ok()
            })
            .collect(),
        DidMethod::Web(host) if fetch.network().admits_did_web_host(&host) => {
            let scheme = fetch.network().scheme_for(&host);
            Url::parse(&format!("{scheme}://{host}/.well-known/did.json")).into_iter().collect()
        }
        DidMethod::Web(_) => Vec::new(),
    }
}

async fn ask(fetch: &Fetch, url: &Url, did: &Did) -> Result<DidDocument, AccountStatusError> {
    let read = async {
        let response = fetch.get(url, Limits::DEFAULT).await?;
        match response.status {
            _ if response.is_challenge() => Err(Cause::Challenge),
            200 => response.json::<RawDocument>()?.of(did, fetch.network()).map(Some),
            // A PLC directory answers 410 for a deleted DID.
            410 => Ok(None),
            status => Err(Cause::Status(status)),
        }
    };
    let fault = |cause: Cause| cause.at(Step::ResolveDid, url.host_str().unwrap_or_default());
    read.await.map_err(fault)?.ok_or(AccountStatusError::Gone)
}

/// Whether the fault is a 404 for the DID document. That is no proof that the account is gone: a
/// PLC directory answers 410 for a deleted DID (did:plc specification, "DID Resolution"), and a web
/// server may have lost the file.
fn is_unknown_did(fault: &ServerFault) -> bool {
    fault.step == Step::ResolveDid && matches!(fault.cause, Cause::Status(404))
}

impl AccountStatusError {
    /// The fault of a server. `None` if the account does not exist; for a login a 404 means that
    /// too.
    fn into_fault(self) -> Option<ServerFault> {
        match self {
            Self::Unknown(fault) if !is_unknown_did(&fault) => Some(fault),
            Self::Unknown(_) | Self::Gone => None,
        }
    }
}

impl From<AccountStatusError> for BeginError {
    fn from(error: AccountStatusError) -> Self {
        error.into_fault().map_or(Self::NoAccount, Self::Server)
    }
}

impl From<AccountStatusError> for FinishError {
    fn from(error: AccountStatusError) -> Self {
        error.into_fault().map_or(Self::NoAccount, Self::Server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;

    fn asked(network: Network, plc: &[&str], did: &str) -> Vec<String> {
        let fetch = Fetch::new(network, Some("127.0.0.1:9".parse().unwrap())).unwrap();
        let plc: Vec<_> = plc.iter().map(|url| Url::parse(url).unwrap()).collect();
        let did = Did::parse(did).unwrap();
        urls(&fetch, &plc, &did).into_iter().map(String::from).collect()
    }

    #[tokio::test]
    async fn a_plc_identifier_is_asked_of_each_directory_in_order() {
        let plc = ["https://plc.directory", "https://plc.example.com/mirror/"];
        assert_eq!(
            asked(Network::Public, &plc, "did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
            [
                "https://plc.directory/did:plc:ewvi7nxzyoun6zhxrhs64oiz",
                "https://plc.example.com/mirror/did:plc:ewvi7nxzyoun6zhxrhs64oiz",
            ]
        );
    }

    #[tokio::test]
    async fn a_web_identifier_is_asked_of_its_own_host() {
        assert_eq!(
            asked(Network::Public, &[], "did:web:example.com"),
            ["https://example.com/.well-known/did.json"]
        );
        assert_eq!(
            asked(Network::Loopback, &[], "did:web:localhost%3A2583"),
            ["http://localhost:2583/.well-known/did.json"]
        );
    }

    #[tokio::test]
    async fn a_web_identifier_outside_the_network_is_asked_of_nobody() {
        for did in ["did:web:localhost%3A2583", "did:web:localhost", "did:web:pds.internal"] {
            assert!(asked(Network::Public, &[], did).is_empty(), "{did}");
        }
    }
}
