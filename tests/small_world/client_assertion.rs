//! Client authentication: `private_key_jwt` for clients that registered it, nothing for others
//! (atproto OAuth, "Confidential Client Authentication"; RFC 7523 §3).

use super::answer::Asked;
use super::client_registry::Client;
use super::jwt::{Jwt, thumbprint};
use super::refusal::Refusal;
use super::world::Site;
use serde_json::Value;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How old an assertion may be, and how far its `iat` may lie ahead, in seconds: as at the reference
/// server, which has no patience with clocks here.
const ASSERTION_AGE: i64 = 60;
const ASSERTION_LEAD: i64 = 0;

/// The thumbprint of the key that authenticated the client; none if it is a public one.
pub(super) fn authenticate(
    site: &Site,
    client: &Client,
    asked: &Asked,
) -> Result<Option<String>, Refusal> {
    let invalid = |why: &str| Refusal::new("invalid_client", why);
    if asked.field("client_secret").is_some() || asked.header("authorization").is_some() {
        return Err(invalid("there are no client secrets here"));
    }
    let assertion = asked.field("client_assertion");
    if !client.is_confidential() {
        return match assertion {
            Some(_) => Err(invalid("a public client has no assertion")),
            None => Ok(None),
        };
    }
    if asked.field("client_assertion_type") != Some(ASSERTION_TYPE) {
        return Err(invalid("wrong client_assertion_type"));
    }
    let jwt = assertion.and_then(Jwt::read).ok_or_else(|| invalid("no ES256 client_assertion"))?;
    let kid = jwt.header("kid").ok_or_else(|| invalid("no kid"))?;
    let jwk = client.key(kid).ok_or_else(|| invalid("unknown kid"))?;
    let claims = jwt.claims(jwk).ok_or_else(|| invalid("the signature does not verify"))?;
    let claim = |name| claims.get(name).and_then(Value::as_str);
    let time = |name| claims.get(name).and_then(Value::as_i64);
    let now = site.world.now();
    if claim("iss") != Some(&client.id) || claim("sub") != Some(&client.id) {
        return Err(invalid("iss and sub must be the client_id"));
    }
    if claim("aud") != Some(&site.origin) {
        return Err(invalid("aud must be the issuer"));
    }
    if !time("iat").is_some_and(|iat| now - ASSERTION_AGE <= iat && iat <= now + ASSERTION_LEAD) {
        return Err(invalid("iat is missing, too old or ahead"));
    }
    if time("exp").is_none_or(|exp| exp <= now) {
        return Err(invalid("exp is missing or over"));
    }
    let jti = claim("jti").ok_or_else(|| invalid("no jti"))?;
    if !site.grants.assertions.lock().unwrap().insert(jti.to_owned()) {
        return Err(invalid("jti was used before"));
    }
    Ok(Some(thumbprint(jwk)))
}
