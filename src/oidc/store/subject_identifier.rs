//! Subject identifiers: the `sub` of a person at a client (OIDC Core §8).
//!
//! It is the account itself (public), or an identifier that only the clients of one sector know
//! (pairwise). A pairwise identifier is a salted hash: it cannot be reversed, and cannot be found
//! by trying all accounts without the salt. This file owns the table `pairwise_salt`.

use crate::client::{Client, SubjectType};
use crate::db::{Db, DbError, sql};
use crate::secret::{Secret, SecretHash};

/// Makes the subject identifiers.
#[derive(Debug)]
pub struct SubjectIdentifiers {
    salt: Secret,
}

impl SubjectIdentifiers {
    /// Loads the salt, and makes it on the first start. It must never change, or pairwise clients
    /// would not recognise anyone.
    pub async fn load_or_generate(db: &Db) -> Result<Self, DbError> {
        if let Some(salt) = stored(db).await? {
            return Ok(Self { salt });
        }
        // Of two processes at once the second takes the salt of the first.
        let statement =
            "INSERT INTO pairwise_salt (only_one, salt) VALUES (1, $1) ON CONFLICT DO NOTHING";
        let mut transaction = db.begin_durable().await?;
        sql!(statement, Secret::mint().expose()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        let salt = stored(db).await?.ok_or(sqlx::Error::RowNotFound)?;
        Ok(Self { salt })
    }

    /// The `sub` of `account` at `client`: the same for all clients of a sector.
    pub fn of(&self, client: &Client, account: &str) -> String {
        match &client.subject_type {
            SubjectType::Public => account.to_owned(),
            SubjectType::Pairwise { sector } => {
                let salt = self.salt.expose();
                let parts = [salt.as_bytes(), sector.as_bytes(), account.as_bytes()];
                SecretHash::of(&parts).to_text()
            }
        }
    }
}

async fn stored(db: &Db) -> Result<Option<Secret>, DbError> {
    let salt: Option<Vec<u8>> =
        sql!("SELECT salt FROM pairwise_salt").optional_value(db.reader()).await?;
    let salt = salt.map(|bytes| String::from_utf8(bytes).map_err(|_| sqlx::Error::RowNotFound));
    Ok(salt.transpose()?.map(Secret::from_text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(sector: &str) -> Client {
        let subject_type = SubjectType::Pairwise { sector: sector.to_owned() };
        Client { subject_type, ..Client::public("a", &["https://a.example/"]) }
    }

    #[tokio::test]
    async fn one_name_for_each_sector_and_account_that_stays() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let names = SubjectIdentifiers::load_or_generate(&db).await.unwrap();
        let (a, b) = (client("a.example"), client("b.example"));
        let alice = names.of(&a, "did:plc:alice");
        assert_eq!(alice, names.of(&client("a.example"), "did:plc:alice"));
        assert_ne!(alice, names.of(&b, "did:plc:alice"));
        assert_ne!(alice, names.of(&a, "did:plc:bob"));
        // The boundary between sector and account matters.
        assert_ne!(names.of(&client("a"), "bc"), names.of(&client("ab"), "c"));
        assert!(alice.len() == 43 && alice.is_ascii());
        let again = SubjectIdentifiers::load_or_generate(&db).await.unwrap();
        assert_eq!(alice, again.of(&a, "did:plc:alice"), "after a restart");
        let other = Db::open(&folder.path().join("other.db")).await.unwrap();
        let others = SubjectIdentifiers::load_or_generate(&other).await.unwrap();
        assert_ne!(alice, others.of(&a, "did:plc:alice"), "two installs share nothing");
        assert!(!format!("{names:?}").contains(names.salt.expose()));
    }

    #[tokio::test]
    async fn a_public_name_is_the_account() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("atlogin.db")).await.unwrap();
        let names = SubjectIdentifiers::load_or_generate(&db).await.unwrap();
        let public = Client::public("a", &["https://a.example/"]);
        assert_eq!(names.of(&public, "did:plc:alice"), "did:plc:alice");
    }
}
