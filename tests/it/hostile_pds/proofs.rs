//! Signed JWTs of the daemon, taken apart and verified by code that it does not use: `p256` for
//! signatures, `jsonwebtoken` for thumbprints (RFC 7515, RFC 7638).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::Value;

/// A compact JWT.
pub(super) struct Jwt {
    pub(super) header: Value,
    pub(super) claims: Value,
    signed: String,
    signature: Vec<u8>,
}

impl Jwt {
    /// Takes it apart; panics if it is none.
    pub(super) fn read(text: &str) -> Self {
        let (signed, signature) = text.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let json = |part: &str| serde_json::from_slice(&decoded(part)).unwrap();
        Self {
            header: json(header),
            claims: json(claims),
            signed: signed.to_owned(),
            signature: decoded(signature),
        }
    }

    /// Whether the private key of `jwk` has signed it with ES256.
    pub(super) fn is_signed_by(&self, jwk: &Value) -> bool {
        let signature = Signature::from_slice(&self.signature);
        signature.is_ok_and(|signature| key(jwk).verify(self.signed.as_bytes(), &signature).is_ok())
    }

    /// A text claim.
    pub(super) fn claim(&self, name: &str) -> Option<String> {
        self.claims[name].as_str().map(str::to_owned)
    }
}

/// The names of an object's members, sorted.
pub(super) fn members(object: &Value) -> Vec<&str> {
    let mut names: Vec<_> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// The thumbprint of a public key (RFC 7638).
pub(super) fn thumbprint(jwk: &Value) -> String {
    let jwk: Jwk = serde_json::from_value(jwk.clone()).unwrap();
    jwk.thumbprint(ThumbprintHash::SHA256).unwrap()
}

/// The public key, with coordinates of full length (RFC 7518 §6.2.1.2).
fn key(jwk: &Value) -> VerifyingKey {
    assert_eq!((&jwk["kty"], &jwk["crv"]), (&"EC".into(), &"P-256".into()));
    let coordinate = |name: &str| decoded(jwk[name].as_str().unwrap());
    let (x, y) = (coordinate("x"), coordinate("y"));
    assert_eq!((x.len(), y.len()), (32, 32));
    let point = [vec![4], x, y].concat();
    VerifyingKey::from_sec1_bytes(&point).unwrap()
}

/// Base64url without padding; `decode` refuses anything else.
fn decoded(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}
