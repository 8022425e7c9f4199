//! The signature algorithms of ID tokens, and a key of any of them.

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::jws::{EdDsaKey, Es256Key, KeyError, Rs256Key};

/// A signature algorithm of ID tokens (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSA with SHA-256: every relying party knows it, so it is the default.
    #[default]
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256: a thirtieth of the work.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519: as quick, and the same message always has the same signature.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl Algorithm {
    /// All that we sign with, as discovery lists them.
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// Its registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of this registered name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The hash that `at_hash` is half of: "the hash algorithm used in the `alg`" (OIDC Core
    /// §3.1.3.6). Ed25519 hashes with SHA-512 (RFC 8032 §5.1), and so do relying parties.
    pub(crate) fn hash(self) -> &'static digest::Algorithm {
        match self {
            Self::Rs256 | Self::Es256 => &digest::SHA256,
            Self::EdDsa => &digest::SHA512,
        }
    }
}

/// A private key, parsed.
pub(crate) enum SigningPair {
    Rs256(Rs256Key),
    Es256(Es256Key),
    EdDsa(EdDsaKey),
}

impl SigningPair {
    /// Makes a fresh key, out of the way of everybody else: RSA takes a tenth of a second.
    pub(crate) async fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let make = move || match algorithm {
            Algorithm::Rs256 => Rs256Key::generate().map(Self::Rs256),
            Algorithm::Es256 => Es256Key::generate().map(Self::Es256),
            Algorithm::EdDsa => EdDsaKey::generate().map(Self::EdDsa),
        };
        tokio::task::spawn_blocking(make).await.map_err(|_| KeyError::Refused)?
    }

    /// Reads what [`Self::pkcs8`] gave.
    pub(crate) fn from_pkcs8(algorithm: Algorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Rs256 => Rs256Key::from_pkcs8(pkcs8).map(Self::Rs256),
            Algorithm::Es256 => Es256Key::from_pkcs8(pkcs8).map(Self::Es256),
            Algorithm::EdDsa => EdDsaKey::from_pkcs8(pkcs8).map(Self::EdDsa),
        }
    }

    /// The private key, to be stored.
    pub(crate) fn pkcs8(&self) -> &[u8] {
        match self {
            Self::Rs256(key) => key.pkcs8(),
            Self::Es256(key) => key.pkcs8(),
            Self::EdDsa(key) => key.pkcs8(),
        }
    }

    /// Its JWK thumbprint (RFC 7638).
    pub(crate) fn thumbprint(&self) -> String {
        match self {
            Self::Rs256(key) => key.thumbprint(),
            Self::Es256(key) => key.thumbprint(),
            Self::EdDsa(key) => key.thumbprint(),
        }
    }

    /// Signs `claims` under `header`, to which `alg` is added.
    pub(crate) fn sign(&self, header: Value, claims: &Value) -> Result<String, KeyError> {
        match self {
            Self::Rs256(key) => key.sign(header, claims),
            Self::Es256(key) => key.sign(header, claims),
            Self::EdDsa(key) => key.sign(header, claims),
        }
    }

    /// The public key as it is published: with `kid`, `use` and `alg` (RFC 7517 §4).
    pub(crate) fn published(&self) -> Value {
        let (mut jwk, algorithm) = match self {
            Self::Rs256(key) => (key.public_jwk(), Algorithm::Rs256),
            Self::Es256(key) => (key.public_jwk(), Algorithm::Es256),
            Self::EdDsa(key) => (key.public_jwk(), Algorithm::EdDsa),
        };
        if let Value::Object(members) = &mut jwk {
            members.insert("kid".to_owned(), Value::from(self.thumbprint()));
            members.insert("use".to_owned(), Value::from("sig"));
            members.insert("alg".to_owned(), Value::from(algorithm.name()));
        }
        jwk
    }
}
