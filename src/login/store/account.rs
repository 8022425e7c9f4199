//! Accounts: what was last proven about each person. Silent sign-ins and token refreshes use it.
//!
//! This file owns the table `account`. A row holds what was true at `proven_at`. It is deleted when
//! no session, code or token refers to the account any more.

use super::person::Person;
use crate::atproto::Email;
use crate::db::{Connection, Db, DbError, Sweep, sql};

/// Deletes what is known of an account once nothing refers to it any more.
pub(crate) const SWEEP: Sweep = Sweep {
    sql:
        "DELETE FROM account WHERE did IN (SELECT did FROM account WHERE proven_at <= $1
        AND NOT EXISTS (SELECT 1 FROM browser_session s WHERE s.did = account.did)
        AND NOT EXISTS (SELECT 1 FROM refresh_token r WHERE r.account = account.did)
        AND NOT EXISTS (SELECT 1 FROM access_token t WHERE t.account = account.did)
        AND NOT EXISTS (SELECT 1 FROM authorization_code c WHERE c.account = account.did) LIMIT $2)",
    kept: Sweep::DAY,
};

/// How many accounts of one handle are told apart.
const MOST_OF_A_HANDLE: i64 = 8;

/// What is known of an account.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) person: Person,
    /// When all of it was last confirmed, in unix seconds.
    pub(crate) proven_at: i64,
}

impl Account {
    /// What is known of the account `did`.
    pub(crate) async fn find(db: &Db, did: &str) -> Result<Option<Self>, DbError> {
        let statement = "SELECT person, proven_at,
                EXISTS (SELECT 1 FROM blocked_person WHERE blocked_person.did = account.did)
             FROM account WHERE did = $1";
        let row: Option<(String, i64, bool)> = sql!(statement, did).optional(db.reader()).await?;
        let read = |(person, at, is_blocked): (String, _, _)| Self::read(&person, at, is_blocked);
        row.map(read).transpose()
    }

    /// Reads a row. Whether its person is blocked is no part of it.
    pub(crate) fn read(person: &str, proven_at: i64, is_blocked: bool) -> Result<Self, DbError> {
        let person: Person = serde_json::from_str(person)?;
        Ok(Self { person: Person { is_blocked, ..person }, proven_at })
    }

    /// The accounts that had this handle when they were last looked up, the last confirmed first. Mostly
    /// there is one: a handle that has passed to somebody else may be here twice for a while.
    pub(crate) async fn dids_of_handle(db: &Db, handle: &str) -> Result<Vec<String>, DbError> {
        let statement = "SELECT did FROM account WHERE person ->> 'handle' = $1
             ORDER BY proven_at DESC, did LIMIT $2";
        sql!(statement, handle, MOST_OF_A_HANDLE).all_values(db.reader()).await
    }

    /// Stores what was proven about `person` at `now`. If their handle is one of before that could not be
    /// confirmed, the time of before stays: an outage must not make it last longer. The caller commits.
    pub(crate) async fn keep(
        connection: &mut Connection,
        person: &Person,
        now: i64,
    ) -> Result<(), DbError> {
        let mut person = person.clone();
        if person.email == Email::NotAsked {
            (person.email, person.email_read_at) = Self::email_at(connection, &person).await?;
        }
        let statement = "INSERT INTO account (did, person, proven_at) VALUES ($1, $2, $3)
             ON CONFLICT (did) DO UPDATE SET person = $2,
                 proven_at = CASE WHEN $4 THEN MIN(proven_at, $3) ELSE $3 END";
        let is_bridged = person.is_bridged();
        sql!(statement, person.did(), serde_json::to_string(&person)?, now, is_bridged)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Updates an account after a look-up, unless its row has changed since `proven_at`: the person
    /// may have signed in, or deleted everything, in the meantime.
    pub(crate) async fn refresh(
        db: &Db,
        person: &Person,
        proven_at: i64,
        now: i64,
    ) -> Result<(), DbError> {
        sql!(
            "UPDATE account SET person = $2, proven_at = $4 WHERE did = $1 AND proven_at = $3",
            person.did(),
            serde_json::to_string(person)?,
            proven_at,
            now
        )
        .execute(db.writer())
        .await?;
        Ok(())
    }

    /// The e-mail address that this PDS gave earlier, with the time it was read. A login for a
    /// relying party that does not need the address must not erase it for those that do.
    async fn email_at(
        connection: &mut Connection,
        person: &Person,
    ) -> Result<(Email, Option<i64>), DbError> {
        let row: Option<String> = sql!("SELECT person FROM account WHERE did = $1", person.did())
            .optional_value(connection)
            .await?;
        let known: Option<Person> = row.map(|row| serde_json::from_str(&row)).transpose()?;
        let known = known.filter(|known| known.pds == person.pds);
        Ok(known.map(|known| (known.email, known.email_read_at)).unwrap_or_default())
    }

    /// Forgets what is known of the account `did`. The caller commits.
    pub(crate) async fn forget(connection: &mut Connection, did: &str) -> Result<(), DbError> {
        sql!("DELETE FROM account WHERE did = $1", did).execute(connection).await?;
        Ok(())
    }
}
