//! A silent login must not serve a stale identity: what was proven serves for ten minutes, then the
//! account is looked up anew. An outage is bridged for as long as the operator says.

use serde_json::json;

use crate::small_world::Hosting;
use crate::support::relying_party::Known;
use crate::support::{Page, Question, Scene, Setup};

const TEN_MINUTES: i64 = 10 * 60;
const DAY: i64 = 86_400;

async fn signed_in(top: &'static str) -> Scene {
    let mut scene = Scene::with(Setup { top, ..Setup::default() }).await;
    let profile = json!({ "$type": "app.bsky.actor.profile", "displayName": "Alice" });
    scene.world.publish_profile(&scene.alice, profile);
    scene.code().await;
    scene.world.forget_seen();
    scene
}

async fn ask_silently(scene: &mut Scene) -> (Question, Page) {
    let question = scene.relying_party().await.ask();
    let page = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    (question, page)
}

/// What `rp` hears without anybody being asked.
async fn silent(scene: &mut Scene) -> Known {
    let (question, page) = ask_silently(scene).await;
    scene.relying_party().await.hear(&question, &page).await
}

async fn must_sign_in_anew(scene: &mut Scene) {
    let (_, page) = ask_silently(scene).await;
    assert_eq!(page.parameter("error").as_deref(), Some("login_required"), "{}", page.url);
}

#[tokio::test]
async fn an_identity_is_taken_as_it_is_for_ten_minutes_and_then_looked_up_anew() {
    let mut scene = signed_in("").await;
    scene.daemon.hand.advance(TEN_MINUTES - 1);
    silent(&mut scene).await;
    assert!(scene.world.seen().is_empty(), "nobody was asked");
    scene.daemon.hand.advance(1);
    silent(&mut scene).await;
    let seen = scene.world.seen();
    assert!(seen.iter().any(|seen| seen.server == "plc"), "the directory was asked");
    assert!(seen.iter().all(|seen| !seen.path.starts_with("/oauth/")), "and no token needed");
    scene.world.forget_seen();
    silent(&mut scene).await;
    assert!(scene.world.seen().is_empty(), "what was found serves the next ten minutes");
}

#[tokio::test]
async fn a_lost_handle_loses_its_claim() {
    let mut scene = signed_in("").await;
    let handle = scene.alice.handle().to_owned();
    let known = silent(&mut scene).await;
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), handle);
    let mallory = scene.world.account(&scene.world.pds(), "mallory.pds.test").await;
    let did = format!("did={}", mallory.did());
    scene.world.publish_txt(&format!("_atproto.{handle}"), &[&did]);
    scene.daemon.hand.advance(TEN_MINUTES);
    let known = silent(&mut scene).await;
    assert!(known.claims.preferred_username().is_none());
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
}

#[tokio::test]
async fn an_account_that_moved_or_is_gone_has_to_sign_in_anew() {
    for hosting in [Hosting::Deactivated, Hosting::TakenDown, Hosting::Unknown] {
        let mut scene = signed_in("").await;
        scene.world.host(&scene.alice, hosting);
        scene.daemon.hand.advance(TEN_MINUTES);
        must_sign_in_anew(&mut scene).await;
    }
    let mut scene = signed_in("").await;
    let other = scene.world.add_pds("other").await;
    scene.world.move_account(&scene.alice, &other);
    scene.daemon.hand.advance(TEN_MINUTES);
    must_sign_in_anew(&mut scene).await;
    let mut scene = signed_in("").await;
    scene.world.bury(&scene.alice);
    scene.daemon.hand.advance(TEN_MINUTES);
    must_sign_in_anew(&mut scene).await;
}

#[tokio::test]
async fn an_outage_is_bridged_for_a_day_and_not_for_longer() {
    let mut scene = signed_in("").await;
    scene.world.lie(|lies| _ = lies.did_document.status(503));
    scene.daemon.hand.advance(DAY);
    let known = silent(&mut scene).await;
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), scene.alice.handle());
    scene.daemon.hand.advance(1);
    must_sign_in_anew(&mut scene).await;
    scene.world.be_honest();
    scene.daemon.hand.advance(10);
    silent(&mut scene).await;
}

#[tokio::test]
async fn the_operator_says_how_long_an_outage_is_bridged() {
    let mut scene = signed_in("identity_grace = 900").await;
    scene.world.lie(|lies| _ = lies.repo_status.status(502));
    scene.daemon.hand.advance(900);
    silent(&mut scene).await;
    scene.daemon.hand.advance(1);
    must_sign_in_anew(&mut scene).await;
}

#[tokio::test]
async fn a_profile_record_that_cannot_be_read_takes_no_name_away() {
    let mut scene = signed_in("").await;
    let name = |known: &Known| {
        known.claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned())
    };
    scene.world.lie(|lies| _ = lies.profile.status(503));
    scene.daemon.hand.advance(TEN_MINUTES);
    assert_eq!(name(&silent(&mut scene).await).as_deref(), Some("Alice"));
    scene.world.be_honest();
    let renamed = json!({ "$type": "app.bsky.actor.profile", "displayName": "Alicia" });
    scene.world.publish_profile(&scene.alice, renamed);
    scene.daemon.hand.advance(TEN_MINUTES);
    assert_eq!(name(&silent(&mut scene).await).as_deref(), Some("Alicia"));
}

#[tokio::test]
async fn a_handle_that_is_certainly_lost_is_lost_while_the_pds_is_out() {
    let mut scene = signed_in("").await;
    let mallory = scene.world.account(&scene.world.pds(), "mallory.pds.test").await;
    let did = format!("did={}", mallory.did());
    scene.world.publish_txt(&format!("_atproto.{}", scene.alice.handle()), &[&did]);
    scene.world.lie(|lies| _ = lies.repo_status.status(503));
    scene.daemon.hand.advance(TEN_MINUTES);
    for _ in 0..2 {
        let known = silent(&mut scene).await;
        assert!(known.claims.preferred_username().is_none(), "nor in the minute that nobody asks");
    }
    // What is out is bridged from when all was last known, not from now.
    scene.daemon.hand.advance(DAY - TEN_MINUTES + 1);
    must_sign_in_anew(&mut scene).await;
}

#[tokio::test]
async fn an_account_that_moved_is_lost_while_its_new_server_is_out() {
    let mut scene = signed_in("").await;
    let other = scene.world.add_pds("other").await;
    scene.world.move_account(&scene.alice, &other);
    other.lie(|lies| _ = lies.resource_metadata.status(503));
    scene.daemon.hand.advance(TEN_MINUTES);
    must_sign_in_anew(&mut scene).await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 0);
}

#[tokio::test]
async fn an_account_that_its_directory_has_forgotten_is_bridged_like_an_outage() {
    let mut scene = signed_in("").await;
    scene.world.lie(|lies| _ = lies.did_document.status(404));
    scene.daemon.hand.advance(DAY);
    silent(&mut scene).await;
    scene.daemon.hand.advance(1);
    must_sign_in_anew(&mut scene).await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 1, "not lost");
    scene.world.be_honest();
    scene.daemon.hand.advance(10);
    silent(&mut scene).await;
}
