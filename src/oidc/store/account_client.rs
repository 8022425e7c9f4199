//! Which relying parties with back-channel logout ever got claims of an account.
//! "Sign out everywhere" notifies them, even if all sessions here have long expired.
//!
//! This file owns the table `account_client`: one row for each account and client, which stays
//! until the account is signed out everywhere or the client is removed. A row holds the `sid` of
//! the latest sessions. Some relying parties, such as Synapse, end a session only by its `sid`, and
//! their sessions may outlive ours by months.

use super::logout_notice::Notice;
use crate::client::Client;
use crate::db::{Connection, Db, DbError, Executor, sql};
use crate::oidc::protocol::subject::Subject;

/// The most sessions in a row; only the latest are kept. A client that ends sessions by `sub` needs
/// none.
const MOST_SESSIONS: usize = 16;

/// Remembers that `client` got claims of `subject`, if it has back-channel logout. The caller
/// commits.
pub async fn remember(
    connection: &mut Connection,
    client: &Client,
    subject: &Subject,
) -> Result<(), DbError> {
    if client.backchannel_logout.is_none() {
        return Ok(());
    }
    let (account, client_id) = (subject.account(), client.client_id.as_str());
    let statement = "SELECT sub, sids FROM account_client WHERE account = $1 AND client_id = $2";
    let row: Option<(String, String)> =
        sql!(statement, account, client_id).optional(&mut *connection).await?;
    let (sub, sids) = row.unwrap_or_default();
    let mut sids: Vec<String> =
        if sids.is_empty() { Vec::new() } else { serde_json::from_str(&sids)? };
    if sub == subject.sub() && sids.last().is_some_and(|sid| sid == subject.sid()) {
        return Ok(());
    }
    sids.retain(|sid| sid != subject.sid());
    sids.push(subject.sid().to_owned());
    let too_many = sids.len().saturating_sub(MOST_SESSIONS);
    sids.drain(..too_many);
    let statement =
        "INSERT INTO account_client (account, client_id, sub, sids) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, client_id) DO UPDATE SET sub = $3, sids = $4";
    sql!(statement, account, client_id, subject.sub(), serde_json::to_string(&sids)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a client with back-channel logout was ever told of `account`.
pub async fn is_told_of(db: &Db, account: &str) -> Result<bool, DbError> {
    let statement = "SELECT EXISTS (SELECT 1 FROM account_client WHERE account = $1)";
    sql!(statement, account).value(db.reader()).await
}

/// How many accounts `client_id` was told of, if it has back-channel logout.
pub async fn number_of_accounts(db: &Db, client_id: &str) -> Result<i64, DbError> {
    let statement = "SELECT COUNT(*) FROM account_client WHERE client_id = $1";
    sql!(statement, client_id).value(db.reader()).await
}

/// Forgets the sessions whose `sid` is in `notices`. The caller commits.
pub async fn forget_sessions(
    connection: &mut Connection,
    account: &str,
    notices: &[Notice],
) -> Result<(), DbError> {
    for Notice { client_id, sid, .. } in notices {
        let Some(ended) = sid else { continue };
        let Some(mut sids) = sids_of(connection, account, client_id).await? else { continue };
        sids.retain(|sid| sid != ended);
        let statement = "UPDATE account_client SET sids = $3 WHERE account = $1 AND client_id = $2";
        sql!(statement, account, client_id, serde_json::to_string(&sids)?)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn sids_of(
    connection: &mut Connection,
    account: &str,
    client_id: &str,
) -> Result<Option<Vec<String>>, DbError> {
    let statement = "SELECT sids FROM account_client WHERE account = $1 AND client_id = $2";
    let sids: Option<String> =
        sql!(statement, account, client_id).optional_value(connection).await?;
    Ok(sids.map(|sids| serde_json::from_str(&sids)).transpose()?)
}

/// Takes the notices that are due when all sessions of `account` end. Each client gets one for all
/// sessions (OIDC Back-Channel Logout §2.4: a token with `sub` alone), and one for each `sid` of
/// its row. The rows are deleted. The caller commits.
pub async fn take_notices_of(
    connection: &mut Connection,
    account: &str,
) -> Result<Vec<Notice>, DbError> {
    let mut notices = Vec::new();
    for (client_id, sub, sids) in rows_of(&mut *connection, account).await? {
        let names = std::iter::once(None).chain(sids.into_iter().map(Some));
        let notice = |sid| Notice { client_id: client_id.clone(), sub: sub.clone(), sid };
        notices.extend(names.map(notice));
    }
    sql!("DELETE FROM account_client WHERE account = $1", account).execute(connection).await?;
    Ok(notices)
}

/// Forgets a client that is being removed. The caller commits.
pub async fn forget_client(connection: &mut Connection, client_id: &str) -> Result<(), DbError> {
    sql!("DELETE FROM account_client WHERE client_id = $1", client_id).execute(connection).await?;
    Ok(())
}

/// For each client that got claims of an account: its id, the person's `sub`, and the number of
/// sessions.
pub async fn all_of_account(
    db: &Db,
    account: &str,
) -> Result<Vec<(String, String, usize)>, DbError> {
    let rows = rows_of(db.reader(), account).await?;
    Ok(rows.into_iter().map(|(client_id, sub, sids)| (client_id, sub, sids.len())).collect())
}

async fn rows_of(
    executor: impl Executor<'_>,
    account: &str,
) -> Result<Vec<(String, String, Vec<String>)>, DbError> {
    let statement =
        "SELECT client_id, sub, sids FROM account_client WHERE account = $1 ORDER BY client_id";
    let rows: Vec<(String, String, String)> = sql!(statement, account).all(executor).await?;
    let read =
        |(client_id, sub, sids): (_, _, String)| Ok((client_id, sub, serde_json::from_str(&sids)?));
    rows.into_iter().map(read).collect()
}
