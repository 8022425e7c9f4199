//! The account chooser: the accounts that a browser has used, from the database and not the cookie.

use crate::small_world::Person;
use crate::support::{Browser, Page, Scene};

/// Alice, then bob, have signed in with this browser; bob is still signed in.
async fn two_accounts() -> (Scene, String, String) {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    let alice = scene.alice.did().to_owned();
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.person(Person::Is(bob.clone()));
    scene.alice = bob.clone();
    scene.daemon.hand.advance(1);
    scene.tokens().await;
    (scene, alice, bob.did().to_owned())
}

async fn chooser(scene: &mut Scene) -> Page {
    let question = scene.relying_party().await.ask();
    let page = scene.browser.get(&format!("{}&prompt=select_account", question.url)).await;
    assert_eq!(page.heading(), "Sign in");
    page
}

fn labels(page: &Page) -> Vec<&str> {
    let list = page.text.split("id=\"accounts\"").nth(1).unwrap_or_default();
    let list = list.split("</form>").next().unwrap();
    list.split("<bdi>").skip(1).map(|rest| rest.split("</bdi>").next().unwrap()).collect()
}

#[tokio::test]
async fn lists_the_accounts_of_this_browser_the_last_used_first() {
    let (mut scene, _, _) = two_accounts().await;
    let page = chooser(&mut scene).await;
    assert_eq!(labels(&page), ["bob.pds.test", "alice.pds.test"]);
    assert!(page.text.contains(">B</span>") && page.text.contains(">A</span>"));
    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    let question = scene.relying_party().await.ask();
    assert!(labels(&stranger.get(&question.url).await).is_empty());
}

#[tokio::test]
async fn the_account_that_is_signed_in_goes_on_without_the_pds() {
    let (mut scene, _, bob) = two_accounts().await;
    let page = chooser(&mut scene).await;
    scene.world.forget_seen();
    let answer = scene.browser.submit(&page, "accounts", &[("known", &bob)]).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
    assert!(scene.world.seen().is_empty());
}

#[tokio::test]
async fn another_account_signs_in_at_its_own_server() {
    let (mut scene, alice, _) = two_accounts().await;
    let page = chooser(&mut scene).await;
    let account = scene.world.account(&scene.world.pds(), "unused.pds.test").await;
    scene.world.person(Person::FillsTheForm);
    scene.browser.stop_before("/oauth/authorize");
    let answer = scene.browser.submit(&page, "accounts", &[("known", &alice)]).await;
    assert!(answer.url.path().starts_with("/oauth/authorize"), "{}", answer.text);
    let seen = scene.world.seen();
    let pushed = seen.iter().rfind(|seen| seen.path.ends_with("/par")).unwrap();
    assert_eq!(pushed.field("login_hint"), Some(alice.as_str()));
    drop(account);
}

#[tokio::test]
async fn picking_an_account_does_not_stand_for_the_new_login_that_was_demanded() {
    let (mut scene, _, bob) = two_accounts().await;
    let question = scene.relying_party().await.ask();
    let page = scene.browser.get(&format!("{}&prompt=login", question.url)).await;
    scene.world.forget_seen();
    scene.browser.submit(&page, "accounts", &[("known", &bob)]).await;
    let seen = scene.world.seen();
    let pushed = seen.iter().find(|seen| seen.path.ends_with("/par")).unwrap();
    assert_eq!(pushed.field("prompt"), Some("login"));
}

#[tokio::test]
async fn forgets_an_account_and_its_session_in_this_browser() {
    let (mut scene, alice, bob) = two_accounts().await;
    let page = chooser(&mut scene).await;
    let page = scene.browser.submit(&page, "accounts", &[("forget", &alice)]).await;
    assert_eq!(labels(&page), ["bob.pds.test"]);
    let page = scene.browser.submit(&page, "accounts", &[("forget", &bob)]).await;
    assert!(labels(&page).is_empty());
    let question = scene.relying_party().await.ask();
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_form_from_another_site_forgets_nothing() {
    let (mut scene, _, bob) = two_accounts().await;
    let page = chooser(&mut scene).await;
    let url = page.url.to_string();
    scene.browser.post_from_elsewhere(&url, &[("forget", &bob), ("csrf", "guess")]).await;
    assert_eq!(labels(&chooser(&mut scene).await).len(), 2);
}

#[tokio::test]
async fn the_cookie_holds_no_account() {
    let (scene, alice, bob) = two_accounts().await;
    for cookie in scene.browser.cookies() {
        assert!(!cookie.contains(&alice) && !cookie.contains(&bob));
        assert!(!cookie.contains("alice") && !cookie.contains("bob"));
    }
}
