//! ES256: ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{KeyError, base64url, sha256_base64url, signing_input};

/// A P-256 key pair that signs with ES256 (RFC 7518 §3.4).
pub struct Es256Key {
    pair: EcdsaKeyPair,
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
