//! What servers do that is no good form and no lie: the reference client lets their people in.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::stage::{Stage, error_of};
use crate::support::Setup;

const ALICE: &str = "alice.pds.test";
const TXT: &str = "_atproto.alice.pds.test";

fn packed(body: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(body).unwrap();
    packer.finish().unwrap()
}

#[tokio::test]
async fn nothing_is_asked_for_packed_and_what_is_packed_is_read() {
    let mut stage = Stage::tls().await;
    stage.world.unpublish_txt(TXT);
    let alice = stage.alice.clone();
    let document = packed(stage.world.document(&alice).to_string().as_bytes());
    let file = packed(alice.did().as_bytes());
    stage.world.lie(|lies| {
        lies.did_document.body(document.clone()).header("content-encoding", "gzip");
        lies.atproto_did.body(file.clone()).header("content-encoding", "x-gzip");
    });
    let known = stage.signs_in(ALICE).await;
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), ALICE);
    // Those of the browser aside.
    let ours = stage.world.seen().into_iter().filter(|seen| seen.path.starts_with("/.well-known/"));
    for seen in ours {
        let encoding = seen.headers.iter().find(|(name, _)| name == "accept-encoding");
        assert_eq!(encoding.unwrap().1, "identity", "{}", seen.path);
    }
}

#[tokio::test]
async fn what_is_packed_has_its_limit_unpacked_and_other_codings_are_not_read() {
    let mut stage = Stage::tls().await;
    let alice = stage.alice.clone();
    let document = stage.world.document(&alice).to_string();
    let long = format!("{document}{}", " ".repeat(64 * 1024));
    for (body, coding) in [
        (packed(long.as_bytes()), "gzip"),
        (document.clone().into_bytes(), "gzip"),
        (packed(document.as_bytes())[..40].to_vec(), "gzip"),
        (packed(document.as_bytes()), "br"),
        (packed(document.as_bytes()), "gzip, gzip"),
    ] {
        stage.world.lie(|lies| {
            lies.did_document.body(body.clone()).header("content-encoding", coding);
        });
        stage.refused(ALICE).await;
        stage.honest_again().await;
    }
}

#[tokio::test]
async fn a_mark_of_byte_order_before_a_document_is_passed_over() {
    let mut stage = Stage::open().await;
    let (alice, pds) = (stage.alice.clone(), stage.world.pds());
    let resource = json!({
        "resource": pds.origin(), "authorization_servers": [pds.issuer()],
    });
    for document in [stage.world.document(&alice), resource] {
        let marked = format!("\u{feff}{document}");
        let is_resource = document.get("resource").is_some();
        stage.world.lie(|lies| {
            let lie =
                if is_resource { &mut lies.resource_metadata } else { &mut lies.did_document };
            lie.body(marked.clone());
        });
        stage.signs_in(ALICE).await;
        stage.world.be_honest();
    }
}

#[tokio::test]
async fn other_records_of_a_name_do_not_count_however_many_they_are() {
    let mut stage = Stage::open().await;
    let did = format!("did={}", stage.alice.did());
    let notes: Vec<String> = (0..500).map(|number| format!("note={number}")).collect();
    let mut records: Vec<&str> = notes.iter().map(String::as_str).collect();
    let long = "x".repeat(9000);
    records.extend([did.as_str(), long.as_str()]);
    stage.world.publish_txt(TXT, &records);
    let known = stage.signs_in(ALICE).await;
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), ALICE);
    records.push("did=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    stage.world.publish_txt(TXT, &records);
    assert_eq!(stage.refused(ALICE).await.status.as_u16(), 422, "and two are still two");
}

/// With `_atproto.` before them they are too long for DNS.
#[tokio::test]
async fn a_handle_that_is_too_long_for_a_record_is_found_by_its_web_server() {
    let labels = ["a".repeat(61), "b".repeat(61), "c".repeat(61)].join(".");
    let handles = [245, 253].map(|length| {
        let handle = format!("{}.{labels}.test", "d".repeat(length - labels.len() - 6));
        assert_eq!(handle.len(), length);
        handle
    });
    let mut stage = Stage::with(true, async |world| {
        for handle in &handles {
            world.account(&world.pds(), handle).await;
        }
        Setup::default()
    })
    .await;
    for handle in handles {
        let known = stage.signs_in(&handle).await;
        assert_eq!(known.claims.preferred_username().unwrap().as_str(), handle);
    }
}

/// The document of alice names this PDS.
fn move_to(stage: &Stage, endpoint: &str) {
    let mut document = stage.world.document(&stage.alice);
    document["service"][0]["serviceEndpoint"] = json!(endpoint);
    stage.world.publish_document(&stage.alice, document);
}

#[tokio::test]
async fn the_url_of_a_pds_may_have_a_port_a_path_and_a_query() {
    let mut stage = Stage::tls().await;
    let port = stage.world.pds().port();
    for (origin, rest) in [
        ("https://pds.internal".to_owned(), "/path?query"),
        (format!("https://pds.internal:{port}"), ""),
        (format!("https://pds.internal:{port}"), "/xrpc/?a=b#c"),
    ] {
        move_to(&stage, &format!("{origin}{rest}"));
        stage.world.lie(|lies| _ = lies.resource_metadata.set("resource", origin.clone()));
        let known = stage.signs_in(ALICE).await;
        assert_eq!(known.claims.subject().as_str(), stage.alice.did());
    }
    for endpoint in ["https://pds.internal:22", "https://pds.internal:6667/x"] {
        move_to(&stage, endpoint);
        stage.refused(ALICE).await;
    }
}

/// cocoon publishes the DID of the server where the one of a handle is looked for.
#[tokio::test]
async fn a_server_that_names_itself_where_a_handle_would_is_a_server() {
    let mut stage = Stage::tls().await;
    let pds = stage.world.pds();
    stage.world.publish_itself_as_cocoon(&pds, &[]);
    let known = stage.signs_in("pds.internal").await;
    assert_eq!(known.claims.subject().as_str(), stage.alice.did(), "proven as ever");
    stage.world.publish_itself_as_cocoon(&pds, &["other.pds.test"]);
    let page = stage.refused("pds.internal").await;
    assert!(error_of(&page).contains("uses another handle now"), "{}", page.text);
    // Another account without a handle is no server.
    stage.world.publish_itself_as_cocoon(&pds, &[]);
    stage.world.publish_atproto_did(ALICE, "did:web:pds.internal");
    stage.world.unpublish_txt(TXT);
    stage.refused(ALICE).await;
}
