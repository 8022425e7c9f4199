//! `id_token_hint`: an ID token of ours that comes back, to say which person is meant.
//! OIDC Core §3.1.2.1.
//!
//! It does not authenticate the person at the browser. An expired token is accepted; a token that
//! we did not sign is not.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

use super::issuer::Issuer;
use crate::json::Object;

/// The longest token that is read, in bytes.
const MAX_TOKEN: usize = 8 * 1024;

/// The claims that are read from an ID token of ours.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct IdTokenHint {
    /// The person that signed in.
    pub sub: String,
    /// The relying party that the token was issued to.
    #[serde(rename = "aud")]
    pub client_id: String,
    /// The session identifier at that relying party.
    pub sid: Option<String>,
}

impl IdTokenHint {
    /// Reads a token that we signed as `issuer`; `None` for any other. `public_key` finds the
    /// public key of one of our keys, as a JWK, by its `kid`.
    pub fn read(
        token: &str,
        public_key: impl Fn(&str) -> Option<Value>,
        issuer: &Issuer,
    ) -> Option<Self> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let header = decode_header(token).ok()?;
        // The same keys sign logout tokens, which must not pass as ID tokens (RFC 8725 §3.11).
        if header.typ.as_deref() != Some("JWT") {
            return None;
        }
        let kid = header.kid?;
        let jwk = public_key(&kid)?;
        // The algorithm is that of the key. An attacker could choose the one in the header (RFC
        // 8725 §3.1).
        let algorithm = match jwk.get("alg").and_then(Value::as_str) {
            Some("RS256") => Algorithm::RS256,
            Some("ES256") => Algorithm::ES256,
            Some("EdDSA") => Algorithm::EdDSA,
            Some(_) | None => return None,
        };
        let jwk: Jwk = serde_json::from_value(jwk).ok()?;
        let mut validation = Validation::new(algorithm);
        validation.set_issuer(&[issuer.as_str()]);
        validation.validate_aud = false;
        validation.validate_exp = false;
        validation.required_spec_claims = ["iss", "sub", "aud", "exp"].map(str::to_owned).into();
        let key = DecodingKey::from_jwk(&jwk).ok()?;
        let Object(claims) = decode(token, &key, &validation).ok()?.claims;
        Some(claims)
    }
}
