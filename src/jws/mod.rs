//! JSON Web Signatures in compact form (RFC 7515) and the public keys that verify them (RFC 7517).
//!
//! Signing only: RS256, ES256 and `EdDSA` with keys that stay parsed between uses, because building a signer
//! from DER at each call costs more than the signature. Whoever verifies is somebody else.

mod eddsa;
mod es256;
mod rs256;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

pub use self::eddsa::EdDsaKey;
pub use self::es256::Es256Key;
pub use self::rs256::Rs256Key;

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
    fn a_stored_key_is_the_same_key() {
        let es256 = Es256Key::generate().unwrap();
        let again = Es256Key::from_pkcs8(es256.pkcs8()).unwrap();
        assert_eq!(es256.thumbprint(), again.thumbprint());
        let rs256 = Rs256Key::generate().unwrap();
        let again = Rs256Key::from_pkcs8(rs256.pkcs8()).unwrap();
        assert_eq!(rs256.thumbprint(), again.thumbprint());
        let eddsa = EdDsaKey::generate().unwrap();
        let again = EdDsaKey::from_pkcs8(eddsa.pkcs8()).unwrap();
        assert_eq!(eddsa.thumbprint(), again.thumbprint());
        assert!(Es256Key::from_pkcs8(rs256.pkcs8()).is_err());
        assert!(EdDsaKey::from_pkcs8(es256.pkcs8()).is_err());
    }
}
