//! A JWK set of public keys of a relying party (RFC 7517 §5), filtered to the usable ones.
//!
//! A key verifies only one algorithm, whatever the header of a token says (RFC 8725 §3.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

/// The maximal number of keys in a set.
const MOST_KEYS: usize = 32;
/// The length of an RSA modulus in bytes: 2048 (RFC 7518 §3.3) to 8192 bits.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;
/// Members of private keys and of shared secrets (RFC 7518 §6).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The keys of a set that we can verify with. There is at least one.
#[derive(Clone, Debug)]
pub struct JwkSet {
    keys: Vec<PublicKey>,
}

/// A public key and its algorithm.
#[derive(Clone, Debug)]
pub struct PublicKey {
    /// Its `kid`, if it has one.
    pub kid: Option<String>,
    /// RS256, ES256 or `EdDSA`.
    pub algorithm: Algorithm,
    /// The key itself.
    pub key: DecodingKey,
}

/// Why a set of keys cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkSetFault {
    /// It is not a JWK set.
    #[error("is no JWK set; write {{\"keys\": [{{…}}]}} with public keys")]
    NotASet,
    /// It contains a private key or a shared secret.
    #[error("holds a private key or a secret; list public keys only, and replace what was shown")]
    Private,
    /// More than [`MOST_KEYS`].
    #[error("holds over {MOST_KEYS} keys; list those in use")]
    TooMany,
    /// No key has an algorithm that we support.
    #[error(
        "holds no key for signatures that can be used: RSA of 2048 bits or more (RS256), EC P-256 \
         (ES256) or Ed25519 (EdDSA)"
    )]
    NoUsableKey,
}

impl JwkSet {
    /// The supported algorithms.
    pub const ALGORITHMS: [&str; 3] = ["RS256", "ES256", "EdDSA"];

    /// Parses a set. Keys of other types or for other uses are ignored (RFC 7517 §5).
    pub fn parse(set: &Value) -> Result<Self, JwkSetFault> {
        let keys = set.get("keys").and_then(Value::as_array);
        let keys = keys.filter(|keys| keys.iter().all(Value::is_object));
        let keys = keys.ok_or(JwkSetFault::NotASet)?;
        if keys.len() > MOST_KEYS {
            return Err(JwkSetFault::TooMany);
        }
        if keys.iter().any(|key| PRIVATE.iter().any(|member| key.get(member).is_some())) {
            return Err(JwkSetFault::Private);
        }
        let keys: Vec<PublicKey> = keys.iter().filter_map(usable).collect();
        if keys.is_empty() { Err(JwkSetFault::NoUsableKey) } else { Ok(Self { keys }) }
    }

    /// The keys that may have signed a token with this `kid`. Without a `kid` these are all keys
    /// (OIDC Core §10.1).
    pub fn named<'a>(&'a self, kid: Option<&'a str>) -> impl Iterator<Item = &'a PublicKey> {
        self.keys.iter().filter(move |key| kid.is_none() || key.kid.as_deref() == kid)
    }
}

fn usable(jwk: &Value) -> Option<PublicKey> {
    let text = |member: &str| jwk.get(member).and_then(Value::as_str);
    if text("use").is_some_and(|use_of_it| use_of_it != "sig") {
        return None;
    }
    let (algorithm, name, key) = match (text("kty")?, text("crv")) {
        ("RSA", _) => {
            let (n, e) = (text("n")?, text("e")?);
            let modulus = URL_SAFE_NO_PAD.decode(n).ok()?;
            let significant = modulus.iter().skip_while(|byte| **byte == 0).count();
            let key = DecodingKey::from_rsa_components(n, e).ok()?;
            (Algorithm::RS256, "RS256", MODULUS_BYTES.contains(&significant).then_some(key)?)
        }
        ("EC", Some("P-256")) => {
            let key = DecodingKey::from_ec_components(text("x")?, text("y")?).ok()?;
            (Algorithm::ES256, "ES256", key)
        }
        ("OKP", Some("Ed25519")) => {
            let key = DecodingKey::from_ed_components(text("x")?).ok()?;
            (Algorithm::EdDSA, "EdDSA", key)
        }
        _ => return None,
    };
    let kid = text("kid").map(str::to_owned);
    // `Ed25519` is the newer name of `EdDSA` with this curve (RFC 9864 §2.2).
    let meant = text("alg").is_none_or(|alg| alg == name || (name == "EdDSA" && alg == "Ed25519"));
    meant.then_some(PublicKey { kid, algorithm, key })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MEMBERS: [&str; 18] = [
        "kty", "kty", "crv", "crv", "x", "x", "y", "y", "n", "e", "kid", "use", "alg", "d", "p",
        "k", "key_ops", "x5c",
    ];
    const VALUES: [&str; 14] = [
        "RSA",
        "EC",
        "OKP",
        "oct",
        "P-256",
        "Ed25519",
        "sig",
        "enc",
        "RS256",
        "AQAB",
        "",
        "\u{202e}",
        "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    ];

    /// Something that looks like a key, or nearly.
    fn key() -> impl Strategy<Value = Value> {
        let text = prop::sample::select(VALUES.as_slice()).prop_map(Value::from);
        let value = prop_oneof![8 => text, 1 => any::<i64>().prop_map(Value::from)];
        let member = prop::sample::select(MEMBERS.as_slice()).prop_map(str::to_owned);
        prop::collection::vec((member, value), 0..7)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
    }

    /// RFC 7517 Appendix A.1.
    fn good() -> Value {
        serde_json::json!({
            "kty": "EC",
            "crv": "P-256",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
            "alg": "ES256",
        })
    }

    proptest! {
        #[test]
        fn whatever_is_there_only_usable_public_keys_come_out(
            keys in prop::collection::vec(key(), 0..40)
        ) {
            let is_private = |key: &Value| PRIVATE.iter().any(|member| key.get(member).is_some());
            let leaks = keys.iter().any(is_private);
            let count = keys.len();
            match JwkSet::parse(&serde_json::json!({ "keys": keys })) {
                Ok(set) => {
                    prop_assert!(!leaks && count <= MOST_KEYS);
                    prop_assert!((1..=count).contains(&set.named(None).count()));
                }
                Err(JwkSetFault::TooMany) => prop_assert!(count > MOST_KEYS),
                Err(JwkSetFault::Private) => prop_assert!(leaks),
                Err(JwkSetFault::NoUsableKey) => prop_assert!(!leaks),
                Err(JwkSetFault::NotASet) => prop_assert!(false, "it was one"),
            }
        }

        #[test]
        fn a_good_key_is_found_by_its_name_among_any_others(
            others in prop::collection::vec(key(), 0..8),
            at in 0_usize..8,
            name in "[!-~]{1,20}",
        ) {
            let mut own = good();
            own["kid"] = name.clone().into();
            let is_public = |key: &Value| PRIVATE.iter().all(|member| key.get(member).is_none());
            let mut keys: Vec<Value> = others.into_iter().filter(is_public).collect();
            keys.insert(at.min(keys.len()), own);
            let set = JwkSet::parse(&serde_json::json!({ "keys": keys })).unwrap();
            let named: Vec<_> = set.named(Some(&name)).map(|key| key.algorithm).collect();
            prop_assert!(named.contains(&Algorithm::ES256));
        }

        #[test]
        fn what_is_no_set_is_none(text in "\\PC{0,100}", number in any::<f64>()) {
            let found = serde_json::from_str(&text).unwrap_or(Value::String(text));
            for set in [found.clone(), Value::from(number), serde_json::json!({ "keys": found })] {
                prop_assert!(JwkSet::parse(&set).is_err());
            }
        }
    }
}
