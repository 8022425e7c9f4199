//! Checks that an account is still what was proven, before a silent sign-in or a refresh.
//!
//! A silent sign-in and a refresh use what was proven earlier. For ten minutes it is used as it is:
//! ATProto OAuth allows an identity to be cached that long. After that the account is looked up
//! again. A lost handle is no longer given as a claim. If the account is gone or has moved, its
//! person has to sign in again. If the look-up fails, what was last proven is used for the
//! operator's grace period, a day by default.

use super::admission::admit;
use super::claims::PersonClaims;
use super::lookup_failures::{LookupFailures, PAUSE, SHORT_PAUSE};
use super::lookups::Lookups;
use super::profile::PublicProfile;
use super::sign_out::SignOut;
use crate::atproto::{self, AccountStatus, AccountStatusError, HandleStatus, ServerFault};
use crate::login::store::account::Account;
use crate::login::store::person::Person;
use crate::oidc::endpoint::account_check::{AccountCheck, AccountCheckError};
use crate::oidc::{CheckAccount, Client, Context};

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

impl CheckAccount for People {
    fn check_account<'a>(&'a self, account: &'a str, client: &'a Client) -> AccountCheck<'a> {
        Box::pin(async move {
            let person = self.person(account).await?;
            // The operator may have changed the rules, or the handle that was admitted is gone.
            if admit(client, &person).is_err() {
                tracing::info!(account, client_id = client.client_id, "may not sign in any more");
                return Err(AccountCheckError::NotAdmitted);
            }
            Ok(self.claims.of(&person, client).await?)
        })
    }
}

impl People {
    /// The person of the account `did` as they are now.
    ///
    /// # Errors
    /// [`AccountCheckError`] if they have to sign in again, or if the look-up fails for too long.
    pub(crate) async fn person(&self, did: &str) -> Result<Person, AccountCheckError> {
        let account = Account::find(&self.context.db, did).await?;
        self.person_of(did, account).await
    }

    /// The same, when the stored account is at hand.
    pub(crate) async fn person_of(
        &self,
        did: &str,
        account: Option<Account>,
    ) -> Result<Person, AccountCheckError> {
        let person = match account {
            Some(account) => self.looked_up(account).await,
            None => Err(AccountCheckError::Lost),
        };
        if matches!(person, Err(AccountCheckError::Lost)) {
            // No browser may be answered with what is left of the account.
            self.sign_out.everywhere(did).await?;
        }
        person
    }

    /// Whether `account` needs no look-up. Otherwise its servers are asked.
    pub(crate) fn is_recent(&self, account: &Account) -> bool {
        self.known_without_look_up(account).is_some()
    }

    async fn looked_up(&self, account: Account) -> Result<Person, AccountCheckError> {
        if let Some(known) = self.known_without_look_up(&account) {
            return known.map(|()| account.person);
        }
        let Some(_turn) = self.lookups.turn(account.person.did()).await else {
            return Err(AccountCheckError::Unknown);
        };
        // Another request may have looked it up in the meantime.
        let account = Account::find(&self.context.db, account.person.did()).await?;
        let account = account.ok_or(AccountCheckError::Lost)?;
        if let Some(known) = self.known_without_look_up(&account) {
            return known.map(|()| account.person);
        }
        let age = self.age_of(&account);
        match self.atproto.account_status(&account.person.did).await {
            Ok(status) => self.compare(account, status, age).await,
            Err(AccountStatusError::Gone) => {
                tracing::info!(did = account.person.did(), "the account is gone or not active");
                Err(AccountCheckError::Lost)
            }
            Err(AccountStatusError::Unknown(fault)) => {
                self.within_grace(account.person, &fault, age)
            }
        }
    }

    /// Whether what was proven last is good enough, or no look-up can help at the moment. Nothing, if the
    /// account has to be looked up.
    fn known_without_look_up(&self, account: &Account) -> Option<Result<(), AccountCheckError>> {
        let age = self.age_of(account);
        // A clock that was put back makes nothing fresh.
        if (0..FRESH).contains(&age) {
            return Some(Ok(()));
        }
        let has_grace = self.has_grace(age);
        let pause = if has_grace { PAUSE } else { SHORT_PAUSE };
        let failed = self.failures.is_recent(account.person.did(), self.context.now(), pause);
        failed.then(|| if has_grace { Ok(()) } else { Err(AccountCheckError::Unknown) })
    }

    /// How long ago the account was proven, in seconds.
    fn age_of(&self, account: &Account) -> i64 {
        self.context.now().saturating_sub(account.proven_at)
    }

    /// The look-up failed: within the grace period, the person who was last proven is used.
    fn within_grace(
        &self,
        person: Person,
        fault: &ServerFault,
        age: i64,
    ) -> Result<Person, AccountCheckError> {
        tracing::warn!(did = person.did(), %fault, age, "the account cannot be looked up");
        self.failures.note(person.did(), self.context.now());
        if self.has_grace(age) { Ok(person) } else { Err(AccountCheckError::Unknown) }
    }

    /// Whether what was proven `age` seconds ago may be used while the look-up fails. Not if the
    /// clock was set back since.
    fn has_grace(&self, age: i64) -> bool {
        (0..=self.grace).contains(&age)
    }

    async fn compare(
        &self,
        account: Account,
        status: AccountStatus,
        age: i64,
    ) -> Result<Person, AccountCheckError> {
        let Account { person: known, proven_at } = account;
        let another = status.issuer.as_ref().is_ok_and(|issuer| *issuer != known.issuer);
        if status.pds != known.pds || another {
            tracing::info!(did = known.did(), "the account has moved");
            return Err(AccountCheckError::Lost);
        }
        let (handle, is_sure) = match status.handle {
            HandleStatus::Verified(handle) => (Some(handle), true),
            // An unresolved handle has the same grace period as the account.
            HandleStatus::Unknown(claimed) if known.handle.as_ref() == Some(&claimed) => {
                if self.has_grace(age) {
                    self.failures.note(known.did(), self.context.now());
                }
                (Some(claimed).filter(|_| self.has_grace(age)), false)
            }
            // The known handle is certainly lost, even if a new one cannot be resolved now.
            HandleStatus::None | HandleStatus::Unknown(_) => (None, true),
        };
        if let Err(fault) = status.issuer.and(status.active) {
            // A certain change of the handle is stored even during an outage. `proven_at` stays.
            let is_news = is_sure && handle != known.handle;
            let person = Person { handle, ..known };
            if is_news {
                Account::refresh(&self.context.db, &person, proven_at, proven_at).await?;
            }
            return self.within_grace(person, &fault, age);
        }
        let record = PublicProfile::look_up(&self.context.fetch, &known.pds, &known.did).await;
        let Person { name, picture, .. } = &known;
        let PublicProfile { name, picture } = record.unwrap_or_else(|| PublicProfile {
            // An outage does not remove a known name or picture.
            name: name.clone(),
            picture: picture.clone(),
        });
        let person = Person { handle, name, picture, ..known };
        if is_sure {
            Account::refresh(&self.context.db, &person, proven_at, self.context.now()).await?;
        }
        Ok(person)
    }
}
