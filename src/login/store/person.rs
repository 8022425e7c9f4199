//! A person as last proven: the facts from which the claims for each relying party are made.

use serde::{Deserialize, Serialize};

use crate::atproto::{Did, Email, Handle, Origin, UnconfirmedHandle};
use crate::oidc::protocol::subject::Profile;

/// A proven person and what they say of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    /// The account's DID, the only name of it that never changes.
    pub(crate) did: Did,
    /// Its handle, if it is verified, or was when it was last looked up.
    pub(crate) handle: Option<Handle>,
    /// The handle that it claims, if servers were out at the last look-up, so that it is not sure.
    /// Nothing new is told or bound then. [`Self::handle`] may still be what was verified before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unconfirmed: Option<UnconfirmedHandle>,
    /// The PDS, which has its public records.
    pub(crate) pds: Origin,
    /// The authorization server that vouched for the person.
    pub(crate) issuer: Origin,
    /// Whether the PDS itself says that it hosts the account. `None` if it was not asked: only rules
    /// about a PDS need it.
    #[serde(default)]
    pub(crate) is_hosted: Option<bool>,
    /// What they want to be called.
    pub(crate) name: Option<String>,
    /// The address of their picture.
    pub(crate) picture: Option<String>,
    /// Their account's e-mail address, if a relying party wanted it.
    #[serde(default)]
    pub(crate) email: Email,
    /// When it was read, in unix seconds. Reading it takes a token, so a login.
    #[serde(default)]
    pub(crate) email_read_at: Option<i64>,
    /// Whether a command has blocked them. It stands in a table of its own, and is read with this record.
    #[serde(skip)]
    pub(crate) is_blocked: bool,
}

impl Person {
    /// The DID, which identifies the person.
    pub(crate) fn did(&self) -> &str {
        self.did.as_str()
    }

    /// The handle as text, if there is one.
    pub(crate) fn handle(&self) -> Option<&str> {
        self.handle.as_ref().map(Handle::as_str)
    }

    /// The same person while their handle cannot be confirmed.
    pub(crate) fn in_doubt(self) -> Self {
        let unread = || UnconfirmedHandle::unread(self.handle.as_ref());
        let unconfirmed = Some(self.unconfirmed.clone().unwrap_or_else(unread));
        Self { unconfirmed, ..self }
    }

    /// Whether the handle serves although it could not be confirmed at the last look-up.
    pub(crate) const fn is_bridged(&self) -> bool {
        self.handle.is_some() && self.unconfirmed.is_some()
    }

    /// Whether the e-mail address was read longer than `max_age` seconds before `now`. Also true if
    /// it was never read, or if the clock was set back since.
    pub(crate) fn email_is_older_than(&self, max_age: i64, now: i64) -> bool {
        let age = self.email_read_at.map(|at| now.saturating_sub(at));
        !age.is_some_and(|age| (0..=max_age).contains(&age))
    }

    /// The claims of the scope `profile`. `page` is the template of the `profile` claim.
    pub(crate) fn profile(&self, page: Option<&str>) -> Profile {
        Profile {
            preferred_username: self.handle().map(str::to_owned),
            name: self.name.clone(),
            picture: self.picture.clone(),
            profile: page.and_then(|template| fill_in(template, self.did(), self.handle())),
            ..Profile::default()
        }
    }
}

/// The person's page by the operator's template, if everything the template names is known.
fn fill_in(template: &str, did: &str, handle: Option<&str>) -> Option<String> {
    let with_did = template.replace("{did}", did);
    match handle {
        Some(handle) => Some(with_did.replace("{handle}", handle)),
        None if with_did.contains("{handle}") => None,
        None => Some(with_did),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_page_that_needs_a_handle_is_left_out_without_one() {
        let of = |template| fill_in(template, "did:plc:a", None);
        assert_eq!(of("https://x.example/{did}").as_deref(), Some("https://x.example/did:plc:a"));
        assert_eq!(of("https://x.example/{handle}"), None);
    }
}
