//! Who is not signed in is led to the sign-in and back, and nobody to anywhere else (attacks P28, P32).

use reqwest::StatusCode;

use super::{alices, bob};
use crate::support::{Browser, Scene, Setup};

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_sign_in_and_back() {
    for path in ["", "/atlogin"] {
        let mut scene = Scene::with(Setup { path, ..Setup::default() }).await;
        for (page, heading) in [
            ("/account", "Your account"),
            ("/account/stored", "What is stored about you"),
            ("/account/everywhere", "Sign out everywhere?"),
            ("/account/delete", "Delete my data?"),
        ] {
            scene.browser.forget();
            let address = scene.daemon.at(page);
            let form = scene.browser.get(&address).await;
            assert_eq!(form.heading(), "Sign in");
            assert!(form.text.contains("Your account at ATLogin"), "{}", form.text);
            let there = scene.say_who(form).await;
            assert_eq!((there.url.as_str(), there.heading().as_str()), (&*address, heading));
            assert!(
                there.text.contains(scene.alice.did()) && there.text.contains("alice.pds.test")
            );
        }
    }
}

#[tokio::test]
async fn whoever_is_signed_in_is_asked_nothing() {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    let page = scene.browser.get(&scene.daemon.at("/account")).await;
    assert_eq!((page.heading().as_str(), page.hops.len()), ("Your account", 0));
}

#[tokio::test]
async fn whoever_declines_is_not_asked_again_and_again() {
    let mut scene = Scene::open().await;
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    let page = scene.browser.submit(&form, "cancel", &[]).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::OK, "You are not signed in"));
    assert!(page.text.contains("href=\"/account\""), "there is a way on: {}", page.text);
}

#[tokio::test]
async fn another_browsers_answer_signs_nobody_in() {
    let mut scene = Scene::open().await;
    scene.browser.stop_before("/account/back");
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    let answer = scene.say_who(form).await;
    assert!(answer.parameter("code").is_some());
    // Alice, the attacker, has Bob's browser or a fresh one open the end of her own sign-in.
    let mut victim = Browser::new(&scene.daemon, &scene.world);
    let page = victim.follow_link_from_elsewhere(answer.url.as_str()).await;
    assert_eq!(page.heading(), "You are not signed in");
    assert!(!page.text.contains(scene.alice.did()));
    let (bob, mut victim, _) = bob(&scene).await;
    let page = victim.follow_link_from_elsewhere(answer.url.as_str()).await;
    assert!(page.text.contains(bob.did()) && !page.text.contains(scene.alice.did()));
}

#[tokio::test]
async fn the_code_of_the_account_page_buys_nothing() {
    let mut scene = Scene::open().await;
    scene.browser.stop_before("/account/back");
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    let code = scene.say_who(form).await.parameter("code").unwrap();
    let redirect_uri = scene.daemon.at("/account/back");
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect_uri.as_str()),
    ];
    for credentials in [Some(("atlogin-account", "")), Some(("atlogin-account", "guess"))] {
        let (status, error) = scene.daemon.token_as(credentials, &form).await;
        assert_eq!((status, error["error"].as_str()), (401, Some("invalid_client")));
    }
    let as_public = [&form[..], &[("client_id", "atlogin-account")]].concat();
    let (status, error) = scene.daemon.token_as(None, &as_public).await;
    assert_eq!((status, error["error"].as_str()), (401, Some("invalid_client")));
}

#[tokio::test]
async fn the_way_back_leads_nowhere_but_to_the_account() {
    let mut scene = Scene::open().await;
    alices(&mut scene).await;
    for state in
        ["https://evil.example/", "//evil.example/", "/%5cevil.example", "javascript:1", ""]
    {
        let address = format!("/account/back?code=x&state={state}&iss=x");
        let page = scene.browser.get(&scene.daemon.at(&address)).await;
        assert_eq!(page.url.as_str(), scene.daemon.at("/account"), "{state}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_ask_for_a_new_login_leaves_another_way() {
    let mut scene = Scene::open().await;
    alices(&mut scene).await;
    scene.daemon.hand.advance(600);
    scene.world.lie(|lies| {
        lies.server_metadata.remove("prompt_values_supported");
    });
    let question = scene.browser.get(&scene.daemon.at("/account/delete")).await;
    let form = again(&mut scene, &question).await;
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "Your server can’t ask you again", "{}", page.text);
    let account = alices(&mut scene).await;
    scene.browser.submit(&account, "sign-out", &[]).await;
    alices(&mut scene).await;
    let question = scene.browser.get(&scene.daemon.at("/account/delete")).await;
    let gone = scene.browser.submit(&question, "answer", &[]).await;
    assert_eq!(gone.heading(), "Your data has been deleted", "{}", gone.text);
}

/// Follows "Sign in once more".
async fn again(scene: &mut Scene, question: &crate::support::Page) -> crate::support::Page {
    let href = question.attribute("a", "sign-in-again", "href").unwrap();
    let form = scene.browser.get(question.url.join(&href).unwrap().as_str()).await;
    assert_eq!(form.heading(), "Sign in");
    form
}

#[tokio::test]
async fn ending_everything_takes_a_sign_in_of_the_last_ten_minutes() {
    for (path, yes) in [
        ("/account/everywhere", "You are signed out everywhere"),
        ("/account/delete", "Your data has been deleted"),
    ] {
        let mut scene = Scene::open().await;
        alices(&mut scene).await;
        scene.daemon.hand.advance(599);
        let fresh = scene.browser.get(&scene.daemon.at(path)).await;
        fresh.form("answer");
        scene.daemon.hand.advance(1);
        let refused = scene.browser.submit(&fresh, "answer", &[]).await;
        assert_eq!(refused.url.path(), path);
        assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 1);
        assert!(!refused.text.contains("<form"), "{}", refused.text);
        scene.world.forget_seen();
        let form = again(&mut scene, &refused).await;
        let page = scene.say_who(form).await;
        assert_eq!(page.url.path(), path);
        let asked = scene.world.seen().iter().any(|seen| seen.field("prompt") == Some("login"));
        assert!(asked, "at the server it was a real new login");
        let done = scene.browser.submit(&page, "answer", &[]).await;
        assert_eq!(done.heading(), yes);
    }
}

#[tokio::test]
async fn who_changes_their_mind_about_signing_in_again_is_where_they_were() {
    let mut scene = Scene::open().await;
    alices(&mut scene).await;
    scene.daemon.hand.advance(600);
    let question = scene.browser.get(&scene.daemon.at("/account/delete")).await;
    let form = again(&mut scene, &question).await;
    let page = scene.browser.submit(&form, "cancel", &[]).await;
    assert_eq!(page.heading(), "Your account");
}
