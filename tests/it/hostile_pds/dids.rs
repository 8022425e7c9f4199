//! DIDs and their documents (ATProto DID specification): two methods, one host, and a directory that
//! may be down, lie, or know that an account has ended.

use serde_json::json;

use super::stage::{Stage, error_of, is_the_fault_of_a_server};
use crate::small_world::lies::AnswerLie;
use crate::support::Setup;

#[tokio::test]
async fn both_methods_sign_in_by_handle_and_by_did() {
    for tls in [false, true] {
        let mut stage = Stage::with(tls, async |world| {
            world.did_web_account(&world.pds(), "web.pds.test").await;
            Setup::default()
        })
        .await;
        let port = stage.world.pds().port();
        let did = if tls {
            "did:web:web.pds.test".to_owned()
        } else {
            format!("did:web:localhost%3A{port}")
        };
        for typed in ["web.pds.test", &did] {
            let known = stage.signs_in(typed).await;
            assert_eq!(known.claims.subject().as_str(), did);
            assert_eq!(known.claims.preferred_username().unwrap().as_str(), "web.pds.test");
        }
        let alice = stage.alice.did().to_owned();
        assert_eq!(stage.signs_in(&alice).await.claims.subject().as_str(), alice);
    }
}

#[tokio::test]
async fn refuses_dids_that_atproto_does_not_know_and_asks_nobody() {
    let mut stage = Stage::tls().await;
    stage.world.forget_seen();
    let long = format!("did:web:{}com", "a.".repeat(1100));
    for did in [
        "did:",
        "did:plc:",
        "did:plc:short",
        "did:plc:0000000000000000000000000",
        "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/path",
        "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa#atproto_pds",
        "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa?x",
        "did:plc:../../../../etc/passwd",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKL",
        "did:web:",
        "did:web:pds.internal:path",
        "did:web:pds.internal/path",
        "did:web:pds.internal%2Fpath",
        "did:web:pds.internal%3A8443",
        "did:web:user@pds.internal",
        "did:web:127.0.0.1",
        "did:web:[::1]",
        "did:web:internal",
        "did:web:pds..internal",
        "did:web:p%64s.internal",
        &long,
    ] {
        assert_eq!(stage.refused(did).await.status.as_u16(), 422, "{did}");
    }
    assert!(stage.world.seen().is_empty(), "{:?}", stage.world.seen());
    // Named by DNS, they are refused just so.
    for did in ["did:web:pds.internal%3A8443", "did:web:pds.internal.", "did:key:z6Mkha", &long] {
        stage.world.publish_txt("_atproto.alice.pds.test", &[&format!("did={did}")]);
        assert_eq!(stage.refused("alice.pds.test").await.status.as_u16(), 422, "{did}");
    }
    assert_eq!(stage.asked("/.well-known/did.json"), 0);
}

#[tokio::test]
async fn a_did_web_outside_of_the_network_is_asked_of_nobody() {
    let mut stage = Stage::tls().await;
    for did in ["did:web:localhost", "did:web:localhost%3A1", "did:web:unlisted.internal"] {
        let page = stage.refused(did).await;
        assert_eq!(page.status.as_u16(), 422, "{did}: {}", page.text);
    }
    let asked = stage.world.seen().iter().filter(|seen| seen.path.contains("unlisted")).count();
    assert_eq!(asked, 0, "not even of DNS");
}

type Lie = fn(&mut AnswerLie);

/// The host of a did:web is nobody's directory but may lie just so.
#[tokio::test]
async fn refuses_a_lying_host_of_a_did_web() {
    let mut stage = Stage::with(true, async |world| {
        world.did_web_account(&world.pds(), "web.pds.test").await;
        Setup::default()
    })
    .await;
    let other = "https://pds.internal/.well-known/did.json";
    let lies: [(u16, Lie); 7] = [
        (502, |lie| _ = lie.set("id", "did:web:other.pds.test")),
        (502, |lie| _ = lie.set("id", "did:web:WEB.pds.test")),
        (502, |lie| _ = lie.body("<!doctype html>")),
        (502, |lie| _ = lie.status(301)),
        (502, |lie| _ = lie.status(500)),
        (422, |lie| _ = lie.status(404)),
        (422, |lie| _ = lie.status(410)),
    ];
    for (status, lie) in lies {
        stage.world.be_honest();
        stage.world.lie(|lies| lie(&mut lies.did_document));
        for typed in ["web.pds.test", "did:web:web.pds.test"] {
            assert_eq!(stage.refused(typed).await.status.as_u16(), status, "{typed}");
        }
    }
    stage.world.be_honest();
    stage.world.lie(|lies| _ = lies.did_document.redirect(302, other));
    stage.refused("did:web:web.pds.test").await;
    stage.world.be_honest();
    stage.signs_in("did:web:web.pds.test").await;
}

#[tokio::test]
async fn refuses_a_document_about_another_did() {
    let mut stage = Stage::open().await;
    let alice = stage.alice.did().to_owned();
    for id in
        ["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa".to_owned(), alice.to_uppercase(), format!("{alice}#x")]
    {
        stage.world.lie(|lies| _ = lies.did_document.set("id", id.as_str()));
        assert!(is_the_fault_of_a_server(&stage.refused("alice.pds.test").await), "{id}");
        stage.honest_again().await;
    }
    stage.world.lie(|lies| _ = lies.did_document.remove("id"));
    assert!(is_the_fault_of_a_server(&stage.refused(&alice).await));
    stage.honest_again().await;
}

const PDS: &str = "AtprotoPersonalDataServer";

#[tokio::test]
async fn refuses_a_document_without_a_pds_that_could_be_asked() {
    let mut stage = Stage::open().await;
    let alice = stage.alice.clone();
    let honest = stage.world.document(&alice);
    let pds = stage.world.pds().origin();
    let service = |id: &str, kind: &str, endpoint: serde_json::Value| json!([{ "id": id, "type": kind, "serviceEndpoint": endpoint }]);
    for services in [
        json!([]),
        service("#atproto_labeler", PDS, json!(pds)),
        service("#atproto_pds", "SomethingElse", json!(pds)),
        service("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa#atproto_pds", PDS, json!(pds)),
        service("#atproto_pds", PDS, json!([pds])),
        service("#atproto_pds", PDS, json!({ "uri": pds })),
        service("#atproto_pds", PDS, json!(pds.replace("localhost", "user@localhost"))),
        service("#atproto_pds", PDS, json!("ftp://localhost/")),
        service("#atproto_pds", PDS, json!("<svg onload=alert(1)>")),
    ] {
        let mut document = honest.clone();
        document["service"] = services;
        stage.world.publish_document(&alice, document);
        let page = stage.refused("alice.pds.test").await;
        assert!(error_of(&page).contains("has no server we could send you to"), "{}", page.text);
    }
    let mut document = honest.clone();
    let id = format!("{}#atproto_pds", alice.did());
    for path in ["/", "/path"] {
        document["service"] = service(&id, PDS, json!(format!("{pds}{path}")));
        stage.world.publish_document(&alice, document.clone());
        stage.signs_in("alice.pds.test").await;
    }
}

#[tokio::test]
async fn a_directory_that_is_down_is_an_outage_whatever_was_known_before() {
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    let did = stage.alice.did().to_owned();
    for status in [500, 502, 503, 429] {
        stage.world.lie(|lies| _ = lies.did_document.status(status));
        for typed in ["alice.pds.test", &did] {
            assert!(is_the_fault_of_a_server(&stage.refused(typed).await), "{status}");
        }
        stage.honest_again().await;
    }
    // Down only when the person comes back: not proven, so not signed in.
    let (_, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    stage.world.lie(|lies| _ = lies.did_document.status(503));
    assert_eq!(stage.refused_at(&callback).await.status.as_u16(), 502);
    assert!(stage.world.pds().tokens().iter().all(|token| token.revoked));
    stage.honest_again().await;
}

#[tokio::test]
async fn refuses_an_answer_of_the_directory_that_is_no_document() {
    let mut stage = Stage::open().await;
    for body in ["", "null", "[]", "{}", "<!doctype html>", r#"{"id":7}"#, r#"{"message":"x"}"#] {
        stage.world.lie(|lies| _ = lies.did_document.body(body));
        assert!(is_the_fault_of_a_server(&stage.refused("alice.pds.test").await), "{body}");
    }
    for status in [201, 204, 301, 401] {
        stage.world.be_honest();
        stage.world.lie(|lies| _ = lies.did_document.status(status));
        assert!(is_the_fault_of_a_server(&stage.refused("alice.pds.test").await), "{status}");
    }
    stage.honest_again().await;
}

#[tokio::test]
async fn refuses_an_account_that_has_ended() {
    let mut stage = Stage::open().await;
    let alice = stage.alice.clone();
    stage.signs_in(alice.handle()).await;
    let (_, callback) = stage.up_to("/atproto/callback", alice.handle()).await;
    stage.world.bury(&alice);
    let page = stage.refused_at(&callback).await;
    assert_eq!(page.heading(), "This account can’t be found any more");
    for typed in [alice.handle(), alice.did()] {
        assert_eq!(stage.refused(typed).await.status.as_u16(), 422);
    }
}

#[tokio::test]
async fn the_next_directory_is_asked_when_one_is_out_and_only_then() {
    // Nobody listens at port 9 of the first one's address.
    let mut stage = Stage::with(false, async |world| {
        let lines = world.network_toml();
        let plc = world.plc_url();
        let two = format!(r#"plc_url = ["http://127.0.0.1:9", "{plc}"]"#);
        let network = lines.replace(&format!(r#"plc_url = "{plc}""#), &two);
        Setup { network: Some(network), ..Setup::default() }
    })
    .await;
    stage.honest_again().await;
    let alice = stage.alice.clone();
    stage.world.bury(&alice);
    assert_eq!(stage.refused(alice.did()).await.status.as_u16(), 422);
}
