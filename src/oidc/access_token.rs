//! The relying party, holding an access token: opaque, stored as a hash, good for userinfo only.
//!
//! This file owns the table `access_token`.

use super::authorization_code::{AuthorizationCode, Granted};
use super::client::Client;
use crate::db::{Connection, Db, DbError};
use crate::secret::{Secret, SecretHash};

/// An access token that was shown to us and is good.
#[derive(Debug)]
pub struct AccessToken {
    granted: Granted,
    client_id: String,
}

impl AccessToken {
    /// Mints a token for a redeemed code. The caller commits.
    ///
    /// # Errors
    /// [`DbError`] if it cannot be stored.
    pub async fn issue(
        connection: &mut Connection,
        client: &Client,
        code: &AuthorizationCode,
        now: i64,
    ) -> Result<Secret, DbError> {
        let token = Secret::mint();
        sqlx::query(
            "INSERT INTO access_token
                 (token_hash, code_hash, client_id, granted, expires_at, account, session_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(token.hash().as_bytes().as_slice())
        .bind(code.code_hash().as_bytes().as_slice())
        .bind(client.client_id.clone())
        .bind(serde_json::to_string(code.granted())?)
        .bind(now.saturating_add(client.access_token_lifetime))
        .bind(code.granted().subject.account().to_owned())
        .bind(code.granted().subject.session().to_owned())
        .execute(connection)
        .await?;
        Ok(token)
    }

    /// Finds a token that lives.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails.
    pub async fn find(db: &Db, token: &Secret, now: i64) -> Result<Option<Self>, DbError> {
        let row: Option<(String, String)> = sqlx::query_as(
            "SELECT granted, client_id FROM access_token WHERE token_hash = $1 AND expires_at > $2",
        )
        .bind(token.hash().as_bytes().as_slice())
        .bind(now)
        .fetch_optional(db.reader())
        .await?;
        let Some((granted, client_id)) = row else { return Ok(None) };
        Ok(Some(Self { granted: serde_json::from_str(&granted)?, client_id }))
    }

    /// Ends every token that came of a code.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails.
    pub async fn end_all_of(db: &Db, code_hash: &SecretHash) -> Result<u64, DbError> {
        let ended = sqlx::query("DELETE FROM access_token WHERE code_hash = $1")
            .bind(code_hash.as_bytes().as_slice())
            .execute(db.writer())
            .await?;
        Ok(ended.rows_affected())
    }

    /// Ends every token of a client. The caller commits.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails.
    pub async fn end_all_of_client(
        connection: &mut Connection,
        client_id: &str,
    ) -> Result<(), DbError> {
        sqlx::query("DELETE FROM access_token WHERE client_id = $1")
            .bind(client_id.to_owned())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Ends every token that came of a browser session. The caller commits.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails.
    pub async fn end_all_of_session(
        connection: &mut Connection,
        session: &str,
    ) -> Result<(), DbError> {
        sqlx::query("DELETE FROM access_token WHERE session_id = $1")
            .bind(session.to_owned())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Ends every token of an account. The caller commits.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails.
    pub async fn end_all_of_account(
        connection: &mut Connection,
        account: &str,
    ) -> Result<(), DbError> {
        sqlx::query("DELETE FROM access_token WHERE account = $1")
            .bind(account.to_owned())
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Whom it was given to.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// What it grants.
    pub const fn granted(&self) -> &Granted {
        &self.granted
    }
}
