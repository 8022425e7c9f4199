//! Checks that an account is still what was proven, before a silent sign-in or a refresh.
//!
//! A silent sign-in and a refresh use what was proven earlier. For ten minutes it is used as it is:
//! ATProto OAuth allows an identity to be cached that long. After that the account is looked up
//! again. A lost handle is no longer given as a claim. If the account is gone or has moved, its
//! person has to sign in again. If the look-up fails, what was last proven is used for the
//! operator's grace period, a day by default.

use super::admission::{judge, may_be_bridged};
use super::claims::PersonClaims;
use super::lookup_failures::{LookupFailures, PAUSE, SHORT_PAUSE};
use super::lookups::Lookups;
use super::profile::PublicProfile;
use super::sign_out::SignOut;
use crate::atproto::{self, AccountStatus, AccountStatusError, HandleStatus, ServerFault};
use crate::db::DbError;
use crate::limits::Source;
use crate::login::store::account::Account;
use crate::login::store::person::Person;
use crate::oidc::endpoint::account_check::AccountCheckError;
use crate::oidc::{Client, Context};
use crate::who::admission::Verdict;

/// For how long what was proven is used without a look-up, in seconds.
const FRESH: i64 = 10 * 60;

/// Looks accounts up before a silent sign-in or a refresh.
pub struct People {
    /// The database, the clock, the HTTP client and the relying parties.
    pub context: Context,
    /// Asks the servers of an account.
    pub atproto: atproto::Client,
    /// Ends everything that depends on an account that is gone or has moved.
    pub sign_out: SignOut,
    /// The accounts whose look-up failed a moment ago.
    pub failures: LookupFailures,
    /// For how long what was last proven is used while look-ups fail, in seconds.
    pub grace: i64,
    /// The one look-up of each account that is under way, and the requests that wait for its result.
    pub lookups: Lookups,
    /// Makes the claims about the people that were found.
    pub claims: PersonClaims,
}

/// What is known of an account without a look-up.
#[derive(Clone, Copy, Debug)]
enum StoredProof {
    /// It was proven a moment ago.
    Fresh,
    /// No look-up can help at the moment, and what was proven last still serves.
    Bridged,
}

impl StoredProof {
    fn of(self, Account { person, .. }: Account) -> Person {
        match self {
            Self::Fresh => person,
            Self::Bridged => person.in_doubt(),
        }
    }
}

impl People {
    /// The person of the account `did` as they are now, as far as `client` needs it. `account` is what is
    /// stored of them.
    ///
    /// # Errors
    /// [`AccountCheckError`] if they have to sign in again, or if the look-up fails for too long.
    pub(crate) async fn person_of(
        &self,
        did: &str,
        account: Option<Account>,
        (client, source): (&Client, Source),
    ) -> Result<Person, AccountCheckError> {
        let person = match account {
            Some(account) => self.looked_up(account, client, source).await,
            None => Err(AccountCheckError::Lost),
        };
        self.signed_out_if_lost(did, person).await
    }

    async fn signed_out_if_lost(
        &self,
        did: &str,
        person: Result<Person, AccountCheckError>,
    ) -> Result<Person, AccountCheckError> {
        if matches!(person, Err(AccountCheckError::Lost)) {
            // No browser may be answered with what is left of the account.
            self.sign_out.everywhere(did).await?;
        }
        person
    }

    /// The same for a refresh, with few of them waiting for servers at a time. One that finds no place, or
    /// loses it, is answered as if its look-up had failed.
    pub(super) async fn person_of_refresh(
        &self,
        did: &str,
        client: &Client,
    ) -> Result<Person, AccountCheckError> {
        let known = Account::find(&self.context.db, did).await?;
        let to_look_up = known.as_ref().filter(|account| self.has_to_look_up(account, client));
        let Some(account) = to_look_up.cloned() else {
            return self.person_of(did, known, (client, Source::UNKNOWN)).await;
        };
        let whose = (&client.client_id, account.person.pds.host());
        let looked_up = Box::pin(self.looked_up(account.clone(), client, Source::UNKNOWN));
        let Some(person) = self.lookups.for_refresh(whose, looked_up).await else {
            tracing::warn!(did, client_id = client.client_id, "too many refreshes wait");
            return self.bridged(account, client);
        };
        // Outside of the place, so that nothing takes the sign-out away.
        self.signed_out_if_lost(did, person).await
    }

    /// Whether the servers of `account` have to be asked.
    pub(crate) fn has_to_look_up(&self, account: &Account, client: &Client) -> bool {
        self.known_without_look_up(account, client).is_none()
    }

    async fn looked_up(
        &self,
        account: Account,
        client: &Client,
        source: Source,
    ) -> Result<Person, AccountCheckError> {
        if let Some(known) = self.known_without_look_up(&account, client) {
            return known.map(|known| known.of(account));
        }
        let Some(_turn) = self.lookups.turn(account.person.did()).await else {
            return Err(AccountCheckError::Unknown);
        };
        // Another request may have looked it up in the meantime.
        let account = Account::find(&self.context.db, account.person.did()).await?;
        let account = account.ok_or(AccountCheckError::Lost)?;
        if let Some(known) = self.known_without_look_up(&account, client) {
            return known.map(|known| known.of(account));
        }
        let atproto = self.atproto.on_behalf_of(source);
        // Boxed: most requests with a session never get here, and need not carry its size.
        match Box::pin(atproto.account_status(&account.person.did)).await {
            Ok(status) => self.compare(account, status, client).await,
            Err(AccountStatusError::Gone) => {
                tracing::info!(did = account.person.did(), "the account is gone or not active");
                Err(AccountCheckError::Lost)
            }
            Err(AccountStatusError::Unknown(fault)) => {
                self.without_document(account, &fault, (client, source)).await
            }
        }
    }

    /// Whether what was proven last is good enough, or no look-up can help at the moment. Nothing, if the
    /// account has to be looked up.
    fn known_without_look_up(
        &self,
        account: &Account,
        client: &Client,
    ) -> Option<Result<StoredProof, AccountCheckError>> {
        // A clock that was put back makes nothing fresh.
        let is_fresh = (0..FRESH).contains(&self.age_of(account));
        if is_fresh && judge(client, &account.person) != Verdict::DependsOnHost {
            return Some(Ok(StoredProof::Fresh));
        }
        let has_grace = self.has_grace(account, client);
        let pause = if has_grace { PAUSE } else { SHORT_PAUSE };
        let failed = self.failures.is_recent(account.person.did(), self.context.now(), pause);
        failed.then(|| {
            if has_grace { Ok(StoredProof::Bridged) } else { Err(AccountCheckError::Unknown) }
        })
    }

    /// How long ago the account was proven, in seconds.
    fn age_of(&self, account: &Account) -> i64 {
        self.context.now().saturating_sub(account.proven_at)
    }

    /// The look-up failed: within the grace period, the person who was last proven is used.
    fn within_grace(
        &self,
        account: Account,
        fault: &ServerFault,
        client: &Client,
    ) -> Result<Person, AccountCheckError> {
        let (did, age) = (account.person.did(), self.age_of(&account));
        tracing::warn!(did, %fault, age, "the account cannot be looked up");
        self.failures.note(did, self.context.now());
        self.bridged(account, client)
    }

    /// The person as they were last proven, if the grace period allows that.
    fn bridged(&self, account: Account, client: &Client) -> Result<Person, AccountCheckError> {
        let has_grace = self.has_grace(&account, client);
        if has_grace { Ok(account.person.in_doubt()) } else { Err(AccountCheckError::Unknown) }
    }

    /// Whether what was proven may be used at `client` while the look-up fails. Not if the clock was set
    /// back since.
    fn has_grace(&self, account: &Account, client: &Client) -> bool {
        (0..=self.grace).contains(&self.age_of(account)) && may_be_bridged(client, &account.person)
    }

    /// The document cannot be read. What is certain without it counts all the same.
    async fn without_document(
        &self,
        Account { person, proven_at }: Account,
        fault: &ServerFault,
        (client, source): (&Client, Source),
    ) -> Result<Person, AccountCheckError> {
        let Person { did, pds, handle, .. } = &person;
        let atproto = self.atproto.on_behalf_of(source);
        let known = Box::pin(atproto.without_document(did, pds, handle.as_ref())).await;
        if known.is_gone {
            tracing::info!(%did, "the account is gone or not active");
            return Err(AccountCheckError::Lost);
        }
        let handle = handle.clone().filter(|_| !known.has_lost_handle);
        let is_hosted = known.is_hosted.or(person.is_hosted);
        let account = Account { person: Person { handle, is_hosted, ..person.clone() }, proven_at };
        self.keep_news(&person, &account).await?;
        self.within_grace(account, fault, client)
    }

    /// The same `person`, who has signed in while their handle cannot be confirmed, with the handle that was
    /// confirmed before: it serves as long as it would if they had not signed in anew.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails.
    pub(crate) async fn with_known_handle(
        &self,
        person: Person,
        client: &Client,
    ) -> Result<Person, DbError> {
        let Some(claimed) = &person.unconfirmed else { return Ok(person) };
        let known = Account::find(&self.context.db, person.did()).await?;
        let known = known.filter(|known| self.has_grace(known, client));
        let handle = known.and_then(|known| known.person.handle);
        let handle = handle.filter(|handle| claimed.is_undisputed(handle));
        Ok(Person { handle, ..person })
    }

    /// Stores what is certain although the look-up failed. `proven_at` stays.
    async fn keep_news(&self, known: &Person, now: &Account) -> Result<(), AccountCheckError> {
        if now.person != *known {
            let Account { person, proven_at } = now;
            Account::refresh(&self.context.db, person, *proven_at, *proven_at).await?;
        }
        Ok(())
    }

    async fn compare(
        &self,
        account: Account,
        status: AccountStatus,
        client: &Client,
    ) -> Result<Person, AccountCheckError> {
        let Account { person: known, proven_at } = account;
        let another = status.issuer.as_ref().is_ok_and(|issuer| *issuer != known.issuer);
        if status.pds != known.pds || another {
            tracing::info!(did = known.did(), "the account has moved");
            return Err(AccountCheckError::Lost);
        }
        let (handle, unconfirmed) = match status.handle {
            HandleStatus::Verified(handle) => (Some(handle), None),
            HandleStatus::None => (None, None),
            HandleStatus::Unconfirmed(claimed) => {
                // If another one is claimed, the known handle is certainly lost. What its web server
                // says alone is no certainty, so it is not erased for that.
                (known.handle.clone().filter(|known| claimed.claims(known)), Some(claimed))
            }
        };
        let is_hosted = status.hosted.as_ref().map_or(known.is_hosted, |hosted| Some(*hosted));
        let person = Person { handle, unconfirmed, is_hosted, ..known.clone() };
        let is_sure = !person.is_bridged();
        let account = Account { person, proven_at };
        if let Err(fault) = status.issuer.and(status.hosted) {
            // A certain change is stored even during an outage.
            self.keep_news(&known, &account).await?;
            return self.within_grace(account, &fault, client);
        }
        if !is_sure {
            self.keep_news(&known, &account).await?;
        }
        let record = PublicProfile::look_up(&self.context.fetch, &known.pds, &known.did).await;
        // An outage does not remove a known name or picture.
        let PublicProfile { name, picture } =
            record.unwrap_or(PublicProfile { name: known.name, picture: known.picture });
        let person = Person { name, picture, ..account.person };
        if !is_sure {
            return self.with_uncertain_handle(Account { person, proven_at }, client);
        }
        Account::refresh(&self.context.db, &person, proven_at, self.context.now()).await?;
        Ok(person)
    }

    /// All is certain but the handle, which has the same grace period as the account.
    fn with_uncertain_handle(
        &self,
        account: Account,
        client: &Client,
    ) -> Result<Person, AccountCheckError> {
        let has_grace = self.has_grace(&account, client);
        let may_be_bridged = may_be_bridged(client, &account.person);
        if has_grace || !may_be_bridged {
            self.failures.note(account.person.did(), self.context.now());
        }
        match may_be_bridged {
            true if has_grace => Ok(account.person),
            true => Ok(Person { handle: None, ..account.person }),
            false => Err(AccountCheckError::Unknown),
        }
    }
}
