//! What a PDS says about who guards it (RFC 9728, ATProto OAuth "Resource Server Metadata").

use serde_json::{Value, json};

use super::stage::{Stage, error_of, is_the_fault_of_a_server};
use crate::small_world::lies::{AnswerLie, deep_json, huge_json, twice};

async fn refuses_each(stage: &mut Stage, lies: Vec<AnswerLie>) {
    for lie in lies {
        stage.world.lie(|lies| lies.resource_metadata = lie.clone());
        let page = stage.refused("alice.pds.test").await;
        assert!(is_the_fault_of_a_server(&page), "{lie:?}: {}", page.text);
        assert!(page.element("detail").unwrap().contains("/.well-known/oauth-protected-resource"));
        let beyond = stage.asked("/.well-known/oauth-authorization-server");
        assert_eq!(beyond + stage.asked("/oauth/par"), 0, "{lie:?}");
    }
    stage.honest_again().await;
}

fn lie(change: impl FnOnce(&mut AnswerLie)) -> AnswerLie {
    let mut lie = AnswerLie::default();
    change(&mut lie);
    lie
}

#[tokio::test]
async fn refuses_authorization_servers_that_are_not_exactly_one_origin() {
    let mut stage = Stage::open().await;
    let own = stage.world.pds().issuer();
    let mut lies: Vec<_> = [
        json!([]),
        json!([own, own]),
        json!([own, "https://evil.example.com"]),
        json!([format!("{own}/")]),
        json!([format!("{own}/path")]),
        json!([format!("{own}?x")]),
        json!([format!("{own}#x")]),
        json!([own.replace("localhost", "user@localhost")]),
        json!([own.replace("localhost", "LOCALHOST")]),
        json!([own.replace("http://localhost", "localhost")]),
        json!([7]),
        json!(own),
        Value::Null,
    ]
    .into_iter()
    .map(|servers| lie(|lie| _ = lie.set("authorization_servers", servers)))
    .collect();
    lies.push(lie(|lie| _ = lie.remove("authorization_servers")));
    refuses_each(&mut stage, lies).await;
}

#[tokio::test]
async fn refuses_metadata_of_another_resource() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await.origin();
    let own = stage.world.pds().origin();
    let mut lies: Vec<_> = [other, format!("{own}/path"), own.replace("http", "https")]
        .iter()
        .map(|resource| lie(|lie| _ = lie.set("resource", resource.as_str())))
        .collect();
    lies.push(lie(|lie| _ = lie.remove("resource")));
    refuses_each(&mut stage, lies).await;
}

#[tokio::test]
async fn refuses_resource_metadata_that_is_no_200_of_json() {
    let mut stage = Stage::open().await;
    let own = stage.world.pds().origin();
    let here = format!("{own}/.well-known/oauth-protected-resource");
    let document = json!({ "resource": own, "authorization_servers": [own] });
    let document = document.as_object().unwrap();
    let mut lies: Vec<_> =
        [201, 204, 400, 403, 429, 500, 503].map(|status| lie(|lie| _ = lie.status(status))).into();
    lies.extend([301, 302, 307, 308].map(|status| lie(|lie| _ = lie.redirect(status, &here))));
    lies.extend(["text/html", ""].map(|text| lie(|lie| _ = lie.content_type(text))));
    for body in [
        Vec::new(),
        b"<!doctype html>".to_vec(),
        b"[]".to_vec(),
        huge_json(),
        deep_json(100_000),
        twice(document, "authorization_servers", &json!([own])),
    ] {
        lies.push(lie(|lie| _ = lie.body(body)));
    }
    refuses_each(&mut stage, lies).await;
}

/// Old servers, and bridges to other networks.
#[tokio::test]
async fn an_account_at_a_server_without_oauth_is_told_so() {
    let mut stage = Stage::open().await;
    for status in [404, 405, 410, 501] {
        stage.world.lie(|lies| _ = lies.resource_metadata.status(status));
        let page = stage.refused("alice.pds.test").await;
        let error = error_of(&page);
        assert!(error.contains("doesn’t support signing in to other sites yet"), "{error}");
        assert!(error.contains("another server") && !error.contains("a minute"), "{error}");
        assert_eq!(stage.asked("/.well-known/oauth-authorization-server"), 0, "{status}");
    }
    stage.honest_again().await;
}

#[tokio::test]
async fn resource_metadata_may_be_as_short_as_the_rfc_admits() {
    let mut stage = Stage::open().await;
    stage.world.lie(|lies| {
        for member in ["scopes_supported", "bearer_methods_supported", "resource_documentation"] {
            lies.resource_metadata.remove(member);
        }
    });
    stage.signs_in("alice.pds.test").await;
}

/// An entryway is an authorization server without being anybody's PDS.
#[tokio::test]
async fn a_server_without_resource_metadata_may_be_an_authorization_server() {
    let mut stage = Stage::open().await;
    let pds = stage.world.pds();
    stage.world.lie(|lies| _ = lies.resource_metadata.status(404));
    let typed = Stage::server_of(&pds);
    let (_, callback) = stage.up_to("/atproto/callback", &typed).await;
    // The account's own PDS must name it: with this one silent about that, nothing is proven.
    stage.refused_at(&callback).await;
    let (question, callback) = stage.up_to("/atproto/callback", &typed).await;
    stage.world.be_honest();
    let page = stage.browser.get(&callback).await;
    let known = stage.hears(&question, &page).await;
    assert_eq!(known.claims.subject().as_str(), stage.alice.did());
}

#[tokio::test]
async fn an_account_behind_an_entryway_signs_in_there() {
    let mut stage = Stage::open().await;
    let entryway = stage.world.pds();
    let shard = stage.world.add_pds_behind("shard", &entryway).await;
    let bob = stage.world.account(&shard, "bob.pds.test").await;
    let known = stage.signs_in(bob.handle()).await;
    assert_eq!(known.claims.subject().as_str(), bob.did());
    assert!(entryway.tokens().iter().any(|token| token.did == bob.did()));
}
