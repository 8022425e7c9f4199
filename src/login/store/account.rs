//! Accounts: what was last proven of a person. Silent sign-ins and refreshes use it.
//!
//! This file owns the table `account`. A row says what was true at `proven_at`, and goes when no
//! session and no token refers to the account any more.

use super::person::Person;
use crate::atproto::Email;
use crate::db::{Connection, Db, DbError, Sweep, sql};

/// What is known of a person goes when nothing refers to them any more.
pub(crate) const SWEEP: Sweep = Sweep {
    sql: "DELETE FROM account WHERE proven_at <= $1
        AND NOT EXISTS (SELECT 1 FROM browser_session s WHERE s.did = account.did)
        AND NOT EXISTS (SELECT 1 FROM refresh_token r WHERE r.account = account.did)
        AND NOT EXISTS (SELECT 1 FROM access_token t WHERE t.account = account.did)
        AND NOT EXISTS (SELECT 1 FROM authorization_code c WHERE c.account = account.did)",
    kept: Sweep::DAY,
};

/// What is known of an account.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) person: Person,
    /// When all of it was last seen to be so, in unix seconds.
    pub(crate) proven_at: i64,
}

impl Account {
    /// What is known of the account `did`.
    pub(crate) async fn find(db: &Db, did: &str) -> Result<Option<Self>, DbError> {
        let row: Option<(String, i64)> =
            sql!("SELECT person, proven_at FROM account WHERE did = $1", did)
                .optional(db.reader())
                .await?;
        row.map(|(person, proven_at)| Self::read(&person, proven_at)).transpose()
    }

    /// What a row says.
    pub(crate) fn read(person: &str, proven_at: i64) -> Result<Self, DbError> {
        Ok(Self { person: serde_json::from_str(person)?, proven_at })
    }

    /// Keeps what was found out about `person` at `now`. The caller commits.
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
             ON CONFLICT (did) DO UPDATE SET person = $2, proven_at = $3";
        sql!(statement, person.did(), serde_json::to_string(&person)?, now)
            .execute(connection)
            .await?;
        Ok(())
    }

    /// Notes at `now` what was found out about `person` without their doing, if nothing has become of
    /// what was known since `proven_at`: they may have signed in, or deleted it all, meanwhile.
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

    /// What the server that still has the account told earlier of its e-mail address: a login for a
    /// relying party that does not want it must not cost it those that do. It is as old as it was.
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
