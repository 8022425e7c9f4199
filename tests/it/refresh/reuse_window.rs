//! The reuse window: for a moment the refresh token that was used last gets the same answer again
//! (RFC 9700 §4.14.2, and what programs in use do).

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::Value;

use super::{APP, STALE, WINDOW, form, is_refused, refreshed, setup, tokens_of, told};
use crate::support::daemon::SECRET;
use crate::support::holders::{OTHER, opens_userinfo, refresh, token, tokens};
use crate::support::{Browser, Scene, Setup};

/// How many rows still have something of a window.
const OPEN: &str = "SELECT count(*) FROM refresh_token
    WHERE used_hash IS NOT NULL OR used_at IS NOT NULL OR successor IS NOT NULL";

/// The same refresh token as `first`, and another access token that opens userinfo.
async fn is_answered_again(scene: &Scene, used: &Value, first: &Value) -> Value {
    let again = refreshed(scene, used).await;
    assert_eq!(token(&again, "refresh_token"), token(first, "refresh_token"), "the same");
    assert_ne!(token(&again, "access_token"), token(first, "access_token"));
    assert!(opens_userinfo(scene, &again).await && opens_userinfo(scene, first).await);
    again
}

/// The used token gets nothing, and its family is over.
async fn ends_the_family(scene: &Scene, used: &Value, newest: &Value) {
    is_refused(scene, used).await;
    is_refused(scene, newest).await;
    assert!(!opens_userinfo(scene, newest).await);
}

fn parts(tokens: &Value) -> Vec<String> {
    token(tokens, "refresh_token").split('.').map(str::to_owned).collect()
}

#[tokio::test]
async fn uses_at_once_get_one_refresh_token_and_each_an_access_token() {
    for (uses, wait) in [(8, 0), (50, 0), (50, STALE)] {
        let mut scene = Scene::with(setup()).await;
        let first = tokens(&mut scene).await;
        // If it is stale, each asks the person's server: all have found a good token before one is used.
        scene.daemon.hand.advance(wait);
        let answers = join_all((0..uses).map(|_| refresh(&scene, &first))).await;
        assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}");
        let given = |kind: &str| -> BTreeSet<&str> {
            answers.iter().map(|(_, answer)| token(answer, kind)).collect()
        };
        assert_eq!(given("refresh_token").len(), 1);
        assert_eq!(given("access_token").len(), uses);
        for (_, answer) in &answers {
            assert!(opens_userinfo(&scene, answer).await);
        }
        refreshed(&scene, &answers[0].1).await;
    }
}

#[tokio::test]
async fn a_lost_answer_is_given_again_within_the_window_and_not_after_it() {
    for (wait, is_given) in [(0, true), (1, true), (WINDOW - 1, true), (WINDOW, false)] {
        let mut scene = Scene::with(setup()).await;
        let first = tokens(&mut scene).await;
        let lost = refreshed(&scene, &first).await;
        scene.daemon.hand.advance(wait);
        if is_given {
            let again = is_answered_again(&scene, &first, &lost).await;
            refreshed(&scene, &again).await;
        } else {
            ends_the_family(&scene, &first, &lost).await;
        }
    }
}

#[tokio::test]
async fn the_window_counts_from_the_first_use_and_is_never_extended() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    for _ in 0..2 {
        scene.daemon.hand.advance(WINDOW / 2 - 1);
        is_answered_again(&scene, &first, &second).await;
    }
    scene.daemon.hand.advance(2);
    ends_the_family(&scene, &first, &second).await;
}

#[tokio::test]
async fn a_use_of_the_successor_closes_the_window() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    let third = refreshed(&scene, &second).await;
    ends_the_family(&scene, &first, &third).await;
}

#[tokio::test]
async fn each_token_has_a_window_of_its_own() {
    let mut scene = Scene::with(setup()).await;
    let mut used = tokens(&mut scene).await;
    for _ in 0..5 {
        let next = refreshed(&scene, &used).await;
        scene.daemon.hand.advance(WINDOW - 1);
        is_answered_again(&scene, &used, &next).await;
        used = next;
    }
}

#[tokio::test]
async fn an_older_token_ends_the_family_within_the_window_of_a_newer_one() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    let third = refreshed(&scene, &second).await;
    is_refused(&scene, &first).await;
    for ended in [&second, &third] {
        is_refused(&scene, ended).await;
        assert!(!opens_userinfo(&scene, ended).await);
    }
}

#[tokio::test]
async fn only_the_own_secret_of_the_used_token_opens_the_window() {
    for made_up in ["another secret", "that of the successor", "none"] {
        let mut scene = Scene::with(setup()).await;
        let first = tokens(&mut scene).await;
        let second = refreshed(&scene, &first).await;
        let (old, new) = (parts(&first), parts(&second));
        let secret = match made_up {
            "another secret" => "A".repeat(43),
            "none" => String::new(),
            _ => new[2].clone(),
        };
        let shown = format!("{}.{}.{secret}", old[0], old[1]);
        let (status, answer) = scene.daemon.token(&form(&shown)).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()), "{made_up}");
        // Who knows the family and its numbers holds or held one of its tokens.
        ends_the_family(&scene, &first, &second).await;
    }
}

#[tokio::test]
async fn nothing_is_given_again_after_a_revocation() {
    for revoked in ["the used one", "the successor"] {
        let mut scene = Scene::with(setup()).await;
        let first = tokens(&mut scene).await;
        let second = refreshed(&scene, &first).await;
        let given_back = if revoked == "the used one" { &first } else { &second };
        let form = [("token", token(given_back, "refresh_token"))];
        let answer = scene.daemon.post("/revoke", Some(("rp", SECRET)), &form).await;
        assert_eq!(answer.status(), 200);
        ends_the_family(&scene, &first, &second).await;
    }
}

#[tokio::test]
async fn nothing_is_given_again_after_a_replay_of_the_code() {
    let mut scene = Scene::with(setup()).await;
    let (code, question) = scene.code_for(&["profile", "offline_access"]).await;
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", crate::support::daemon::REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (_, first) = scene.daemon.token(&exchange).await;
    let second = refreshed(&scene, &first).await;
    assert_eq!(scene.daemon.token(&exchange).await.0, 400);
    ends_the_family(&scene, &first, &second).await;
}

async fn sign_out(scene: &mut Scene) {
    let page = scene.browser.get(&scene.daemon.at("/logout")).await;
    let page = scene.browser.submit(&page, "logout", &[]).await;
    assert_eq!(page.status, 200, "{}", page.text);
}

#[tokio::test]
async fn nothing_is_given_again_after_a_sign_out() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    sign_out(&mut scene).await;
    assert_eq!(scene.daemon.count(OPEN).await, 0);
    ends_the_family(&scene, &first, &second).await;
}

/// A family outlives a sign-out, because it is for when nobody is there.
#[tokio::test]
async fn a_sign_out_closes_the_windows_of_its_session_and_nothing_else() {
    let mut scene = Scene::with(setup()).await;
    let elsewhere = tokens(&mut scene).await;
    let elsewhere_next = refreshed(&scene, &elsewhere).await;
    scene.browser = Browser::new(&scene.daemon, &scene.world);
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    sign_out(&mut scene).await;
    is_answered_again(&scene, &elsewhere, &elsewhere_next).await;
    let third = refreshed(&scene, &second).await;
    is_answered_again(&scene, &second, &third).await;
}

#[tokio::test]
async fn nothing_is_given_again_after_a_sign_out_everywhere() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    let page = scene.browser.get(&scene.daemon.at("/account/everywhere")).await;
    let page = scene.browser.submit(&page, "answer", &[]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    ends_the_family(&scene, &first, &second).await;
}

#[tokio::test]
async fn another_client_gets_nothing_within_the_window_and_ends_nothing() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    let [kind, shown] = form(token(&first, "refresh_token"));
    for (basic, form) in
        [(Some(OTHER), vec![kind, shown]), (None, vec![kind, shown, ("client_id", "app")])]
    {
        let (status, answer) = scene.daemon.token_as(basic, &form).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()));
    }
    let (status, _) = scene.daemon.token_as(Some(("rp", "wrong")), &[kind, shown]).await;
    assert_eq!(status, 401);
    is_answered_again(&scene, &first, &second).await;
}

/// Nothing but the token itself says who sends it: whoever has a copy can do the same.
#[tokio::test]
async fn a_public_client_has_the_same_window() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens_of(&mut scene, APP).await;
    let as_app = async |scene: &Scene, tokens: &Value| {
        let [kind, shown] = form(token(tokens, "refresh_token"));
        scene.daemon.token_as(None, &[kind, shown, ("client_id", "app")]).await
    };
    let answers = join_all((0..8).map(|_| as_app(&scene, &first))).await;
    let given: BTreeSet<_> =
        answers.iter().map(|(_, answer)| token(answer, "refresh_token")).collect();
    assert_eq!(given.len(), 1, "{answers:?}");
    let second = answers[0].1.clone();
    scene.daemon.hand.advance(WINDOW);
    assert_eq!(as_app(&scene, &first).await.0, 400);
    assert_eq!(as_app(&scene, &second).await.0, 400);
    assert!(!opens_userinfo(&scene, &second).await);
}

fn without_window() -> Setup {
    let client = "scopes = [\"openid\", \"profile\", \"offline_access\"]\n\
                  refresh_token_reuse_window = 0";
    Setup { client, ..setup() }
}

#[tokio::test]
async fn without_a_window_the_second_use_ends_the_family_at_once() {
    let mut scene = Scene::with(without_window()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    assert_eq!(scene.daemon.count(OPEN).await, 0, "nothing is kept of it");
    ends_the_family(&scene, &first, &second).await;
    // Another client of the same provider has one.
    let others = tokens_of(&mut scene, OTHER).await;
    let used = form(token(&others, "refresh_token"));
    for _ in 0..2 {
        assert_eq!(scene.daemon.token_as(Some(OTHER), &used).await.0, 200);
    }
}

#[tokio::test]
async fn without_a_window_one_of_fifty_uses_at_once_succeeds_and_the_family_ends() {
    let mut scene = Scene::with(without_window()).await;
    let first = tokens(&mut scene).await;
    // Now each of them asks the person's server, so that all have found a good token before any is used.
    scene.daemon.hand.advance(STALE);
    let answers = join_all((0..50).map(|_| refresh(&scene, &first))).await;
    let (given, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|(status, _)| *status == 200);
    assert_eq!((given.len(), refused.len()), (1, 49));
    assert!(refused.iter().all(|(_, answer)| answer["error"] == "invalid_grant"));
    ends_the_family(&scene, &first, &given[0].1).await;
}

#[tokio::test]
async fn a_restart_leaves_the_window_open() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    scene.daemon.restart().await;
    is_answered_again(&scene, &first, &second).await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_opens_no_window_that_was_over() {
    for back in [1, WINDOW - 1, WINDOW, 3600] {
        let mut scene = Scene::with(setup()).await;
        let first = tokens(&mut scene).await;
        let second = refreshed(&scene, &first).await;
        scene.daemon.hand.advance(-back);
        if back < WINDOW {
            is_answered_again(&scene, &first, &second).await;
        } else {
            ends_the_family(&scene, &first, &second).await;
        }
    }
}

#[tokio::test]
async fn the_sealed_successor_is_erased_soon_after_the_window() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    scene.daemon.housekeep().await;
    is_answered_again(&scene, &first, &second).await;
    scene.daemon.hand.advance(2 * 60);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(OPEN).await, 0);
    ends_the_family(&scene, &first, &second).await;
}

#[tokio::test]
async fn the_scope_may_shrink_when_it_is_given_again_and_never_grows() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    let [kind, shown] = form(token(&first, "refresh_token"));
    let (status, answer) = scene.daemon.token(&[kind, shown, ("scope", "openid email")]).await;
    assert_eq!((status, &answer["error"]), (400, &"invalid_scope".into()));
    let (_, less) = scene.daemon.token(&[kind, shown, ("scope", "openid")]).await;
    assert_eq!(less["scope"], "openid");
    assert_eq!(told(&scene, &less).await, ["sub"]);
    assert_eq!(token(&less, "refresh_token"), token(&second, "refresh_token"));
    assert_eq!(is_answered_again(&scene, &first, &second).await["scope"], second["scope"]);
}

#[tokio::test]
async fn a_used_token_is_not_active_within_its_window() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let second = refreshed(&scene, &first).await;
    for (tokens, is_active) in [(&first, false), (&second, true)] {
        let form = [("token", token(tokens, "refresh_token"))];
        let answer = scene.daemon.post("/introspect", Some(("rp", SECRET)), &form).await;
        assert_eq!(answer.json::<Value>().await.unwrap()["active"], is_active);
    }
    is_answered_again(&scene, &first, &second).await;
}

/// The person is looked up again for each answer, so nothing is told of somebody who is gone.
#[tokio::test]
async fn nothing_is_given_again_once_the_account_is_gone() {
    let client = "scopes = [\"openid\", \"profile\", \"offline_access\"]\n\
                  refresh_token_reuse_window = 120";
    let mut scene = Scene::with(Setup { client, ..setup() }).await;
    let first = tokens(&mut scene).await;
    scene.daemon.hand.advance(STALE - 60 - 100);
    let second = refreshed(&scene, &first).await;
    scene.daemon.hand.advance(100);
    scene.world.bury(&scene.alice);
    ends_the_family(&scene, &first, &second).await;
}
