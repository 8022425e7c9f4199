//! The public record of a person: a courtesy, written by anybody, that may cost a login nothing and
//! claim nothing but a name and a picture at the person's own server.

use serde_json::{Value, json};

use super::stage::Stage;
use crate::small_world::lies::{AnswerLie, deep_json, gzip_bomb, huge_json};
use crate::support::relying_party::Known;

const CID: &str = "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";

fn name_of(known: &Known) -> Option<String> {
    let name = known.claims.name()?.get(None)?;
    Some(name.as_str().to_owned())
}

fn picture_of(known: &Known) -> Option<String> {
    let picture = known.claims.picture()?.get(None)?;
    Some(picture.as_str().to_owned())
}

fn avatar(cid: &str, mime_type: &str) -> Value {
    json!({ "$type": "blob", "ref": { "$link": cid }, "mimeType": mime_type, "size": 1000 })
}

#[tokio::test]
async fn a_record_that_cannot_be_read_costs_the_name_and_not_the_login() {
    let mut stage = Stage::open().await;
    let lies: [fn(&mut AnswerLie); 10] = [
        |lie| _ = lie.status(404),
        |lie| _ = lie.status(500),
        |lie| _ = lie.body(""),
        |lie| _ = lie.body("<!doctype html>"),
        |lie| _ = lie.body(huge_json()),
        |lie| _ = lie.body(deep_json(100_000)),
        |lie| _ = lie.body(gzip_bomb(100)).header("content-encoding", "gzip"),
        |lie| _ = lie.set("value", json!({ "displayName": ["a"] })),
        |lie| _ = lie.set("value", json!({ "displayName": "A", "avatar": { "ref": 7 } })),
        |lie| _ = lie.set("value", Value::Null),
    ];
    for lie in lies {
        stage.world.be_honest();
        let alice = stage.alice.clone();
        stage.world.publish_profile(&alice, json!({ "displayName": "Alice" }));
        stage.world.lie(|lies| lie(&mut lies.profile));
        let known = stage.signs_in("alice.pds.test").await;
        assert_eq!(known.claims.subject().as_str(), alice.did());
        assert_eq!((name_of(&known), picture_of(&known)), (None, None));
    }
    assert_eq!(name_of(&stage.honest_again().await).as_deref(), Some("Alice"));
}

#[tokio::test]
async fn a_name_is_cleaned_and_cut_and_a_picture_is_at_the_persons_own_server() {
    let mut stage = Stage::open().await;
    let alice = stage.alice.clone();
    let record = |name: &str, avatar: Value| json!({ "displayName": name, "avatar": avatar });
    let long = "a".repeat(50_000);
    for (written, heard) in [
        ("\u{202e}ecilA\u{0}\r\n\tB", Some("ecilA B")),
        (" \u{200b}\u{feff} ", None),
        (long.as_str(), Some(&long[..64])),
        ("<svg onload=alert(1)>", Some("<svg onload=alert(1)>")),
    ] {
        stage.world.publish_profile(&alice, record(written, avatar(CID, "image/png")));
        let known = stage.signs_in("alice.pds.test").await;
        assert_eq!(name_of(&known).as_deref(), heard);
        let picture = url::Url::parse(&picture_of(&known).unwrap()).unwrap();
        assert_eq!(picture.origin().ascii_serialization(), stage.world.pds().origin());
        assert!(picture.query_pairs().any(|(name, cid)| name == "cid" && cid == CID));
    }
    for picture in [
        avatar(CID, "image/svg+xml"),
        avatar(CID, "text/html"),
        avatar("https://evil.example.com/x.png", "image/png"),
        avatar("../../x?y=z", "image/png"),
        avatar("", "image/png"),
    ] {
        stage.world.publish_profile(&alice, record("Alice", picture));
        let known = stage.signs_in("alice.pds.test").await;
        assert_eq!((name_of(&known).as_deref(), picture_of(&known)), (Some("Alice"), None));
    }
}
