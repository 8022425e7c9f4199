//! Which relying parties got a code in a browser session. A logout has to notify them.
//!
//! This file owns the table `session_client`. A row is deleted with its session.

use super::logout_notice::Notice;
use crate::db::{Connection, Db, DbError, Statement, sql};
use crate::oidc::protocol::subject::Subject;

/// Remembers that `client_id` got a code for `subject`. The caller commits.
pub async fn remember(
    connection: &mut Connection,
    client_id: &str,
    subject: &Subject,
) -> Result<(), DbError> {
    let statement = "INSERT INTO session_client (session_id, client_id, sub, sid, account)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (session_id, client_id) DO NOTHING";
    sql!(statement, subject.session(), client_id, subject.sub(), subject.sid(), subject.account())
        .execute(connection)
        .await?;
    Ok(())
}

/// The notices that are due when `session` ends. Call it before the session is deleted.
pub async fn notices_of_session(
    connection: &mut Connection,
    session: &str,
) -> Result<Vec<Notice>, DbError> {
    let statement = "SELECT client_id, sub, sid FROM session_client WHERE session_id = $1";
    notices(connection, sql!(statement, session)).await
}

/// The notices that are due when all sessions of an account end.
pub async fn notices_of_account(
    connection: &mut Connection,
    account: &str,
) -> Result<Vec<Notice>, DbError> {
    let statement = "SELECT client_id, sub, sid FROM session_client WHERE account = $1";
    notices(connection, sql!(statement, account)).await
}

async fn notices(
    connection: &mut Connection,
    statement: Statement,
) -> Result<Vec<Notice>, DbError> {
    let rows: Vec<(String, String, Option<String>)> = statement.all(connection).await?;
    Ok(rows.into_iter().map(|(client_id, sub, sid)| Notice { client_id, sub, sid }).collect())
}

/// Forgets a client that is being removed. The caller commits.
pub async fn forget_client(connection: &mut Connection, client_id: &str) -> Result<(), DbError> {
    sql!("DELETE FROM session_client WHERE client_id = $1", client_id).execute(connection).await?;
    Ok(())
}

/// The relying parties that got a code in the sessions of an account, each with the person's `sub` and the
/// number of sessions.
pub async fn all_of_account(db: &Db, account: &str) -> Result<Vec<(String, String, i64)>, DbError> {
    let statement = "SELECT client_id, sub, count(*) FROM session_client WHERE account = $1
         GROUP BY client_id, sub ORDER BY client_id, sub";
    sql!(statement, account).all(db.reader()).await
}
