//! Whatever else is pressed twice ends at a sensible place.

use super::{CODES, asked, is_finished};
use crate::support::{Scene, Setup};

#[tokio::test]
async fn the_second_press_on_cancel_leads_where_the_first_did() {
    let (mut scene, _, question, page) = asked("").await;
    for seconds in [0, 9] {
        scene.daemon.hand.advance(seconds);
        let answer = scene.browser.submit(&page, "cancel", &[]).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("access_denied"), "{}", answer.text);
        assert_eq!(answer.parameter("state").as_ref(), Some(&question.state));
    }
    scene.daemon.hand.advance(1);
    is_finished(&scene.browser.submit(&page, "cancel", &[]).await);
}

#[tokio::test]
async fn two_presses_on_cancel_at_the_same_instant_lead_to_the_same() {
    let (scene, _, _, page) = asked("").await;
    let (mut one, mut other) = (super::the_same(&scene), super::the_same(&scene));
    let (first, second) =
        tokio::join!(one.submit(&page, "cancel", &[]), other.submit(&page, "cancel", &[]));
    for answer in [first, second] {
        assert_eq!(answer.parameter("error").as_deref(), Some("access_denied"), "{}", answer.text);
    }
}

#[tokio::test]
async fn another_button_than_the_first_time_changes_nothing() {
    for (first, second) in [("consent", "cancel"), ("cancel", "consent")] {
        let (mut scene, rp, question, page) = asked("").await;
        let answer = scene.browser.submit(&page, first, &[]).await;
        let shown = scene.browser.submit(&page, second, &[]).await;
        is_finished(&shown);
        if first == "consent" {
            rp.hear(&question, &answer).await;
        } else {
            assert_eq!(scene.daemon.count(CODES).await, 0);
        }
    }
}

/// The addresses of the callback after the sign-in form was sent twice.
async fn sent_twice(scene: &mut Scene) -> [String; 2] {
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    scene.browser.stop_before("/atproto/callback");
    let back = [scene.say_who(form.clone()).await, scene.say_who(form).await];
    scene.browser.stop_nowhere();
    back.map(|page| {
        assert_eq!(page.url.path(), "/atproto/callback", "{}", page.text);
        page.url.to_string()
    })
}

#[tokio::test]
async fn a_sign_in_form_that_is_sent_twice_leads_to_the_server_twice_and_either_way_back_is_good() {
    for (first, second) in [(0, 1), (1, 0)] {
        let mut scene = Scene::open().await;
        let back = sent_twice(&mut scene).await;
        let answer = scene.browser.get(&back[first]).await;
        assert!(answer.parameter("code").is_some(), "{}", answer.text);
        is_finished(&scene.browser.get(&back[second]).await);
        assert_eq!(scene.daemon.count(CODES).await, 1);
    }
}

#[tokio::test]
async fn whichever_way_back_is_taken_again_leads_to_the_question_that_is_asked() {
    let mut scene = Scene::with(Setup { client: "consent = true", ..Setup::default() }).await;
    let back = sent_twice(&mut scene).await;
    for way in [&back[0], &back[0], &back[1]] {
        let page = scene.browser.get(way).await;
        assert_eq!(page.heading(), "Allow this sign-in?", "{}", page.text);
    }
    assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 1);
}

#[tokio::test]
async fn an_account_that_is_forgotten_twice_is_forgotten() {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    let question = scene.relying_party().await.ask();
    let page = scene.browser.get(&format!("{}&prompt=select_account", question.url)).await;
    let did = scene.alice.did().to_owned();
    for _ in 0..2 {
        let shown = scene.browser.submit(&page, "accounts", &[("forget", &did)]).await;
        assert_eq!((shown.heading().as_str(), shown.url.as_str()), ("Sign in", page.url.as_str()));
        assert!(!shown.text.contains(&did));
    }
}

#[tokio::test]
async fn the_question_about_a_logout_leads_to_the_same_twice() {
    let bye = "post_logout_redirect_uris = [\"https://rp.example/bye\"]";
    let mut scene = Scene::with(Setup { client: bye, ..Setup::default() }).await;
    // The ID token of another session: it says who may be led on, and nothing about this one.
    let before = scene.tokens().await;
    let hint = before["id_token"].as_str().unwrap();
    let uri = "post_logout_redirect_uri=https%3A%2F%2Frp.example%2Fbye";
    let led_on = format!("id_token_hint={hint}&{uri}");
    for (query, stays, led_to, title) in [
        (led_on.as_str(), false, "/bye", ""),
        ("", false, "/logout/", "You are signed out"),
        ("", true, "/logout/", "You are still signed in"),
    ] {
        scene.tokens().await;
        let page = scene.browser.get(&scene.daemon.at(&format!("/logout?{query}"))).await;
        assert_eq!(page.heading(), "Sign out?");
        let fields: &[_] = if stays { &[("stay", "yes")] } else { &[] };
        for _ in 0..2 {
            let shown = scene.browser.submit(&page, "logout", fields).await;
            assert!(shown.url.path().starts_with(led_to), "{query}: {}", shown.url);
            assert!(led_to == "/bye" || shown.heading() == title, "{query}: {}", shown.text);
        }
    }
}
