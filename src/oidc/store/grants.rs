//! The codes and tokens of one account, across the tables that hold them: for its person to see.
//!
//! In: an account. Out: which client has what, since when, and what it grants; never a code or a
//! token. How they are revoked stands in [`super::revoke`].

use super::granted::Granted;
use super::{access_token, authorization_code, refresh_token};
use crate::db::{Db, DbError};
use crate::oidc::protocol::subject::Scope;

/// What kind of grant it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// A code.
    Code,
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
}

/// One code or token that a relying party holds, or held until not long ago.
#[derive(Clone, Debug)]
pub struct Grant {
    /// What it is.
    pub kind: GrantKind,
    /// Who holds it.
    pub client_id: String,
    /// What it opens. It may be empty for what is used up.
    pub scope: Scope,
    /// When it was given, in unix seconds.
    pub since: i64,
    /// When it ends, in unix seconds.
    pub until: i64,
    /// Whether it is still good. A row stays for a while after that, so that a copy is recognised.
    pub is_good: bool,
}

/// All that is stored for `account`, as it is at `now`.
pub async fn all_of_account(db: &Db, account: &str, now: i64) -> Result<Vec<Grant>, DbError> {
    let mut all = Vec::new();
    for (kind, rows) in [
        (GrantKind::Code, authorization_code::rows_of_account(db, account).await?),
        (GrantKind::AccessToken, access_token::rows_of_account(db, account).await?),
        (GrantKind::RefreshToken, refresh_token::rows_of_account(db, account).await?),
    ] {
        for (client_id, granted, since, until, is_used_up) in rows {
            let scope = match granted.as_str() {
                "" => Scope::stored(""),
                granted => serde_json::from_str::<Granted>(granted)?.scope,
            };
            let is_good = !is_used_up && until > now;
            all.push(Grant { kind, client_id, scope, since, until, is_good });
        }
    }
    Ok(all)
}
