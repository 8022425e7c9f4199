//! What servers and documents say in words (attack P37): never on a page, cut in the log, and nothing
//! that a relying party could take for markup.

use serde_json::json;

use super::stage::{Page, Stage};
use crate::small_world::Lies;

const HOSTILE: &str = "\"><svg onload=alert(7)>' javascript:alert(7) {{7*7}}\u{202e}\r\nX-Evil: 7";

/// Says this text somewhere.
type Lie = fn(&mut Lies, &str);

/// Neither as markup nor as text.
fn says_nothing_of_it(page: &Page, what: &str) {
    for piece in ["<svg", "onload", "javascript", "alert(7)", "7*7", "\u{202e}", "X-Evil"] {
        assert!(!page.text.contains(piece), "{what}: {piece} in {}", page.text);
    }
    assert!(!page.headers.contains_key("x-evil"), "{what}");
}

#[tokio::test]
async fn what_a_server_explains_is_on_no_page_and_short_in_the_log() {
    let mut stage = Stage::open().await;
    let long = format!("{HOSTILE} {}", "x".repeat(20_000));
    let lies: [(&str, Lie); 6] = [
        ("the pushed request", |lies, text| _ = lies.par.error("invalid_request", text)),
        ("its code", |lies, text| _ = lies.par.error(text, text)),
        ("the token", |lies, text| _ = lies.token.error("invalid_grant", text)),
        ("the callback", |lies, text| _ = lies.callback.error("server_error", &text[..4000])),
        ("its metadata", |lies, text| _ = lies.server_metadata.set("issuer", text)),
        ("the other metadata", |lies, text| {
            _ = lies.resource_metadata.set("authorization_servers", json!([text]));
        }),
    ];
    for (what, lie) in lies {
        stage.log.take();
        stage.world.lie(|lies| lie(lies, &long));
        let page = stage.refused("alice.pds.test").await;
        says_nothing_of_it(&page, what);
        let written = stage.log.take();
        assert!(written.lines().all(|line| line.len() < 1500), "{what}: {written}");
        assert!(!written.contains('\u{202e}') && !written.contains("\nX-Evil"), "{what}");
        stage.honest_again().await;
    }
}

#[tokio::test]
async fn strings_of_a_document_that_are_no_handle_and_no_server_are_shown_nowhere() {
    let mut stage = Stage::open().await;
    let (alice, honest) = (stage.alice.clone(), stage.world.document(&stage.alice));
    let mut document = honest.clone();
    let names = [&format!("at://{HOSTILE}"), HOSTILE, "at://alice.pds.test", "at://<b>.pds.test"];
    document["alsoKnownAs"] = json!(names);
    document["@context"] = json!([HOSTILE]);
    document["verificationMethod"] = json!([{ "id": HOSTILE, "publicKeyMultibase": HOSTILE }]);
    let service =
        json!({ "id": HOSTILE, "type": HOSTILE, "serviceEndpoint": "javascript:alert(7)" });
    document["service"].as_array_mut().unwrap().insert(0, service);
    stage.world.publish_document(&alice, document.clone());
    let known = stage.signs_in(alice.did()).await;
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), "alice.pds.test");
    let question = stage.relying_party().await.ask();
    for url in [
        stage.daemon.at("/account"),
        stage.daemon.at("/account/stored"),
        stage.daemon.at("/logout"),
        format!("{}&prompt=select_account", question.url),
        format!("{}&prompt=consent", question.url),
    ] {
        let page = stage.browser.get(&url).await;
        assert!(page.status.is_success(), "{url}");
        says_nothing_of_it(&page, &url);
    }
    // Its own server's address too.
    for endpoint in [HOSTILE, "javascript:alert(7)", "http://localhost:1/<svg onload=alert(7)>"] {
        let mut document = honest.clone();
        document["service"][0]["serviceEndpoint"] = json!(endpoint);
        stage.world.publish_document(&alice, document);
        let page = stage.refused(alice.did()).await;
        says_nothing_of_it(&page, endpoint);
    }
    stage.world.publish_document(&alice, honest);
    stage.honest_again().await;
}
