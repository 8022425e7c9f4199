//! A handle that is lost is lost at once, also while the DID document cannot be read: whoever runs the
//! host of their own did:web can let it fail for as long as they like.

use serde_json::{Value, json};

use crate::small_world::lies::Lies;
use crate::support::relying_party::Known;
use crate::support::{Page, Question, Scene, Setup};

const TEN_MINUTES: i64 = 10 * 60;
const DAY: i64 = 86_400;

/// A scene in which alice has signed in. `client` are more lines for the relying party.
async fn signed_in(client: &'static str) -> Scene {
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    scene.code_for(&["profile"]).await;
    scene
}

/// The same, and alice has a did:web.
async fn signed_in_with_did_web(client: &'static str) -> Scene {
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    scene.alice = scene.world.did_web_account(&scene.world.pds(), "web.pds.test").await;
    scene.code_for(&["profile"]).await;
    scene
}

async fn ask_silently(scene: &mut Scene, scopes: &[&str]) -> (Question, Page) {
    let question = scene.relying_party().await.ask_for(scopes);
    let page = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    (question, page)
}

/// What `rp` hears without anybody being asked.
async fn silent(scene: &mut Scene, scopes: &[&str]) -> Known {
    let (question, page) = ask_silently(scene, scopes).await;
    scene.relying_party().await.hear(&question, &page).await
}

/// The error that `rp` is sent without anybody being asked.
async fn error(scene: &mut Scene) -> Option<String> {
    ask_silently(scene, &["profile"]).await.1.parameter("error")
}

/// Alice's handle is given to somebody else.
async fn give_handle_away(scene: &Scene) {
    let mallory = scene.world.account(&scene.world.pds(), "mallory.pds.test").await;
    let did = format!("did={}", mallory.did());
    scene.world.publish_txt(&format!("_atproto.{}", scene.alice.handle()), &[&did]);
}

/// Alice's handle is taken from her, and nobody gets it.
fn take_handle(scene: &Scene) {
    scene.world.unpublish_handle(scene.alice.handle());
    // Nor is there a web server by that name, whose outage would be no answer.
    let nowhere = (scene.alice.handle().to_owned(), vec![vec![]]);
    scene.world.lie(|lies| lies.dns.addresses.extend([nowhere.clone()]));
}

fn let_document_fail(scene: &Scene) {
    scene.world.lie(|lies| _ = lies.did_document.status(503));
}

#[tokio::test]
async fn a_handle_that_is_certainly_lost_admits_nobody_while_the_document_is_out() {
    for client in ["allow = [\"*.pds.test\"]", "allow = [\"alice.pds.test\"]"] {
        let mut scene = signed_in(client).await;
        let_document_fail(&scene);
        give_handle_away(&scene).await;
        scene.daemon.hand.advance(TEN_MINUTES);
        for _ in 0..2 {
            assert_eq!(error(&mut scene).await.as_deref(), Some("access_denied"), "{client}");
        }
        let mut scene = signed_in(client).await;
        let_document_fail(&scene);
        take_handle(&scene);
        scene.daemon.hand.advance(TEN_MINUTES);
        assert_eq!(error(&mut scene).await.as_deref(), Some("access_denied"), "{client}");
    }
}

#[tokio::test]
async fn a_handle_that_is_certainly_lost_gives_no_address_and_no_name_while_the_document_is_out() {
    let client = "scopes = [\"openid\", \"profile\", \"email\"]\n\
                  email = \"handle\"\nemail_domains = [\"pds.test\"]";
    let mut scene = signed_in(client).await;
    let known = silent(&mut scene, &["profile", "email"]).await;
    assert_eq!(known.claims.email().unwrap().as_str(), "alice@pds.test");
    let_document_fail(&scene);
    give_handle_away(&scene).await;
    scene.daemon.hand.advance(TEN_MINUTES);
    for _ in 0..2 {
        let known = silent(&mut scene, &["profile", "email"]).await;
        assert!(known.claims.email().is_none(), "{:?}", known.claims);
        assert!(known.claims.preferred_username().is_none(), "{:?}", known.claims);
    }
    // The outage is bridged from when all was last known, not from now.
    scene.daemon.hand.advance(DAY - TEN_MINUTES + 1);
    assert_eq!(error(&mut scene).await.as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_handle_that_nobody_can_tell_about_is_kept_while_the_document_is_out() {
    let mut scene = signed_in("allow = [\"*.pds.test\"]").await;
    let_document_fail(&scene);
    scene.world.lie(|lies| lies.dns.code = Some(2));
    scene.daemon.hand.advance(DAY);
    let known = silent(&mut scene, &["profile"]).await;
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), scene.alice.handle());
}

#[tokio::test]
async fn a_did_web_is_not_bridged_where_rules_or_names_follow_its_document() {
    let document: fn(&mut Lies) = |lies| _ = lies.did_document.status(503);
    let pds: fn(&mut Lies) = |lies| _ = lies.repo_status.status(503);
    let handle: fn(&mut Lies) = |lies| lies.dns.code = Some(2);
    for (client, outage) in [
        ("allow = [\"web.pds.test\"]", document),
        ("allow = [\"*.pds.test\"]", document),
        ("allow = [\"*.pds.test\"]", pds),
        ("allow = [\"*.pds.test\"]", handle),
        ("allow = [\"pds:{pds}\"]", document),
        ("allow = [\"pds:{pds}\"]", pds),
        ("deny = [\"mallory.pds.test\"]", document),
        ("email = \"handle\"\nemail_domains = [\"pds.test\"]", document),
        ("email = \"synthetic\"\nemail_domain = \"login.example\"", document),
        ("localpart = \"at-{handle}\"", document),
        ("localpart = \"{handle_label:pds.test}\"", document),
    ] {
        let mut scene = signed_in_with_did_web(client).await;
        scene.world.lie(outage);
        scene.daemon.hand.advance(TEN_MINUTES - 1);
        assert_eq!(error(&mut scene).await, None, "what was proven serves for its time: {client}");
        scene.daemon.hand.advance(1);
        for _ in 0..2 {
            assert_eq!(error(&mut scene).await.as_deref(), Some("login_required"), "{client}");
        }
        scene.world.be_honest();
        scene.daemon.hand.advance(10);
        assert_eq!(error(&mut scene).await, None, "nothing has ended: {client}");
    }
}

#[tokio::test]
async fn a_did_web_is_bridged_where_nothing_follows_its_document() {
    for client in ["", "deny = [\"did:plc:x\"]", "localpart = \"{did_tail}\""] {
        let mut scene = signed_in_with_did_web(client).await;
        let_document_fail(&scene);
        scene.daemon.hand.advance(DAY);
        let known = silent(&mut scene, &["profile"]).await;
        assert_eq!(known.claims.subject().as_str(), scene.alice.did(), "{client}");
        assert_eq!(known.claims.preferred_username().unwrap().as_str(), "web.pds.test");
        let mut scene = signed_in_with_did_web(client).await;
        let_document_fail(&scene);
        give_handle_away(&scene).await;
        scene.daemon.hand.advance(DAY);
        let known = silent(&mut scene, &["profile"]).await;
        assert!(known.claims.preferred_username().is_none(), "{client}");
    }
}

#[tokio::test]
async fn a_refresh_for_a_did_web_waits_where_the_document_has_to_be_read() {
    let client = "scopes = [\"openid\", \"offline_access\"]\nallow = [\"*.pds.test\"]";
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    scene.alice = scene.world.did_web_account(&scene.world.pds(), "web.pds.test").await;
    let tokens = scene.tokens_for(&["offline_access"]).await;
    let token = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let_document_fail(&scene);
    scene.daemon.hand.advance(TEN_MINUTES);
    let (status, refused): (u16, Value) = scene.daemon.token(&form).await;
    assert_eq!((status, &refused["error"]), (503, &json!("temporarily_unavailable")));
    scene.world.be_honest();
    scene.daemon.hand.advance(10);
    assert_eq!(scene.daemon.token(&form).await.0, 200, "the token is still good");
}
