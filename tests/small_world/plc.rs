//! The PLC directory: DID documents by DID.
//!
//! 200 with the document, 404 for a DID nobody made, 410 for one that was ended.

use super::answer::{Answer, Asked};
use super::directory::Document;
use super::registry;
use super::world::World;
use serde_json::json;

pub(super) fn answer(world: &World, asked: &Asked) -> Answer {
    if let Some(answer) = registry::answer(world, asked) {
        return answer;
    }
    let lie = world.lies.lock().unwrap().did_document.clone();
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/_health") => Answer::json(200, &json!({ "version": "0.0.1" })),
        // The reference client escapes the colons.
        ("GET", path) => match path.replace("%3A", ":").strip_prefix("/did:") {
            Some(rest) => document(world, &format!("did:{rest}")).told(&lie),
            None => not_found("DID not registered"),
        },
        _ => not_found("no such operation"),
    }
}

fn document(world: &World, did: &str) -> Answer {
    match world.directory.lock().unwrap().by_did(did) {
        None => not_found(&format!("DID not registered: {did}")),
        Some(entry) if matches!(entry.document, Document::Tombstone) => {
            Answer::json(410, &json!({ "message": format!("DID not available: {did}") }))
        }
        Some(entry) => {
            Answer::json(200, &entry.document()).with("content-type", "application/did+ld+json")
        }
    }
}

fn not_found(message: &str) -> Answer {
    Answer::json(404, &json!({ "message": message }))
}
