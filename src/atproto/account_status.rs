//! The third verb: is an account still what it was?
//!
//! In: the DID of a person who has proven it earlier. Out: where the account is now and what it is
//! called, asked of the same public places as at a login; no token is needed. Nobody proves anything
//! here: whoever asks compares the answer with what was proven.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::begin::{Client, TIME_FOR_SERVERS};
use super::did::Did;
use super::did_document::DidDocument;
use super::handle::{self, Handle, HandleError};
use super::identity;
use super::metadata;
use super::origin::Origin;
use super::server_fault::{AccountStatusError, Cause, ServerFault, Step};
use crate::fetch::{Fetch, JsonFault, Limits};

/// An account as it is now, as far as somebody can tell.
#[derive(Debug)]
pub struct AccountStatus {
    /// Where its public records are.
    pub pds: Origin,
    /// Who vouches for its person.
    pub issuer: Result<Origin, ServerFault>,
    /// That it is active: an account that is not is gone.
    pub active: Result<(), ServerFault>,
    /// What it is called.
    pub handle: HandleStatus,
}

/// Whether the handle that an account claims is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandleStatus {
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
    /// Each is asked by itself: what one server says for certain is not lost because another is out.
    ///
    /// # Errors
    /// [`AccountStatusError`] tells an account that is gone from one that nobody can tell about.
    pub async fn account_status(&self, did: &Did) -> Result<AccountStatus, AccountStatusError> {
        let fetch = self.fetch.within(TIME_FOR_SERVERS);
        let document = identity::document(&fetch, &self.plc, did).await?;
        let pds = document.pds.clone().ok_or(AccountStatusError::Gone)?;
        let (issuer, active, handle) = tokio::join!(
            metadata::issuer_of(&fetch, &pds),
            must_be_active(&fetch, &pds, did),
            handle_status(&fetch, &document),
        );
        let active = match active {
            Ok(()) => Ok(()),
            Err(AccountStatusError::Gone) => return Err(AccountStatusError::Gone),
            Err(AccountStatusError::Unknown(fault)) => Err(fault),
        };
        Ok(AccountStatus { pds, issuer, active, handle })
    }
}

async fn handle_status(fetch: &Fetch, document: &DidDocument) -> HandleStatus {
    let Some(handle) = document.handle.clone() else { return HandleStatus::None };
    match handle::resolve(fetch, &handle).await {
        Ok(did) if did == document.did => HandleStatus::Verified(handle),
        Ok(_) | Err(HandleError::NoDid | HandleError::Faulty(_)) => HandleStatus::None,
        Err(HandleError::Server(fault)) => {
            tracing::info!(%fault, "the handle cannot be verified");
            HandleStatus::Unknown(handle)
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
async fn must_be_active(fetch: &Fetch, pds: &Origin, did: &Did) -> Result<(), AccountStatusError> {
    let mut url = pds.join("/xrpc/com.atproto.sync.getRepoStatus");
    url.query_pairs_mut().append_pair("did", did.as_str());
    let fault = |cause: Cause| cause.at(Step::RepoStatus, pds.host());
    let answer = fetch.get(&url, Limits::DEFAULT).await.map_err(|e| fault(Cause::Fetch(e)))?;
    match judge(answer.status, answer.body()) {
        Ok(Verdict::Active) => Ok(()),
        Ok(Verdict::Gone) => Err(AccountStatusError::Gone),
        Err(cause) => Err(fault(cause).into()),
    }
}

/// What the answer says of the account; the cause, if it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Active,
    Gone,
}

fn judge(status: u16, body: &[u8]) -> Result<Verdict, Cause> {
    match status {
        200 => {
            let RepoStatus { active, status } = json(body)?;
            match status.as_deref() {
                _ if active => Ok(Verdict::Active),
                Some(state) if PASSING.contains(&state) => Err(Cause::Status(200)),
                Some(_) | None => Ok(Verdict::Gone),
            }
        }
        400 => {
            let XrpcError { error } = json(body)?;
            if GONE.contains(&error.as_str()) { Ok(Verdict::Gone) } else { Err(Cause::Status(400)) }
        }
        404 | 405 | 501 => Ok(Verdict::Active),
        status => Err(Cause::Status(status)),
    }
}

fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonFault> {
    Ok(serde_json::from_slice(body)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn verdict(status: u16, body: &str) -> Option<Verdict> {
        judge(status, body.as_bytes()).ok()
    }

    #[test]
    fn an_account_is_gone_only_if_its_server_says_so_in_its_own_words() {
        assert_eq!(verdict(200, r#"{"active":true,"rev":"x"}"#), Some(Verdict::Active));
        assert_eq!(verdict(200, r#"{"active":false}"#), Some(Verdict::Gone));
        assert_eq!(verdict(200, r#"{"active":false,"status":"throttled"}"#), None);
        assert_eq!(verdict(400, r#"{"error":"RepoNotFound"}"#), Some(Verdict::Gone));
        assert_eq!(verdict(400, r#"{"error":"InvalidRequest"}"#), None);
        assert_eq!(verdict(404, "nothing here"), Some(Verdict::Active));
    }

    proptest! {
        #[test]
        fn nonsense_says_nothing_about_the_account(
            status in prop::sample::select(vec![200, 204, 302, 400, 401, 404, 405, 429, 500, 501, 502]),
            body in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let asked = matches!(status, 404 | 405 | 501);
            prop_assert_eq!(judge(status, &body).ok(), asked.then_some(Verdict::Active));
        }

        #[test]
        fn only_the_two_members_count_and_only_in_their_own_shape(
            active in prop_oneof![
                any::<bool>().prop_map(Value::from),
                "\\PC{0,9}".prop_map(Value::from),
                Just(Value::Null),
            ],
            status in prop_oneof![
                Just(Value::Null),
                "deactivated|takendown|throttled|desynchronized|\\PC{0,9}".prop_map(Value::from),
                any::<u8>().prop_map(Value::from),
            ],
            other in "\\PC{0,20}",
        ) {
            let body = serde_json::json!({ "active": active, "status": status, "did": other });
            let readable = active.is_boolean() && !status.is_number();
            let passes = status.as_str().is_some_and(|status| PASSING.contains(&status));
            let expected = match (readable, active == true) {
                (false, _) => None,
                (true, true) => Some(Verdict::Active),
                (true, false) => (!passes).then_some(Verdict::Gone),
            };
            prop_assert_eq!(verdict(200, &body.to_string()), expected);
        }
    }
}
