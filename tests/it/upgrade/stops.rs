//! Where people and relying parties stand when a fixture is made: one in the middle of each thing.

use serde_json::json;

use super::place::claims;
use super::walk::{Walk, push, text};
use crate::support::Browser;
use crate::support::receiver::Answer;
use crate::support::signer::{ASSERTION_TYPE, Signer};

pub(super) async fn stop_everywhere(walk: &mut Walk, signer: &Signer) {
    a_code_is_not_redeemed_yet(walk).await;
    somebody_is_on_the_way_to_the_sign_in_page(walk).await;
    somebody_reads_the_sign_in_page(walk).await;
    somebody_is_away(walk).await;
    somebody_is_away_for_an_address(walk).await;
    somebody_is_asked_for_consent(walk).await;
    somebody_is_signed_in_for_an_hour(walk).await;
    push(walk).await;
    an_assertion_was_used(walk, signer).await;
    somebody_is_asked_about_a_logout(walk).await;
    a_logout_is_not_heard_of_yet(walk).await;
}

async fn a_code_is_not_redeemed_yet(walk: &mut Walk) {
    let mut browser = walk.place.browser();
    let (question, code) = walk.code(&mut browser).await;
    walk.held.hide_question("code_asked", &question, &browser);
    walk.held.hide("code", code);
}

async fn somebody_is_on_the_way_to_the_sign_in_page(walk: &mut Walk) {
    let (question, mut browser) = (walk.question().await, walk.place.browser());
    browser.stop_before("/sign-in/");
    let page = browser.get(&question.url).await;
    walk.held.hide_question("unopened_login", &question, &browser);
    walk.held.hide("unopened_login_page", page.url.as_str());
}

async fn somebody_reads_the_sign_in_page(walk: &mut Walk) {
    let (question, mut browser) = (walk.question().await, walk.place.browser());
    let form = browser.get(&question.url).await;
    assert_eq!(form.heading(), "Sign in");
    walk.held.hide_question("open_login", &question, &browser);
    walk.held.hide("open_login_page", form.url.as_str());
}

async fn somebody_is_away(walk: &mut Walk) {
    let (question, mut browser) = (walk.question().await, walk.place.browser());
    browser.stop_before("/oauth/authorize");
    let page = walk.place.sign_in(&mut browser, &question.url, &walk.place.alice).await;
    assert_eq!(page.url.host_str(), Some("pds.internal"), "{}", page.text);
    walk.held.hide_question("away", &question, &browser);
    walk.held.hide("away_page", page.url.as_str());
}

/// Their server was asked for the address too.
async fn somebody_is_away_for_an_address(walk: &mut Walk) {
    let question = walk.place.relying_party("addressed").await.ask_for(&["email"]);
    let mut browser = walk.place.browser();
    browser.stop_before("/oauth/authorize");
    let page = walk.place.sign_in(&mut browser, &question.url, &walk.place.alice).await;
    assert_eq!(page.url.host_str(), Some("pds.internal"), "{}", page.text);
    walk.held.hide_question("away_for_address", &question, &browser);
    walk.held.hide("away_for_address_page", page.url.as_str());
}

/// Bob has proven who he is, and `rp` has not learnt of it.
async fn somebody_is_asked_for_consent(walk: &mut Walk) {
    let (question, mut browser) = (walk.question().await, walk.place.browser());
    let page = walk.place.sign_in(&mut browser, &question.url, &walk.place.bob).await;
    assert_eq!(page.heading(), "Allow this sign-in?", "{}", page.text);
    walk.held.hide_question("consent", &question, &browser);
    walk.held.hide("consent_page", page.url.as_str());
}

/// Alice did not want to stay signed in.
async fn somebody_is_signed_in_for_an_hour(walk: &mut Walk) {
    let (question, mut browser) = (walk.question().await, walk.place.browser());
    let form = browser.get(&question.url).await.with_box("stay", false);
    let fields = [("account", walk.place.alice.handle())];
    let page = browser.submit(&form, "sign-in", &fields).await;
    assert!(page.parameter("code").is_some(), "{}", page.text);
    walk.held.hide("brief", browser.jar());
}

/// Two assertions; one is shown.
async fn an_assertion_was_used(walk: &mut Walk, signer: &Signer) {
    let used = signer.assertion(&walk.place.daemon);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", "none"),
        ("redirect_uri", "https://rp.example/cb"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", used.as_str()),
    ];
    let (_, answer) = walk.place.daemon.token_as(None, &form).await;
    assert_eq!(answer["error"], "invalid_grant", "it proves who shows it: {answer}");
    walk.held.hide("used_assertion", used);
    walk.held.hide("assertion", signer.assertion(&walk.place.daemon));
}

async fn somebody_is_asked_about_a_logout(walk: &mut Walk) {
    let mut browser = walk.place.browser();
    walk.code(&mut browser).await;
    let question = browser.get(&walk.place.daemon.at("/logout")).await;
    assert!(question.element("logout-question").is_some(), "{}", question.text);
    let page = question.url.as_str();
    walk.held.hide("leaver", json!({ "page": page, "jar": browser.jar() }));
}

/// Somebody has signed out while `rp` was out of order.
async fn a_logout_is_not_heard_of_yet(walk: &mut Walk) {
    let mut browser: Browser = walk.place.browser();
    let (_, _, tokens) = walk.tokens(&mut browser).await;
    walk.place.receiver.answers(Answer::Status(503));
    let question = browser.get(&walk.place.daemon.at("/logout")).await;
    let page = browser.submit(&question, "logout", &[]).await;
    assert_eq!(page.heading(), "You are signed out");
    walk.place.receiver.hears().await;
    let claims = claims(text(&tokens, "id_token"));
    walk.held.note("notice", json!({ "sub": claims["sub"], "sid": claims["sid"] }));
    // What has failed is noted after it was answered.
    while walk.place.daemon.count("SELECT coalesce(sum(tries), 0) FROM logout_notice").await == 0 {
        tokio::task::yield_now().await;
    }
}
