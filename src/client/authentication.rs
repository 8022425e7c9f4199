//! How a relying party authenticates: by a secret, by keys of its own, or not at all.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::addresses::asked_at;
use super::kept_secret::KeptSecret;
use super::mistake::{ClientMistake, ClientWarning};
use super::secret;
use crate::document::{Fact, FileMistake, Files, Found, Section};
use crate::jwk_set::JwkSet;
use crate::network::Network;

/// How a client authenticates (RFC 6749 §2.3, OIDC Core §9).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "authentication")]
pub enum Authentication {
    /// By one of these secrets, of which only the hashes are kept. There are several during a
    /// rotation.
    #[serde(rename = "client_secret")]
    Secret(#[serde(skip)] Vec<KeptSecret>),
    /// By a signed client assertion.
    #[serde(rename = "private_key_jwt")]
    PrivateKeyJwt(ClientKeys),
    /// Not at all: an app or a page that cannot keep a secret (RFC 6749 §2.1).
    #[serde(rename = "none")]
    Public,
}

/// Where the public keys of a client are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ClientKeys {
    /// In this JWK set.
    Here {
        /// The set.
        jwks: Value,
    },
    /// At an address, from which they are fetched to verify an assertion.
    At {
        /// The address.
        jwks_uri: String,
    },
}

/// The settings of which there must be exactly one (`public = false` does not count).
const WAYS: [&str; 6] = [
    "client_secret",
    "client_secret_file",
    "client_secret_hashes",
    "jwks",
    "jwks_file",
    "jwks_uri",
];
/// The longest file of keys, in bytes, as for keys from a `jwks_uri`.
const MOST_BYTES: u64 = 64 * 1024;

impl Authentication {
    /// Reads the one authentication method of the client.
    pub(super) fn judge(
        section: &mut Section<'_>,
        files: Files<'_>,
        network: Option<&Network>,
    ) -> Option<Self> {
        let written: Vec<&'static str> = WAYS.into_iter().filter(|way| section.has(way)).collect();
        let inline = section.take("client_secret");
        let file = section.take("client_secret_file");
        let hashes = section.take("client_secret_hashes");
        let inline_keys = section.take("jwks");
        let keys = section.take("jwks_file");
        let keys_at = section.take("jwks_uri");
        let public = section.value("public").unwrap_or(false);
        match (public, written.as_slice()) {
            (true, []) => return Some(Self::Public),
            (true, [..]) => {
                section.misses(ClientMistake::PublicWithSecret);
                return Some(Self::Public);
            }
            (false, []) => section.misses(ClientMistake::NoSecret),
            (false, [_]) => {}
            (false, [first, second, ..]) => {
                section.misses(ClientMistake::TwoProofs(first, second));
                return None;
            }
        }
        let secret = inline
            .map(|text| secret::written(text, files))
            .or_else(|| file.map(|name| secret::in_file(name, files)));
        if let Some(secret) = secret {
            return Some(Self::Secret(vec![KeptSecret::lasting(secret?.hash())]));
        }
        if let Some(hashes) = hashes {
            return Some(Self::Secret(kept_secrets(hashes)));
        }
        if let Some(jwks) = inline_keys {
            let jwks = jwks.judge(|text: String| read_text(&text))?;
            return Some(Self::PrivateKeyJwt(ClientKeys::Here { jwks }));
        }
        let here = keys
            .and_then(|name| name.judge(|name: String| files.credential(&name, read_keys)))
            .map(|jwks| ClientKeys::Here { jwks: jwks.unwrap_or_else(|| json!({ "keys": [] })) });
        let at = keys_at.and_then(|uri| uri.judge(|uri: String| asked_at(&uri, network)));
        let at = at.map(|jwks_uri| ClientKeys::At { jwks_uri });
        here.or(at).map(Self::PrivateKeyJwt)
    }
}

/// Reads the hashes of secrets. Those that are wrong are left out.
fn kept_secrets(hashes: Found<'_, Vec<Found<'_, String>>>) -> Vec<KeptSecret> {
    if hashes.value.is_empty() {
        hashes.warn(ClientWarning::NoSecretYet);
    }
    let mut kept: Vec<KeptSecret> = vec![];
    for text in hashes.value {
        let read = text.judge(|text| match KeptSecret::parse(&text)? {
            secret if kept.iter().any(|other| other.hash == secret.hash) => {
                Err(ClientMistake::SameSecret)
            }
            secret => Ok(secret),
        });
        kept.extend(read);
    }
    kept
}

/// Reads public keys in the configuration itself.
fn read_text(text: &str) -> Result<Value, ClientMistake> {
    if text.len() as u64 > MOST_BYTES {
        return Err(ClientMistake::LongInlineKeys);
    }
    let keys = serde_json::from_str(text).map_err(|_| ClientMistake::InlineKeysNotJson)?;
    JwkSet::parse(&keys).map_err(ClientMistake::InlineKeys)?;
    Ok(keys)
}

/// Reads the public keys of a relying party from a file.
fn read_keys(file: &Path) -> Result<Value, Fact> {
    let unreadable = |error| FileMistake::unreadable(file, &error);
    if fs::metadata(file).map_err(unreadable)?.len() > MOST_BYTES {
        return Err(ClientMistake::LongKeys(file.to_owned()).into());
    }
    let text = fs::read_to_string(file).map_err(unreadable)?;
    let keys = serde_json::from_str::<Value>(&text)
        .map_err(|_| ClientMistake::KeysNotJson(file.to_owned()))?;
    JwkSet::parse(&keys).map_err(|fault| ClientMistake::Keys(file.to_owned(), fault))?;
    Ok(keys)
}
