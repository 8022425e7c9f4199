//! Proofs of possession (RFC 9449) as the authorization server demands them.
//!
//! In: the `DPoP` header of a request. Out: the thumbprint of the key that was proven, or why
//! not. Nonces turn over every minute of the world's clock; the one before and the one after are
//! good too, as in the reference server.

use super::jwt::{Jwt, sha256, thumbprint};
use super::random;
use super::refusal::{Refusal, nonce_wanted};
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Mutex;

/// How long a nonce is the newest one, in seconds.
const NONCE_PERIOD: i64 = 60;
/// How old a proof may be, and how far its `iat` may lie ahead, in seconds: as at the reference
/// server, whose tolerance is the age of a nonce.
const PROOF_AGE: i64 = 190;
const PROOF_LEAD: i64 = 180;

/// The request that a proof is for.
pub(super) struct Use<'a> {
    pub(super) htm: &'a str,
    pub(super) htu: &'a str,
    /// The access token that it shows.
    pub(super) token: Option<&'a str>,
    /// Whether the proof must have a nonce of this server.
    pub(super) needs_nonce: bool,
}

/// What one server remembers about proofs.
pub(super) struct Dpop {
    secret: [u8; 32],
    used: Mutex<HashSet<String>>,
}

impl Dpop {
    pub(super) fn new() -> Self {
        Self { secret: random::bytes(), used: Mutex::default() }
    }

    /// The nonce to hand out at `now`.
    pub(super) fn nonce(&self, now: i64) -> String {
        self.nonce_of(now.div_euclid(NONCE_PERIOD))
    }

    /// Checks one proof of a request and returns the key's thumbprint.
    pub(super) fn prove(
        &self,
        proof: &str,
        &Use { htm, htu, token, needs_nonce }: &Use<'_>,
        now: i64,
    ) -> Result<String, Refusal> {
        let invalid = |why: &str| Refusal::new("invalid_dpop_proof", why);
        let jwt = Jwt::read(proof).ok_or_else(|| invalid("no ES256 JWT"))?;
        if jwt.header("typ") != Some("dpop+jwt") {
            return Err(invalid("wrong typ"));
        }
        let jwk = jwt.header.get("jwk").ok_or_else(|| invalid("no jwk"))?;
        if jwk.get("d").is_some() {
            return Err(invalid("the jwk holds a private key"));
        }
        let claims = jwt.claims(jwk).ok_or_else(|| invalid("the signature does not verify"))?;
        let claim = |name| claims.get(name).and_then(Value::as_str);
        if claim("htm") != Some(htm) {
            return Err(invalid("wrong htm"));
        }
        if claim("htu") != Some(htu) {
            return Err(invalid("wrong htu"));
        }
        if claim("ath").map(str::to_owned) != token.map(|token| sha256(token.as_bytes())) {
            return Err(invalid("ath is not the hash of the token that is shown"));
        }
        if claims.contains_key("iss") {
            return Err(invalid("iss has no place in this proof"));
        }
        let issued = claims.get("iat").and_then(Value::as_i64);
        if !issued.is_some_and(|iat| now - PROOF_AGE <= iat && iat <= now + PROOF_LEAD) {
            return Err(invalid("iat is missing, too old or ahead"));
        }
        let jti = claim("jti").filter(|jti| !jti.is_empty()).ok_or_else(|| invalid("no jti"))?;
        // The nonce comes before the replay check: whoever is sent away for a nonce may come back.
        if needs_nonce && !claim("nonce").is_some_and(|nonce| self.is_current(nonce, now)) {
            return Err(nonce_wanted());
        }
        if !self.used.lock().unwrap().insert(jti.to_owned()) {
            return Err(invalid("jti was used before"));
        }
        Ok(thumbprint(jwk))
    }

    fn is_current(&self, nonce: &str, now: i64) -> bool {
        let newest = now.div_euclid(NONCE_PERIOD);
        (newest - 1..=newest + 1).any(|period| self.nonce_of(period) == nonce)
    }

    fn nonce_of(&self, period: i64) -> String {
        sha256(&[self.secret.as_slice(), &period.to_be_bytes()].concat())
    }
}
