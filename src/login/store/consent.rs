//! Consent: what each account has allowed each relying party. It is asked for once.
//!
//! This file owns the table `consent`. Allowed scopes add up. A relying party that requests more
//! than before needs consent for that too.

use crate::db::{Connection, Db, DbError, Executor, sql};
use crate::oidc::AuthorizationRequest;
use crate::oidc::protocol::subject::Scope;

/// Whether the account `did` has allowed all that `request` asks for.
pub(crate) async fn is_given<'e>(
    executor: impl Executor<'e>,
    did: &str,
    request: &AuthorizationRequest,
) -> Result<bool, DbError> {
    let given: Option<String> =
        sql!(GIVEN, did, &request.client_id).optional_value(executor).await?;
    Ok(given.is_some_and(|given| request.scope.is_within(&given)))
}

/// Remembers that the account `did` allows what `request` asks for. The caller commits.
pub(crate) async fn give(
    connection: &mut Connection,
    did: &str,
    request: &AuthorizationRequest,
    now: i64,
) -> Result<(), DbError> {
    let before: Option<String> =
        sql!(GIVEN, did, &request.client_id).optional_value(&mut *connection).await?;
    let statement = "INSERT INTO consent (did, client_id, scope, given_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (did, client_id) DO UPDATE SET scope = $3, given_at = $4";
    sql!(
        statement,
        did,
        &request.client_id,
        request.scope.added_to(before.as_deref().unwrap_or_default()),
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether the account `did` has allowed any relying party anything.
pub(crate) async fn has_given(db: &Db, did: &str) -> Result<bool, DbError> {
    let statement = "SELECT EXISTS (SELECT 1 FROM consent WHERE did = $1)";
    sql!(statement, did).value(db.reader()).await
}

/// Forgets what was allowed to a relying party that is removed. The caller commits.
pub async fn forget_client(connection: &mut Connection, client_id: &str) -> Result<(), DbError> {
    sql!("DELETE FROM consent WHERE client_id = $1", client_id).execute(connection).await?;
    Ok(())
}

/// What an account has allowed one relying party.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) client_id: String,
    pub(crate) scope: Scope,
    /// When consent was last given, in unix seconds.
    pub(crate) at: i64,
}

/// All that the account `did` has allowed, by relying party.
pub(crate) async fn all_of(db: &Db, did: &str) -> Result<Vec<Given>, DbError> {
    let rows: Vec<(String, String, i64)> = sql!(
        "SELECT client_id, scope, given_at FROM consent WHERE did = $1 ORDER BY client_id",
        did
    )
    .all(db.reader())
    .await?;
    let given = |(client_id, scope, at): (String, String, i64)| Given {
        client_id,
        scope: Scope::stored(&scope),
        at,
    };
    Ok(rows.into_iter().map(given).collect())
}

/// Forgets what the account `did` has allowed one relying party. The caller commits.
pub(crate) async fn take_back(
    connection: &mut Connection,
    did: &str,
    client_id: &str,
) -> Result<(), DbError> {
    sql!("DELETE FROM consent WHERE did = $1 AND client_id = $2", did, client_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets all that the account `did` has allowed. The caller commits.
pub(crate) async fn forget(connection: &mut Connection, did: &str) -> Result<(), DbError> {
    sql!("DELETE FROM consent WHERE did = $1", did).execute(connection).await?;
    Ok(())
}

const GIVEN: &str = "SELECT scope FROM consent WHERE did = $1 AND client_id = $2";
