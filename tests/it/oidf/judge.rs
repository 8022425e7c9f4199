//! The conditions that modules share, in our own words: pure functions over what the provider said.
//!
//! Where it can, the `openidconnect` crate judges; what it does not look at is looked at raw. They are
//! at least as strict as the suite: what it warns of is wrong here too.

use std::collections::{BTreeMap, BTreeSet};

use jsonwebtoken::{decode_header, jwk};
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet};
use openidconnect::{AccessToken, AccessTokenHash, ClientId, ClientSecret, IssuerUrl, Nonce};
use serde_json::Value;

use super::question::Question;

/// A clock may be this much off, in seconds.
const SKEW: i64 = 300;

const YEAR: i64 = 365 * 24 * 60 * 60;

/// What an ID token may say unasked (OIDC Core §2, §3.1.3.6, OIDC Back-Channel Logout §2.1).
const OF_THE_TOKEN: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "jti",
    "sid",
];

/// What a scope stands for (OIDC Core §5.4).
const OF_SCOPES: &[(&str, &[&str])] = &[
    (
        "profile",
        &[
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

/// What the provider is known to be: its issuer, its keys, and what time it is.
pub(super) struct Judge {
    pub(super) issuer: String,
    pub(super) jwks: Value,
    pub(super) now: i64,
}

/// An ID token that was found good.
#[derive(Clone, Debug)]
pub(super) struct IdToken {
    pub(super) text: String,
    pub(super) alg: String,
    pub(super) claims: Value,
}

impl Judge {
    /// The standard checks of an ID token: OIDC Core §2, §3.1.3.7, §3.1.3.6 and §5.1.
    pub(super) fn id_token(&self, text: &str, access_token: &str, asked: &Question) -> IdToken {
        let alg = self.key_of(text);
        let jwks: CoreJsonWebKeySet = serde_json::from_value(self.jwks.clone()).unwrap();
        let now = self.now;
        let verifier = CoreIdTokenVerifier::new_confidential_client(
            ClientId::new(asked.client.id.to_owned()),
            ClientSecret::new(asked.client.secret.to_owned()),
            IssuerUrl::new(self.issuer.clone()).unwrap(),
            jwks,
        )
        .set_time_fn(move || chrono::DateTime::from_timestamp(now, 0).unwrap());
        let token: CoreIdToken = text.parse().unwrap();
        let nonce = asked.get("nonce").map(str::to_owned);
        let same_nonce = |said: Option<&Nonce>| {
            let said = said.map(|nonce| nonce.secret().clone());
            if said == nonce { Ok(()) } else { Err(format!("nonce {said:?}, not {nonce:?}")) }
        };
        let claims = token.claims(&verifier, same_nonce).unwrap_or_else(|e| panic!("{e:?}"));
        if let Some(hash) = claims.access_token_hash() {
            let key = token.signing_key(&verifier).unwrap();
            let alg = token.signing_alg().unwrap();
            let access_token = AccessToken::new(access_token.to_owned());
            assert_eq!(*hash, AccessTokenHash::from_token(&access_token, alg, key).unwrap());
        }
        let claims = self.raw_claims(text, asked);
        only_asked_for(&claims, asked);
        IdToken { text: text.to_owned(), alg, claims }
    }

    /// The algorithm of a token that names its key, which is published once and fits it.
    fn key_of(&self, text: &str) -> String {
        let header = decode_header(text).unwrap();
        let kid = header.kid.unwrap_or_else(|| panic!("OIDC Core §10.1: no kid"));
        let keys = self.jwks["keys"].as_array().unwrap();
        let named: Vec<_> = keys.iter().filter(|key| key["kid"] == *kid).collect();
        assert_eq!(named.len(), 1, "{kid} in {}", self.jwks);
        let alg = format!("{:?}", header.alg);
        assert_eq!(named[0]["alg"], *alg);
        alg
    }

    /// What the crate takes as it is, or accepts in more than one shape.
    fn raw_claims(&self, text: &str, asked: &Question) -> Value {
        let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(text).unwrap().claims;
        let time = |name: &str| claims[name].as_i64().unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(claims["iss"], *self.issuer);
        let aud = &claims["aud"];
        let is_for = |client: &str| aud == client || *aud == serde_json::json!([client]);
        assert!(is_for(asked.client.id), "for nobody else: {aud}");
        assert!(time("exp") > self.now && time("exp") < self.now + 50 * YEAR);
        assert!((time("iat") - self.now).abs() <= SKEW);
        if claims.get("auth_time").is_some() {
            assert!(time("auth_time") > self.now - YEAR && time("auth_time") <= self.now + SKEW);
        }
        let sub = claims["sub"].as_str().unwrap();
        assert!(!sub.is_empty() && sub.len() <= 255, "{sub}");
        assert!(sub.chars().all(|c| (' '..='~').contains(&c)), "{sub}");
        assert!(claims.get("acr").is_none_or(is_text));
        assert_eq!(claims.get("nonce").and_then(Value::as_str), asked.get("nonce"));
        standard_claims(&claims, self.now);
        claims
    }

    /// The checks of a key set: RFC 7517 §4 and §5, OIDC Core §10.1, OIDC Discovery §3.
    pub(super) fn key_set(&self) {
        let keys = self.jwks["keys"].as_array().unwrap();
        let kids: BTreeSet<_> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
        assert_eq!(kids.len(), keys.len(), "each key has a name of its own: {}", self.jwks);
        for key in keys {
            let members: BTreeSet<_> =
                key.as_object().unwrap().keys().map(String::as_str).collect();
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert!(!members.contains(private), "a private part is published: {key}");
            }
            let parsed: jwk::Jwk = serde_json::from_value(key.clone()).unwrap();
            assert!(jsonwebtoken::DecodingKey::from_jwk(&parsed).is_ok(), "{key}");
            assert_eq!(key["use"], "sig");
            assert!(is_text(&key["alg"]), "{key}");
        }
        let parsed: CoreJsonWebKeySet = serde_json::from_value(self.jwks.clone()).unwrap();
        assert_eq!(parsed.keys().len(), keys.len(), "the crate can use each of them");
    }

    /// An error that the relying party hears (OIDC Core §3.1.2.6, RFC 6749 §4.1.2.1, RFC 9207).
    pub(super) fn error(&self, heard: &BTreeMap<String, String>, state: Option<&str>) -> String {
        assert_eq!(heard.get("state").map(String::as_str), state);
        assert_eq!(heard.get("iss"), Some(&self.issuer));
        for name in heard.keys() {
            let expected = ["error", "error_description", "error_uri", "state", "iss"];
            assert!(expected.contains(&name.as_str()), "{name} in {heard:?}");
        }
        let error = heard.get("error").unwrap_or_else(|| panic!("no error: {heard:?}"));
        error_texts(error, heard.get("error_description"), heard.get("error_uri"));
        error.clone()
    }
}

/// The characters of an error (RFC 6749 §4.1.2.1, §5.2), without line breaks and tabs.
pub(super) fn error_texts(error: &str, description: Option<&String>, uri: Option<&String>) {
    let plain = |text: &str| text.chars().all(|c| (' '..='~').contains(&c) && !"\"\\".contains(c));
    assert!(!error.is_empty() && plain(error), "{error}");
    assert!(description.is_none_or(|text| plain(text)), "{description:?}");
    assert!(uri.is_none_or(|uri| plain(uri) && url::Url::parse(uri).is_ok()), "{uri:?}");
}

/// The shape of the standard claims, wherever they stand (OIDC Core §5.1).
pub(super) fn standard_claims(claims: &Value, now: i64) {
    for (name, value) in claims.as_object().unwrap() {
        let fits = match name.as_str() {
            "email_verified" | "phone_number_verified" => value.is_boolean(),
            "updated_at" => value.as_i64().is_some_and(|time| time > 0 && time <= now + SKEW),
            "address" => value.as_object().is_some_and(|address| address.values().all(is_text)),
            // Claims of others: we have none to refer to.
            "_claim_names" | "_claim_sources" => false,
            name if is_standard(name) => is_text(value),
            _ => true,
        };
        assert!(fits, "{name}: {value}");
    }
}

/// The claims of this scope that are told, and those that are not.
pub(super) fn told_of(scope: &str, claims: &Value) -> Vec<&'static str> {
    let (_, names) = OF_SCOPES.iter().find(|(name, _)| *name == scope).unwrap();
    names.iter().copied().filter(|name| claims.get(*name).is_some()).collect()
}

/// About the person nothing that no scope stands for.
fn only_asked_for(claims: &Value, asked: &Question) {
    let scopes: Vec<_> = asked.get("scope").unwrap().split(' ').collect();
    for name in claims.as_object().unwrap().keys() {
        let of_scope = OF_SCOPES
            .iter()
            .any(|(scope, names)| scopes.contains(scope) && names.contains(&name.as_str()));
        assert!(of_scope || OF_THE_TOKEN.contains(&name.as_str()), "nobody asked for {name}");
    }
}

fn is_standard(name: &str) -> bool {
    name == "sub" || OF_SCOPES.iter().any(|(_, names)| names.contains(&name))
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty() && text != "null")
}

/// How many bits a text holds at most, if its characters are as frequent as they look (Shannon).
#[expect(clippy::cast_precision_loss, reason = "lengths of codes")]
pub(super) fn bits(text: &str) -> f64 {
    let mut counts: BTreeMap<char, f64> = BTreeMap::new();
    for c in text.chars() {
        *counts.entry(c).or_default() += 1.0;
    }
    let length = text.chars().count() as f64;
    counts.values().map(|count| -count * (count / length).log2()).sum()
}
