//! The keys that sign ID tokens: one for RS256, which OIDC Core §15.1 demands, and one for ES256.
//!
//! This file owns the table `signing_key`. Keys are made on the first start and stay parsed in
//! memory: signing is on every login's path.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::db::{Db, DbError};
use crate::jws::{Es256Key, KeyError, Rs256Key};

/// A signature algorithm of ID tokens (RFC 7518 §3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSA with SHA-256: every relying party knows it, so it is the default.
    #[default]
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256: a thirtieth of the work.
    #[serde(rename = "ES256")]
    Es256,
}

impl Algorithm {
    /// All that we sign with, as discovery lists them.
    pub const ALL: [Self; 2] = [Self::Rs256, Self::Es256];

    /// Its registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

/// The keys in use, and the `kid` of each.
pub struct SigningKeys {
    rs256: (String, Rs256Key),
    es256: (String, Es256Key),
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKeys(RS256 {}, ES256 {})", self.rs256.0, self.es256.0)
    }
}

impl SigningKeys {
    /// Loads the keys, and makes those that are missing.
    ///
    /// # Errors
    /// [`DbError`] if the storage fails or a stored key cannot be used.
    pub async fn load_or_generate(db: &Db, now: i64) -> Result<Self, DbError> {
        let rs256 = if let Some(pkcs8) = stored(db, Algorithm::Rs256).await? {
            Rs256Key::from_pkcs8(&pkcs8)?
        } else {
            // A tenth of a second of arithmetic must not hold up the runtime.
            let generated = tokio::task::spawn_blocking(Rs256Key::generate).await;
            let key = generated.map_err(|_| KeyError::Refused)??;
            store(db, Algorithm::Rs256, &key.thumbprint(), key.pkcs8(), now).await?;
            key
        };
        let es256 = if let Some(pkcs8) = stored(db, Algorithm::Es256).await? {
            Es256Key::from_pkcs8(&pkcs8)?
        } else {
            let key = Es256Key::generate()?;
            store(db, Algorithm::Es256, &key.thumbprint(), key.pkcs8(), now).await?;
            key
        };
        Ok(Self { rs256: (rs256.thumbprint(), rs256), es256: (es256.thumbprint(), es256) })
    }

    /// Signs the claims of an ID token.
    ///
    /// # Errors
    /// [`KeyError`] if the key cannot be used.
    pub fn sign(&self, algorithm: Algorithm, claims: &Value) -> Result<String, KeyError> {
        self.sign_as("JWT", algorithm, claims)
    }

    /// Signs the claims of another kind of token, which its `typ` keeps from being taken for an ID
    /// token (RFC 8725 §3.11).
    ///
    /// # Errors
    /// [`KeyError`] if the key cannot be used.
    pub fn sign_as(
        &self,
        typ: &'static str,
        algorithm: Algorithm,
        claims: &Value,
    ) -> Result<String, KeyError> {
        let header = |kid: &str| json!({ "kid": kid, "typ": typ });
        match algorithm {
            Algorithm::Rs256 => self.rs256.1.sign(header(&self.rs256.0), claims),
            Algorithm::Es256 => self.es256.1.sign(header(&self.es256.0), claims),
        }
    }

    /// The public key of that `kid`, if it is one of ours.
    pub fn public_key(&self, kid: &str) -> Option<Value> {
        let published = self.jwks();
        let mut keys = published.get("keys")?.as_array()?.iter();
        keys.find(|jwk| jwk.get("kid").and_then(Value::as_str) == Some(kid)).cloned()
    }

    /// The public keys as a JWK set (RFC 7517 §5).
    pub fn jwks(&self) -> Value {
        let published = |mut jwk: Value, kid: &str, algorithm: Algorithm| {
            if let Value::Object(members) = &mut jwk {
                members.insert("kid".to_owned(), Value::from(kid));
                members.insert("use".to_owned(), Value::from("sig"));
                members.insert("alg".to_owned(), Value::from(algorithm.name()));
            }
            jwk
        };
        json!({ "keys": [
            published(self.rs256.1.public_jwk(), &self.rs256.0, Algorithm::Rs256),
            published(self.es256.1.public_jwk(), &self.es256.0, Algorithm::Es256),
        ] })
    }
}

/// The newest key of its kind.
async fn stored(db: &Db, algorithm: Algorithm) -> Result<Option<Vec<u8>>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT pkcs8 FROM signing_key WHERE alg = $1 ORDER BY created_at DESC LIMIT 1",
    )
    .bind(algorithm.name())
    .fetch_optional(db.reader())
    .await?)
}

async fn store(
    db: &Db,
    algorithm: Algorithm,
    kid: &str,
    pkcs8: &[u8],
    now: i64,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO signing_key (kid, alg, pkcs8, created_at) VALUES ($1, $2, $3, $4)")
        .bind(kid.to_owned())
        .bind(algorithm.name())
        .bind(pkcs8.to_vec())
        .bind(now)
        .execute(db.writer())
        .await?;
    db.make_durable().await
}
