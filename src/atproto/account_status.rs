//! Looks up the current state of an account: its PDS, its handle, and whether it is active.
//!
//! In: a DID that has signed in before. Out: an [`AccountStatus`], from the same public sources as
//! at a login. No token is needed, and nothing is proven: the caller compares the status with what
//! was proven at the login.

use serde::Deserialize;

use super::client::Client;
use super::did::Did;
use super::identity::{self, HandleStatus};
use super::login_error::AccountStatusError;
use super::metadata;
use super::origin::Origin;
use super::server_fault::{Cause, ServerFault, Step};
use crate::fetch::{Fetch, JsonFault, Limits};
use crate::limits::Source;

/// The current state of an account, as far as the servers answered.
#[derive(Debug)]
pub struct AccountStatus {
    /// The PDS, which has the public records.
    pub pds: Origin,
    /// The authorization server of the PDS.
    pub issuer: Result<Origin, ServerFault>,
    /// Whether the PDS confirms that the account is active. An inactive account is an error
    /// instead.
    pub active: Result<(), ServerFault>,
    /// The handle.
    pub handle: HandleStatus,
}

impl Client {
    /// Looks an account up: its document, its PDS's authorization server, whether it is active, its
    /// handle. The servers are asked independently, so an outage of one hides no other's answer.
    ///
    /// # Errors
    /// [`AccountStatusError::Gone`] is certain. [`AccountStatusError::Unknown`] is an outage or a
    /// fault.
    pub async fn account_status(&self, did: &Did) -> Result<AccountStatus, AccountStatusError> {
        let mut client = self.with_deadline();
        client.fetch = client.fetch.errand(self.clock.now(), Source::UNKNOWN);
        let document = identity::document(&client, did).await?;
        let pds = document.pds.clone().ok_or(AccountStatusError::Gone)?;
        let (issuer, active, handle) = tokio::join!(
            metadata::issuer_of(&client.fetch, &pds),
            is_active(&client.fetch, &pds, did),
            identity::handle_status(&client.fetch, &document),
        );
        if matches!(active, Ok(false)) {
            return Err(AccountStatusError::Gone);
        }
        Ok(AccountStatus { pds, issuer, active: active.map(drop), handle })
    }
}

/// The answer of `com.atproto.sync.getRepoStatus`.
#[derive(Deserialize)]
struct RepoStatus {
    active: bool,
    #[serde(default)]
    status: Option<String>,
}

/// An error of XRPC.
#[derive(Deserialize)]
struct XrpcError {
    error: String,
}

/// The errors which mean that a repository does not exist any more or is not public any more. Any
/// other error says nothing about the account. It may come from a proxy in front of the PDS.
const GONE: [&str; 4] = ["RepoNotFound", "RepoTakendown", "RepoSuspended", "RepoDeactivated"];
/// The states of an inactive repository that are temporary problems of its server.
const PASSING: [&str; 2] = ["desynchronized", "throttled"];

/// Asks the PDS whether an account is active, because a DID document outlives a deactivated
/// account. A PDS that does not support the question counts as a yes.
async fn is_active(fetch: &Fetch, pds: &Origin, did: &Did) -> Result<bool, ServerFault> {
    let mut url = pds.join("/xrpc/com.atproto.sync.getRepoStatus");
    url.query_pairs_mut().append_pair("did", did.as_str());
    let answer = fetch.get(&url, Limits::DEFAULT).await.map_err(Cause::Fetch);
    let active = answer.and_then(|answer| says_active(answer.status, answer.body()));
    active.map_err(|cause| cause.at(Step::RepoStatus, pds.host()))
}

/// Whether the answer says that the account is active, or why it says nothing.
fn says_active(status: u16, body: &[u8]) -> Result<bool, Cause> {
    match status {
        200 => {
            let RepoStatus { active, status } =
                serde_json::from_slice(body).map_err(JsonFault::from)?;
            let passes = status.is_some_and(|status| PASSING.contains(&status.as_str()));
            if !active && passes { Err(Cause::Status(200)) } else { Ok(active) }
        }
        400 => {
            let XrpcError { error } = serde_json::from_slice(body).map_err(JsonFault::from)?;
            if GONE.contains(&error.as_str()) { Ok(false) } else { Err(Cause::Status(400)) }
        }
        404 | 405 | 501 => Ok(true),
        status => Err(Cause::Status(status)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn account_is_active(status: u16, body: &str) -> Option<bool> {
        says_active(status, body.as_bytes()).ok()
    }

    #[test]
    fn an_account_is_gone_only_if_its_server_says_so_in_its_own_words() {
        assert_eq!(account_is_active(200, r#"{"active":true,"rev":"x"}"#), Some(true));
        assert_eq!(account_is_active(200, r#"{"active":false}"#), Some(false));
        assert_eq!(account_is_active(200, r#"{"active":false,"status":"throttled"}"#), None);
        assert_eq!(account_is_active(400, r#"{"error":"RepoNotFound"}"#), Some(false));
        assert_eq!(account_is_active(400, r#"{"error":"InvalidRequest"}"#), None);
        assert_eq!(account_is_active(404, "nothing here"), Some(true));
    }

    proptest! {
        #[test]
        fn nonsense_says_nothing_about_the_account(
            status in prop::sample::select(vec![200, 204, 302, 400, 401, 404, 405, 429, 500, 501, 502]),
            body in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let asked = matches!(status, 404 | 405 | 501);
            prop_assert_eq!(says_active(status, &body).ok(), asked.then_some(true));
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
                (true, true) => Some(true),
                (true, false) => (!passes).then_some(false),
            };
            prop_assert_eq!(account_is_active(200, &body.to_string()), expected);
        }
    }
}
