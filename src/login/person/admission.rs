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
}

/// Admits a proven person to `client`, or refuses. Called before a session begins, and again where
/// codes are issued.
pub(crate) fn admit(client: &Client, person: &Person) -> Result<(), NotAdmitted> {
    let (did, handle) = (person.did(), person.handle());
    let account = admission::AccountFacts { did, handle, pds: person.pds.host() };
    if admission::admits(&client.allow, &client.deny, account) {
        return Ok(());
    }
    Err(NotAdmitted { client_name: client.client_name.clone(), did: did.to_owned() })
}
