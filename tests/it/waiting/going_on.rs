//! What a waiting page leads to: every answer that there would be without it.

use super::*;
use crate::small_world::Person;

/// The answer of a callback that waited.
async fn after_slow_callback(scene: &mut Scene, url: &str) -> Page {
    let (_, gate, begun) = slow_callback(scene, url).await;
    gate.open();
    let page = begun.whole().await.unwrap();
    let way_on = way_on(scene, &page);
    scene.browser.get(&way_on).await
}

#[tokio::test]
async fn a_slow_callback_ends_in_a_redirect_with_a_code_and_a_session() {
    let mut scene = scene().await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let answer = after_slow_callback(&mut scene, &question.url).await;
    assert_eq!(answer.hops.len(), 1, "{:?}", answer.hops);
    assert_eq!(answer.hops[0].0, 303);
    let known = rp.hear(&question, &answer).await;
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
    assert!(scene.browser.cookie("-session").is_some());
    assert_eq!(given(&scene).await.1, 1);
}

#[tokio::test]
async fn a_slow_callback_ends_in_a_form_that_posts_itself() {
    let mut scene = scene().await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let url = format!("{}&response_mode=form_post", question.url);
    let answer = after_slow_callback(&mut scene, &url).await;
    let (action, fields) = answer.form("answer");
    assert_eq!(action.as_str(), "https://rp.example/cb");
    let code = fields.iter().find(|(name, _)| name == "code").unwrap();
    rp.redeem(&code.1, &question).await.unwrap();
}

#[tokio::test]
async fn a_slow_callback_ends_in_the_error_page_with_its_status() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let callback = callback_address(&mut scene, &question.url).await;
    let gate = Gate::closed();
    scene.world.lie(|lies| lies.token.error("invalid_grant", "no").wire = Wire::Held(gate.clone()));
    let mut begun = scene.browser.begin_get(&callback).await;
    begun.read_to(BEGUN).await;
    gate.open();
    let page = begun.whole().await.unwrap();
    assert_eq!(page.status, 200);
    let way_on = way_on(&scene, &page);
    let answer = scene.browser.get(&way_on).await;
    assert_eq!(answer.status, 502);
    assert_eq!(answer.heading(), "Your server didn’t finish the sign-in");
    assert_eq!(answer.element("reference").unwrap().len(), 10);
    assert!(answer.text.contains("Try again"));
    assert_eq!(given(&scene).await, (0, 0));
}

#[tokio::test]
async fn a_slow_callback_of_somebody_else_ends_in_a_refusal_of_the_relying_party() {
    let mut scene = scene().await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let claims = serde_json::json!({ "id_token": { "sub": { "value": bob.did() } } }).to_string();
    let question = scene.relying_party().await.ask();
    let mut url = url::Url::parse(&question.url).unwrap();
    url.query_pairs_mut().append_pair("claims", &claims);
    let answer = after_slow_callback(&mut scene, url.as_str()).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"), "{}", answer.text);
    assert_eq!(given(&scene).await, (0, 0));
}

#[tokio::test]
async fn a_slow_callback_where_consent_is_needed_ends_at_the_consent_page() {
    let mut scene = scene_with(Setup { client: "consent = true", ..Setup::default() }).await;
    let question = scene.relying_party().await.ask();
    let page = after_slow_callback(&mut scene, &question.url).await;
    assert!(page.text.contains("/consent\""), "{}", page.text);
    assert_eq!(given(&scene).await, (0, 1), "a session and no code yet");
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    assert!(is_signed_in(&answer), "{}", answer.text);
}

/// The relying party is told when the person signed in, not when their browser came for the answer.
#[tokio::test]
async fn a_session_begins_when_its_person_was_proven() {
    let mut scene = scene().await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let (_, gate, begun) = slow_callback(&mut scene, &question.url).await;
    gate.open();
    let page = begun.whole().await.unwrap();
    scene.daemon.hand.advance(60);
    let way_on = way_on(&scene, &page);
    let answer = scene.browser.get(&way_on).await;
    assert!(is_signed_in(&answer));
    let authenticated = "SELECT authenticated_at FROM browser_session";
    assert_eq!(scene.daemon.count(authenticated).await, crate::support::START);
}

#[tokio::test]
async fn a_slow_typo_ends_at_the_form_with_its_sentence_and_status() {
    let mut scene = scene().await;
    let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
    let gate = Gate::closed();
    scene.world.lie(|lies| lies.did_document.status(404).wire = Wire::Held(gate.clone()));
    let begun = begin(&mut scene.browser, &form, "alice.pds.test").await;
    gate.open();
    let page = begun.whole().await.unwrap();
    let way_on = way_on(&scene, &page);
    let again = scene.browser.get(&way_on).await;
    assert_eq!((again.status.as_u16(), again.heading().as_str()), (422, "Sign in"));
    assert_eq!(again.attribute("input", "account", "value").as_deref(), Some("alice.pds.test"));
    assert!(again.element("error").is_some());
    scene.world.be_honest();
    assert!(is_signed_in(&scene.say_who(again).await), "its form works");
    // The address is good once, and this login is over.
    assert_eq!(scene.browser.get(&way_on).await.heading(), "This sign-in is already finished");
}

#[tokio::test]
async fn who_says_no_at_a_server_is_sent_back_without_a_page() {
    let mut scene = scene().await;
    scene.world.person(Person::Denies);
    let question = scene.relying_party().await.ask();
    let _gate = hold_token(&scene);
    let answer = scene.sign_in(&question.url).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("access_denied"));
}
