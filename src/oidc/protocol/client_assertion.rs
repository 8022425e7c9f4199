//! `private_key_jwt`: a token that a client signs to prove itself (RFC 7523 §3, OIDC Core §9).
//!
//! Pure: the text of an assertion, keys and a time in; what it says, or why it proves nothing, out.
//! Where the keys come from, and that each assertion counts once, is the business of others. What a
//! header says about keys (`jwk`, `jku`, `x5u`) and algorithms is never believed (RFC 8725 §3.1).

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Header, Validation, decode, decode_header};
use serde::Deserialize;

use crate::jwk_set::{JwkSet, PublicKey};
use crate::jws::ASSERTION_TYPE;
use crate::oidc::Issuer;

/// The longest assertion that is looked at, in bytes.
const MAX_TOKEN: usize = 8 * 1024;
/// How far the client's clock may be off ours, in seconds.
const LEEWAY: i64 = 60;
/// How far away `exp` may be, in seconds: until then the assertion is remembered as used. Libraries
/// set a minute to an hour.
const LONGEST: i64 = 60 * 60;

/// An assertion that can be read, of which nothing is proven yet.
#[derive(Debug)]
pub(crate) struct ClientAssertion<'a> {
    token: &'a str,
    header: Header,
    /// The client that it claims to come from.
    pub(crate) client_id: String,
}

/// An assertion that a key of its client signed, for us and for now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ProvenAssertion {
    /// Its name, which its client gives to no other.
    pub(crate) jti: String,
    /// When it certainly counts no more, in unix seconds.
    pub(crate) forgotten_at: i64,
}

/// Why an assertion proves nothing, for the log. Its client learns only that authentication failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AssertionFault {
    /// `client_assertion_type` is missing or another one.
    #[error("client_assertion_type is not {ASSERTION_TYPE}")]
    Type,
    /// It is no signed token, or lacks a claim.
    #[error("it is no signed token with iss, sub, aud, exp and jti")]
    Unreadable,
    /// Its header demands what we do not know (RFC 7515 §4.1.11).
    #[error("its header has crit")]
    Critical,
    /// `iss` and `sub` are not the same client.
    #[error("iss and sub are not both the client_id")]
    NotItsOwn,
    /// No such client, or one that proves itself otherwise.
    #[error("no client with this client_id proves itself by private_key_jwt")]
    UnknownClient,
    /// The client's keys could not be had.
    #[error("the keys of the client cannot be had")]
    NoKeys,
    /// No key of the client made the signature.
    #[error("no key of the client made this signature, by the key's own algorithm")]
    Signature,
    /// It is for somebody else, or for somebody else too.
    #[error("aud is not our issuer, token endpoint or PAR endpoint alone")]
    Audience,
    /// It has expired, or does so too late to be remembered until then.
    #[error("exp is past, or more than an hour away")]
    Expiry,
    /// It is not good yet.
    #[error("iat or nbf is in the future")]
    NotYet,
    /// It was shown before.
    #[error("it was shown before")]
    Used,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: f64,
    nbf: Option<f64>,
    iat: Option<f64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl<'a> ClientAssertion<'a> {
    /// Reads an assertion of that `client_assertion_type`, to learn whose keys to look for.
    pub(crate) fn read(token: &'a str, of_type: Option<&str>) -> Result<Self, AssertionFault> {
        if of_type != Some(ASSERTION_TYPE) {
            return Err(AssertionFault::Type);
        }
        if token.len() > MAX_TOKEN {
            return Err(AssertionFault::Unreadable);
        }
        let header = decode_header(token).map_err(|_| AssertionFault::Unreadable)?;
        if header.crit.is_some() {
            return Err(AssertionFault::Critical);
        }
        // Nothing of it counts before `prove` has seen the signature.
        let claims: Claims =
            insecure_decode_claims(token).map_err(|_| AssertionFault::Unreadable)?;
        if claims.iss != claims.sub {
            return Err(AssertionFault::NotItsOwn);
        }
        Ok(Self { token, header, client_id: claims.sub })
    }

    /// The name of the key, if it says so.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// Checks it with the `keys` of its client.
    pub(crate) fn prove(
        &self,
        keys: &JwkSet,
        issuer: &Issuer,
        now: i64,
    ) -> Result<ProvenAssertion, AssertionFault> {
        let claims = keys.named(self.kid()).find_map(|key| self.signed_by(key));
        let claims = claims.ok_or(AssertionFault::Signature)?;
        if claims.jti.is_empty() {
            return Err(AssertionFault::Unreadable);
        }
        if !claims.aud.is_us(issuer) {
            return Err(AssertionFault::Audience);
        }
        let exp = seconds(claims.exp);
        let forgotten_at = exp.saturating_add(LEEWAY);
        if forgotten_at <= now || exp > now.saturating_add(LONGEST + LEEWAY) {
            return Err(AssertionFault::Expiry);
        }
        let begins = [claims.iat, claims.nbf].into_iter().flatten().map(seconds).max();
        if begins.is_some_and(|time| time > now.saturating_add(LEEWAY)) {
            return Err(AssertionFault::NotYet);
        }
        Ok(ProvenAssertion { jti: claims.jti, forgotten_at })
    }

    fn signed_by(&self, key: &PublicKey) -> Option<Claims> {
        let mut validation = Validation::new(key.algorithm);
        // The times are judged by our own clock, and the audience by a rule of our own.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Some(decode::<Claims>(self.token, &key.key, &validation).ok()?.claims)
    }
}

impl Audience {
    /// Whether it is for us and for nobody else, who could show it to us in the client's place.
    fn is_us(&self, issuer: &Issuer) -> bool {
        let ours = |aud: &String| {
            aud == issuer.as_str()
                || *aud == issuer.endpoint("/token")
                || *aud == issuer.endpoint("/par")
        };
        match self {
            Self::One(aud) => ours(aud),
            Self::Several(all) => !all.is_empty() && all.iter().all(ours),
        }
    }
}

/// A time of RFC 7519 §2, which may have a fraction.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and fractions may go")]
const fn seconds(time: f64) -> i64 {
    time.floor() as i64
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_makes_it_panic(token in "\\PC{0,200}", header in "\\PC{0,60}", claims in "\\PC{0,60}") {
            let _ = ClientAssertion::read(&token, Some(ASSERTION_TYPE));
            let made = format!("{}.{}.x", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
            prop_assert!(ClientAssertion::read(&made, Some(ASSERTION_TYPE)).is_err());
        }
    }

    #[test]
    fn times_may_have_fractions() {
        for (text, read) in [("7", 7), ("7.9", 7), ("1e300", i64::MAX)] {
            assert_eq!(seconds(serde_json::from_str(text).unwrap()), read, "{text}");
        }
    }
}
