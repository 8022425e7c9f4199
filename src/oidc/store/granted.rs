//! What a code or a token grants, and how far a revocation reaches: shared by the tables that hold
//! them.

use serde::{Deserialize, Serialize};

use crate::db::{Connection, DbError, sql};
use crate::oidc::protocol::claims_request::ClaimsRequest;
use crate::oidc::protocol::subject::{Scope, Subject};
use crate::secret::SecretHash;

/// What the tokens will say.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Granted {
    /// The proven person.
    pub subject: Subject,
    /// What of them the client may see.
    pub scope: Scope,
    /// The client's own mark on its request, for the ID token (OIDC Core §3.1.2.1).
    pub nonce: Option<String>,
    /// Single claims that the client may see without the scope that opens them (OIDC Core §5.5).
    #[serde(default)]
    pub claims: ClaimsRequest,
}

/// What a person is shown of a row: client, what was granted, since, until, whether it is used up.
pub(crate) type GrantRow = (String, String, i64, i64, bool);

/// Whose codes and tokens are revoked.
#[derive(Clone, Copy, Debug)]
pub enum RevokeScope<'a> {
    /// All that this client holds: it is removed.
    Client(&'a str),
    /// What came of this browser session of this account, but for what is meant to outlive it.
    Session {
        /// Whose session.
        account: &'a str,
        /// Which.
        id: &'a str,
    },
    /// All of this account, whichever client holds it.
    Account(&'a str),
    /// All of this account that this client holds.
    AccountAtClient(&'a str, &'a str),
    /// The tokens that came of this code, at first or by a refresh: somebody has a copy, or the
    /// client gave one back.
    Family(&'a SecretHash),
}

/// One table's statement for each [`RevokeScope`]. Without a statement nothing of the table is
/// revoked.
pub(crate) struct RevokeSql {
    pub(crate) client: &'static str,
    pub(crate) session: Option<&'static str>,
    pub(crate) account: &'static str,
    pub(crate) account_at_client: &'static str,
    pub(crate) family: Option<&'static str>,
}

impl RevokeSql {
    /// Deletes the rows in `scope` and says how many there were. The caller commits.
    pub(crate) async fn delete(
        &self,
        connection: &mut Connection,
        scope: RevokeScope<'_>,
    ) -> Result<u64, DbError> {
        let statement = match scope {
            RevokeScope::Client(client_id) => Some(sql!(self.client, client_id)),
            RevokeScope::Session { account, id } => {
                self.session.map(|text| sql!(text, account, id))
            }
            RevokeScope::Account(account) => Some(sql!(self.account, account)),
            RevokeScope::AccountAtClient(account, client_id) => {
                Some(sql!(self.account_at_client, account, client_id))
            }
            RevokeScope::Family(code_hash) => self.family.map(|text| sql!(text, code_hash)),
        };
        let Some(statement) = statement else { return Ok(0) };
        statement.execute(connection).await
    }
}
