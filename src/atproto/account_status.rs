//! Looks up the current state of an account: its PDS, its handle, and whether it is active.
//!
//! In: a DID that has signed in before. Out: an [`AccountStatus`], from the same public sources as
//! at a login. No token is needed, and nothing is proven: the caller compares the status with what
//! was proven at the login. A login itself may ask whether the PDS hosts the account.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::client::Client;
use super::did::Did;
use super::handle::Handle;
use super::identity::{self, HandleStatus};
use super::login_error::AccountStatusError;
use super::metadata;
use super::origin::Origin;
use super::server_fault::{Cause, ServerFault, Step};
use crate::fetch::{Fetch, Limits, json};

/// The current state of an account, as far as the servers answered.
#[derive(Debug)]
pub struct AccountStatus {
    /// The PDS by the DID document. It has the public records.
    pub pds: Origin,
    /// The authorization server of the PDS.
    pub issuer: Result<Origin, ServerFault>,
    /// Whether the PDS says itself that it hosts the account. False if it does not support the
    /// question. An account that it says is gone or inactive is an error instead.
    pub hosted: Result<bool, ServerFault>,
    /// The handle.
    pub handle: HandleStatus,
}

/// What is certain about a known account whose DID document cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithoutDocument {
    /// The known PDS says that the account is gone or inactive there.
    pub is_gone: bool,
    /// The known handle names another account, or none.
    pub has_lost_handle: bool,
    /// Whether the known PDS says that it hosts the account. `None` if it does not answer.
    pub is_hosted: Option<bool>,
}

/// The time for what is asked without a DID document: the person waited for the document already.
const TIME_WITHOUT_DOCUMENT: Duration = Duration::from_secs(3);

impl Client {
    /// Looks an account up: its document, its PDS's authorization server, whether it is active, its
    /// handle. The servers are asked independently, so an outage of one hides no other's answer.
    ///
    /// # Errors
    /// [`AccountStatusError::Gone`] is certain. [`AccountStatusError::Unknown`] is an outage or a
    /// fault.
    pub async fn account_status(&self, did: &Did) -> Result<AccountStatus, AccountStatusError> {
        let mut client = self.with_deadline();
        client.fetch = client.fetch.errand_of_known_account(self.clock.now());
        let document = identity::document(&client, did).await?;
        let pds = document.pds.clone().ok_or(AccountStatusError::Gone)?;
        let (issuer, repo, handle) = tokio::join!(
            metadata::issuer_of(&client.fetch, &pds),
            repo(&client.fetch, &pds, did),
            identity::handle_status(&client.fetch, &document),
        );
        if matches!(repo, Ok(Repo::Gone)) {
            return Err(AccountStatusError::Gone);
        }
        let hosted = repo.map(|repo| repo == Repo::Hosted);
        Ok(AccountStatus { pds, issuer, hosted, handle })
    }

    /// Looks up what can be known of an account without its document: an owner who can let it fail must
    /// not keep a handle or a PDS that they have lost.
    pub async fn without_document(
        &self,
        did: &Did,
        pds: &Origin,
        handle: Option<&Handle>,
    ) -> WithoutDocument {
        let fetch = self.fetch.errand_of_known_account(self.clock.now());
        let fetch = fetch.within(TIME_WITHOUT_DOCUMENT);
        let has_lost_handle = async {
            match handle {
                Some(handle) => identity::is_lost(&fetch, did, handle).await,
                None => false,
            }
        };
        let (repo, has_lost_handle) = tokio::join!(repo(&fetch, pds, did), has_lost_handle);
        let is_gone = matches!(repo, Ok(Repo::Gone));
        let is_hosted = repo.ok().map(|repo| repo == Repo::Hosted);
        WithoutDocument { is_gone, has_lost_handle, is_hosted }
    }

    /// Whether `pds` says itself that it hosts the account and that the account is active. The document
    /// alone does not show that: its owner writes it, and an authorization server may serve several
    /// PDSs.
    ///
    /// # Errors
    /// [`ServerFault`] if it does not answer, or in no known way.
    pub async fn hosts(&self, pds: &Origin, did: &Did) -> Result<bool, ServerFault> {
        let repo = repo(&self.with_deadline().fetch, pds, did).await?;
        if repo != Repo::Hosted {
            tracing::info!(%did, host = pds.host(), ?repo, "the PDS does not host the account");
        }
        Ok(repo == Repo::Hosted)
    }
}

/// What a PDS says of the repository of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repo {
    /// It hosts it, and it is active.
    Hosted,
    /// It does not support the question, or does not say whose repository it means.
    NotSaid,
    /// It has none, or none that is active.
    Gone,
}

/// The answer of `com.atproto.sync.getRepoStatus`.
#[derive(Deserialize)]
struct RepoStatus {
    #[serde(default)]
    did: Value,
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

/// Asks the PDS about a repository, because a DID document outlives a deactivated account.
async fn repo(fetch: &Fetch, pds: &Origin, did: &Did) -> Result<Repo, ServerFault> {
    let mut url = pds.join("/xrpc/com.atproto.sync.getRepoStatus");
    url.query_pairs_mut().append_pair("did", did.as_str());
    let answer = fetch.get(&url, Limits::DEFAULT).await.map_err(Cause::Fetch);
    let repo = answer.and_then(|answer| {
        if answer.is_challenge() {
            return Err(Cause::Challenge);
        }
        read(answer.status, answer.body(), did)
    });
    repo.map_err(|cause| cause.at(Step::RepoStatus, pds.host()))
}

/// What the answer says of the repository of `did`, or why it says nothing.
pub(super) fn read(status: u16, body: &[u8], did: &Did) -> Result<Repo, Cause> {
    match status {
        200 => {
            let answer: RepoStatus = json(body)?;
            let passes = answer.status.is_some_and(|status| PASSING.contains(&status.as_str()));
            match answer.active {
                true if answer.did == did.as_str() => Ok(Repo::Hosted),
                true => Ok(Repo::NotSaid),
                false if passes => Err(Cause::Status(200)),
                false => Ok(Repo::Gone),
            }
        }
        400 => {
            let XrpcError { error } = json(body)?;
            if GONE.contains(&error.as_str()) { Ok(Repo::Gone) } else { Err(Cause::Status(400)) }
        }
        404 | 405 | 501 => Ok(Repo::NotSaid),
        status => Err(Cause::Status(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALICE: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

    fn repo(status: u16, body: &[u8]) -> Option<Repo> {
        read(status, body, &Did::parse(ALICE).unwrap()).ok()
    }

    fn account_is_active(status: u16, body: &str) -> Option<bool> {
        repo(status, body.as_bytes()).map(|repo| repo != Repo::Gone)
    }

    #[test]
    fn a_pds_hosts_an_account_only_if_it_says_so_about_this_very_account() {
        let hosts = |status, body: &str| repo(status, body.as_bytes()) == Some(Repo::Hosted);
        let own = format!(r#"{{"did":"{ALICE}","active":true,"rev":"x"}}"#);
        assert!(hosts(200, &own));
        for status in [201, 204, 301, 400, 401, 403, 404, 405, 500, 501, 503] {
            assert!(!hosts(status, &own), "{status}");
        }
        for body in [
            r#"{"active":true}"#,
            r#"{"did":"did:plc:aaaaaaaaaaaaaaaaaaaaaaaa","active":true}"#,
            r#"{"did":["did:plc:ewvi7nxzyoun6zhxrhs64oiz"],"active":true}"#,
            r#"{"did":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","active":"true"}"#,
            r#"{"did":"did:plc:ewvi7nxzyoun6zhxrhs64oiz"}"#,
            r#"{"did":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","active":false,"status":"deactivated"}"#,
            r#"{"did":"did:plc:x","did":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","active":true}"#,
            "true",
            "",
        ] {
            assert!(!hosts(200, body), "{body}");
        }
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
            prop_assert_eq!(repo(status, &body), asked.then_some(Repo::NotSaid));
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
