//! `private_key_jwt`: verifies the token that a client signs to authenticate.
//! RFC 7523 §3, OIDC Core §9.
//!
//! The caller gets the keys and makes sure that each assertion is used once. What a header says
//! about keys (`jwk`, `jku`, `x5u`) and algorithms is never trusted (RFC 8725 §3.1).

use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::{Header, Validation, decode, decode_header};
use serde::Deserialize;

use crate::json::Object;
use crate::jwk_set::{JwkSet, PublicKey};
use crate::jws::ASSERTION_TYPE;
use crate::oidc::protocol::issuer::Issuer;

/// The longest assertion that is read, in bytes.
const MAX_TOKEN: usize = 8 * 1024;
/// How far the client's clock may differ from ours, in seconds.
const LEEWAY: i64 = 60;
/// How far in the future `exp` may be, in seconds, since a used assertion is remembered until then.
/// Libraries set a minute to an hour.
const LONGEST: i64 = 60 * 60;

/// An assertion that is parsed, but not verified yet.
#[derive(Debug)]
pub(crate) struct ClientAssertion<'a> {
    token: &'a str,
    header: Header,
    /// The client that it claims to come from.
    pub(crate) client_id: String,
}

/// A verified assertion: signed by its client, for us, and valid now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ProvenAssertion {
    /// Its identifier, unique for its client.
    pub(crate) jti: String,
    /// When it has expired, including leeway, in unix seconds.
    pub(crate) forgotten_at: i64,
}

/// Which audience an assertion must have. Another one than us could show it here as the client.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OurAudience<'a> {
    /// Our issuer, our token endpoint or our PAR endpoint, or several of them.
    AnyOfOurs(&'a Issuer),
    /// Our issuer, as one string (FAPI 2.0 Security Profile §5.3.2.1).
    IssuerOnly(&'a Issuer),
}

/// Why an assertion is refused, for the log. The client gets only the error that authentication
/// failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AssertionFault {
    /// `client_assertion_type` is missing or has another value.
    #[error("client_assertion_type is not {ASSERTION_TYPE}")]
    Type,
    /// It is not a signed token, or lacks a claim.
    #[error("it is no signed token with iss, sub, aud, exp and jti")]
    Unreadable,
    /// Its header has `crit`, and we support no extensions (RFC 7515 §4.1.11).
    #[error("its header has crit")]
    Critical,
    /// `iss` and `sub` are not the same client.
    #[error("iss and sub are not both the client_id")]
    NotItsOwn,
    /// The client's keys are not available.
    #[error("the keys of the client cannot be had")]
    NoKeys,
    /// No key of the client made the signature.
    #[error("no key of the client made this signature, by the key's own algorithm")]
    Signature,
    /// It has another audience than us, or an additional one.
    #[error("aud is not our issuer, token endpoint or PAR endpoint alone")]
    Audience,
    /// It has not exactly our issuer as audience, which its client has to name.
    #[error("aud is not our issuer as one string, which require_issuer_as_audience demands")]
    NotTheIssuer,
    /// It has expired, or expires too far in the future.
    #[error("exp is past, or more than an hour away")]
    Expiry,
    /// It is not valid yet.
    #[error("iat or nbf is in the future")]
    NotYet,
    /// It was used before.
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
    /// Parses an assertion of that `client_assertion_type`, to find out which client's keys are
    /// needed.
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
        // The claims are not trusted before `prove` has verified the signature.
        let Object(claims): Object<Claims> =
            insecure_decode_claims(token).map_err(|_| AssertionFault::Unreadable)?;
        if claims.iss != claims.sub {
            return Err(AssertionFault::NotItsOwn);
        }
        Ok(Self { token, header, client_id: claims.sub })
    }

    /// What an assertion says of itself, for the log. Nothing of it is verified.
    pub(crate) fn described(token: &str, now: i64) -> String {
        let claims: Result<Object<Claims>, _> = insecure_decode_claims(token);
        let (Ok(header), Ok(Object(claims))) = (decode_header(token), claims) else {
            return format!("{} bytes", token.len());
        };
        let Claims { iss, sub, aud, exp, .. } = claims;
        let aud = match aud {
            Audience::One(aud) => aud,
            Audience::Several(all) => all.join(" "),
        };
        let left = seconds(exp).saturating_sub(now);
        let (alg, kid) = (header.alg, header.kid.as_deref().unwrap_or("none"));
        format!("iss {iss}, sub {sub}, aud {aud}, exp in {left} s, alg {alg:?}, kid {kid}")
    }

    /// The `kid` of its header, if there is one.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// Verifies it with the `keys` of its client.
    pub(crate) fn prove(
        &self,
        keys: &JwkSet,
        audience: &OurAudience<'_>,
        now: i64,
    ) -> Result<ProvenAssertion, AssertionFault> {
        let claims = keys.named(self.kid()).find_map(|key| self.signed_by(key));
        let claims = claims.ok_or(AssertionFault::Signature)?;
        if claims.jti.is_empty() {
            return Err(AssertionFault::Unreadable);
        }
        if !audience.is(&claims.aud) {
            return Err(match audience {
                OurAudience::IssuerOnly(_) => AssertionFault::NotTheIssuer,
                OurAudience::AnyOfOurs(_) => AssertionFault::Audience,
            });
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
        // `prove` checks the times by our clock, and the audience by our own rule.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Some(decode::<Object<Claims>>(self.token, &key.key, &validation).ok()?.claims.0)
    }
}

impl OurAudience<'_> {
    /// Whether `aud` names us, and nobody else.
    fn is(&self, aud: &Audience) -> bool {
        match (self, aud) {
            (Self::IssuerOnly(issuer), Audience::One(aud)) => aud == issuer.as_str(),
            (Self::IssuerOnly(_), Audience::Several(_)) => false,
            (Self::AnyOfOurs(issuer), Audience::One(aud)) => is_ours(issuer, aud),
            (Self::AnyOfOurs(issuer), Audience::Several(all)) => {
                !all.is_empty() && all.iter().all(|aud| is_ours(issuer, aud))
            }
        }
    }
}

fn is_ours(issuer: &Issuer, aud: &str) -> bool {
    aud == issuer.as_str() || aud == issuer.endpoint("/token") || aud == issuer.endpoint("/par")
}

/// A time of RFC 7519 §2 in whole seconds; it may have a fraction.
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
    fn an_array_of_the_claims_is_no_assertion() {
        let claims = r#"["rp","rp","https://login.example",1790000000,null,1790000000,"1"]"#;
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = format!("{}.{}.x", encode(r#"{"alg":"ES256"}"#), encode(claims));
        let read = ClientAssertion::read(&token, Some(ASSERTION_TYPE));
        assert_eq!(read.unwrap_err(), AssertionFault::Unreadable);
    }

    #[test]
    fn times_may_have_fractions() {
        for (text, read) in [("7", 7), ("7.9", 7), ("1e300", i64::MAX)] {
            assert_eq!(seconds(serde_json::from_str(text).unwrap()), read, "{text}");
        }
    }
}
