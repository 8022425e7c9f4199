//! `EdDSA` with Ed25519 (RFC 8037).

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{KeyError, base64url, sha256_base64url, signing_input};

/// An Ed25519 key pair that signs with `EdDSA` (RFC 8037 §3.1).
pub struct EdDsaKey {
    pair: Ed25519KeyPair,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl EdDsaKey {
    /// Makes a fresh key.
    ///
    /// # Errors
    /// [`KeyError::Refused`] if the library cannot.
    pub fn generate() -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::generate().map_err(|_| KeyError::Refused)?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|_| KeyError::Refused)?;
        let pkcs8 = Zeroizing::new(pkcs8.as_ref().to_vec());
        Ok(Self { pair, pkcs8 })
    }

    /// Reads a key as [`Self::pkcs8`] gave it.
    ///
    /// # Errors
    /// [`KeyError::Unreadable`] for anything else.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, KeyError> {
        // The stored form holds no public key to compare with: it is computed from the private one.
        let pair =
            Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(|_| KeyError::Unreadable)?;
        Ok(Self { pair, pkcs8: Zeroizing::new(pkcs8.to_vec()) })
    }

    /// The private key in PKCS#8, to be stored.
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The public key as a bare JWK: `kty`, `crv`, `x` (RFC 8037 §2).
    pub fn public_jwk(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": self.x() })
    }

    /// The JWK thumbprint (RFC 7638, RFC 8037 §2), which is our `kid`.
    pub fn thumbprint(&self) -> String {
        ed25519_thumbprint(&self.x())
    }

    /// Signs `claims` under `header`, to which `alg` is added.
    ///
    /// # Errors
    /// [`KeyError::Refused`] if the library cannot sign.
    pub fn sign(&self, header: Value, claims: &Value) -> Result<String, KeyError> {
        let input = signing_input(header, "EdDSA", claims);
        let signature = self.pair.try_sign(input.as_bytes()).map_err(|_| KeyError::Refused)?;
        Ok(format!("{input}.{}", base64url(signature)))
    }

    fn x(&self) -> String {
        base64url(self.pair.public_key())
    }
}

fn ed25519_thumbprint(x: &str) -> String {
    sha256_base64url(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_example_of_rfc_8037_appendix_a_3() {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert_eq!(ed25519_thumbprint(x), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_signature_verifies_with_the_published_key() {
        let key = EdDsaKey::from_pkcs8(EdDsaKey::generate().unwrap().pkcs8()).unwrap();
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
}
