//! Whether an account is still what was proven, before it is vouched for again without its person.
//!
//! A silent sign-in and a refresh are answered by what was proven earlier. Within ten minutes that is
//! taken as it is (the cache that ATProto OAuth allows an identity); after that the account is looked
//! up anew. What has become of it decides: a handle that was lost is not told any more, and an account
//! that is gone or has moved has to prove itself at its new place. That nobody can tell just now is no
//! loss: what was proven last serves on for a while, a day by default.

use super::outages::Outages;
use super::profile::PublicProfile;
use super::sign_out::SignOut;
use super::told::admits;
use crate::atproto::{self, HandleStanding, RecogniseError, ServerFault, Standing};
use crate::clock::Clock;
use crate::db::Db;
use crate::fetch::Fetch;
use crate::login::store::account::Account;
use crate::login::store::person::Person;
use crate::oidc::endpoint::recognise::{Recognition, Unrecognised};
use crate::oidc::{Client, Recognise};

/// How long what was proven is taken as it is, in seconds.
const FRESH: i64 = 10 * 60;

/// Who looks accounts up, and what that takes.
pub struct People {
    /// Who asks their servers.
    pub atproto: atproto::Client,
    /// The way out, for profile records.
    pub fetch: Fetch,
    /// Where accounts rest.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Ends what is built on an account that is not what it was.
    pub sign_out: SignOut,
    /// Whom nobody could tell about a moment ago.
    pub outages: Outages,
    /// How long the last proven identity serves while nobody can be asked, in seconds.
    pub grace: i64,
    /// How long an e-mail address is told after it was read, in seconds.
    pub email_max_age: i64,
    /// The template of the `profile` claim.
    pub profile_url: Option<String>,
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("People")
    }
}

impl Recognise for People {
    fn recognise<'a>(&'a self, account: &'a str, client: &'a Client) -> Recognition<'a> {
        Box::pin(async move {
            let person = self.person(account).await?;
            // The operator may have changed their mind, or the handle that was let in is gone.
            if !admits(client, &person) {
                tracing::info!(account, client_id = client.client_id, "may not sign in any more");
                return Err(Unrecognised::NotAdmitted);
            }
            Ok(self.told(&person, client).await?)
        })
    }
}

impl People {
    /// The person of the account `did` as they are now.
    ///
    /// # Errors
    /// [`Unrecognised`] if they have to sign in anew, or if nobody can tell.
    pub(crate) async fn person(&self, did: &str) -> Result<Person, Unrecognised> {
        let account = Account::find(&self.db, did).await?;
        self.person_of(did, account).await
    }

    /// The same, when what is known of the account is at hand.
    pub(crate) async fn person_of(
        &self,
        did: &str,
        account: Option<Account>,
    ) -> Result<Person, Unrecognised> {
        let person = match account {
            Some(account) => self.looked_up(account).await,
            None => Err(Unrecognised::Lost),
        };
        if matches!(person, Err(Unrecognised::Lost)) {
            // Nothing may be answered by what is left of it, in whichever browser.
            self.sign_out.everywhere(did).await?;
        }
        person
    }

    async fn looked_up(&self, account: Account) -> Result<Person, Unrecognised> {
        let age = self.clock.now().saturating_sub(account.proven_at);
        // A clock that was put back makes nothing fresh.
        if (0..FRESH).contains(&age) {
            return Ok(account.person);
        }
        let (did, now) = (account.person.did().to_owned(), self.clock.now());
        if self.is_bridged(age) && self.outages.is_recent(&did, now) {
            return Ok(account.person);
        }
        match self.atproto.recognise(&account.person.did).await {
            Ok(standing) => self.compare(account, standing, age).await,
            Err(RecogniseError::Gone) => {
                tracing::info!(did = account.person.did(), "the account is gone or not active");
                Err(Unrecognised::Lost)
            }
            Err(RecogniseError::Unknown(fault)) => self.bridge(account.person, &fault, age),
        }
    }

    /// Somebody whom nobody can tell about just now is who they were, for a while.
    fn bridge(
        &self,
        person: Person,
        fault: &ServerFault,
        age: i64,
    ) -> Result<Person, Unrecognised> {
        tracing::warn!(did = person.did(), %fault, age, "the account cannot be looked up");
        self.outages.note(person.did(), self.clock.now());
        if self.is_bridged(age) { Ok(person) } else { Err(Unrecognised::Unknown) }
    }

    /// Whether what was proven so many seconds ago still serves. A clock that was put back bridges
    /// nothing.
    fn is_bridged(&self, age: i64) -> bool {
        (0..=self.grace).contains(&age)
    }

    async fn compare(
        &self,
        account: Account,
        standing: Standing,
        age: i64,
    ) -> Result<Person, Unrecognised> {
        let Account { person: known, proven_at } = account;
        let another = standing.issuer.as_ref().is_ok_and(|issuer| *issuer != known.issuer);
        if standing.pds != known.pds || another {
            tracing::info!(did = known.did(), "the account has moved");
            return Err(Unrecognised::Lost);
        }
        let (handle, is_sure) = match standing.handle {
            HandleStanding::Verified(handle) => (Some(handle), true),
            // The same outage that is bridged for the account as a whole.
            HandleStanding::Unknown(claimed) if known.handle.as_ref() == Some(&claimed) => {
                self.outages.note(known.did(), self.clock.now());
                (Some(claimed).filter(|_| self.is_bridged(age)), false)
            }
            // Whatever becomes of another one, the one that was known is not claimed any more.
            HandleStanding::None | HandleStanding::Unknown(_) => (None, true),
        };
        if let Err(fault) = standing.issuer.and(standing.active) {
            // A handle that is certainly lost is lost, whoever else is out. Nothing else gets younger.
            let is_news = is_sure && handle != known.handle;
            let person = Person { handle, ..known };
            if is_news {
                Account::refresh(&self.db, &person, proven_at, proven_at).await?;
            }
            return self.bridge(person, &fault, age);
        }
        let record = PublicProfile::look_up(&self.fetch, &known.pds, &known.did).await;
        let Person { name, picture, .. } = &known;
        let PublicProfile { name, picture } = record.unwrap_or_else(|| PublicProfile {
            // An outage takes no name away.
            name: name.clone(),
            picture: picture.clone(),
        });
        let person = Person { handle, name, picture, ..known };
        if is_sure {
            Account::refresh(&self.db, &person, proven_at, self.clock.now()).await?;
        }
        Ok(person)
    }
}
