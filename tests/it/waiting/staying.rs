//! "Stay signed in on this browser" where a page has waited: the form is gone, and its choice holds.

use super::*;

const REMEMBERED: &str = "SELECT count(*) FROM chosen_account";
const BRIEF: &str = "SELECT count(*) FROM browser_session WHERE ends_by IS NOT NULL";

/// Whether the browser is known after it was closed. It is again what it was before.
async fn is_kept(scene: &mut Scene) -> bool {
    let jar = scene.browser.jar();
    scene.browser.close();
    let question = scene.relying_party().await.ask();
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert_ne!(answer.parameter("code").is_some(), answer.parameter("error").is_some());
    scene.browser.hold(jar);
    answer.parameter("code").is_some()
}

/// The sign-in page, with the box ticked or not.
async fn form(scene: &mut Scene, stays: bool) -> Page {
    let page = scene.browser.get(&scene.relying_party().await.ask().url).await;
    page.with_box("stay", stays)
}

#[tokio::test]
async fn the_choice_comes_through_a_start_that_waits() {
    for stays in [true, false] {
        let mut scene = scene().await;
        let form = form(&mut scene, stays).await;
        let gate = hold_handle(&scene);
        let begun = begin(&mut scene.browser, &form, "alice.pds.test").await;
        gate.open();
        let page = begun.whole().await.unwrap();
        tells_nothing(&scene, &page);
        // Whoever follows the address cannot change what the form said.
        let changed = format!("{}?stay={}", way_on(&scene, &page), if stays { "" } else { "yes" });
        let answer = scene.browser.get(&changed).await;
        assert!(is_signed_in(&answer), "{}: {}", answer.url, answer.text);
        assert_eq!(is_kept(&mut scene).await, stays);
        assert_eq!(scene.daemon.count(REMEMBERED).await, i64::from(stays));
    }
}

#[tokio::test]
async fn the_choice_comes_through_a_callback_that_waits() {
    for stays in [true, false] {
        let mut scene = scene().await;
        let form = form(&mut scene, stays).await;
        scene.browser.stop_before("/atproto/callback");
        let callback = scene.say_who(form).await.url.to_string();
        scene.browser.stop_nowhere();
        let gate = hold_token(&scene);
        let mut begun = scene.browser.begin_get(&callback).await;
        begun.read_to(BEGUN).await;
        gate.open();
        let page = begun.whole().await.unwrap();
        let answer = scene.browser.get(&way_on(&scene, &page)).await;
        assert!(is_signed_in(&answer), "{}: {}", answer.url, answer.text);
        assert_eq!(is_kept(&mut scene).await, stays);
        assert_eq!(scene.daemon.count(REMEMBERED).await, i64::from(stays));
    }
}

#[tokio::test]
async fn the_choice_is_kept_by_a_form_that_comes_back_after_a_wait() {
    let mut scene = scene().await;
    let form = form(&mut scene, false).await;
    let gate = Gate::closed();
    scene.world.lie(|lies| lies.did_document.status(404).wire = Wire::Held(gate.clone()));
    let begun = begin(&mut scene.browser, &form, "alice.pds.test").await;
    gate.open();
    let page = begun.whole().await.unwrap();
    let again = scene.browser.get(&way_on(&scene, &page)).await;
    assert!(again.element("error").is_some(), "{}", again.text);
    assert!(again.form("sign-in").1.iter().all(|(name, _)| name != "stay"), "{}", again.text);
}

/// A start with the account that is signed in, whose look-up is slow.
async fn slow_pick(scene: &mut Scene) -> (Page, Begun, Gate) {
    scene.code().await;
    let url = format!("{}&prompt=select_account", scene.relying_party().await.ask().url);
    let page = scene.browser.get(&url).await.with_box("stay-known", false);
    scene.daemon.hand.advance(601);
    let gate = hold(scene, |lies, wire| lies.resource_metadata.wire = wire);
    let fields = [("known", scene.alice.did())];
    let mut begun = scene.browser.begin_submit(&page, "accounts", &fields).await;
    begun.read_to(BEGUN).await;
    (page, begun, gate)
}

#[tokio::test]
async fn who_picks_an_account_and_does_not_stay_is_forgotten_by_the_answer_and_not_before() {
    let mut scene = scene().await;
    let (_, begun, gate) = slow_pick(&mut scene).await;
    gate.open();
    let page = begun.whole().await.unwrap();
    assert_eq!(scene.daemon.count(BRIEF).await, 0, "asking writes nothing");
    assert_eq!(scene.daemon.count(REMEMBERED).await, 1);
    let answer = scene.browser.get(&way_on(&scene, &page)).await;
    assert!(is_signed_in(&answer), "{}: {}", answer.url, answer.text);
    assert_eq!(scene.daemon.count(BRIEF).await, 1);
    assert_eq!(scene.daemon.count(REMEMBERED).await, 0);
    assert!(!is_kept(&mut scene).await);
}

#[tokio::test]
async fn an_account_whose_session_ends_while_its_page_waits_is_asked_for_again() {
    let mut scene = scene().await;
    let (form, begun, gate) = slow_pick(&mut scene).await;
    gate.open();
    let page = begun.whole().await.unwrap();
    let account = scene.browser.get(&scene.daemon.at("/account")).await;
    scene.browser.submit(&account, "sign-out", &[]).await;
    let answer = scene.browser.get(&way_on(&scene, &page)).await;
    assert_eq!((answer.heading().as_str(), answer.url.path()), ("Sign in", form.url.path()));
}
