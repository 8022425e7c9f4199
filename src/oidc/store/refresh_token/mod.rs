//! Refresh tokens: each is valid once, and is rotated to the next one of its family.
//!
//! This file owns the table `refresh_token`. All refresh tokens of one code are a family. A family
//! has one row and at most one valid token. A token has three parts: a secret of the family, its
//! number in the family, and a secret of its own. If the number is lower than that of the row, the
//! token was used before. A forged token cannot cause this, because the family's part is secret,
//! too.
//!
//! The row has the account and the grant, but no claims about the person: these are looked up again
//! at each use.
//!
//! Within the reuse window of its client the token that was used last gets the same successor again:
//! see `exchange`. What happens to all others is decided by the caller.

mod parts;
mod trace;

use self::parts::Parts;
pub use self::trace::{SpentToken, Trace};
use super::authorization_code::AuthorizationCode;
use super::granted::{GrantRow, Granted, RevokeSql};
use super::logout_notice::Notice;
use crate::client::{Client, LONGEST_REUSE_WINDOW};
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::oidc::protocol::subject::Profile;
use crate::secret::{self, Secret, SecretHash};
use crate::telemetry::{LoginNumber, current_login};

/// The row stays until the family expires, so that a replay of a rotated token is detected. A sealed
/// successor is erased once no window can be open any more: nobody who finds a used token and reads
/// the database later has the valid one.
pub(crate) const SWEEPS: [Sweep; 2] = [
    Sweep::at_once(
        "DELETE FROM refresh_token WHERE family_hash IN (
             SELECT family_hash FROM refresh_token WHERE expires_at <= $1 LIMIT $2)",
    ),
    Sweep {
        sql: "UPDATE refresh_token SET used_hash = NULL, used_at = NULL, successor = NULL
              WHERE family_hash IN (
                  SELECT family_hash FROM refresh_token WHERE used_at <= $1 LIMIT $2)",
        kept: LONGEST_REUSE_WINDOW,
    },
];

/// What a successor is sealed for.
const PURPOSE: &str = "refresh_token";

/// How many families of one account one client may hold: those that were used last. A person with
/// more devices than that at one client has to sign in again at the one that was used least.
const MOST: i64 = 64;

/// The index alone gives these rows. Of several of the same second the row that came last is the newest.
const FORGET_OLDEST: &str = "DELETE FROM refresh_token WHERE rowid IN (
         SELECT rowid FROM refresh_token WHERE account = $1 AND client_id = $2
         ORDER BY issued_at DESC, rowid DESC LIMIT 1000 OFFSET $3)";

/// A refresh token that a client sent.
#[derive(Debug)]
pub enum RefreshToken {
    /// It is valid.
    Live(Box<KnownToken>),
    /// It is the one that was used last, a moment ago.
    JustUsed(Box<KnownToken>),
    /// It was used before.
    Spent(SpentToken),
}

/// A refresh token that gives new tokens, unless another request uses or revokes it first.
#[derive(Debug)]
pub struct KnownToken {
    parts: Parts,
    /// The hash of the code that it came from.
    pub family: SecretHash,
    /// What it grants, without the person's profile.
    pub granted: Granted,
    /// When the valid token of the family was issued, in unix seconds.
    pub issued_at: i64,
    /// When its whole family expires, in unix seconds.
    pub expires_at: i64,
    /// The login that its family came of.
    pub login: Option<LoginNumber>,
}

/// What a refresh token is exchanged for.
#[derive(Debug)]
pub struct Successor {
    /// The next token of the family.
    pub token: Secret,
    /// Whether it was given before.
    pub is_repeated: bool,
}

/// The token of a family that was used last, and when it was first used. Both are missing while there
/// is none.
type LastUsed = (Option<Vec<u8>>, Option<i64>);

/// The hash of the token that was used last, when it was first used, and its sealed successor.
type Window = (Option<Vec<u8>>, Option<i64>, Option<Vec<u8>>);

type Row = (Vec<u8>, i64, Vec<u8>, String, i64, i64, Option<Vec<u8>>, Option<i64>, String);

impl RefreshToken {
    /// Mints the first token of a family. The client's settings limit the lifetime of the whole
    /// family. The caller commits.
    pub async fn issue(
        connection: &mut Connection,
        client: &Client,
        code: &AuthorizationCode,
        now: i64,
    ) -> Result<Secret, DbError> {
        let (first, granted) = (Parts::first(), code.granted().clone());
        // The token outlives the browser session, because it is for when the person is away.
        let subject = granted.subject.without_session().with_profile(Profile::default());
        let granted = Granted { subject, nonce: None, ..granted };
        let statement =
            "INSERT INTO refresh_token (family_hash, token_hash, number, code_hash, client_id,
                 account, granted, issued_at, expires_at, session_id, login)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $12)
             RETURNING (SELECT COUNT(*) FROM refresh_token
                        WHERE account = $6 AND client_id = $5) > $11";
        let too_many: bool = sql!(
            statement,
            first.family.hash(),
            first.token().hash(),
            first.number,
            code.code_hash(),
            &client.client_id,
            granted.subject.account(),
            serde_json::to_string(&granted)?,
            now,
            now.saturating_add(client.refresh_token_lifetime),
            code.granted().subject.session(),
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
        Ok(first.token())
    }

    /// Finds a token of this client that has not expired. Tokens of other clients are not found.
    pub async fn find(
        db: &Db,
        client: &Client,
        token: &Secret,
        now: i64,
    ) -> Result<Option<Self>, DbError> {
        let Some(parts) = Parts::read(token) else { return Ok(None) };
        let statement = "SELECT token_hash, number, code_hash, granted, issued_at, expires_at,
                    used_hash, used_at, login
             FROM refresh_token WHERE family_hash = $1 AND client_id = $2 AND expires_at > $3";
        let row: Option<Row> = sql!(statement, parts.family.hash(), &client.client_id, now)
            .optional(db.reader())
            .await?;
        let Some((token_hash, number, family, granted, issued_at, expires_at, used, at, login)) =
            row
        else {
            return Ok(None);
        };
        let login = LoginNumber::parse(&login);
        let is_live =
            number == parts.number && SecretHash::from_stored(&token_hash) == parts.token().hash();
        let was_just_used =
            number == parts.next_number() && is_reusable(&parts, client, &(used, at), now);
        let family = SecretHash::from_stored(&family);
        if !is_live && !was_just_used {
            let spent = SpentToken { family, login };
            return Ok((parts.number < number).then_some(Self::Spent(spent)));
        }
        let granted = serde_json::from_str(&granted)?;
        let token = Box::new(KnownToken { parts, family, granted, issued_at, expires_at, login });
        Ok(Some(if is_live { Self::Live(token) } else { Self::JustUsed(token) }))
    }

    /// The hash of the code that it came from.
    pub const fn family(&self) -> &SecretHash {
        match self {
            Self::Live(token) | Self::JustUsed(token) => &token.family,
            Self::Spent(token) => &token.family,
        }
    }

    /// The login that its family came of.
    pub const fn login(&self) -> Option<LoginNumber> {
        match self {
            Self::Live(token) | Self::JustUsed(token) => token.login,
            Self::Spent(token) => token.login,
        }
    }

    /// What is known of a token that is not found, for the log. `None` if nothing is.
    pub async fn trace(db: &Db, token: &Secret) -> Result<Option<Trace>, DbError> {
        let Some(parts) = Parts::read(token) else { return Ok(None) };
        let statement =
            "SELECT client_id, expires_at, login FROM refresh_token WHERE family_hash = $1";
        let row: Option<(String, i64, String)> =
            sql!(statement, parts.family.hash()).optional(db.reader()).await?;
        let trace = |(client_id, expires_at, login): (String, i64, String)| Trace {
            client_id,
            expires_at,
            login: LoginNumber::parse(&login),
        };
        Ok(row.map(trace))
    }
}

impl KnownToken {
    /// The next token of its family. It is minted if this token is valid, which is spent then. It is the
    /// same as before if this token was used within the window. `None` if it is neither any more. The
    /// caller commits, and stores in the same transaction what the next token comes with.
    pub async fn exchange(
        self: Box<Self>,
        connection: &mut Connection,
        client: &Client,
        now: i64,
    ) -> Result<Option<Successor>, DbError> {
        if let Some(token) = self.rotate(connection, client, now).await? {
            return Ok(Some(Successor { token, is_repeated: false }));
        }
        let token = self.successor(connection, client, now).await?;
        Ok(token.map(|token| Successor { token, is_repeated: true }))
    }

    /// Spends the token and mints the next of its family. `None` if it is not valid any more.
    async fn rotate(
        &self,
        connection: &mut Connection,
        client: &Client,
        now: i64,
    ) -> Result<Option<Secret>, DbError> {
        let (used, next) = (self.parts.token(), self.parts.next());
        let is_open = client.refresh_token_reuse_window > 0;
        let seal = || secret::seal(&used, PURPOSE, next.token().expose().as_bytes()).ok();
        let successor = is_open.then(seal).flatten();
        // As in `AuthorizationCode::redeem`, only one of several concurrent attempts changes the
        // row.
        let statement = "UPDATE refresh_token SET token_hash = $1, number = $2, issued_at = $3,
                 used_hash = $7, used_at = $8, successor = $9
             WHERE family_hash = $4 AND token_hash = $5 AND client_id = $6 AND expires_at > $3";
        let spent = sql!(
            statement,
            next.token().hash(),
            next.number,
            now,
            self.parts.family.hash(),
            used.hash(),
            &client.client_id,
            is_open.then(|| used.hash().as_bytes().to_vec()),
            is_open.then_some(now),
            successor
        )
        .execute(connection)
        .await?;
        Ok((spent == 1).then(|| next.token()))
    }

    /// The token that took the place of this one, if the window is open. The row is read again, because
    /// the successor may have been used, or the family revoked, since it was found.
    async fn successor(
        &self,
        connection: &mut Connection,
        client: &Client,
        now: i64,
    ) -> Result<Option<Secret>, DbError> {
        let statement = "SELECT used_hash, used_at, successor FROM refresh_token
             WHERE family_hash = $1 AND client_id = $2 AND number = $3 AND expires_at > $4";
        let row: Option<Window> = sql!(
            statement,
            self.parts.family.hash(),
            &client.client_id,
            self.parts.next_number(),
            now
        )
        .optional(connection)
        .await?;
        let Some((used_hash, used_at, Some(sealed))) = row else { return Ok(None) };
        if !is_reusable(&self.parts, client, &(used_hash, used_at), now) {
            return Ok(None);
        }
        let opened = secret::open(&self.parts.token(), PURPOSE, &sealed).ok();
        let text = opened.and_then(|opened| String::from_utf8(opened.to_vec()).ok());
        Ok(text.map(Secret::from_text))
    }
}

/// Whether the token of `parts` is the one that was used last, and the window of its first use is open.
/// A clock that was set back keeps it open for no longer than the window is long.
fn is_reusable(parts: &Parts, client: &Client, (hash, at): &LastUsed, now: i64) -> bool {
    let (Some(hash), Some(at)) = (hash, at) else { return false };
    let window = client.refresh_token_reuse_window.unsigned_abs();
    now.abs_diff(*at) < window && SecretHash::from_stored(hash) == parts.token().hash()
}

/// The notices to the relying parties that hold a refresh token of the account, that all its
/// sessions have ended. Call it before the tokens are revoked.
pub async fn notices_of_account(
    connection: &mut Connection,
    account: &str,
    now: i64,
) -> Result<Vec<Notice>, DbError> {
    let statement = "SELECT DISTINCT client_id, granted -> 'subject' ->> 'sub' FROM refresh_token
         WHERE account = $1 AND expires_at > $2";
    let rows: Vec<(String, String)> = sql!(statement, account, now).all(connection).await?;
    Ok(rows.into_iter().map(|(client_id, sub)| Notice { client_id, sub, sid: None }).collect())
}

/// How refresh tokens are revoked. The end of a session does not revoke them, because they are for
/// when the person is away (OIDC Core §11). It closes the reuse windows of what came from it: whoever
/// shows a used token after that gets nothing.
pub(crate) const REVOKE: RevokeSql = RevokeSql {
    everything: "DELETE FROM refresh_token",
    client: "DELETE FROM refresh_token WHERE client_id = $1",
    session: Some(
        "UPDATE refresh_token SET used_hash = NULL, used_at = NULL, successor = NULL
         WHERE account = $1 AND session_id IN ($2, '') AND used_at IS NOT NULL",
    ),
    account: "DELETE FROM refresh_token WHERE account = $1",
    account_at_client: "DELETE FROM refresh_token WHERE account = $1 AND client_id = $2",
    family: Some("DELETE FROM refresh_token WHERE code_hash = $1"),
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
         FROM refresh_token WHERE account = $1 GROUP BY client_id, scope ORDER BY client_id, scope";
    sql!(statement, account, now).all(db.reader()).await
}
