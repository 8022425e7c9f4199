//! Localparts and e-mail addresses made from a handle: each belongs to its first DID for ever.
//!
//! This file owns the tables `name_binding` (name → its first DID) and `name_choice` (DID and
//! template → its first name). In: the candidate names of an account. Out: its name. Nothing that a
//! relying party was told is ever deleted: a handle can change hands, but the Matrix account or mailbox
//! behind a name must not. Nor may an account collect names by changing its handle and deleting its data
//! in turns. A name that no relying party was told of is free again after an hour: a code that would
//! have told it has long expired.

use crate::db::{Connection, Db, DbError, Executor, Sweep, sql};

/// Frees names that no relying party was told of: first what refers to them.
pub(crate) const SWEEPS: [Sweep; 2] = [
    Sweep {
        sql: "DELETE FROM name_choice WHERE (kind, did, template) IN (
             SELECT choice.kind, choice.did, template
             FROM name_binding name JOIN name_choice choice USING (kind, did, name)
             WHERE told_at IS NULL AND bound_at <= $1 LIMIT $2)",
        kept: 60 * 60,
    },
    Sweep {
        sql: "DELETE FROM name_binding WHERE (kind, name) IN (
             SELECT kind, name FROM name_binding
             WHERE told_at IS NULL AND bound_at <= $1 LIMIT $2)",
        kept: 60 * 60,
    },
];

/// What a name is for. Names of one kind are unique across all relying parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    /// The claim `localpart`.
    Localpart,
    /// A made-up claim `email`: the whole address.
    Email,
}

/// A request for a name: which account needs it, and the candidates.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) kind: NameKind,
    /// The template of the names. An account has one name for each template.
    pub(crate) template: &'a str,
    pub(crate) did: &'a str,
    /// The candidate names, the best first.
    pub(crate) names: Vec<String>,
}

impl NameKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Localpart => "localpart",
            Self::Email => "email",
        }
    }
}

impl Wanted<'_> {
    /// The name of the account. If it has none yet, the first of `names` that belongs to no other
    /// account is bound to it. `None` if all belong to others.
    pub(crate) async fn bound(&self, db: &Db, now: i64) -> Result<Option<String>, DbError> {
        if let Some((name, true)) = self.chosen(db.reader()).await? {
            return Ok(Some(name));
        }
        let mut transaction = db.begin().await?;
        let Some(name) = self.bind(&mut transaction, now).await? else { return Ok(None) };
        transaction.commit().await?;
        tracing::info!(did = self.did, kind = self.kind.as_str(), name, "name bound");
        Ok(Some(name))
    }

    /// The name of the account, if it has one.
    pub(crate) async fn name(&self, db: &Db) -> Result<Option<String>, DbError> {
        Ok(self.chosen(db.reader()).await?.map(|(name, _)| name))
    }

    /// Whether the account has a name.
    pub(crate) async fn is_bound(&self, db: &Db) -> Result<bool, DbError> {
        Ok(self.chosen(db.reader()).await?.is_some())
    }

    async fn bind(&self, connection: &mut Connection, now: i64) -> Result<Option<String>, DbError> {
        // Another login of the same person may have been faster.
        if let Some((name, _)) = self.chosen(&mut *connection).await? {
            let statement = "UPDATE name_binding SET bound_at = $1
                 WHERE kind = $2 AND name = $3 AND told_at IS NULL";
            sql!(statement, now, self.kind.as_str(), &name).execute(connection).await?;
            return Ok(Some(name));
        }
        for name in &self.names {
            if !self.owns(connection, name, now).await? {
                continue;
            }
            sql!(
                "INSERT INTO name_choice (kind, did, template, name) VALUES ($1, $2, $3, $4)",
                self.kind.as_str(),
                self.did,
                self.template,
                &name
            )
            .execute(&mut *connection)
            .await?;
            return Ok(Some(name.clone()));
        }
        Ok(None)
    }

    /// The name that the account has, and whether a relying party was told of it.
    async fn chosen<'e>(
        &self,
        executor: impl Executor<'e>,
    ) -> Result<Option<(String, bool)>, DbError> {
        let statement = "SELECT name, told_at IS NOT NULL
             FROM name_choice JOIN name_binding USING (kind, name)
             WHERE kind = $1 AND name_choice.did = $2 AND template = $3";
        let values = sql!(statement, self.kind.as_str(), self.did, self.template);
        values.optional(executor).await
    }

    /// Whether `name` belongs to this account. A free name is bound to it now.
    async fn owns(
        &self,
        connection: &mut Connection,
        name: &str,
        now: i64,
    ) -> Result<bool, DbError> {
        let statement =
            "INSERT INTO name_binding (kind, name, did, bound_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (kind, name) DO UPDATE SET bound_at = $4 WHERE did = $3 AND told_at IS NULL";
        sql!(statement, self.kind.as_str(), name, self.did, now).execute(&mut *connection).await?;
        let owner: String = sql!(
            "SELECT did FROM name_binding WHERE kind = $1 AND name = $2",
            self.kind.as_str(),
            name
        )
        .value(connection)
        .await?;
        Ok(owner == self.did)
    }
}

/// Notes that a relying party is told these names of the account `did`. The caller commits.
pub(crate) async fn told(
    connection: &mut Connection,
    did: &str,
    names: &[String],
    now: i64,
) -> Result<(), DbError> {
    for name in names {
        let statement = "UPDATE name_binding SET told_at = $1
             WHERE kind IN ('localpart', 'email') AND name = $2 AND did = $3 AND told_at IS NULL";
        sql!(statement, now, name, did).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Whether a relying party was told a name of the account `did`.
pub(crate) async fn is_told_of(db: &Db, did: &str) -> Result<bool, DbError> {
    let statement = "SELECT EXISTS (
         SELECT 1 FROM name_binding WHERE did = $1 AND told_at IS NOT NULL)";
    sql!(statement, did).value(db.reader()).await
}

/// Whether a localpart is another account's than that of `did`.
pub(crate) async fn belongs_to_another(
    db: &Db,
    localpart: &str,
    did: &str,
) -> Result<bool, DbError> {
    let statement = "SELECT EXISTS (SELECT 1 FROM name_binding
         WHERE kind = $1 AND name = $2 AND did <> $3)";
    sql!(statement, NameKind::Localpart.as_str(), localpart, did).value(db.reader()).await
}

/// The localpart of the account `did` by this template, if a relying party was told of it.
pub(crate) async fn told_localpart(
    db: &Db,
    did: &str,
    template: &str,
) -> Result<Option<String>, DbError> {
    let nothing = Wanted { kind: NameKind::Localpart, template, did, names: Vec::new() };
    let chosen = nothing.chosen(db.reader()).await?;
    Ok(chosen.and_then(|(name, is_told)| is_told.then_some(name)))
}

/// The names that are bound to the account `did`, each with its kind and when it was bound, in unix
/// seconds.
pub(crate) async fn bound_to(db: &Db, did: &str) -> Result<Vec<(String, String, i64)>, DbError> {
    sql!(
        "SELECT name, kind, bound_at FROM name_binding WHERE did = $1 ORDER BY bound_at, name",
        did
    )
    .all(db.reader())
    .await
}

/// The name of the account `did` for each template, as pairs of template and name.
pub(crate) async fn chosen_by(db: &Db, did: &str) -> Result<Vec<(String, String)>, DbError> {
    sql!("SELECT template, name FROM name_choice WHERE did = $1 ORDER BY template", did)
        .all(db.reader())
        .await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::who::names::{DidAndHandle, handle_addresses};

    async fn database() -> (Db, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (Db::open(&folder.path().join("atlogin.db")).await.unwrap(), folder)
    }

    async fn name(db: &Db, did: &str, template: &str, names: &[&str]) -> Option<String> {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Wanted { kind: NameKind::Localpart, template, did, names }.bound(db, 1).await.unwrap()
    }

    #[tokio::test]
    async fn a_name_stays_with_its_first_did_and_a_did_with_its_first_name() {
        let (db, _folder) = database().await;
        assert_eq!(name(&db, "did:plc:a", "t", &["alice", "alice-a"]).await.unwrap(), "alice");
        assert_eq!(name(&db, "did:plc:b", "t", &["alice", "alice-b"]).await.unwrap(), "alice-b");
        assert_eq!(name(&db, "did:plc:a", "t", &["other"]).await.unwrap(), "alice");
        assert_eq!(name(&db, "did:plc:b", "t", &["free"]).await.unwrap(), "alice-b");
    }

    #[tokio::test]
    async fn a_name_by_one_template_is_nobody_elses_by_another() {
        let (db, _folder) = database().await;
        assert_eq!(name(&db, "did:plc:a", "t", &["alice"]).await.unwrap(), "alice");
        assert_eq!(name(&db, "did:plc:a", "u", &["alice"]).await.unwrap(), "alice");
        assert_eq!(name(&db, "did:plc:b", "u", &["alice", "second"]).await.unwrap(), "second");
        assert_eq!(name(&db, "did:plc:c", "v", &["alice", "second"]).await, None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        /// Handles move between accounts, and domains are listed in any order.
        #[test]
        fn no_two_dids_ever_get_one_address(
            signs_in in prop::collection::vec(
                (0..5_usize, "(a\\.|b\\.)?(a\\.)?(a|b)\\.test", any::<bool>()), 1..40,
            ),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let (db, _folder) = database().await;
                let mut owners = BTreeMap::new();
                for (who, handle, reversed) in signs_in {
                    let did = format!("did:plc:{}", ["a", "b", "c", "d", "e"][who].repeat(24));
                    let mut domains = ["a.test", "b.test", "a.a.test"].map(str::to_owned);
                    if reversed {
                        domains.reverse();
                    }
                    let account = DidAndHandle { did: &did, handle: Some(&handle) };
                    let Some((domain, names)) = handle_addresses(account, &domains) else { continue };
                    let template = &format!("handle:{domain}");
                    let wanted = Wanted { kind: NameKind::Email, template, did: &did, names };
                    let address = wanted.bound(&db, 1).await.unwrap();
                    prop_assert!(address.is_some(), "{} has none", handle);
                    let owner = owners.entry(address).or_insert_with(|| did.clone());
                    prop_assert_eq!(&*owner, &did);
                }
                Ok(())
            })?;
        }
    }

    #[tokio::test]
    async fn of_many_who_want_one_name_at_once_exactly_one_gets_it() {
        let (db, folder) = database().await;
        let other = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..40 {
            let db = if number % 2 == 0 { db.clone() } else { other.clone() };
            tasks.spawn(async move {
                // Each account asks twice.
                let did = format!("did:plc:{}", number / 2);
                name(&db, &did, "t", &["alice", &format!("alice-{did}")]).await.map(|it| (did, it))
            });
        }
        let mut given: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
        given.sort();
        given.dedup();
        assert_eq!(given.len(), 20, "one name for each");
        assert_eq!(given.iter().filter(|(_, name)| name == "alice").count(), 1);
    }

    #[tokio::test]
    async fn a_name_that_was_told_takes_up_less_than_half_a_kilobyte_for_ever() {
        let (db, _folder) = database().await;
        let pages = async || {
            let pages: i64 = sql!("PRAGMA page_count").value(db.writer()).await.unwrap();
            pages
        };
        let before = pages().await;
        for number in 0..1000 {
            let did = format!("did:web:somebody-{number}.example.com");
            let wanted = format!("somebody-{number}.example.com");
            let name = name(&db, &did, "{handle}", &[&wanted]).await.unwrap();
            let mut transaction = db.begin().await.unwrap();
            told(&mut transaction, &did, &[name], 1).await.unwrap();
            transaction.commit().await.unwrap();
        }
        db.sweep(SWEEPS.iter(), i64::MAX).await.unwrap();
        let bytes = (pages().await - before) * 4096;
        assert!((100_000..512_000).contains(&bytes), "{bytes}");
    }
}
