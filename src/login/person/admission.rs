//! Who may sign in at a relying party, by the operator's lists.

use crate::atproto::UnconfirmedHandle;
use crate::client::EmailClaim;
use crate::login::store::person::Person;
use crate::oidc::Client;
use crate::who::admission::{self, AccountFacts, Verdict};

/// A proven person may not sign in at a relying party.
#[derive(Debug, thiserror::Error)]
#[error("this account may not sign in at this client: {rule}")]
pub(crate) struct NotAdmitted {
    /// What the relying party is called.
    pub(crate) client_name: String,
    /// The account that it does not admit.
    pub(crate) did: String,
    /// Its handle, if it is confirmed.
    pub(crate) handle: Option<String>,
    /// Which of the operator's rules refuses it.
    pub(crate) rule: String,
    /// Whether the reason is that it admits no account that goes with a domain.
    pub(crate) is_did_web: bool,
}

/// Why a proven person does not get into a relying party.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AdmissionError {
    /// They may not.
    #[error(transparent)]
    NotAdmitted(NotAdmitted),
    /// It depends on whether their PDS hosts them, and it has not said so.
    #[error("the PDS has not said whether it hosts the account")]
    HostUnknown,
    /// It depends on their handle, which cannot be confirmed just now.
    #[error("the handle cannot be confirmed")]
    HandleUnconfirmed,
}

/// Whether a proven person may sign in at `client`, as far as it is known.
pub(crate) fn judge(client: &Client, person: &Person) -> Verdict {
    if refuses_did_web(client, person) {
        return Verdict::Refused;
    }
    admission::judge(&client.allow, &client.deny, facts(person))
}

fn facts(person: &Person) -> AccountFacts<'_> {
    let (did, handle, is_hosted) = (person.did(), person.handle(), person.is_hosted);
    let unconfirmed = person.unconfirmed.as_ref().and_then(UnconfirmedHandle::to_deny);
    AccountFacts { did, handle, unconfirmed, pds: person.pds.host(), is_hosted }
}

/// Which rule of `client` refuses a person that it does not admit.
pub(crate) fn refusing_rule(client: &Client, person: &Person) -> String {
    if refuses_did_web(client, person) {
        return "did_web = false".to_owned();
    }
    admission::refusing_rule(&client.allow, &client.deny, facts(person))
}

/// Admits a proven person to `client`, or refuses. Called before a session begins, and again where
/// codes are issued.
pub(crate) fn admit(client: &Client, person: &Person) -> Result<(), AdmissionError> {
    match judge(client, person) {
        Verdict::Admitted => Ok(()),
        Verdict::DependsOnHost => Err(AdmissionError::HostUnknown),
        Verdict::DependsOnHandle => Err(AdmissionError::HandleUnconfirmed),
        Verdict::Refused => Err(AdmissionError::NotAdmitted(NotAdmitted {
            client_name: client.client_name.clone(),
            did: person.did().to_owned(),
            handle: person.handle().map(str::to_owned),
            rule: refusing_rule(client, person),
            is_did_web: refuses_did_web(client, person),
        })),
    }
}

fn refuses_did_web(client: &Client, person: &Person) -> bool {
    !client.did_web && person.did.is_web()
}

/// Whether an outage may be bridged for `person` at `client` at all. The owner of a did:web can let
/// their own document fail, and would so keep what follows from it: a handle or a PDS that admits them,
/// or a name that is made from their handle and then stays theirs.
pub(crate) fn may_be_bridged(client: &Client, person: &Person) -> bool {
    let has_rules = [&client.allow, &client.deny].iter().any(|it| admission::follow_document(it));
    let has_address =
        matches!(client.email, EmailClaim::Synthetic { .. } | EmailClaim::Handle { .. });
    let has_localpart = client.localpart.as_ref().is_some_and(|it| it.contains("{handle"));
    !person.did.is_web() || !(has_rules || has_address || has_localpart)
}
