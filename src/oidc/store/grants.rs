//! Sums up the codes and tokens of one account, from all their tables, to show them to its person.
//!
//! The list has how many there are for each client, kind and scope, and their times, but never a code or
//! token itself. They are revoked in [`super::revoke`].

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

/// The codes or tokens of one scope that a relying party holds, or held until recently.
#[derive(Clone, Debug)]
pub struct Grants {
    /// Their kind.
    pub kind: GrantKind,
    /// The client that holds them.
    pub client_id: String,
    /// Their scope. It may be empty for spent ones.
    pub scope: Scope,
    /// When the first of those that are valid was issued, in unix seconds; `None` if none is.
    pub since: Option<i64>,
    /// When the last one expires, in unix seconds.
    pub until: i64,
    /// How many there are. Rows stay for a while after their end, so that a replay is detected.
    pub stored: i64,
    /// How many of them are valid.
    pub good: i64,
}

/// All that is stored for `account`, as it is at `now`.
pub async fn all_of_account(db: &Db, account: &str, now: i64) -> Result<Vec<Grants>, DbError> {
    let mut all = Vec::new();
    for (kind, rows) in [
        (GrantKind::Code, authorization_code::rows_of_account(db, account, now).await?),
        (GrantKind::AccessToken, access_token::rows_of_account(db, account, now).await?),
        (GrantKind::RefreshToken, refresh_token::rows_of_account(db, account, now).await?),
    ] {
        for (client_id, scope, since, until, stored, good) in rows {
            let scope: Scope = serde_json::from_str(&scope)?;
            all.push(Grants { kind, client_id, scope, since, until, stored, good });
        }
    }
    Ok(all)
}
