//! Who an account is: handle → DID → document → PDS, checked in both directions.
//!
//! In: a DID, or a handle. Out: the account's document, and whether a handle is truly its own. Always
//! asked afresh: what was true when a login began may not be when it ends (the specification allows
//! a cache of less than ten minutes; we need none).

use url::Url;

use super::did::{Did, DidMethod};
use super::did_document::{DidDocument, RawDocument};
use super::handle::{self, Handle, HandleError};
use super::server_fault::{AccountStatusError, BeginError, Cause, FinishError, ServerFault, Step};
use crate::fetch::{Fetch, Limits};

/// Why a DID gave no document.
#[derive(Debug)]
pub(super) enum DidError {
    /// It was given up, or there is no place to ask about it.
    NoAccount,
    /// Who keeps it does not know it. Of a DID that has proven itself before that is no end: a
    /// directory forgets none (did:plc specification, "DID Resolution": a tombstone is answered with
    /// 410), and a web server may have lost a file.
    NotFound(ServerFault),
    /// A server did not do its part.
    Server(ServerFault),
}

/// The account that `handle` names and that names `handle`.
///
/// # Errors
/// [`BeginError`] as it stands for the start of a login; `None` if the handle names no account.
pub(super) async fn of_handle(
    fetch: &Fetch,
    plc: &[Url],
    handle: &Handle,
) -> Result<Option<DidDocument>, BeginError> {
    let did = match handle::resolve(fetch, handle).await {
        Ok(did) => did,
        Err(HandleError::NoDid) => return Ok(None),
        Err(HandleError::Faulty(fault)) => return Err(fault.into()),
        Err(HandleError::Server(fault)) => return Err(fault.into()),
    };
    let document = document(fetch, plc, &did).await?;
    if document.handle.as_ref() == Some(handle) {
        Ok(Some(document))
    } else {
        Err(BeginError::HandleNotClaimed)
    }
}

/// The handle of an account, if what it claims names the account in return. A handle that does not,
/// or that nobody can tell about now, is none: a login never fails for it.
pub(super) async fn verified_handle(fetch: &Fetch, document: &DidDocument) -> Option<Handle> {
    let handle = document.handle.clone()?;
    match handle::resolve(fetch, &handle).await {
        Ok(did) if did == document.did => Some(handle),
        Ok(other) => {
            tracing::info!(%handle, did = %document.did, %other, "the handle names another account");
            None
        }
        Err(error) => {
            tracing::info!(%handle, did = %document.did, %error, "the handle cannot be verified");
            None
        }
    }
}

/// The document of `did`: from the PLC directories in order, of which the next is asked only when
/// one is out or does not know it, or from the host that a `did:web` is.
pub(super) async fn document(
    fetch: &Fetch,
    plc: &[Url],
    did: &Did,
) -> Result<DidDocument, DidError> {
    let (mut outage, mut unknown) = (None, None);
    for url in urls(fetch, plc, did) {
        match ask(fetch, &url, did).await {
            Err(DidError::Server(fault)) if fault.cause.is_outage() => outage = Some(fault),
            Err(DidError::NotFound(fault)) => unknown = Some(fault),
            answer => return answer,
        }
    }
    Err(match (unknown, outage) {
        (Some(fault), _) => DidError::NotFound(fault),
        (None, Some(fault)) => DidError::Server(fault),
        // Without any place to ask there is nothing to be known of the account.
        (None, None) => DidError::NoAccount,
    })
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

async fn ask(fetch: &Fetch, url: &Url, did: &Did) -> Result<DidDocument, DidError> {
    let at_host = |cause: Cause| cause.at(Step::ResolveDid, url.host_str().unwrap_or_default());
    let fault = |cause: Cause| DidError::Server(at_host(cause));
    let response =
        fetch.get(url, Limits::DEFAULT).await.map_err(|error| fault(Cause::Fetch(error)))?;
    match response.status {
        200 => {}
        // PLC's answer for a DID that was given up.
        410 => return Err(DidError::NoAccount),
        404 => return Err(DidError::NotFound(at_host(Cause::Status(404)))),
        status => return Err(fault(Cause::Status(status))),
    }
    let raw: RawDocument = response.json().map_err(|broken| fault(Cause::Json(broken)))?;
    raw.of(did, fetch.network()).map_err(|broken| fault(Cause::Document(broken)))
}

impl From<DidError> for BeginError {
    fn from(error: DidError) -> Self {
        match error {
            DidError::NoAccount | DidError::NotFound(_) => Self::NoAccount,
            DidError::Server(fault) => Self::Server(fault),
        }
    }
}

impl From<DidError> for AccountStatusError {
    fn from(error: DidError) -> Self {
        match error {
            DidError::NoAccount => Self::Gone,
            DidError::NotFound(fault) | DidError::Server(fault) => Self::Unknown(fault),
        }
    }
}

impl From<DidError> for FinishError {
    fn from(error: DidError) -> Self {
        match error {
            DidError::NoAccount | DidError::NotFound(_) => Self::NoAccount,
            DidError::Server(fault) => Self::Server(fault),
        }
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
