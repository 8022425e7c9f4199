//! Whose name a handle is (ATProto handle specification): DNS before the web server, both ways
//! between handle and account, never an unverified one in a claim.

use super::stage::{Stage, error_of};
use crate::small_world::{Account, Person};
use crate::support::Setup;

const ALICE: &str = "alice.pds.test";
const TXT: &str = "_atproto.alice.pds.test";

async fn with_mallory(tls: bool) -> (Stage, Account) {
    let mut mallory = None;
    let stage = Stage::with(tls, async |world| {
        mallory = Some(world.account(&world.pds(), "mallory.other.test").await);
        Setup::default()
    })
    .await;
    (stage, mallory.unwrap())
}

/// The handle of whoever signs in, as the relying party hears it.
async fn handle_of(stage: &mut Stage, typed: &str) -> Option<String> {
    let known = stage.signs_in(typed).await;
    let handle = known.claims.preferred_username().map(|name| name.as_str().to_owned());
    assert_eq!(known.userinfo.preferred_username().map(|name| name.as_str()), handle.as_deref());
    handle
}

#[tokio::test]
async fn refuses_a_handle_that_points_to_an_account_which_does_not_claim_it() {
    let (mut stage, mallory) = with_mallory(true).await;
    let victim = stage.alice.did().to_owned();
    stage.world.publish_txt("_atproto.mallory.other.test", &[&format!("did={victim}")]);
    let page = stage.refused(mallory.handle()).await;
    assert!(error_of(&page).contains("uses another handle now"), "{}", page.text);
    stage.world.unpublish_txt("_atproto.mallory.other.test");
    stage.world.publish_atproto_did(mallory.handle(), &victim);
    stage.refused(mallory.handle()).await;
    assert_eq!(stage.asked("/oauth/par"), 0);
    stage.honest_again().await;
}

#[tokio::test]
async fn refuses_an_account_that_claims_no_handle_or_another_one_first() {
    let mut stage = Stage::open().await;
    let alice = stage.alice.clone();
    let honest = stage.world.document(&alice);
    for names in [
        serde_json::json!([]),
        serde_json::json!(["at://other.pds.test", "at://alice.pds.test"]),
        serde_json::json!(["alice.pds.test", "https://alice.pds.test", "at:alice.pds.test"]),
        serde_json::json!(["at://alice.pds.test/path"]),
        serde_json::json!(["at://alice.pds.test.evil.example"]),
        serde_json::json!([7, null]),
    ] {
        let mut document = honest.clone();
        document["alsoKnownAs"] = names;
        stage.world.publish_document(&alice, document);
        stage.refused(ALICE).await;
    }
    let mut document = honest.clone();
    document.as_object_mut().unwrap().remove("alsoKnownAs");
    stage.world.publish_document(&alice, document);
    stage.refused(ALICE).await;
    // The account is still who it is, only without a name.
    assert_eq!(handle_of(&mut stage, alice.did()).await, None);
    stage.world.publish_document(&alice, honest);
    stage.honest_again().await;
}

#[tokio::test]
async fn a_handle_that_is_not_the_accounts_own_is_never_told() {
    let (mut stage, mallory) = with_mallory(false).await;
    let honest = stage.world.document(&mallory);
    for claimed in [ALICE, "handle.invalid", "nobody.pds.test", "localhost", "mallory.internal"] {
        let mut document = honest.clone();
        document["alsoKnownAs"] = serde_json::json!([format!("at://{claimed}")]);
        stage.world.publish_document(&mallory, document);
        let known = stage.signs_in(mallory.did()).await;
        assert_eq!(known.claims.subject().as_str(), mallory.did());
        assert_eq!(known.claims.preferred_username(), None, "{claimed}");
    }
    stage.world.publish_document(&mallory, honest);
    let handle = handle_of(&mut stage, mallory.did()).await;
    assert_eq!(handle.as_deref(), Some("mallory.other.test"));
}

#[tokio::test]
async fn a_handle_is_verified_at_every_login_and_its_loss_costs_the_name_only() {
    let mut stage = Stage::open().await;
    let did = stage.alice.did().to_owned();
    assert_eq!(handle_of(&mut stage, &did).await.as_deref(), Some(ALICE));
    stage.world.publish_txt(TXT, &["did=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"]);
    assert_eq!(handle_of(&mut stage, &did).await, None);
}

#[tokio::test]
async fn the_subject_stays_when_the_handle_changes_and_an_old_handle_is_its_new_owners() {
    let mut stage = Stage::open().await;
    let before = stage.signs_in(ALICE).await.claims.subject().clone();
    let alice = stage.alice.clone();
    let alice = stage.world.change_handle(&alice, "alice.elsewhere.test");
    let after = stage.signs_in(alice.handle()).await;
    assert_eq!(after.claims.subject(), &before);
    assert_eq!(after.claims.preferred_username().unwrap().as_str(), "alice.elsewhere.test");
    let bob = stage.world.account(&stage.world.pds(), ALICE).await;
    let known = stage.signs_in(ALICE).await;
    assert_eq!(known.claims.subject().as_str(), bob.did());
    assert_ne!(known.claims.subject(), &before);
}

#[tokio::test]
async fn dns_wins_over_the_web_server() {
    let (mut stage, mallory) = with_mallory(true).await;
    stage.world.publish_atproto_did(ALICE, mallory.did());
    let known = stage.signs_in(ALICE).await;
    assert_eq!(known.claims.subject().as_str(), stage.alice.did());
}

#[tokio::test]
async fn either_way_alone_is_enough() {
    let mut stage = Stage::tls().await;
    stage.world.unpublish_txt(TXT);
    assert_eq!(handle_of(&mut stage, ALICE).await.as_deref(), Some(ALICE), "the web server's");
    stage.world.publish_txt(TXT, &["v=spf1 -all", "note=did=x"]);
    assert_eq!(handle_of(&mut stage, ALICE).await.as_deref(), Some(ALICE), "records of other uses");
    let did = format!("did={}", stage.alice.did());
    stage.world.publish_txt(TXT, &["v=spf1 -all", &did, &did]);
    stage.world.unpublish_atproto_did(ALICE);
    assert_eq!(handle_of(&mut stage, ALICE).await.as_deref(), Some(ALICE), "that of DNS");
    stage.world.unpublish_handle(ALICE);
    let page = stage.refused(ALICE).await;
    assert!(error_of(&page).contains("no account with this handle"), "{}", page.text);
}

#[tokio::test]
async fn an_outage_of_dns_does_not_let_the_web_server_decide() {
    let (mut stage, mallory) = with_mallory(true).await;
    // Were it to, whoever can disturb DNS could choose the answer: a document that claims the handle costs
    // mallory nothing.
    let mut document = stage.world.document(&mallory);
    document["alsoKnownAs"] = serde_json::json!([format!("at://{ALICE}")]);
    stage.world.publish_document(&mallory, document);
    stage.world.publish_atproto_did(ALICE, mallory.did());
    for code in [1, 2, 5] {
        stage.world.lie(|lies| lies.dns.code = Some(code));
        stage.world.person(Person::Is(mallory.clone()));
        let known = stage.signs_in(ALICE).await;
        assert_eq!(known.claims.subject().as_str(), mallory.did(), "as who mallory is");
        assert_eq!(known.claims.preferred_username(), None, "and by nobody's name");
        stage.world.person(Person::Approves);
        stage.honest_again().await;
    }
}

#[tokio::test]
async fn refuses_several_dids_or_none_in_dns_even_if_the_web_server_knows_better() {
    let mut stage = Stage::tls().await;
    let right = format!("did={}", stage.alice.did());
    for records in [
        &[right.as_str(), "did=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"][..],
        &["did=did:web:evil.example.com", &right],
        &[&right, "did="],
        &["did="],
        &["did=alice.pds.test"],
        &["did=did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKL"],
        &["did=did:web:evil.example.com/path"],
        &["did=<script>alert(1)</script>"],
    ] {
        stage.world.publish_txt(TXT, records);
        let page = stage.refused(ALICE).await;
        assert_eq!(page.status.as_u16(), 422, "{records:?}: {}", page.text);
    }
    stage.world.publish_txt(TXT, &[&right]);
    stage.honest_again().await;
}

#[tokio::test]
async fn refuses_a_file_whose_first_line_is_not_exactly_one_did() {
    let mut stage = Stage::tls().await;
    stage.world.unpublish_txt(TXT);
    let did = stage.alice.did().to_owned();
    let long = format!("did:web:{}com", "a.".repeat(1100));
    for file in [
        format!("# of alice\n{did}"),
        format!("did={did}"),
        format!("{did} {did}"),
        format!("{did}<br>"),
        format!("<!doctype html><title>{did}</title>"),
        format!("{did}\0"),
        did.to_uppercase(),
        long,
        format!("{did}{}", " ".repeat(11_000)),
        String::new(),
    ] {
        stage.world.publish_atproto_did(ALICE, &file);
        let page = stage.refused(ALICE).await;
        assert!(!page.text.contains("<title>did:"), "{file:?}");
    }
    for file in [
        format!("{did}\n"),
        format!("\r\n  {did}\t\n"),
        format!("\u{feff}{did}\n"),
        format!("\u{a0}{did}\u{a0}"),
        format!("{did}\ndid:plc:aaaaaaaaaaaaaaaaaaaaaaaa"),
        format!("{did}\r\n# caf\u{e9}\r\n"),
    ] {
        stage.world.publish_atproto_did(ALICE, &file);
        stage.signs_in(ALICE).await;
    }
    for status in [404, 410, 403, 500, 503] {
        stage.world.lie(|lies| _ = lies.atproto_did.status(status));
        stage.refused(ALICE).await;
    }
    stage.honest_again().await;
}

#[tokio::test]
async fn names_that_never_resolve_are_not_looked_up() {
    let mut stage = Stage::open().await;
    stage.world.forget_seen();
    for name in [
        "alice.alt",
        "alice.arpa",
        "alice.example",
        "alice.internal",
        "alice.invalid",
        "handle.invalid",
        "alice.local",
        "alice.localhost",
        "alice.onion",
        "alice.1com",
        "127.0.0.1",
        "alice",
        "-alice.pds.test",
        "al_ice.pds.test",
        "alice..test",
        "did:plc:x",
        "<script>alert(1)</script>",
        "alice.pds.test evil.pds.test",
    ] {
        assert_eq!(stage.refused(name).await.status.as_u16(), 422, "{name}");
    }
    let long = format!("{}.test", ["a"; 130].join("."));
    assert_eq!(stage.refused(&long).await.status.as_u16(), 422);
    assert!(stage.world.seen().is_empty(), "{:?}", stage.world.seen());
    stage.honest_again().await;
}

#[tokio::test]
async fn a_handle_is_in_lower_case_wherever_it_goes() {
    let mut stage = Stage::open().await;
    let alice = stage.alice.clone();
    let mut document = stage.world.document(&alice);
    document["alsoKnownAs"] = serde_json::json!(["at://Alice.PDS.test"]);
    stage.world.publish_document(&alice, document);
    assert_eq!(handle_of(&mut stage, "@ALICE.pds.Test ").await.as_deref(), Some(ALICE));
    let pushed = stage.world.seen().into_iter().rfind(|seen| seen.path == "/oauth/par").unwrap();
    assert_eq!(pushed.field("login_hint"), Some(ALICE));
}
