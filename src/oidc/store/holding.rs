//! What relying parties hold of one account, across the tables that have it: for its person to see.
//!
//! In: an account. Out: who has what, since when, and what it opens; never a code or a token, which
//! nobody could tell anyway. How that is ended stands in [`super::ending`].

use super::authorization_code::Granted;
use super::{access_token, authorization_code, refresh_token};
use crate::db::{Db, DbError};
use crate::oidc::protocol::subject::Scope;

/// What is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A code.
    Code,
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
}

/// One thing that a relying party holds, or held until not long ago.
#[derive(Clone, Debug)]
pub struct Holding {
    /// What it is.
    pub kind: Kind,
    /// Who holds it.
    pub client_id: String,
    /// What it opens. What is used up opens nothing and may say nothing.
    pub scope: Scope,
    /// When it was given, in unix seconds.
    pub since: i64,
    /// When it ends, in unix seconds.
    pub until: i64,
    /// Whether it is still good. A row stays for a while after that, so that a copy is recognised.
    pub is_good: bool,
}

/// A row of any of the tables: client, what was granted, since, until, whether it is used up.
pub(crate) type Row = (String, String, i64, i64, bool);

/// All that is stored for `account`, as it is at `now`.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn all_of_account(db: &Db, account: &str, now: i64) -> Result<Vec<Holding>, DbError> {
    let mut all = Vec::new();
    for (kind, rows) in [
        (Kind::Code, authorization_code::rows_of_account(db, account).await?),
        (Kind::AccessToken, access_token::rows_of_account(db, account).await?),
        (Kind::RefreshToken, refresh_token::rows_of_account(db, account).await?),
    ] {
        for row in rows {
            all.push(holding(kind, row, now)?);
        }
    }
    Ok(all)
}

fn holding(kind: Kind, row: Row, now: i64) -> Result<Holding, DbError> {
    let (client_id, granted, since, until, is_used_up) = row;
    let scope = match granted.as_str() {
        "" => Scope::stored(""),
        granted => serde_json::from_str::<Granted>(granted)?.scope,
    };
    let is_good = !is_used_up && until > now;
    Ok(Holding { kind, client_id, scope, since, until, is_good })
}
