//! Which relying parties with back-channel logout ever got claims of an account: whom "sign out
//! everywhere" has to notify, also when every session here has long expired.
//!
//! This file owns the table `account_client`: one row for each account and client, which stays
//! until the account is signed out everywhere or the client is removed. With it go the names of the
//! latest sessions, because some relying parties (Synapse is one) end a session by its name only,
//! and theirs may outlive ours by months.

use super::logout_notice::Notice;
use crate::client::Client;
use crate::db::{Connection, Db, DbError, Executor, sql};
use crate::oidc::protocol::subject::Subject;

/// How many sessions a row names: the latest ones. A client that ends sessions by `sub` needs none.
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
    let mut sids = sids_of(connection, account, client_id).await?.unwrap_or_default();
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

/// Forgets the sessions that these notices name one by one. The caller commits.
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

/// The notices that are due when all sessions of `account` end: to each client one that all are
/// over (OIDC Back-Channel Logout §2.4: a token with `sub` alone), and one for each session that is
/// named. Nothing is owed to them after that, so it is forgotten. The caller commits.
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

/// Forgets a client that is no more. The caller commits.
pub async fn forget_client(connection: &mut Connection, client_id: &str) -> Result<(), DbError> {
    sql!("DELETE FROM account_client WHERE client_id = $1", client_id).execute(connection).await?;
    Ok(())
}

/// Which clients got claims of an account, what they call the person, and how many sessions are
/// named.
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
