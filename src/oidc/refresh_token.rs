//! The relying party, holding a refresh token: good once, for tokens and for the next of its kind.
//!
//! This file owns the table `refresh_token`. All that came of one code are one family: at any time
//! one of it is good, the others are spent, and all of them expire together. What is spent says no
//! more than whose family it was of, so that a second use is seen for what it is.
//!
//! It names the account and what was granted, but tells nothing about the person: that is asked for
//! anew at each use.

use super::authorization_code::{AuthorizationCode, Granted};
use super::client::Client;
use super::ending::Whose;
use super::holding::Row;
use super::logout_notice::Notice;
use super::subject::Profile;
use crate::db::{Connection, Db, DbError};
use crate::secret::{Secret, SecretHash};

/// A refresh token that one client showed to us.
#[derive(Debug)]
pub enum RefreshToken {
    /// It is good.
    Live(Box<LiveToken>),
    /// It was used before, and this is its family.
    Spent(SecretHash),
}

/// A refresh token that is good, until somebody uses or ends it.
#[derive(Debug)]
pub struct LiveToken {
    token_hash: SecretHash,
    family: SecretHash,
    granted: Granted,
    issued_at: i64,
    expires_at: i64,
}

impl RefreshToken {
    /// Mints the first token of a family, which lives as long as the client's families do. The
    /// caller commits.
    ///
    /// # Errors
    /// [`DbError`] if it cannot be stored.
    pub async fn issue(
        connection: &mut Connection,
        client: &Client,
        code: &AuthorizationCode,
        now: i64,
    ) -> Result<Secret, DbError> {
        let granted = code.granted().clone();
        // It outlives the session, and has to: the person may be long gone from their browser.
        let subject = granted.subject.without_session().with_profile(Profile::default());
        let token = Secret::mint();
        let first = LiveToken {
            token_hash: token.hash(),
            family: *code.code_hash(),
            granted: Granted { subject, nonce: None, ..granted },
            issued_at: now,
            expires_at: now.saturating_add(client.refresh_token_lifetime),
        };
        first.store(connection, &client.client_id).await?;
        Ok(token)
    }

    /// Finds a token of this client's that has not expired. Nobody else's is found, whoever shows it.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails.
    pub async fn find(
        db: &Db,
        client: &Client,
        token: &Secret,
        now: i64,
    ) -> Result<Option<Self>, DbError> {
        let token_hash = token.hash();
        let row: Option<(Vec<u8>, String, i64, i64, bool)> = sqlx::query_as(
            "SELECT code_hash, granted, issued_at, expires_at, rotated_at IS NOT NULL
             FROM refresh_token WHERE token_hash = $1 AND client_id = $2 AND expires_at > $3",
        )
        .bind(token_hash.as_bytes().as_slice())
        .bind(client.client_id.clone())
        .bind(now)
        .fetch_optional(db.reader())
        .await?;
        let Some((family, granted, issued_at, expires_at, is_spent)) = row else { return Ok(None) };
        let family = SecretHash::from_stored(&family);
        if is_spent {
            return Ok(Some(Self::Spent(family)));
        }
        let granted = serde_json::from_str(&granted)?;
        let token = LiveToken { token_hash, family, granted, issued_at, expires_at };
        Ok(Some(Self::Live(Box::new(token))))
    }

    /// Which code it came of.
    pub const fn family(&self) -> &SecretHash {
        match self {
            Self::Live(token) => &token.family,
            Self::Spent(family) => family,
        }
    }
}

impl LiveToken {
    /// Spends it and mints the next of its family. Nothing, if somebody else was faster to use or to
    /// end it. The caller commits: only then it counts as spent.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails, in which case nothing was spent.
    pub async fn rotate(
        self: Box<Self>,
        connection: &mut Connection,
        client: &Client,
        now: i64,
    ) -> Result<Option<Secret>, DbError> {
        // The gate, as at `AuthorizationCode::redeem`: of any number of attempts one changes the row.
        let spent = sqlx::query(
            "UPDATE refresh_token SET rotated_at = $1, granted = ''
             WHERE token_hash = $2 AND client_id = $3 AND expires_at > $1 AND rotated_at IS NULL",
        )
        .bind(now)
        .bind(self.token_hash.as_bytes().as_slice())
        .bind(client.client_id.clone())
        .execute(&mut *connection)
        .await?;
        if spent.rows_affected() == 0 {
            return Ok(None);
        }
        let token = Secret::mint();
        let next = Self { token_hash: token.hash(), issued_at: now, ..*self };
        next.store(connection, &client.client_id).await?;
        Ok(Some(token))
    }

    async fn store(&self, connection: &mut Connection, client_id: &str) -> Result<(), DbError> {
        sqlx::query(
            "INSERT INTO refresh_token
                 (token_hash, code_hash, client_id, account, granted, issued_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.token_hash.as_bytes().as_slice())
        .bind(self.family.as_bytes().as_slice())
        .bind(client_id.to_owned())
        .bind(self.granted.subject.account().to_owned())
        .bind(serde_json::to_string(&self.granted)?)
        .bind(self.issued_at)
        .bind(self.expires_at)
        .execute(connection)
        .await?;
        Ok(())
    }

    /// Which code it came of.
    pub const fn family(&self) -> &SecretHash {
        &self.family
    }

    /// What it grants. The person's profile is left out.
    pub const fn granted(&self) -> &Granted {
        &self.granted
    }

    /// When it was given, in unix seconds.
    pub const fn issued_at(&self) -> i64 {
        self.issued_at
    }

    /// When its whole family ends, in unix seconds.
    pub const fn expires_at(&self) -> i64 {
        self.expires_at
    }
}

/// Who may come back for the person of an account, and is to be told that all its sessions are over.
/// To be asked before the tokens end.
///
/// # Errors
/// [`DbError`] if the storage fails.
pub async fn told_of(
    connection: &mut Connection,
    account: &str,
    now: i64,
) -> Result<Vec<Notice>, DbError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT client_id, granted FROM refresh_token
         WHERE account = $1 AND rotated_at IS NULL AND expires_at > $2",
    )
    .bind(account.to_owned())
    .bind(now)
    .fetch_all(connection)
    .await?;
    let mut notices: Vec<Notice> = Vec::new();
    for (client_id, granted) in rows {
        let granted: Granted = serde_json::from_str(&granted)?;
        let notice = Notice { client_id, sub: granted.subject.sub().to_owned(), sid: None };
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }
    Ok(notices)
}

/// Ends tokens and says how many. The caller commits.
pub(super) async fn end(connection: &mut Connection, whose: &Whose<'_>) -> Result<u64, DbError> {
    let statement = match whose {
        Whose::Client(client_id) => sqlx::query("DELETE FROM refresh_token WHERE client_id = $1")
            .bind((*client_id).to_owned()),
        // They are for when the person is away (OIDC Core §11).
        Whose::Session { .. } => return Ok(0),
        Whose::Account(account) => {
            sqlx::query("DELETE FROM refresh_token WHERE account = $1").bind((*account).to_owned())
        }
        Whose::Between(account, client_id) => {
            sqlx::query("DELETE FROM refresh_token WHERE account = $1 AND client_id = $2")
                .bind((*account).to_owned())
                .bind((*client_id).to_owned())
        }
        Whose::Family(code_hash) => sqlx::query("DELETE FROM refresh_token WHERE code_hash = $1")
            .bind(code_hash.as_bytes().to_vec()),
    };
    Ok(statement.execute(connection).await?.rows_affected())
}

/// All tokens of one account, for its person to see.
pub(super) async fn rows_of_account(db: &Db, account: &str) -> Result<Vec<Row>, DbError> {
    Ok(sqlx::query_as(
        "SELECT client_id, granted, issued_at, expires_at, rotated_at IS NOT NULL
         FROM refresh_token WHERE account = $1 ORDER BY client_id, expires_at",
    )
    .bind(account.to_owned())
    .fetch_all(db.reader())
    .await?)
}
