//! The registry takes what its owner has signed and nothing else, and remembers it.
//!
//! That a real PDS gets along with it is tried by nix/tests/worlds.sh.

use super::operation::Operation;
use super::{Settings, SmallWorld};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::path::Path;

/// A rotation key.
struct Key {
    pair: EcdsaKeyPair,
    codec: [u8; 2],
}

impl Key {
    fn new(algorithm: &'static EcdsaSigningAlgorithm, codec: [u8; 2]) -> Self {
        Self { pair: EcdsaKeyPair::generate(algorithm).unwrap(), codec }
    }

    fn k256() -> Self {
        Self::new(&ECDSA_P256K1_SHA256_FIXED_SIGNING, [0xe7, 0x01])
    }

    fn p256() -> Self {
        Self::new(&ECDSA_P256_SHA256_FIXED_SIGNING, [0x80, 0x24])
    }

    /// The compressed point, as `did:key` has it.
    fn did_key(&self) -> String {
        let point = self.pair.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        let head = 2 + (y[31] & 1);
        format!("did:key:z{}", base58(&[&self.codec, [head].as_slice(), x].concat()))
    }

    fn sign(&self, mut operation: Value) -> Value {
        let message = super::operation::encode(&operation).unwrap();
        let signature = self.pair.sign(&SystemRandom::new(), &message).unwrap();
        operation["sig"] = URL_SAFE_NO_PAD.encode(signature).into();
        operation
    }
}

/// By long division, so that the code under test has not written its own question.
fn base58(bytes: &[u8]) -> String {
    let alphabet = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let (mut number, mut letters) = (bytes.to_vec(), Vec::new());
    while number.iter().any(|&byte| byte != 0) {
        let mut rest = 0;
        for byte in &mut number {
            rest = rest * 256 + u32::from(*byte);
            *byte = u8::try_from(rest / 58).unwrap();
            rest %= 58;
        }
        letters.insert(0, alphabet[usize::try_from(rest).unwrap()]);
    }
    String::from_utf8(letters).unwrap()
}

/// An operation, not yet signed.
fn claim(key: &Key, handle: &str, prev: &Value) -> Value {
    json!({
        "type": "plc_operation",
        "rotationKeys": [key.did_key()],
        "verificationMethods": { "atproto": key.did_key() },
        "alsoKnownAs": [format!("at://{handle}")],
        "services": { "atproto_pds": {
            "type": "AtprotoPersonalDataServer",
            "endpoint": "http://localhost:2583",
        } },
        "prev": prev,
    })
}

fn cid(operation: &Value) -> String {
    Operation::read(operation).unwrap().cid()
}

fn did(operation: &Value) -> String {
    Operation::read(operation).unwrap().did()
}

async fn open(file: &Path) -> SmallWorld {
    SmallWorld::registry(Settings::default(), file).await.unwrap()
}

/// Status and body.
#[expect(clippy::disallowed_methods, reason = "whoever asks is no part of the daemon")]
async fn post(world: &SmallWorld, did: &str, operation: &Value) -> (u16, String) {
    let url = format!("{}/{}", world.plc_url(), did.replace(':', "%3A"));
    let answer = reqwest::Client::new().post(url).json(operation).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn get(world: &SmallWorld, path: &str) -> (u16, Value) {
    let answer = reqwest::get(format!("{}/{path}", world.plc_url())).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Who has this handle, by the name server's own table.
fn named(world: &SmallWorld, handle: &str) -> Vec<String> {
    let directory = world.world.directory.lock().unwrap();
    directory.txt.get(&format!("_atproto.{handle}")).cloned().unwrap_or_default()
}

#[tokio::test]
async fn an_identity_is_made_changed_kept_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("operations.jsonl");
    let (old, new) = (Key::k256(), Key::p256());
    let first = old.sign(claim(&old, "alice.pds.test", &Value::Null));
    let did = did(&first);

    let world = open(&file).await;
    assert_eq!(get(&world, &did).await.0, 404);
    assert_eq!(post(&world, &did, &first).await.0, 200);
    let (status, document) = get(&world, &did).await;
    assert_eq!(status, 200);
    assert_eq!(document["id"], did.as_str());
    assert_eq!(document["alsoKnownAs"], json!(["at://alice.pds.test"]));
    assert_eq!(document["service"][0]["serviceEndpoint"], "http://localhost:2583");
    assert_eq!(document["verificationMethod"][0]["id"], format!("{did}#atproto"));
    assert_eq!(named(&world, "alice.pds.test"), [format!("did={did}")]);
    assert_eq!(get(&world, &format!("{did}/log/last")).await.1, first);

    // Another handle, and a key of the other curve from now on.
    let second = old.sign(claim(&new, "alice2.pds.test", &cid(&first).into()));
    assert_eq!(post(&world, &did, &second).await.0, 200);
    assert!(named(&world, "alice.pds.test").is_empty());
    drop(world);

    let world = open(&file).await;
    assert_eq!(named(&world, "alice2.pds.test"), [format!("did={did}")]);
    assert_eq!(get(&world, &format!("{did}/data")).await.1["rotationKeys"], json!([new.did_key()]));
    let end = json!({ "type": "plc_tombstone", "prev": cid(&second) });
    assert_eq!(post(&world, &did, &old.sign(end.clone())).await.0, 400);
    assert_eq!(post(&world, &did, &new.sign(end)).await.0, 200);
    assert_eq!(get(&world, &did).await.0, 410);
    assert!(named(&world, "alice2.pds.test").is_empty());
}

#[tokio::test]
async fn what_nobody_may_write_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("operations.jsonl");
    let (alice, mallory) = (Key::k256(), Key::k256());
    let first = alice.sign(claim(&alice, "alice.pds.test", &Value::Null));
    let did = did(&first);
    let world = open(&file).await;

    let mut changed = first.clone();
    changed["alsoKnownAs"] = json!(["at://mallory.pds.test"]);
    let by_mallory = mallory.sign(claim(&alice, "alice.pds.test", &Value::Null));
    let other = super::registry_tests::did(&by_mallory);
    for (to, operation) in [
        ("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", first.clone()),
        (did.as_str(), changed),
        (&other, by_mallory),
        (&did, json!({ "type": "create" })),
        (&did, json!([])),
    ] {
        assert_eq!(post(&world, to, &operation).await.0, 400, "{operation}");
    }
    assert_eq!(post(&world, &did, &first).await.0, 200);
    for operation in [
        // Once more; not after the last one; not by its owner.
        first.clone(),
        alice.sign(claim(&alice, "alice2.pds.test", &"bafyreiaaaa".into())),
        mallory.sign(claim(&mallory, "mallory.pds.test", &cid(&first).into())),
    ] {
        assert_eq!(post(&world, &did, &operation).await.0, 400, "{operation}");
    }
    assert_eq!(named(&world, "alice.pds.test"), [format!("did={did}")]);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 1);

    // A file that says otherwise is not believed.
    drop(world);
    let line = std::fs::read_to_string(&file).unwrap().replace("alice.pds", "mallory.pds");
    std::fs::write(&file, line).unwrap();
    assert!(SmallWorld::registry(Settings::default(), &file).await.is_err());
}
