//! Authorization codes: issued for an authenticated person, and redeemed once.
//!
//! This file owns the table `authorization_code`. Only a correct request spends a code. A request
//! of another client, or with another `redirect_uri` or `code_verifier`, is refused and does not
//! spend it. So a stranger who saw a code can neither use it nor break the person's login with it.
//! A second correct request revokes the tokens of the code (RFC 6749 §4.1.2), as long as the code
//! is remembered: a day.

use super::granted::{GrantRow, Granted, RevokeSql};
use super::sign_in::{self, Entry};
use crate::client::Client;
use crate::db::{Connection, Db, DbError, Statement, Sweep, sql};
use crate::oidc::protocol::authorization_request::AuthorizationRequest;
use crate::oidc::protocol::pkce::CodeChallenge;
use crate::oidc::protocol::subject::Subject;
use crate::secret::{Secret, SecretHash};
use crate::telemetry::{LoginNumber, current_login};

/// A redeemed code is remembered for a day, so that a replay is seen. One that nobody redeemed goes
/// when it expires.
pub(crate) const SWEEPS: [Sweep; 2] = [
    Sweep { sql: "DELETE FROM authorization_code WHERE code_hash IN (
         SELECT code_hash FROM authorization_code WHERE expires_at <= $1 LIMIT $2)", kept: Sweep::DAY },
    Sweep::at_once("DELETE FROM authorization_code WHERE code_hash IN (
         SELECT code_hash FROM authorization_code WHERE expires_at <= $1 AND redeemed_at IS NULL LIMIT $2)"),
];

/// How many codes of one account at one client are kept, redeemed or not: the newest. A browser can
/// ask for codes without a page, so their number needs a limit. The statement that stores a code tells
/// whether it is exceeded, so that few logins need a second one.
const MOST: i64 = 64;

/// The index alone gives these rows. Of several that expire at once the row that came last is the newest.
const FORGET_OLDEST: &str = "DELETE FROM authorization_code WHERE rowid IN (
         SELECT rowid FROM authorization_code WHERE account = $1 AND client_id = $2
         ORDER BY expires_at DESC, rowid DESC LIMIT 1000 OFFSET $3)";

/// How long a code is valid, in seconds: the time between the redirect and the token request.
pub const LIFETIME: i64 = 60;

/// A redeemed code, and what it grants.
#[derive(Debug)]
pub struct AuthorizationCode {
    code_hash: SecretHash,
    granted: Granted,
    login: Option<LoginNumber>,
}

/// What a client sends to redeem a code.
#[derive(Debug)]
pub struct Redemption<'a> {
    /// The client, after its authentication.
    pub client: &'a Client,
    /// The code.
    pub code: &'a Secret,
    /// Where the code was sent (RFC 6749 §4.1.3).
    pub redirect_uri: &'a str,
    /// The challenge that belongs to its `code_verifier`, if it sends one.
    pub challenge: Option<CodeChallenge>,
}

/// What is known of a code: by it a refused redemption is explained.
#[derive(Debug)]
pub struct Trace {
    /// Whose it is.
    pub client_id: String,
    /// Where it was sent.
    pub redirect_uri: String,
    /// The challenge of its request, if it had one.
    pub challenge: Option<String>,
    /// When it expires, in unix seconds.
    pub expires_at: i64,
    /// When it was redeemed, in unix seconds.
    pub redeemed_at: Option<i64>,
    /// The login that it answers.
    pub login: Option<LoginNumber>,
}

type TraceRow = (String, String, Option<String>, i64, Option<i64>, String);

impl AuthorizationCode {
    /// Mints a code for `subject` as the answer to `request`. The caller commits.
    pub async fn issue(
        connection: &mut Connection,
        request: &AuthorizationRequest,
        subject: Subject,
        now: i64,
    ) -> Result<Secret, DbError> {
        let text = "INSERT INTO authorization_code
                 (code_hash, client_id, redirect_uri, code_challenge, granted, expires_at, account,
                  session_id, login)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $10)
             RETURNING (SELECT COUNT(*) FROM authorization_code
                        WHERE account = $7 AND client_id = $2) > $9";
        let account = subject.account().to_owned();
        let (code, statement) = mint(text, request, subject, now)?;
        if statement.value(&mut *connection).await? {
            sql!(FORGET_OLDEST, account, &request.client_id, MOST).execute(connection).await?;
        }
        Ok(code)
    }

    /// Issues a code in one step, for a session in which this client got a code before. `None`
    /// in any other session: a logout may have ended it a moment ago. It is not for a client that
    /// needs consent, because the statement does not check the consented scopes. The row of the audit, if
    /// there is to be one, is stored with the code, or neither of them.
    pub async fn issue_again(
        db: &Db,
        client: &Client,
        (request, audited): (&AuthorizationRequest, Option<&Entry>),
        subject: Subject,
        now: i64,
    ) -> Result<Option<Secret>, DbError> {
        // A row of `session_client` is deleted with its session, so it proves that the session
        // exists. A client with back-channel logout also needs a row of `account_client`, which
        // this statement cannot add.
        let text = "BEGIN IMMEDIATE;
             INSERT INTO authorization_code
                 (code_hash, client_id, redirect_uri, code_challenge, granted, expires_at, account,
                  session_id, login)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $10
             WHERE EXISTS (SELECT 1 FROM session_client WHERE session_id = $8 AND client_id = $2)
               AND ($11 = 0
                 OR EXISTS (SELECT 1 FROM account_client WHERE account = $7 AND client_id = $2))
             RETURNING (SELECT COUNT(*) FROM authorization_code
                        WHERE account = $7 AND client_id = $2) > $9;
             INSERT INTO sign_in (at, did, handle, client_id, how, why, source, login, number, bytes)
             SELECT $12, $13, $14, $15, $16, $17, $18, $19, $20, $21
             WHERE changes() > 0 AND $12 IS NOT NULL;
             DELETE FROM sign_in WHERE id IN (
                 SELECT id FROM sign_in WHERE did = $13 AND how = $16
                 ORDER BY at DESC, id DESC LIMIT 16 OFFSET COALESCE($22, 0));
             COMMIT";
        let account = subject.account().to_owned();
        let (code, statement) = mint(text, request, subject, now)?;
        let is_notified = client.backchannel_logout.is_some();
        let mut statement = statement.with(is_notified);
        if let Some(entry) = audited {
            statement = entry.add_to(statement).with(sign_in::MOST_OF_PERSON);
        }
        let stored: Option<bool> = statement.whole_transaction(db.writer()).await?;
        if stored == Some(true) {
            sql!(FORGET_OLDEST, account, &request.client_id, MOST).execute(db.writer()).await?;
        }
        Ok(stored.map(|_| code))
    }

    /// Takes back a code of this account and session that nobody has redeemed. False if there is none. The
    /// caller commits.
    pub async fn withdraw(
        connection: &mut Connection,
        code: &SecretHash,
        subject: &Subject,
    ) -> Result<bool, DbError> {
        let statement = "DELETE FROM authorization_code
             WHERE code_hash = $1 AND account = $2 AND session_id = $3 AND redeemed_at IS NULL";
        let withdrawn = sql!(statement, code, subject.account(), subject.session());
        Ok(withdrawn.execute(connection).await? == 1)
    }

    /// Redeems a code; `None` if that is not allowed. The code is spent only when the caller
    /// commits.
    pub async fn redeem(
        connection: &mut Connection,
        redemption: &Redemption<'_>,
        now: i64,
    ) -> Result<Option<Self>, DbError> {
        let code_hash = redemption.code.hash();
        // This statement makes sure that only one of several concurrent attempts changes the row.
        // `IS` makes an absent challenge equal only to an absent verifier (RFC 9700 §4.8.2).
        let statement = "UPDATE authorization_code SET redeemed_at = $1
             WHERE code_hash = $2 AND client_id = $3 AND redirect_uri = $4
               AND code_challenge IS $5 AND expires_at > $1 AND redeemed_at IS NULL
             RETURNING granted, login";
        let row: Option<(String, String)> = sql!(
            statement,
            now,
            code_hash,
            &redemption.client.client_id,
            redemption.redirect_uri,
            redemption.challenge.as_ref().map(CodeChallenge::as_str)
        )
        .optional(connection)
        .await?;
        let Some((granted, login)) = row else { return Ok(None) };
        let (granted, login) = (serde_json::from_str(&granted)?, LoginNumber::parse(&login));
        Ok(Some(Self { code_hash, granted, login }))
    }

    /// What is known of a code, whoever shows it.
    pub async fn trace(db: &Db, code: &Secret) -> Result<Option<Trace>, DbError> {
        let statement =
            "SELECT client_id, redirect_uri, code_challenge, expires_at, redeemed_at, login
             FROM authorization_code WHERE code_hash = $1";
        let row: Option<TraceRow> = sql!(statement, code.hash()).optional(db.reader()).await?;
        let trace =
            |(client_id, redirect_uri, challenge, expires_at, redeemed_at, login): TraceRow| {
                let login = LoginNumber::parse(&login);
                Trace { client_id, redirect_uri, challenge, expires_at, redeemed_at, login }
            };
        Ok(row.map(trace))
    }

    /// The hash that links tokens to the code they came from.
    pub const fn code_hash(&self) -> &SecretHash {
        &self.code_hash
    }

    /// The login that it answers.
    pub const fn login(&self) -> Option<LoginNumber> {
        self.login
    }

    /// What the code grants.
    pub const fn granted(&self) -> &Granted {
        &self.granted
    }
}

/// Mints a code, and prepares the statement `text` that stores it and tells whether there are too many.
fn mint(
    text: &'static str,
    request: &AuthorizationRequest,
    subject: Subject,
    now: i64,
) -> Result<(Secret, Statement), DbError> {
    let (scope, nonce) = (request.scope.clone(), request.nonce.clone());
    let granted = Granted { subject, scope, nonce, claims: request.claims.clone() };
    let code = Secret::mint();
    let statement = sql!(
        text,
        code.hash(),
        &request.client_id,
        &request.redirect_uri,
        request.code_challenge.as_ref().map(CodeChallenge::as_str),
        serde_json::to_string(&granted)?,
        now.saturating_add(LIFETIME),
        granted.subject.account(),
        granted.subject.session(),
        MOST,
        LoginNumber::stored(current_login())
    );
    Ok((code, statement))
}

/// How codes are revoked. When its session or its tokens are revoked, a redeemed code is kept, so
/// that a replay is detected.
pub(crate) const REVOKE: RevokeSql = RevokeSql {
    everything: "DELETE FROM authorization_code",
    client: "DELETE FROM authorization_code WHERE client_id = $1",
    session: Some(
        "DELETE FROM authorization_code
         WHERE account = $1 AND session_id = $2 AND redeemed_at IS NULL",
    ),
    account: "DELETE FROM authorization_code WHERE account = $1",
    account_at_client: "DELETE FROM authorization_code WHERE account = $1 AND client_id = $2",
    family: None,
};

/// How many codes of one account each client has by each scope at `now`, to show to its person.
pub(crate) async fn rows_of_account(
    db: &Db,
    account: &str,
    now: i64,
) -> Result<Vec<GrantRow>, DbError> {
    // What a redeemed code has granted is erased.
    let statement = "SELECT client_id,
                CASE granted WHEN '' THEN '[]' ELSE granted ->> 'scope' END AS scope,
                min(expires_at - $3) FILTER (WHERE redeemed_at IS NULL AND expires_at > $2),
                max(expires_at), count(*),
                count(*) FILTER (WHERE redeemed_at IS NULL AND expires_at > $2)
         FROM authorization_code WHERE account = $1
         GROUP BY client_id, scope ORDER BY client_id, scope";
    sql!(statement, account, now, LIFETIME).all(db.reader()).await
}

#[cfg(test)]
mod tests {
    use super::super::audit::{Audit, Who};
    use super::super::sign_in::How;
    use super::*;
    use crate::limits::Source;
    use crate::oidc::protocol::subject::{Profile, Proof};

    /// Whether a code is issued again, in a database with these `rows`.
    async fn issued(client: &Client, rows: &[&'static str]) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let session =
            "INSERT INTO browser_session (id, cookie_hash, did, authenticated_at, expires_at)
             VALUES ('s', x'00', 'did:plc:a', 1, 100)";
        for row in [session].iter().chain(rows) {
            sqlx::query(*row).execute(db.writer()).await.unwrap();
        }
        let request = serde_json::from_value(serde_json::json!({
            "client_id": "rp", "redirect_uri": "https://rp.example/cb", "scope": ["openid"],
        }));
        let (account, session) = ("did:plc:a".to_owned(), "s".to_owned());
        let (sub, sid, profile) = (account.clone(), "sid".to_owned(), Profile::default());
        let proof = Proof { account, session, sub, auth_time: 1, sid, profile };
        let subject = Subject::proven(proof).unwrap();
        let who = Who {
            did: "did:plc:a",
            handle: None,
            client_id: "rp",
            source: Source::UNKNOWN,
            login: None,
        };
        let entry = Audit::new(Some(9)).entry(who, How::Silent, 1);
        let asked = (&request.unwrap(), entry.as_ref());
        let code = AuthorizationCode::issue_again(&db, client, asked, subject, 1).await;
        let is_issued = code.unwrap().is_some();
        let audited = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sign_in");
        assert_eq!(
            audited.fetch_one(db.reader()).await.unwrap(),
            i64::from(is_issued),
            "the row comes with the code"
        );
        is_issued
    }

    const ANSWERED: &str = "INSERT INTO session_client 
        VALUES ('s', 'rp', 'did:plc:a', 'sid', 'did:plc:a')";
    const TO_BE_NOTIFIED: &str = "INSERT INTO account_client VALUES ('did:plc:a', 'rp', 'x', '[]')";

    /// The caller has checked the session before, but it may end between the check and the code.
    #[tokio::test]
    async fn nothing_is_issued_on_what_has_ended_a_moment_ago() {
        let client = Client::public("rp", &["https://rp.example/cb"]);
        assert!(issued(&client, &[ANSWERED]).await);
        assert!(!issued(&client, &[]).await, "the session has not answered it, or is over");
        let uri = "https://rp.example/bye".to_owned();
        let backchannel_logout =
            Some(crate::client::BackchannelLogout { uri, private: false, ca_pem: None });
        let notified = Client { backchannel_logout, ..client };
        assert!(issued(&notified, &[ANSWERED, TO_BE_NOTIFIED]).await);
        assert!(!issued(&notified, &[ANSWERED]).await, "nobody would notify it of the end");
    }
}
