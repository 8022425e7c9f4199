//! Lists the codes and tokens of one account, from all their tables, to show them to its person.
//!
//! The list has the client, kind, scope and times of each, but never the code or token itself. They
//! are revoked in [`super::revoke`].

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

/// A code or token that a relying party holds, or held until recently.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its kind.
    pub kind: GrantKind,
    /// The client that holds it.
    pub client_id: String,
    /// Its scope. It may be empty for a spent one.
    pub scope: Scope,
    /// When it was issued, in unix seconds.
    pub since: i64,
    /// When it expires, in unix seconds.
    pub until: i64,
    /// Whether it is still valid. The row stays for a while after that, so that a replay is
    /// detected.
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
