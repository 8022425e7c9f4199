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

use super::authorization_code::AuthorizationCode;
use super::granted::{GrantRow, Granted, RevokeSql};
use super::logout_notice::Notice;
use crate::client::Client;
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::oidc::protocol::subject::Profile;
use crate::secret::{Secret, SecretHash};

/// The row stays until the family expires, so that a replay of a rotated token is detected.
pub(crate) const SWEEP: Sweep = Sweep::at_once(
    "DELETE FROM refresh_token WHERE family_hash IN (
         SELECT family_hash FROM refresh_token WHERE expires_at <= $1 LIMIT $2)",
);

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
    Live(Box<LiveToken>),
    /// It was used before. The hash is that of its code, which identifies its family.
    Spent(SecretHash),
}

/// A refresh token that is valid until it is used or revoked.
#[derive(Debug)]
pub struct LiveToken {
    parts: Parts,
    /// The hash of the code that it came from.
    pub family: SecretHash,
    /// What it grants, without the person's profile.
    pub granted: Granted,
    /// When it was issued, in unix seconds.
    pub issued_at: i64,
    /// When its whole family expires, in unix seconds.
    pub expires_at: i64,
}

/// The parts of a refresh token.
#[derive(Clone, Debug)]
struct Parts {
    family: Secret,
    number: i64,
    own: Secret,
}

type Row = (Vec<u8>, i64, Vec<u8>, String, i64, i64);

impl Parts {
    fn first() -> Self {
        Self { family: Secret::mint(), number: 1, own: Secret::mint() }
    }

    fn next(&self) -> Self {
        let (family, number) = (self.family.clone(), self.number.saturating_add(1));
        Self { family, number, own: Secret::mint() }
    }

    /// Parses a token that [`Self::token`] wrote; `None` for any other text.
    fn read(token: &Secret) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (family, number, own) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let [family, own] = [family, own].map(|part| Secret::from_text(part.to_owned()));
        let read = Self { family, number, own };
        // It must be exactly as we write it, so that each token has only one spelling.
        let is_plain = read.number > 0 && read.token().expose() == token.expose();
        is_plain.then_some(read)
    }

    fn token(&self) -> Secret {
        let Self { family, number, own } = self;
        Secret::from_text(format!("{}.{number}.{}", family.expose(), own.expose()))
    }
}

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
                 account, granted, issued_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             RETURNING (SELECT COUNT(*) FROM refresh_token
                        WHERE account = $6 AND client_id = $5) > $10";
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
            MOST
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
        let statement = "SELECT token_hash, number, code_hash, granted, issued_at, expires_at
             FROM refresh_token WHERE family_hash = $1 AND client_id = $2 AND expires_at > $3";
        let row: Option<Row> = sql!(statement, parts.family.hash(), &client.client_id, now)
            .optional(db.reader())
            .await?;
        let Some((token_hash, number, family, granted, issued_at, expires_at)) = row else {
            return Ok(None);
        };
        let family = SecretHash::from_stored(&family);
        if parts.number < number {
            return Ok(Some(Self::Spent(family)));
        }
        if parts.token().hash() != SecretHash::from_stored(&token_hash) {
            return Ok(None);
        }
        let granted = serde_json::from_str(&granted)?;
        let token = LiveToken { parts, family, granted, issued_at, expires_at };
        Ok(Some(Self::Live(Box::new(token))))
    }

    /// The hash of the code that it came from.
    pub const fn family(&self) -> &SecretHash {
        match self {
            Self::Live(token) => &token.family,
            Self::Spent(family) => family,
        }
    }
}

impl LiveToken {
    /// Spends the token and mints the next of its family. `None` if another request has used or
    /// revoked it first. The token is spent only when the caller commits.
    pub async fn rotate(
        self: Box<Self>,
        connection: &mut Connection,
        client: &Client,
        now: i64,
    ) -> Result<Option<Secret>, DbError> {
        let next = self.parts.next();
        // As in `AuthorizationCode::redeem`, only one of several concurrent attempts changes the
        // row.
        let statement = "UPDATE refresh_token SET token_hash = $1, number = $2, issued_at = $3
             WHERE family_hash = $4 AND token_hash = $5 AND client_id = $6 AND expires_at > $3";
        let spent = sql!(
            statement,
            next.token().hash(),
            next.number,
            now,
            self.parts.family.hash(),
            self.parts.token().hash(),
            &client.client_id
        )
        .execute(connection)
        .await?;
        Ok((spent == 1).then(|| next.token()))
    }
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
/// when the person is away (OIDC Core §11).
pub(crate) const REVOKE: RevokeSql = RevokeSql {
    client: "DELETE FROM refresh_token WHERE client_id = $1",
    session: None,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<Parts> {
        Parts::read(&Secret::from_text(text.to_owned()))
    }

    #[test]
    fn a_token_says_its_family_and_its_number_and_the_next_counts_on() {
        let first = Parts::first();
        let next = first.next();
        for parts in [&first, &next] {
            let again = Parts::read(&parts.token()).unwrap();
            assert_eq!(again.token().expose(), parts.token().expose());
        }
        assert_eq!((first.number, next.number), (1, 2));
        assert_eq!(first.family.expose(), next.family.expose());
        assert_ne!(first.own.expose(), next.own.expose());
        assert_ne!(Parts::first().family.expose(), first.family.expose());
    }

    #[test]
    fn what_is_no_such_token_is_not_read() {
        for text in [
            "", ".", "..", "a.b", "a.b.c", "a..c", "a.-1.c", "a.+1.c", "a.1.c.d", "a.1e3.c",
            "a.01.c", "a.0.c",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
        assert!(read(&format!("a.{}.c", "9".repeat(19))).is_none());
        assert_eq!(
            read(&format!("a.{}.c", "9".repeat(18))).unwrap().number,
            999_999_999_999_999_999
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(\\PC|[.0-9]){0,200}") {
            if let Some(parts) = read(&text) {
                let token = parts.token();
                prop_assert_eq!(token.expose(), text);
            }
        }
    }
}
