//! RS256: RSA with PKCS #1 v1.5 and SHA-256 (RFC 7518 §3.3).

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{KeyError, base64url, sha256_base64url, signing_input};

/// An RSA key pair of 2048 bits that signs with RS256 (RFC 7518 §3.3).
pub struct Rs256Key {
    pair: RsaKeyPair,
    pkcs8: Zeroizing<Vec<u8>>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_example_of_rfc_7638_section_3_1() {
        let modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc\
                       _BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQ\
                       R0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF\
                       TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        assert_eq!(rsa_thumbprint(modulus, "AQAB"), thumbprint);
    }
}
