//! Who hears that somebody has signed out everywhere, or deleted everything: whoever was ever told of
//! them and hears of logouts, however long ago that was.

use serde_json::Value;

use super::alices;
use crate::support::receiver::Receiver;
use crate::support::{Browser, Scene, Setup};

const TOLD: &str = "SELECT count(*) FROM account_client";
const SIDS: &str = "SELECT coalesce(sum(json_array_length(sids)), 0) FROM account_client";

/// Longer than any session lives.
const YEARS: i64 = 2 * 365 * 24 * 60 * 60;

/// `rp` hears of logouts.
async fn scene() -> (Scene, Receiver) {
    let receiver = Receiver::listen().await;
    let client = format!("backchannel_logout_uri = \"http://127.0.0.1:{}/bye\"", receiver.port);
    let setup = Setup { client: client.leak(), ..Setup::default() };
    (Scene::with(setup).await, receiver)
}

fn sid_of(tokens: &Value) -> String {
    let token = tokens["id_token"].as_str().unwrap();
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(token).unwrap().claims;
    claims["sid"].as_str().unwrap().to_owned()
}

/// Time passes, and every session here is swept.
async fn grow_old(scene: &Scene) {
    scene.daemon.hand.advance(YEARS);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 0);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM session_client").await, 0);
}

/// Alice says so at her account page.
async fn leave(scene: &mut Scene, path: &str) {
    alices(scene).await;
    let question = scene.browser.get(&scene.daemon.at(path)).await;
    let done = scene.browser.submit(&question, "answer", &[]).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

/// The `sid` of each of the next `count` tokens, all of which are for `sub`.
async fn heard(scene: &Scene, receiver: &mut Receiver, count: usize) -> Vec<Option<String>> {
    let mut sids = Vec::new();
    for _ in 0..count {
        let claims = receiver.hears().await.claims(&scene.daemon, "rp").await;
        assert_eq!(claims["sub"], scene.alice.did());
        sids.push(claims.get("sid").map(|sid| sid.as_str().unwrap().to_owned()));
    }
    sids.sort_unstable();
    sids
}

#[tokio::test]
async fn whoever_was_told_long_ago_hears_that_all_sessions_are_over() {
    for path in ["/account/everywhere", "/account/delete"] {
        let (mut scene, mut receiver) = scene().await;
        let sid = sid_of(&scene.tokens().await);
        grow_old(&scene).await;
        scene.browser = Browser::new(&scene.daemon, &scene.world);
        leave(&mut scene, path).await;
        // By `sub` alone, and by the name of the session for whoever goes by that.
        assert_eq!(heard(&scene, &mut receiver, 2).await, [None, Some(sid)], "{path}");
        assert_eq!(scene.daemon.count(TOLD).await, 0, "nothing is owed to them after that");
        leave(&mut scene, "/account/everywhere").await;
        assert!(receiver.heard_nothing(), "and nothing is said twice");
    }
}

#[tokio::test]
async fn a_session_that_was_told_of_by_itself_is_not_told_of_again() {
    let (mut scene, mut receiver) = scene().await;
    let first = sid_of(&scene.tokens().await);
    let page = alices(&mut scene).await;
    scene.browser.submit(&page, "sign-out", &[]).await;
    assert_eq!(heard(&scene, &mut receiver, 1).await, [Some(first)]);
    let second = sid_of(&scene.tokens().await);
    leave(&mut scene, "/account/everywhere").await;
    assert_eq!(heard(&scene, &mut receiver, 2).await, [None, Some(second)]);
    assert!(receiver.heard_nothing());
}

#[tokio::test]
async fn however_often_somebody_signs_in_there_is_one_row_and_it_ends() {
    let (mut scene, _receiver) = scene().await;
    for _ in 0..20 {
        scene.tokens().await;
    }
    assert_eq!(scene.daemon.count(TOLD).await, 1);
    assert_eq!(scene.daemon.count(SIDS).await, 16, "the latest");
}

#[tokio::test]
async fn who_does_not_hear_of_logouts_is_not_kept_for_them() {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    assert_eq!(scene.daemon.count(TOLD).await, 0);
}
