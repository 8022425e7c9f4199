//! The claims about a person that one relying party may get, by the settings of its client.
//!
//! In: a proven person and a client. Out: the claims that scopes may open. A name or address that
//! is made up here is bound to the person first, and never goes to another person.

use super::decision::EmailState;
use crate::atproto;
use crate::client::EmailClaim;
use crate::db::DbError;
use crate::login::store::name_binding::{NameKind, Wanted};
use crate::login::store::person::Person;
use crate::oidc::protocol::subject::{Email, Profile};
use crate::oidc::{AuthorizationRequest, Client, Context};
use crate::who::email_issuers;
use crate::who::localpart::Template;
use crate::who::names::{DidAndHandle, handle_addresses, synthetic_addresses};

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
    /// [`DbError`] if a name cannot be bound. It may be another person's then, so it is not used.
    pub(crate) async fn of(&self, person: &Person, client: &Client) -> Result<Profile, DbError> {
        let localpart = match &client.localpart {
            Some(template) => self.localpart(person, template).await?,
            None => None,
        };
        let email = self.email(person, &client.email).await?;
        Ok(Profile { localpart, email, ..person.profile(self.profile_url.as_deref()) })
    }

    async fn localpart(&self, person: &Person, template: &str) -> Result<Option<String>, DbError> {
        let read = match Template::parse(template) {
            Ok(read) => read,
            Err(fault) => {
                tracing::error!(template, %fault, "a template of localparts cannot be read");
                return Ok(None);
            }
        };
        let names = read.names(person.names());
        self.bound(person, NameKind::Localpart, template, names).await
    }

    async fn email(&self, person: &Person, claim: &EmailClaim) -> Result<Option<Email>, DbError> {
        let (template, names) = match claim {
            EmailClaim::None => return Ok(None),
            EmailClaim::Account { issuers } => return Ok(self.confirmed(person, issuers)),
            EmailClaim::Synthetic { domain } => {
                (format!("synthetic:{domain}"), synthetic_addresses(person.names(), domain))
            }
            EmailClaim::Handle { domains } => {
                let Some((domain, names)) = handle_addresses(person.names(), domains) else {
                    return Ok(None);
                };
                (format!("handle:{domain}"), names)
            }
        };
        let address = self.bound(person, NameKind::Email, &template, names).await?;
        // No one has confirmed that mail arrives there.
        Ok(address.map(|address| Email { address, verified: false }))
    }

    /// An address that its server has not seen confirmed is told to nobody: relying parties take any
    /// for the person's own. Nor is one of a server whose word does not count, or one that was confirmed
    /// so long ago that it may be another's by now.
    fn confirmed(&self, person: &Person, issuers: &[String]) -> Option<Email> {
        match &person.email {
            _ if !person.email_is_vouched(issuers) => None,
            atproto::Email::Told { address, confirmed: true } if !self.has_old_email(person) => {
                Some(Email { address: address.clone(), verified: true })
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

    async fn bound(
        &self,
        person: &Person,
        kind: NameKind,
        template: &str,
        names: Vec<String>,
    ) -> Result<Option<String>, DbError> {
        let wanted = Wanted { kind, template, did: person.did(), names };
        wanted.bound(&self.context.db, self.context.now()).await
    }
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

    fn names(&self) -> DidAndHandle<'_> {
        DidAndHandle { did: self.did(), handle: self.handle() }
    }
}
