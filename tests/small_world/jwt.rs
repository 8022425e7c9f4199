//! Compact JWTs signed with ES256, checked by a library that ATLogin does not use for them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Map, Value, json};

/// A JWT taken apart; its signature is not checked yet.
pub(super) struct Jwt<'a> {
    text: &'a str,
    pub(super) header: Map<String, Value>,
}

impl<'a> Jwt<'a> {
    /// Reads the header. `None` if this is no JWT or not an ES256 one.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let header = URL_SAFE_NO_PAD.decode(text.split('.').next()?).ok()?;
        let header: Map<String, Value> = serde_json::from_slice(&header).ok()?;
        (header.get("alg")? == "ES256").then_some(Self { text, header })
    }

    /// A text member of the header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }

    /// The claims, if `jwk` signed them. Times are not looked at.
    pub(super) fn claims(&self, jwk: &Value) -> Option<Map<String, Value>> {
        let member = |name| jwk.get(name).and_then(Value::as_str);
        if member("kty") != Some("EC") || member("crv") != Some("P-256") {
            return None;
        }
        let key = DecodingKey::from_ec_components(member("x")?, member("y")?).ok()?;
        let mut validation = Validation::new(Algorithm::ES256);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        decode(self.text, &key, &validation).ok().map(|token| token.claims)
    }
}

/// The thumbprint of a P-256 public key (RFC 7638 §3).
pub(super) fn thumbprint(jwk: &Value) -> String {
    // serde_json keeps members in lexicographic order, which is the order the RFC demands.
    let required = json!({ "crv": jwk["crv"], "kty": jwk["kty"], "x": jwk["x"], "y": jwk["y"] });
    sha256(required.to_string().as_bytes())
}

/// SHA-256 in base64url: thumbprints, PKCE challenges, nonces.
pub(super) fn sha256(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes))
}
