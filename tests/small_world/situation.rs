//! A situation told as data: what stands in the world of alice otherwise than usual.
//!
//! The tests of the daemon and the program for other clients read the same words, so both meet the
//! same servers. `tests/it/mishaps/README.md` has the list of words.

use super::lies::{AnswerLie, CallbackLie, Lies, Nonce};
use super::{Account, SmallWorld, Ways};
use serde_json::{Map, Value};

/// Makes the world what `situation` says of it. Words that nobody knows end the test.
pub fn arrange(world: &SmallWorld, alice: &Account, situation: &Value) {
    let situation = filled_in(situation, world, alice);
    for (word, what) in members(&situation) {
        match word.as_str() {
            "txt" => txt(world, what),
            "atproto_did" => atproto_did(world, what),
            "document" => document(world, alice, what),
            "answers" => world.lie(|lies| answers(lies, what)),
            "callback" => world.lie(|lies| callback(&mut lies.callback, what)),
            "nonce" => world.lie(|lies| lies.nonce = nonce(what)),
            "dns" => world.lie(|lies| dns(lies, what)),
            "ways" => world.pds().behave_like(ways(what)),
            "out" => world.go_out(),
            _ => panic!("no such word in a situation: {word}"),
        }
    }
}

/// The same text with the names of this world in it.
pub fn spelt(text: &str, world: &SmallWorld, alice: &Account) -> String {
    let pds = world.pds();
    text.replace("{did}", alice.did())
        .replace("{handle}", alice.handle())
        .replace("{pds}", &pds.origin())
        .replace("{issuer}", &pds.issuer())
}

fn filled_in(value: &Value, world: &SmallWorld, alice: &Account) -> Value {
    match value {
        Value::String(text) => spelt(text, world, alice).into(),
        Value::Array(list) => list.iter().map(|one| filled_in(one, world, alice)).collect(),
        Value::Object(table) => {
            let filled = table
                .iter()
                .map(|(key, one)| (spelt(key, world, alice), filled_in(one, world, alice)));
            Value::Object(filled.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn members(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("a table")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> u16 {
    value.as_u64().and_then(|number| u16::try_from(number).ok()).expect("a small number")
}

fn txt(world: &SmallWorld, names: &Value) {
    for (name, records) in members(names) {
        match records.as_array() {
            Some(records) => {
                world.publish_txt(name, &records.iter().map(text).collect::<Vec<_>>());
            }
            None => world.unpublish_txt(name),
        }
    }
}

fn atproto_did(world: &SmallWorld, hosts: &Value) {
    for (host, file) in members(hosts) {
        match file.as_str() {
            Some(file) => world.publish_atproto_did(host, file),
            None => world.unpublish_atproto_did(host),
        }
    }
}

fn document(world: &SmallWorld, alice: &Account, changes: &Value) {
    let mut document = members(&world.document(alice)).clone();
    for (member, value) in members(changes) {
        if value.is_null() {
            document.remove(member);
        } else {
            document.insert(member.clone(), value.clone());
        }
    }
    world.publish_document(alice, Value::Object(document));
}

fn answers(lies: &mut Lies, changes: &Value) {
    for (name, change) in members(changes) {
        let answer = match name.as_str() {
            "did_document" => &mut lies.did_document,
            "atproto_did" => &mut lies.atproto_did,
            "resource_metadata" => &mut lies.resource_metadata,
            "server_metadata" => &mut lies.server_metadata,
            "par" => &mut lies.par,
            "token" => &mut lies.token,
            "profile" => &mut lies.profile,
            "repo_status" => &mut lies.repo_status,
            "session" => &mut lies.session,
            _ => panic!("no such answer in a situation: {name}"),
        };
        bend(answer, change);
    }
}

fn bend(answer: &mut AnswerLie, change: &Value) {
    for (word, what) in members(change) {
        match word.as_str() {
            "status" => _ = answer.status(number(what)),
            "packed" => _ = answer.pack(),
            "body" => _ = answer.body(text(what)),
            "headers" => {
                for (name, value) in members(what) {
                    answer.header(name, text(value));
                }
            }
            "set" => {
                for (member, value) in members(what) {
                    answer.set(member, value.clone());
                }
            }
            "remove" => {
                for member in what.as_array().expect("a list") {
                    answer.remove(text(member));
                }
            }
            _ => panic!("no such word about an answer: {word}"),
        }
    }
}

fn callback(lie: &mut CallbackLie, change: &Value) {
    for (parameter, value) in members(change) {
        match value.as_str() {
            Some(value) => lie.set(parameter, value),
            None => lie.remove(parameter),
        };
    }
}

fn nonce(what: &Value) -> Nonce {
    match text(what) {
        "absent" => Nonce::Absent,
        "absent on success" => Nonce::AbsentOnSuccess,
        other => panic!("no such nonce in a situation: {other}"),
    }
}

fn ways(what: &Value) -> Ways {
    match text(what) {
        "cirrus" => Ways::Cirrus,
        "ezpds" => Ways::Ezpds,
        "cocoon" => Ways::Cocoon,
        "rsky" => Ways::Rsky,
        "tranquil" => Ways::Tranquil,
        other => panic!("no such ways in a situation: {other}"),
    }
}

fn dns(lies: &mut Lies, what: &Value) {
    for (word, value) in members(what) {
        match word.as_str() {
            "code" => lies.dns.code = Some(number(value)),
            "silent" => lies.dns.silent = value == &Value::Bool(true),
            _ => panic!("no such word about the name server: {word}"),
        }
    }
}
