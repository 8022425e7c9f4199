//! Tokens that come back: ID tokens of ours, and assertions of clients.

use std::sync::LazyLock;

use atlogin::fuzzing::{Issuer, JwkSet, oidc};
use serde_json::{Value, json};

use crate::tools::{ISSUER, Key, claims};

static KEY: LazyLock<Key> = LazyLock::new(Key::new);
static PUBLIC: LazyLock<Value> = LazyLock::new(|| KEY.public());
static KEYS: LazyLock<JwkSet> =
    LazyLock::new(|| JwkSet::parse(&json!({ "keys": [KEY.public()] })).unwrap());
static OURS: LazyLock<Issuer> = LazyLock::new(|| Issuer::new(ISSUER));

/// 2026-01-01, as a clock shows it.
const NOW: i64 = 1_767_225_600;

/// Only a token that our key signed for our issuer says whom it means, and it says what is in it.
pub fn id_token_hint(data: &[u8]) {
    let Some(token) = KEY.token_of(data) else { return };
    let Some((sub, client_id, sid)) = oidc::id_token_hint(&token, &PUBLIC, &OURS) else { return };
    assert!(KEY.made(&token) && token.len() <= 8 * 1024, "{token}");
    let Some(said) = claims(&token) else { return };
    assert_eq!(said["iss"], ISSUER);
    assert_eq!((&said["sub"], &said["aud"]), (&json!(sub), &json!(client_id)));
    assert_eq!(said["sid"].as_str(), sid.as_deref());
}

/// Only what the client's key signed, for us, in time, proves the client.
pub fn client_assertion(data: &[u8]) {
    let Some(token) = KEY.token_of(data) else { return };
    let Some((client_id, proven)) = oidc::client_assertion(&token, &KEYS, &OURS, NOW) else {
        return;
    };
    assert!(token.len() <= 8 * 1024);
    let Some(said) = claims(&token) else { return };
    assert_eq!((&said["iss"], &said["sub"]), (&json!(client_id), &json!(client_id)));
    let Some((jti, forgotten_at)) = proven else { return };
    assert!(KEY.made(&token), "{token}");
    assert_eq!(said["jti"], json!(jti));
    assert!(!jti.is_empty() && jti.len() < token.len());
    assert!(forgotten_at > NOW && forgotten_at <= NOW + 60 * 60 + 120, "{forgotten_at}");
    let ours = |aud: &Value| aud.as_str().is_some_and(|aud| aud.starts_with(ISSUER));
    assert!(ours(&said["aud"]) || said["aud"].as_array().is_some_and(|all| all.iter().all(ours)));
}
