//! The claims about a person that one relying party may get, by the settings of its client.
//!
//! In: a proven person and a client. Out: the claims that scopes may open. A name or address that
//! is made up here is bound to the person first, and never goes to another person.

use super::decision::EmailState;
use crate::atproto::{self, UnconfirmedHandle};
use crate::client::EmailClaim;
use crate::db::DbError;
use crate::login::store::name_binding::{NameKind, Wanted};
use crate::login::store::person::Person;
use crate::oidc::protocol::subject::{Email, Profile};
use crate::oidc::{AuthorizationRequest, Client, Context};
use crate::who::email_issuers;
use crate::who::localpart::Template;
use crate::who::names::{DidAndHandle, handle_addresses, synthetic_addresses};
use crate::who::reserved::left_over;

/// Why the claims about a person cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClaimsError {
    /// They need a name that is made from their handle, and it is not sure what that is.
    #[error("a name is needed, and the handle cannot be confirmed")]
    HandleUnconfirmed,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] DbError),
}

/// Makes the claims about people.
pub struct PersonClaims {
    /// Where names are bound, and the time.
    pub context: Context,
    /// For how long after it was read an e-mail address is given as a claim, in seconds.
    pub email_max_age: i64,
    /// The template of the `profile` claim.
    pub profile_url: Option<String>,
}

impl PersonClaims {
    /// The claims about `person` that `client` may get.
    ///
    /// # Errors
    /// [`ClaimsError`] if a name cannot be bound. It may be another person's then, so it is not used.
    pub(crate) async fn of(
        &self,
        person: &Person,
        client: &Client,
    ) -> Result<Profile, ClaimsError> {
        let localpart = match &client.localpart {
            Some(template) => self.localpart(person, template, client).await?,
            None => None,
        };
        let email = self.email(person, client).await?;
        let profile = person.profile(self.profile_url.as_deref());
        let or_handle = profile.preferred_username.clone().filter(|_| client.name_from_handle);
        let name = profile.name.clone().or(or_handle);
        Ok(Profile { name, localpart, email, ..profile })
    }

    /// Whether `client` needs a name of `person` that is not bound yet, and cannot be while it is not sure
    /// what their handle is. It binds nothing.
    pub(crate) async fn lacks_name(
        &self,
        person: &Person,
        client: &Client,
    ) -> Result<bool, DbError> {
        if person.unconfirmed.is_none() {
            return Ok(false);
        }
        let localpart = client.localpart.as_ref().filter(|template| {
            Template::parse(template).is_ok_and(|template| template.follows_handle())
        });
        if let Some(template) = localpart
            && !self.has_name(person, NameKind::Localpart, template).await?
        {
            return Ok(true);
        }
        if only_claims_address(person, &client.email) {
            return Ok(true);
        }
        match address(person, &client.email) {
            Some((template, _)) => Ok(!self.has_name(person, NameKind::Email, &template).await?),
            None => Ok(false),
        }
    }

    /// Whether `localpart` is the name of `person` at `client`. It binds nothing.
    pub(crate) async fn is_called(
        &self,
        person: &Person,
        client: &Client,
        localpart: &str,
    ) -> Result<bool, DbError> {
        let Some(template) = &client.localpart else { return Ok(false) };
        let (kind, did) = (NameKind::Localpart, person.did());
        let wanted = Wanted { kind, template, did, names: Vec::new() };
        Ok(wanted.name(&self.context.db).await?.as_deref() == Some(localpart))
    }

    async fn has_name(
        &self,
        person: &Person,
        kind: NameKind,
        template: &str,
    ) -> Result<bool, DbError> {
        let wanted = Wanted { kind, template, did: person.did(), names: Vec::new() };
        wanted.is_bound(&self.context.db).await
    }

    async fn localpart(
        &self,
        person: &Person,
        template: &str,
        client: &Client,
    ) -> Result<Option<String>, ClaimsError> {
        let read = match Template::parse(template) {
            Ok(read) => read,
            Err(fault) => {
                tracing::error!(template, %fault, "a template of localparts cannot be read");
                return Ok(None);
            }
        };
        // Like a name that is taken: somebody who has it keeps it, and nobody else gets it.
        let names = left_over(read.names(person.names()), &client.reserved_localparts);
        let names = if read.follows_handle() { person.sure(names) } else { Some(names) };
        self.bound(person, NameKind::Localpart, template, names).await
    }

    async fn email(&self, person: &Person, client: &Client) -> Result<Option<Email>, ClaimsError> {
        let claim = &client.email;
        if let EmailClaim::Account { issuers } = claim {
            return Ok(self.confirmed(person, issuers));
        }
        if only_claims_address(person, claim) {
            return Err(ClaimsError::HandleUnconfirmed);
        }
        let Some((template, names)) = address(person, claim) else { return Ok(None) };
        let address = self.bound(person, NameKind::Email, &template, names).await?;
        // No one has confirmed that mail arrives there.
        let verified = (!client.omit_email_verified).then_some(false);
        Ok(address.map(|address| Email { address, verified }))
    }

    /// An address that its server has not seen confirmed is told to nobody: relying parties take any
    /// for the person's own. Nor is one of a server whose word does not count, or one that was confirmed
    /// so long ago that it may be another's by now.
    fn confirmed(&self, person: &Person, issuers: &[String]) -> Option<Email> {
        match &person.email {
            _ if !person.email_is_vouched(issuers) => None,
            atproto::Email::Told { address, confirmed: true } if !self.has_old_email(person) => {
                Some(Email { address: address.clone(), verified: Some(true) })
            }
            atproto::Email::Told { .. } | atproto::Email::NotAsked | atproto::Email::NotTold => {
                None
            }
        }
    }

    fn has_old_email(&self, person: &Person) -> bool {
        person.email_is_older_than(self.email_max_age, self.context.now())
    }

    /// Whether the e-mail address that `request` asks for is known. It can only be read at a login.
    pub(crate) fn email_state(
        &self,
        client: &Client,
        request: &AuthorizationRequest,
        person: &Person,
    ) -> EmailState {
        match &person.email {
            _ if !wants_email(client, request) => EmailState::Enough,
            // Nothing that their server says would be told.
            _ if !is_vouched(client, person) => EmailState::Enough,
            atproto::Email::NotAsked => EmailState::Missing,
            atproto::Email::Told { confirmed: true, .. } if self.has_old_email(person) => {
                EmailState::TooOld
            }
            // Another login is not expected to find out more.
            atproto::Email::Told { .. } | atproto::Email::NotTold => EmailState::Enough,
        }
    }

    /// The name of `person` by `template`: one of `names`, if it has none yet. If it is not sure what its
    /// names may be, only one that it has already.
    async fn bound(
        &self,
        person: &Person,
        kind: NameKind,
        template: &str,
        names: Option<Vec<String>>,
    ) -> Result<Option<String>, ClaimsError> {
        let (is_sure, names) = (names.is_some(), names.unwrap_or_default());
        let wanted = Wanted { kind, template, did: person.did(), names };
        match wanted.bound(&self.context.db, self.context.now()).await? {
            None if !is_sure => Err(ClaimsError::HandleUnconfirmed),
            name => Ok(name),
        }
    }
}

/// The addresses that may be made up for `person`, and their template. The addresses are missing while it is
/// not sure what they follow from.
fn address(person: &Person, claim: &EmailClaim) -> Option<(String, Option<Vec<String>>)> {
    match claim {
        EmailClaim::None | EmailClaim::Account { .. } => None,
        EmailClaim::Synthetic { domain } => {
            let names = synthetic_addresses(person.names(), domain);
            Some((format!("synthetic:{domain}"), person.sure(names)))
        }
        EmailClaim::Handle { domains } => {
            let (domain, names) = handle_addresses(person.names(), domains)?;
            Some((format!("handle:{domain}"), person.sure(names)))
        }
    }
}

/// Whether `person` would have an address by a handle that they claim, and that nobody confirms. One that was
/// theirs before is not told for that: whose handle was taken away could claim another under the same domain.
fn only_claims_address(person: &Person, claim: &EmailClaim) -> bool {
    let EmailClaim::Handle { domains } = claim else { return false };
    let claimed = person.unconfirmed.as_ref().and_then(UnconfirmedHandle::to_deny);
    let account = DidAndHandle { handle: claimed, ..person.names() };
    person.handle().is_none() && handle_addresses(account, domains).is_some()
}

/// Whether `client` may get the account's own address and asks for it, by scope or by claim name.
pub(crate) fn wants_email(client: &Client, request: &AuthorizationRequest) -> bool {
    let asks = request.scope.contains("email")
        || ["email", "email_verified"].iter().any(|claim| request.asks_for(claim));
    matches!(client.email, EmailClaim::Account { .. }) && asks
}

fn is_vouched(client: &Client, person: &Person) -> bool {
    matches!(&client.email, EmailClaim::Account { issuers } if person.email_is_vouched(issuers))
}

impl Person {
    /// Whether one of these issuers stands behind what is known of their e-mail address.
    fn email_is_vouched(&self, issuers: &[String]) -> bool {
        email_issuers::vouched(issuers, self.issuer.as_str(), self.pds.as_str())
    }

    /// The names that follow from the handle. None while it is not sure what the handle is.
    fn sure(&self, names: Vec<String>) -> Option<Vec<String>> {
        self.unconfirmed.is_none().then_some(names)
    }

    fn names(&self) -> DidAndHandle<'_> {
        DidAndHandle { did: self.did(), handle: self.handle() }
    }
}
