//! The third verb: is an account still what it was?
//!
//! In: the DID of a person who has proven it earlier. Out: where the account is now and what it is
//! called, asked of the same public places as at a login; no token is needed. Nobody proves anything
//! here: whoever asks compares the answer with what was proven.

use serde::Deserialize;

use super::client::{Client, TIME_FOR_SERVERS};
use super::did::Did;
use super::did_document::DidDocument;
use super::error::{Cause, RecogniseError, Step};
use super::handle::{self, Handle, HandleError};
use super::identity;
use super::metadata;
use super::origin::Origin;
use crate::fetch::{Fetch, Limits};

/// An account as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where its public records are.
    pub pds: Origin,
    /// Who vouches for its person.
    pub issuer: Origin,
    /// What it is called.
    pub handle: HandleStanding,
}

/// Whether the handle that an account claims is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandleStanding {
    /// Handle and account name each other.
    Verified(Handle),
    /// The account claims none, or one that names another account or none.
    None,
    /// The account claims this one, and nobody can tell just now whether it is its own.
    Unknown(Handle),
}

impl Client {
    /// Looks an account up: its document, who its PDS trusts, whether it is active, its handle.
    ///
    /// # Errors
    /// [`RecogniseError`] tells an account that is gone from one that nobody can tell about.
    pub async fn recognise(&self, did: &Did) -> Result<Standing, RecogniseError> {
        let fetch = self.fetch.within(TIME_FOR_SERVERS);
        let document = identity::document(&fetch, &self.plc, did).await?;
        let pds = document.pds.clone().ok_or(RecogniseError::Gone)?;
        let issuer = async { Ok(metadata::issuer_of(&fetch, &pds).await?) };
        let active = must_be_active(&fetch, &pds, did);
        let handle = async { Ok(handle_standing(&fetch, &document).await) };
        let (issuer, (), handle) = tokio::try_join!(issuer, active, handle)?;
        Ok(Standing { pds, issuer, handle })
    }
}

async fn handle_standing(fetch: &Fetch, document: &DidDocument) -> HandleStanding {
    let Some(handle) = document.handle.clone() else { return HandleStanding::None };
    match handle::resolve(fetch, &handle).await {
        Ok(did) if did == document.did => HandleStanding::Verified(handle),
        Ok(_) | Err(HandleError::NoDid | HandleError::Faulty(_)) => HandleStanding::None,
        Err(HandleError::Server(fault)) => {
            tracing::info!(%fault, "the handle cannot be verified");
            HandleStanding::Unknown(handle)
        }
    }
}

/// What a PDS says of a repository (`com.atproto.sync.getRepoStatus`).
#[derive(Deserialize)]
struct RepoStatus {
    active: bool,
    #[serde(default)]
    status: Option<String>,
}

/// An error of a PDS (XRPC).
#[derive(Deserialize)]
struct XrpcError {
    error: String,
}

/// What a PDS says of a repository that it does not have, or does not show, any more. Whatever else
/// is wrong there, a proxy in front of it included, tells nothing about the account.
const GONE: [&str; 4] = ["RepoNotFound", "RepoTakendown", "RepoSuspended", "RepoDeactivated"];
/// The states of an inactive repository that are its server's affair and pass.
const PASSING: [&str; 2] = ["desynchronized", "throttled"];

/// A document outlives a deactivated account, so its PDS is asked. One that does not know the
/// question leaves the answer to the document.
async fn must_be_active(fetch: &Fetch, pds: &Origin, did: &Did) -> Result<(), RecogniseError> {
    let mut url = pds.join("/xrpc/com.atproto.sync.getRepoStatus");
    url.query_pairs_mut().append_pair("did", did.as_str());
    let fault = |cause: Cause| cause.at(Step::RepoStatus, pds.host());
    let answer = fetch.get(&url, Limits::DEFAULT).await.map_err(|e| fault(Cause::Fetch(e)))?;
    match answer.status {
        200 => {
            let status: RepoStatus = answer.json().map_err(|e| fault(Cause::Json(e)))?;
            let passes = |status: &str| PASSING.contains(&status);
            match status.status.as_deref() {
                _ if status.active => Ok(()),
                Some(state) if passes(state) => Err(fault(Cause::Status(200)).into()),
                Some(_) | None => Err(RecogniseError::Gone),
            }
        }
        400 => {
            let XrpcError { error } = answer.json().map_err(|e| fault(Cause::Json(e)))?;
            let is_gone = GONE.contains(&error.as_str());
            if is_gone { Err(RecogniseError::Gone) } else { Err(fault(Cause::Status(400)).into()) }
        }
        404 | 405 | 501 => Ok(()),
        status => Err(fault(Cause::Status(status)).into()),
    }
}
