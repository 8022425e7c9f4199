//! Whom a command is about: a handle or a DID becomes one account.
//!
//! A handle means the account that is known here by it. Nobody is asked for that: the handle of somebody
//! who has to go may lead elsewhere by now. Only of a handle that is not known here its servers are asked.

use std::fmt;

use clap::Args;

use super::refusal::Refusal;
use crate::atproto::AccountIdentifier;
use crate::config::Config;
use crate::db::{Db, DbError};
use crate::invisible::{breaks_line, is_hidden};
use crate::login::store::account::Account;
use crate::server::service::atproto_client;

#[derive(Debug, Args)]
pub(crate) struct Who {
    /// Their handle or DID
    #[arg(value_name = "WHO")]
    text: String,
}

/// The database, and the configuration that names it.
pub(super) type Place<'a> = (&'a Db, &'a Config);

/// The account of a person.
pub(super) struct Somebody {
    pub(super) did: String,
    /// Their handle, as far as it is known.
    handle: Option<String>,
}

impl Who {
    /// Finds the account.
    pub(super) async fn find(&self, (db, config): Place<'_>) -> Result<Somebody, Refusal> {
        let asked = AccountIdentifier::read(&self.text, &config.outside.network);
        let asked = asked.map_err(|fault| Refusal::NoName(self.text.clone(), fault))?;
        let handle = match &asked {
            AccountIdentifier::Did(did) => return Ok(known(db, did.as_str(), None).await?),
            AccountIdentifier::Server(_) => return Err(Refusal::Server(self.text.clone())),
            AccountIdentifier::Handle(handle) | AccountIdentifier::Fediverse(handle) => {
                handle.as_str()
            }
        };
        let dids = Account::dids_of_handle(db, handle).await?;
        match dids.as_slice() {
            [] => {
                let found = atproto_client(config)?.did_of(&asked).await;
                let unknown = |error| Refusal::Unknown(handle.to_owned(), format!("{error}"));
                let did = found.map_err(unknown)?;
                Ok(known(db, did.as_str(), Some(handle)).await?)
            }
            [did] => Ok(known(db, did, Some(handle)).await?),
            several => {
                let lines = several.iter().flat_map(|did| ["\n  ", did]).collect();
                Err(Refusal::Several(handle.to_owned(), lines))
            }
        }
    }
}

/// The account `did`, by the handle that is stored, or else by the one that was named.
async fn known(db: &Db, did: &str, named: Option<&str>) -> Result<Somebody, DbError> {
    let account = Account::find(db, did).await?;
    let stored = account.and_then(|account| account.person.handle().map(str::to_owned));
    Ok(Somebody { did: did.to_owned(), handle: stored.or_else(|| named.map(str::to_owned)) })
}

impl fmt::Display for Somebody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.handle {
            Some(handle) => write!(f, "{} ({handle})", self.did),
            None => f.write_str(&self.did),
        }
    }
}

/// A text of somebody else's as it may stand in a terminal: on one line, without what hides or deceives.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) || breaks_line(c) { '\u{FFFD}' } else { c }).collect()
}

/// A number and what it counts.
pub(super) fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
