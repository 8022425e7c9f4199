//! What a code or token grants, and the scope of a revocation.
//! All tables of codes and tokens share it.

use serde::{Deserialize, Serialize};

use crate::db::{Connection, DbError, sql};
use crate::oidc::protocol::claims_request::ClaimsRequest;
use crate::oidc::protocol::subject::{Scope, Subject};
use crate::secret::SecretHash;

/// What a code or token grants.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Granted {
    /// The authenticated person.
    pub subject: Subject,
    /// The granted scope.
    pub scope: Scope,
    /// The `nonce` of the request, for the ID token (OIDC Core §3.1.2.1).
    pub nonce: Option<String>,
    /// The claims that are granted individually, without their scope (OIDC Core §5.5).
    #[serde(default)]
    pub claims: ClaimsRequest,
}

impl Granted {
    /// The names of the person (localpart, e-mail address) that whoever redeems this is told.
    pub(crate) fn told_names(&self) -> Vec<String> {
        let named = [self.claims.id_token.as_slice(), &self.claims.userinfo].concat();
        let mut claims = self.subject.claims(&self.scope, &named);
        ["localpart", "email"]
            .iter()
            .filter_map(|claim| claims.remove(*claim)?.as_str().map(str::to_owned))
            .collect()
    }
}

/// The columns shown to a person, for each client and scope: client, scope as JSON, when the first valid
/// one was issued, when the last one expires, how many there are, how many of them are valid.
pub(crate) type GrantRow = (String, String, Option<i64>, i64, i64, i64);

/// Which codes and tokens are revoked.
#[derive(Clone, Copy, Debug)]
pub enum RevokeScope<'a> {
    /// All there are, after a leak.
    Everything,
    /// All of this client, which is being removed.
    Client(&'a str),
    /// Those of this browser session of this account, except refresh tokens, which outlive it. Of these
    /// only the reuse windows end.
    Session {
        /// The account of the session.
        account: &'a str,
        /// The session's id.
        id: &'a str,
    },
    /// All of this account, at all clients.
    Account(&'a str),
    /// All of this account (first) at this client (second).
    AccountAtClient(&'a str, &'a str),
    /// The tokens that came from this code, directly or by a refresh, because one may be stolen or
    /// the client revoked one.
    Family(&'a SecretHash),
}

/// A table's statement for each [`RevokeScope`]. `None` means that the table has nothing to revoke.
pub(crate) struct RevokeSql {
    pub(crate) everything: &'static str,
    pub(crate) client: &'static str,
    pub(crate) session: Option<&'static str>,
    pub(crate) account: &'static str,
    pub(crate) account_at_client: &'static str,
    pub(crate) family: Option<&'static str>,
}

impl RevokeSql {
    /// Ends what is in `scope` and returns the number of rows. The caller commits.
    pub(crate) async fn delete(
        &self,
        connection: &mut Connection,
        scope: RevokeScope<'_>,
    ) -> Result<u64, DbError> {
        let statement = match scope {
            RevokeScope::Everything => Some(sql!(self.everything)),
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
