//! One signed operation on a did:plc: read, judged, and what it makes of the DID.
//!
//! The did:plc specification v0.1: DAG-CBOR, its hash as DID and as `prev`, ECDSA by a rotation
//! key. What it must not know: where operations are kept.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// An operation as it was posted, of one of the two kinds that are in use.
#[derive(Clone, Debug)]
pub(super) struct Operation(Map<String, Value>);

impl Operation {
    /// Reads it; `Err` is a sentence for whoever posted it.
    pub(super) fn read(posted: &Value) -> Result<Self, &'static str> {
        let Value::Object(members) = posted else { return Err("not an operation") };
        let operation = Self(members.clone());
        match operation.text("type") {
            Some("plc_operation" | "plc_tombstone") => {}
            _ => return Err("the type must be plc_operation or plc_tombstone"),
        }
        encode(posted).ok_or("an operation has texts, lists, tables and null only")?;
        Ok(operation)
    }

    /// Whether this is the first operation of `did` (`last` is none), or the next after `last`.
    pub(super) fn follows(&self, did: &str, last: Option<&Self>) -> Result<(), &'static str> {
        let Some(last) = last else {
            if self.is_tombstone() || self.0.get("prev") != Some(&Value::Null) {
                return Err("the first operation has no prev");
            }
            if self.did() != did {
                return Err("the DID is not the hash of its first operation");
            }
            return self.signed_by(self);
        };
        if last.is_tombstone() {
            return Err("the DID was ended");
        }
        if self.text("prev") != Some(&last.cid()) {
            return Err("prev must be the CID of the last operation");
        }
        self.signed_by(last)
    }

    pub(super) fn is_tombstone(&self) -> bool {
        self.text("type") == Some("plc_tombstone")
    }

    /// As it was posted.
    pub(super) fn json(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// The hash as a CID: version 1, DAG-CBOR, SHA-256, in base32.
    pub(super) fn cid(&self) -> String {
        let hash = self.hash();
        let bytes = [&[0x01, 0x71, 0x12, 0x20], hash.as_slice()].concat();
        format!("b{}", base32(&bytes))
    }

    pub(super) fn did(&self) -> String {
        format!("did:plc:{}", &base32(&self.hash())[..24])
    }

    fn hash(&self) -> Vec<u8> {
        let bytes = encode(&self.json()).expect("it was encoded when it was read");
        digest(&SHA256, &bytes).as_ref().to_vec()
    }

    /// Whether a rotation key of `before` has signed all of it but the signature.
    fn signed_by(&self, before: &Self) -> Result<(), &'static str> {
        let signature = self.text("sig").and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let mut unsigned = self.0.clone();
        unsigned.remove("sig");
        let message = encode(&Value::Object(unsigned));
        let (Some(signature), Some(message)) = (signature, message) else {
            return Err("sig must be base64url");
        };
        let signed = before.texts("rotationKeys").iter().filter_map(|key| public_key(key)).any(
            |(algorithm, key)| {
                UnparsedPublicKey::new(algorithm, key).verify(&message, &signature).is_ok()
            },
        );
        if signed { Ok(()) } else { Err("no rotation key has signed it") }
    }

    /// The handle, the PDS and the keys, as `GET /DID/data` tells them.
    pub(super) fn data(&self, did: &str) -> Value {
        let member = |name: &str| self.0.get(name).cloned().unwrap_or_default();
        json!({
            "did": did,
            "verificationMethods": member("verificationMethods"),
            "rotationKeys": member("rotationKeys"),
            "alsoKnownAs": member("alsoKnownAs"),
            "services": member("services"),
        })
    }

    /// The DID document.
    pub(super) fn document(&self, did: &str) -> Value {
        let table = |name: &str| self.0.get(name).and_then(Value::as_object).cloned();
        let methods = table("verificationMethods").unwrap_or_default();
        let methods = methods.iter().filter_map(|(id, key)| {
            let key = key.as_str()?.strip_prefix("did:key:")?;
            Some(json!({
                "id": format!("{did}#{id}"),
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key,
            }))
        });
        let services = table("services").unwrap_or_default();
        let services = services.iter().map(|(id, service)| {
            json!({
                "id": format!("#{id}"),
                "type": service["type"],
                "serviceEndpoint": service["endpoint"],
            })
        });
        json!({
            "@context": [
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1",
                "https://w3id.org/security/suites/secp256k1-2019/v1",
            ],
            "id": did,
            "alsoKnownAs": self.texts("alsoKnownAs"),
            "verificationMethod": methods.collect::<Vec<_>>(),
            "service": services.collect::<Vec<_>>(),
        })
    }

    /// The handles it claims.
    pub(super) fn handles(&self) -> Vec<String> {
        let names = self.texts("alsoKnownAs").into_iter();
        names.filter_map(|name| Some(name.strip_prefix("at://")?.to_ascii_lowercase())).collect()
    }

    /// The origin of the PDS.
    pub(super) fn pds(&self) -> Option<String> {
        Some(self.0.get("services")?["atproto_pds"]["endpoint"].as_str()?.to_owned())
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn texts(&self, name: &str) -> Vec<&str> {
        let list = self.0.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// A public key as `did:key` spells it: the codec, then the point.
fn public_key(did_key: &str) -> Option<(&'static dyn VerificationAlgorithm, Vec<u8>)> {
    let bytes = base58(did_key.strip_prefix("did:key:z")?)?;
    match bytes.split_at_checked(2)? {
        ([0xe7, 0x01], point) => Some((&ECDSA_P256K1_SHA256_FIXED, point.to_vec())),
        ([0x80, 0x24], point) => Some((&ECDSA_P256_SHA256_FIXED, point.to_vec())),
        _ => None,
    }
}

/// DAG-CBOR of what operations are made of; `None` for numbers, which none has.
pub(super) fn encode(value: &Value) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    match value {
        Value::Null => bytes.push(0xf6),
        Value::Bool(value) => bytes.push(if *value { 0xf5 } else { 0xf4 }),
        Value::Number(_) => return None,
        Value::String(text) => {
            head(3, text.len(), &mut bytes);
            bytes.extend(text.as_bytes());
        }
        Value::Array(list) => {
            head(4, list.len(), &mut bytes);
            for one in list {
                bytes.extend(encode(one)?);
            }
        }
        Value::Object(table) => {
            head(5, table.len(), &mut bytes);
            // Shorter keys first, then by their bytes.
            let mut keys: Vec<_> = table.keys().collect();
            keys.sort_by_key(|key| (key.len(), key.as_bytes()));
            for key in keys {
                head(3, key.len(), &mut bytes);
                bytes.extend(key.as_bytes());
                bytes.extend(encode(&table[key])?);
            }
        }
    }
    Some(bytes)
}

/// Major type and length in the shortest form (RFC 8949 §3).
fn head(major: u8, length: usize, bytes: &mut Vec<u8>) {
    let head = |rest: u8| (major << 5) + rest;
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=23), _) => bytes.push(head(short)),
        (Ok(byte), _) => bytes.extend([head(24), byte]),
        (_, Ok(two)) => {
            bytes.push(head(25));
            bytes.extend(two.to_be_bytes());
        }
        _ => {
            bytes.push(head(26));
            bytes.extend(u32::try_from(length).expect("a small operation").to_be_bytes());
        }
    }
}

/// RFC 4648 §6 in lower case, without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    (0..bytes.len() * 8)
        .step_by(5)
        .map(|at| (at..at + 5).fold(0, |letter, at| letter << 1 | bit(at)))
        .map(|letter| char::from(ALPHABET[usize::from(letter)]))
        .collect()
}

/// Base58 as Bitcoin has it.
fn base58(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut number: Vec<u8> = Vec::new();
    for letter in text.bytes() {
        let mut carry = ALPHABET.iter().position(|&known| known == letter)?;
        for byte in number.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = u8::try_from(carry % 256).expect("below 256");
            carry /= 256;
        }
        if carry > 0 {
            number.insert(0, u8::try_from(carry).expect("below 58"));
        }
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_spelt_as_the_rfcs_have_them() {
        // RFC 4648 §10, without padding and in lower case.
        let vectors =
            [("", ""), ("f", "my"), ("fo", "mzxq"), ("foob", "mzxw6yq"), ("foobar", "mzxw6ytboi")];
        for (text, spelt) in vectors {
            assert_eq!(base32(text.as_bytes()), spelt);
        }
        // The examples of draft-msporny-base58 §5.
        assert_eq!(base58("2NEpo7TZRRrLZSi2U").unwrap(), b"Hello World!");
        assert_eq!(base58("0OIl"), None);
        // RFC 8949 Appendix A.
        assert_eq!(
            encode(&json!({ "a": "A", "bb": ["\u{fc}"] })).unwrap(),
            hex("a2616161416262628162c3bc")
        );
        assert_eq!(encode(&json!([null, true, "x".repeat(24)])).unwrap()[..5], hex("83f6f57818"));
        assert_eq!(encode(&json!(1)), None);
    }

    fn hex(text: &str) -> Vec<u8> {
        let digit = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(digit).collect()
    }
}
