//! JSON Web Signatures in compact form (RFC 7515) and the public keys that verify them (RFC 7517).
//!
//! Signing only: ES256 and RS256 with keys that stay parsed between uses, because building a signer
//! from DER at each call costs more than the signature. Whoever verifies is somebody else.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use aws_lc_rs::{digest, rsa};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// A key could not be made, read or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The stored bytes are no PKCS#8 key of this kind.
    #[error("the stored key is not a valid private key of its kind")]
    Unreadable,
    /// The cryptographic library refused to make or to use a key.
    #[error("the cryptographic library refused the operation")]
    Refused,
}

/// Base64url without padding, as everywhere in JOSE (RFC 7515 §2).
pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// SHA-256 of `bytes` in base64url: PKCE challenges, `ath`, thumbprints.
pub fn sha256_base64url(bytes: &[u8]) -> String {
    base64url(digest::digest(&digest::SHA256, bytes))
}

/// A P-256 key pair that signs with ES256 (RFC 7518 §3.4).
pub struct Es256Key {
    pair: EcdsaKeyPair,
    pkcs8: Zeroizing<Vec<u8>>,
}

/// An RSA key pair of 2048 bits that signs with RS256 (RFC 7518 §3.3).
pub struct Rs256Key {
    pair: RsaKeyPair,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl Es256Key {
    /// Makes a fresh key.
    ///
    /// # Errors
    /// [`KeyError::Refused`] if the library cannot.
    pub fn generate() -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .map_err(|_| KeyError::Refused)?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|_| KeyError::Refused)?;
        let pkcs8 = Zeroizing::new(pkcs8.as_ref().to_vec());
        Ok(Self { pair, pkcs8 })
    }

    /// Reads a key as [`Self::pkcs8`] gave it.
    ///
    /// # Errors
    /// [`KeyError::Unreadable`] for anything else.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)
            .map_err(|_| KeyError::Unreadable)?;
        Ok(Self { pair, pkcs8: Zeroizing::new(pkcs8.to_vec()) })
    }

    /// The private key in PKCS#8, to be stored.
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The public key as a bare JWK: `kty`, `crv`, `x`, `y` (RFC 7518 §6.2.1).
    pub fn public_jwk(&self) -> Value {
        let (x, y) = self.coordinates();
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
    }

    /// The JWK thumbprint (RFC 7638): our `kid`, and DPoP's `jkt`.
    pub fn thumbprint(&self) -> String {
        let (x, y) = self.coordinates();
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        sha256_base64url(canonical.as_bytes())
    }

    /// Signs `claims` under `header`, to which `alg` is added.
    ///
    /// # Errors
    /// [`KeyError::Refused`] if the library cannot sign.
    pub fn sign(&self, header: Value, claims: &Value) -> Result<String, KeyError> {
        let input = signing_input(header, "ES256", claims);
        let signature = self
            .pair
            .sign(&SystemRandom::new(), input.as_bytes())
            .map_err(|_| KeyError::Refused)?;
        Ok(format!("{input}.{}", base64url(signature)))
    }

    /// Base64url of x and y. An uncompressed point is 0x04, x, y of 32 bytes each (SEC 1 §2.3.3).
    fn coordinates(&self) -> (String, String) {
        let point = self.pair.public_key().as_ref();
        let part = |range: std::ops::Range<usize>| base64url(point.get(range).unwrap_or_default());
        (part(1..33), part(33..65))
    }
}

impl Rs256Key {
    /// Makes a fresh key of 2048 bits, which takes about a tenth of a second.
    ///
    /// # Errors
    /// [`KeyError::Refused`] if the library cannot.
    pub fn generate() -> Result<Self, KeyError> {
        let key = rsa::KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Refused)?;
        let pkcs8: aws_lc_rs::encoding::Pkcs8V1Der<'_> =
            key.as_der().map_err(|_| KeyError::Refused)?;
        Self::from_pkcs8(pkcs8.as_ref())
    }

    /// Reads a key as [`Self::pkcs8`] gave it.
    ///
    /// # Errors
    /// [`KeyError::Unreadable`] for anything else.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let pair = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::Unreadable)?;
        Ok(Self { pair, pkcs8: Zeroizing::new(pkcs8.to_vec()) })
    }

    /// The private key in PKCS#8, to be stored.
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The public key as a bare JWK: `kty`, `n`, `e` (RFC 7518 §6.3.1).
    pub fn public_jwk(&self) -> Value {
        let (n, e) = self.modulus_and_exponent();
        json!({ "kty": "RSA", "n": n, "e": e })
    }

    /// The JWK thumbprint (RFC 7638), which is our `kid`.
    pub fn thumbprint(&self) -> String {
        let (n, e) = self.modulus_and_exponent();
        rsa_thumbprint(&n, &e)
    }

    /// Signs `claims` under `header`, to which `alg` is added.
    ///
    /// # Errors
    /// [`KeyError::Refused`] if the library cannot sign.
    pub fn sign(&self, header: Value, claims: &Value) -> Result<String, KeyError> {
        let input = signing_input(header, "RS256", claims);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature)
            .map_err(|_| KeyError::Refused)?;
        Ok(format!("{input}.{}", base64url(signature)))
    }

    fn modulus_and_exponent(&self) -> (String, String) {
        let public = self.pair.public_key();
        (
            base64url(public.modulus().big_endian_without_leading_zero()),
            base64url(public.exponent().big_endian_without_leading_zero()),
        )
    }
}

/// The members of RFC 7638 §3.2 in alphabetic order, without blanks.
fn rsa_thumbprint(n: &str, e: &str) -> String {
    sha256_base64url(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#).as_bytes())
}

/// `BASE64URL(header) . BASE64URL(payload)` (RFC 7515 §5.1).
fn signing_input(mut header: Value, alg: &'static str, claims: &Value) -> String {
    if let Value::Object(members) = &mut header {
        members.insert("alg".to_owned(), Value::from(alg));
    }
    format!("{}.{}", base64url(header.to_string()), base64url(claims.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pkce_example_of_rfc_7636_appendix_b() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(
            sha256_base64url(verifier.as_bytes()),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_thumbprint_example_of_rfc_7638_section_3_1() {
        let modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc\
                       _BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ\
                       R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF\
                       TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        assert_eq!(rsa_thumbprint(modulus, "AQAB"), thumbprint);
    }

    #[test]
    fn a_stored_key_is_the_same_key() {
        let es256 = Es256Key::generate().unwrap();
        let again = Es256Key::from_pkcs8(es256.pkcs8()).unwrap();
        assert_eq!(es256.thumbprint(), again.thumbprint());
        let rs256 = Rs256Key::generate().unwrap();
        let again = Rs256Key::from_pkcs8(rs256.pkcs8()).unwrap();
        assert_eq!(rs256.thumbprint(), again.thumbprint());
        assert!(Es256Key::from_pkcs8(rs256.pkcs8()).is_err());
    }
}
