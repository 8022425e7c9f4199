//! Refresh tokens: each is good once, for tokens and for the next one of its family.
//!
//! This file owns the table `refresh_token`. All that came of one code are one family, of which one
//! is good at any time, and one row, however often it is used. A token is made of three parts: a
//! secret that its family shares, its number in it, and a secret of its own. One with a lower
//! number than the row has was used before. A forged one is not taken for it: the first part is as
//! good a secret as the last.
//!
//! It names the account and what was granted, but holds no claims about the person: these are
//! looked up anew at each use.

use super::authorization_code::AuthorizationCode;
use super::granted::{GrantRow, Granted, RevokeSql};
use super::logout_notice::Notice;
use crate::client::Client;
use crate::db::{Connection, Db, DbError, Sweep, sql};
use crate::oidc::protocol::subject::Profile;
use crate::secret::{Secret, SecretHash};

/// A replay of what was rotated must still be seen for what it is, so until the family expires.
pub(crate) const SWEEP: Sweep = Sweep::at_once("DELETE FROM refresh_token WHERE expires_at <= $1");

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
    parts: Parts,
    /// Which code it came of.
    pub family: SecretHash,
    /// What it grants. The person's profile is left out.
    pub granted: Granted,
    /// When it was given, in unix seconds.
    pub issued_at: i64,
    /// When its whole family ends, in unix seconds.
    pub expires_at: i64,
}

/// What a refresh token is made of.
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

    /// Reads what [`Self::token`] wrote; nothing else.
    fn read(token: &Secret) -> Option<Self> {
        let mut parts = token.expose().split('.');
        let (family, number, own) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let [family, own] = [family, own].map(|part| Secret::from_text(part.to_owned()));
        let read = Self { family, number, own };
        // Exactly as we write it, so that one token has one spelling.
        let is_plain = read.number > 0 && read.token().expose() == token.expose();
        is_plain.then_some(read)
    }

    fn token(&self) -> Secret {
        let Self { family, number, own } = self;
        Secret::from_text(format!("{}.{number}.{}", family.expose(), own.expose()))
    }
}

impl RefreshToken {
    /// Mints the first token of a family, which lives as long as the client's families do. The
    /// caller commits.
    pub async fn issue(
        connection: &mut Connection,
        client: &Client,
        code: &AuthorizationCode,
        now: i64,
    ) -> Result<Secret, DbError> {
        let (first, granted) = (Parts::first(), code.granted().clone());
        // It outlives the session, and has to: the person may be long gone from their browser.
        let subject = granted.subject.without_session().with_profile(Profile::default());
        let granted = Granted { subject, nonce: None, ..granted };
        let statement =
            "INSERT INTO refresh_token (family_hash, token_hash, number, code_hash, client_id,
                 account, granted, issued_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        sql!(
            statement,
            first.family.hash(),
            first.token().hash(),
            first.number,
            code.code_hash(),
            &client.client_id,
            granted.subject.account(),
            serde_json::to_string(&granted)?,
            now,
            now.saturating_add(client.refresh_token_lifetime)
        )
        .execute(connection)
        .await?;
        Ok(first.token())
    }

    /// Finds a token of this client's that has not expired. That of another client is not found.
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

    /// Which code it came of.
    pub const fn family(&self) -> &SecretHash {
        match self {
            Self::Live(token) => &token.family,
            Self::Spent(family) => family,
        }
    }
}

impl LiveToken {
    /// Spends it and mints the next of its family. Nothing, if somebody else was faster to use or
    /// to end it. The caller commits: only then it counts as spent.
    pub async fn rotate(
        self: Box<Self>,
        connection: &mut Connection,
        client: &Client,
        now: i64,
    ) -> Result<Option<Secret>, DbError> {
        let next = self.parts.next();
        // The gate, as at `AuthorizationCode::redeem`: of any number of attempts one changes the
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

/// The relying parties that hold a refresh token for the account, and are to be notified that all
/// its sessions are over. To be asked before the tokens end.
pub async fn notices_of_account(
    connection: &mut Connection,
    account: &str,
    now: i64,
) -> Result<Vec<Notice>, DbError> {
    let statement = "SELECT client_id, granted FROM refresh_token
         WHERE account = $1 AND expires_at > $2";
    let rows: Vec<(String, String)> = sql!(statement, account, now).all(connection).await?;
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

/// What ends refresh tokens. The end of a session is none of it: they are for when the person is
/// away (OIDC Core §11).
pub(crate) const REVOKE: RevokeSql = RevokeSql {
    client: "DELETE FROM refresh_token WHERE client_id = $1",
    session: None,
    account: "DELETE FROM refresh_token WHERE account = $1",
    account_at_client: "DELETE FROM refresh_token WHERE account = $1 AND client_id = $2",
    family: Some("DELETE FROM refresh_token WHERE code_hash = $1"),
};

/// All tokens of one account, for its person to see.
pub(crate) async fn rows_of_account(db: &Db, account: &str) -> Result<Vec<GrantRow>, DbError> {
    let statement = "SELECT client_id, granted, issued_at, expires_at, 0 = 1
         FROM refresh_token WHERE account = $1 ORDER BY client_id, expires_at";
    sql!(statement, account).all(db.reader()).await
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
