//! Access tokens: opaque, stored as a hash, and accepted at userinfo and introspection.
//!
//! This file owns the table `access_token`.

use super::granted::{GrantRow, Granted, RevokeSql};
use crate::client::Client;
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::secret::{Secret, SecretHash};
use crate::telemetry::{LoginNumber, current_login};

pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "DELETE FROM access_token WHERE token_hash IN (
         SELECT token_hash FROM access_token WHERE expires_at <= $1 LIMIT $2)",
);

/// How many access tokens of one account one client may hold: the newest. The statement that stores one
/// tells whether there are more.
const MOST: i64 = 64;

/// The index alone gives these rows. Of several that expire at once the row that came last is the newest.
const FORGET_OLDEST: &str = "DELETE FROM access_token WHERE rowid IN (
         SELECT rowid FROM access_token WHERE account = $1 AND client_id = $2
         ORDER BY expires_at DESC, rowid DESC LIMIT 1000 OFFSET $3)";

/// A valid access token that a request contained.
#[derive(Debug)]
pub struct AccessToken {
    token_hash: SecretHash,
    /// What it grants.
    pub granted: Granted,
    /// The client that it was issued to.
    pub client_id: String,
    /// When it was issued, in unix seconds.
    pub issued_at: i64,
    /// When it expires, in unix seconds.
    pub expires_at: i64,
    /// The login that it came of.
    pub login: Option<LoginNumber>,
}

impl AccessToken {
    /// Mints a token for `granted`, which came from the code of that hash, directly or by a
    /// refresh. The caller commits.
    pub async fn issue(
        connection: &mut Connection,
        client: &Client,
        (code_hash, granted): (&SecretHash, &Granted),
        now: i64,
    ) -> Result<Secret, DbError> {
        let token = Secret::mint();
        let statement = "INSERT INTO access_token
                 (token_hash, code_hash, client_id, granted, issued_at, expires_at, account,
                  session_id, login)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $10)
             RETURNING (SELECT COUNT(*) FROM access_token
                        WHERE account = $7 AND client_id = $3) > $9";
        let too_many: bool = sql!(
            statement,
            token.hash(),
            code_hash,
            &client.client_id,
            serde_json::to_string(granted)?,
            now,
            now.saturating_add(client.access_token_lifetime),
            granted.subject.account(),
            granted.subject.session(),
            MOST,
            LoginNumber::stored(current_login())
        )
        .value(&mut *connection)
        .await?;
        if too_many {
            sql!(FORGET_OLDEST, granted.subject.account(), &client.client_id, MOST)
                .execute(connection)
                .await?;
        }
        Ok(token)
    }

    /// Finds a token that has not expired.
    pub async fn find(db: &Db, token: &Secret, now: i64) -> Result<Option<Self>, DbError> {
        let token_hash = token.hash();
        let statement = "SELECT granted, client_id, issued_at, expires_at, login FROM access_token
             WHERE token_hash = $1 AND expires_at > $2";
        let row: Option<(String, String, i64, i64, String)> =
            sql!(statement, token_hash, now).optional(db.reader()).await?;
        let Some((granted, client_id, issued_at, expires_at, login)) = row else {
            return Ok(None);
        };
        let (granted, login) = (serde_json::from_str(&granted)?, LoginNumber::parse(&login));
        Ok(Some(Self { token_hash, granted, client_id, issued_at, expires_at, login }))
    }

    /// What is still known of a token that is not found: of a client, expired at, of a login. `None` if it was
    /// never issued, was revoked, or has expired long ago.
    pub async fn trace(
        db: &Db,
        token: &Secret,
    ) -> Result<Option<(String, i64, Option<LoginNumber>)>, DbError> {
        let statement =
            "SELECT client_id, expires_at, login FROM access_token WHERE token_hash = $1";
        let row: Option<(String, i64, String)> =
            sql!(statement, token.hash()).optional(db.reader()).await?;
        Ok(row.map(|(client_id, at, login)| (client_id, at, LoginNumber::parse(&login))))
    }

    /// Revokes this token, but no other token of the same code.
    pub async fn end(self, db: &Db) -> Result<(), DbError> {
        let mut transaction = db.begin_durable().await?;
        sql!("DELETE FROM access_token WHERE token_hash = $1", &self.token_hash)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// How access tokens are revoked.
pub(crate) const REVOKE: RevokeSql = RevokeSql {
    everything: "DELETE FROM access_token",
    client: "DELETE FROM access_token WHERE client_id = $1",
    session: Some("DELETE FROM access_token WHERE account = $1 AND session_id = $2"),
    account: "DELETE FROM access_token WHERE account = $1",
    account_at_client: "DELETE FROM access_token WHERE account = $1 AND client_id = $2",
    family: Some("DELETE FROM access_token WHERE code_hash = $1"),
};

/// How many tokens of one account each client has by each scope at `now`, to show to its person.
pub(crate) async fn rows_of_account(
    db: &Db,
    account: &str,
    now: i64,
) -> Result<Vec<GrantRow>, DbError> {
    let statement = "SELECT client_id, granted ->> 'scope' AS scope,
                min(issued_at) FILTER (WHERE expires_at > $2), max(expires_at), count(*),
                count(*) FILTER (WHERE expires_at > $2)
         FROM access_token WHERE account = $1 GROUP BY client_id, scope ORDER BY client_id, scope";
    sql!(statement, account, now).all(db.reader()).await
}
