//! Who may sign in at a relying party, by the operator's lists.

use crate::login::store::person::Person;
use crate::oidc::Client;
use crate::who::admission;

/// A proven person may not sign in at a relying party.
#[derive(Debug, thiserror::Error)]
#[error("{did} may not sign in at {client_name}")]
pub(crate) struct NotAdmitted {
    /// What the relying party is called.
    pub(crate) client_name: String,
    /// The account that it does not admit.
    pub(crate) did: String,
    /// Whether the reason is that it admits no account that goes with a domain.
    pub(crate) is_did_web: bool,
}

/// Admits a proven person to `client`, or refuses. Called before a session begins, and again where
/// codes are issued.
pub(crate) fn admit(client: &Client, person: &Person) -> Result<(), NotAdmitted> {
    let (did, handle) = (person.did(), person.handle());
    let account = admission::AccountFacts { did, handle, pds: person.pds.host() };
    let is_did_web = !client.did_web && did.starts_with("did:web:");
    if !is_did_web && admission::admits(&client.allow, &client.deny, account) {
        return Ok(());
    }
    let client_name = client.client_name.clone();
    Err(NotAdmitted { client_name, did: did.to_owned(), is_did_web })
}
