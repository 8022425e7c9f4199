//! A private key that signs JWTs: RSA, P-256 or Ed25519, stored as PKCS#8, published as a JWK.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::{KeyRejected, Unspecified};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{self, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Algorithm, base64url, sha256_base64url};

/// A key could not be made, read or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The stored bytes are no PKCS#8 key of this algorithm.
    #[error("the stored key is not a valid private key of its kind")]
    Unreadable,
    /// The cryptographic library refused to make or to use a key.
    #[error("the cryptographic library refused the operation")]
    Refused,
}

impl From<KeyRejected> for KeyError {
    fn from(_: KeyRejected) -> Self {
        Self::Unreadable
    }
}

impl From<Unspecified> for KeyError {
    fn from(_: Unspecified) -> Self {
        Self::Refused
    }
}

/// A private key. It stays parsed: building a signer from DER costs more than a signature.
pub struct PrivateKey {
    pair: Pair,
    pkcs8: Zeroizing<Vec<u8>>,
}

enum Pair {
    Rs256(RsaKeyPair),
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl PrivateKey {
    /// Makes a fresh key. RSA, of 2048 bits, takes about a tenth of a second.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Rs256 => {
                let key = rsa::KeyPair::generate(KeySize::Rsa2048)?;
                let pkcs8: Pkcs8V1Der<'_> = key.as_der()?;
                Self::from_pkcs8(algorithm, pkcs8.as_ref())
            }
            Algorithm::Es256 => {
                let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
                Self::from_pkcs8(algorithm, key.to_pkcs8v1()?.as_ref())
            }
            Algorithm::EdDsa => {
                let key = Ed25519KeyPair::generate()?;
                Self::from_pkcs8(algorithm, key.to_pkcs8v1()?.as_ref())
            }
        }
    }

    /// Reads a key as [`Self::pkcs8`] gave it.
    pub fn from_pkcs8(algorithm: Algorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let pair = match algorithm {
            Algorithm::Rs256 => Pair::Rs256(RsaKeyPair::from_pkcs8(pkcs8)?),
            Algorithm::Es256 => {
                Pair::Es256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)?)
            }
            // The stored form holds no public key to compare with: it is computed from the private one.
            Algorithm::EdDsa => Pair::EdDsa(Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8)?),
        };
        Ok(Self { pair, pkcs8: Zeroizing::new(pkcs8.to_vec()) })
    }

    /// What it signs with.
    pub const fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Rs256(_) => Algorithm::Rs256,
            Pair::Es256(_) => Algorithm::Es256,
            Pair::EdDsa(_) => Algorithm::EdDsa,
        }
    }

    /// The private key in PKCS#8, to be stored.
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The public key as a bare JWK (RFC 7518 §6.2.1 and §6.3.1, RFC 8037 §2).
    pub fn public_jwk(&self) -> Value {
        match &self.pair {
            Pair::Rs256(pair) => {
                let key = pair.public_key();
                let n = key.modulus().big_endian_without_leading_zero();
                let e = key.exponent().big_endian_without_leading_zero();
                rsa_jwk(&base64url(n), &base64url(e))
            }
            // An uncompressed point is 0x04, x, y of 32 bytes each (SEC 1 §2.3.3).
            Pair::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let part =
                    |range| base64url(point.get::<std::ops::Range<_>>(range).unwrap_or_default());
                json!({ "crv": "P-256", "kty": "EC", "x": part(1..33), "y": part(33..65) })
            }
            Pair::EdDsa(pair) => ed25519_jwk(&base64url(pair.public_key())),
        }
    }

    /// The JWK thumbprint (RFC 7638): our `kid`, and DPoP's `jkt`.
    pub fn thumbprint(&self) -> String {
        thumbprint(&self.public_jwk())
    }

    /// The public key as it is published: with `kid`, `use` and `alg` (RFC 7517 §4).
    pub fn published_jwk(&self, kid: &str) -> Value {
        let mut jwk = self.public_jwk();
        if let Value::Object(members) = &mut jwk {
            members.insert("kid".to_owned(), Value::from(kid));
            members.insert("use".to_owned(), Value::from("sig"));
            members.insert("alg".to_owned(), Value::from(self.algorithm().name()));
        }
        jwk
    }

    /// Signs `claims` under `header`, to which `alg` is added (RFC 7515 §5.1).
    pub fn sign(&self, mut header: Value, claims: &Value) -> Result<String, KeyError> {
        if let Value::Object(members) = &mut header {
            members.insert("alg".to_owned(), Value::from(self.algorithm().name()));
        }
        let input = format!("{}.{}", base64url(header.to_string()), base64url(claims.to_string()));
        let (message, random) = (input.as_bytes(), SystemRandom::new());
        let signature = match &self.pair {
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                base64url(signature)
            }
            Pair::Es256(pair) => base64url(pair.sign(&random, message)?),
            Pair::EdDsa(pair) => base64url(pair.try_sign(message)?),
        };
        Ok(format!("{input}.{signature}"))
    }
}

fn rsa_jwk(n: &str, e: &str) -> Value {
    json!({ "e": e, "kty": "RSA", "n": n })
}

fn ed25519_jwk(x: &str) -> Value {
    json!({ "crv": "Ed25519", "kty": "OKP", "x": x })
}

/// RFC 7638 §3.3 hashes the members of a bare JWK in alphabetic order and without blanks, which is
/// how `serde_json` writes them.
fn thumbprint(bare_jwk: &Value) -> String {
    sha256_base64url(bare_jwk.to_string().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_example_of_rfc_7638_section_3_1() {
        let modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc\
                       _BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ\
                       R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF\
                       TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let expected = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        assert_eq!(thumbprint(&rsa_jwk(modulus, "AQAB")), expected);
    }

    #[test]
    fn the_thumbprint_example_of_rfc_8037_appendix_a_3() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert_eq!(thumbprint(&ed25519_jwk(x)), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_signature_verifies_with_the_published_key() {
        let key = PrivateKey::generate(Algorithm::EdDsa).unwrap();
        let key = PrivateKey::from_pkcs8(Algorithm::EdDsa, key.pkcs8()).unwrap();
        let token = key.sign(json!({}), &json!({ "sub": "alice" })).unwrap();
        let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(key.public_jwk()).unwrap();
        let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
        rules.required_spec_claims.clear();
        rules.validate_exp = false;
        let key = jsonwebtoken::DecodingKey::from_jwk(&jwk).unwrap();
        let read = jsonwebtoken::decode::<Value>(&token, &key, &rules).unwrap();
        assert_eq!(read.claims["sub"], "alice");
        let forged = token.replacen('.', ".e30", 1);
        assert!(jsonwebtoken::decode::<Value>(&forged, &key, &rules).is_err());
    }

    #[test]
    fn a_stored_key_is_the_same_key() {
        for algorithm in Algorithm::ALL {
            let key = PrivateKey::generate(algorithm).unwrap();
            let again = PrivateKey::from_pkcs8(algorithm, key.pkcs8()).unwrap();
            assert_eq!(key.thumbprint(), again.thumbprint());
        }
        let rs256 = PrivateKey::generate(Algorithm::Rs256).unwrap();
        let es256 = PrivateKey::generate(Algorithm::Es256).unwrap();
        assert!(PrivateKey::from_pkcs8(Algorithm::Es256, rs256.pkcs8()).is_err());
        assert!(PrivateKey::from_pkcs8(Algorithm::EdDsa, es256.pkcs8()).is_err());
    }
}
