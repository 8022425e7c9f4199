//! Somebody who is blocked tries every way in.

use serde_json::json;

use super::{CODES, REFUSED, SESSIONS, block, done, is_active, scene, sign_in};
use crate::small_world::Person;
use crate::support::holders::{refresh, token};
use crate::support::{Browser, Scene, Setup, daemon};

#[tokio::test]
async fn cannot_sign_in_anew() {
    let scene = scene().await;
    block(&scene).await;
    let page = sign_in(&scene, &scene.alice).await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (403, REFUSED));
    assert_eq!(scene.daemon.count(CODES).await + scene.daemon.count(SESSIONS).await, 0);
}

#[tokio::test]
async fn is_not_signed_in_silently() {
    let mut scene = scene().await;
    scene.tokens().await;
    block(&scene).await;
    let question = scene.relying_party().await.ask();
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    let page = scene.browser.get(&question.url).await;
    assert_eq!(page.heading(), "Sign in");
}

#[tokio::test]
async fn gets_nothing_silently_by_the_session_of_the_account_page() {
    let mut scene = scene().await;
    block(&scene).await;
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "Your account", "{}", page.text);
    let question = scene.relying_party().await.ask();
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert!(answer.parameter("code").is_none(), "{}", answer.url);
    assert!(answer.parameter("error").is_some(), "{}", answer.url);
    let page = scene.browser.get(&question.url).await;
    assert_eq!(page.heading(), "Sign in");
    let of_rp = "SELECT count(*) FROM authorization_code WHERE client_id = 'rp'";
    assert_eq!(scene.daemon.count(of_rp).await, 0);
}

#[tokio::test]
async fn gets_no_more_by_a_refresh_token() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    block(&scene).await;
    let (status, answer) = refresh(&scene, &tokens).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn is_told_of_no_more_at_userinfo() {
    let mut scene = scene().await;
    let tokens = scene.tokens().await;
    let access = token(&tokens, "access_token");
    assert_eq!(scene.daemon.userinfo(access).await, 200);
    block(&scene).await;
    assert_eq!(scene.daemon.userinfo(access).await, 401);
}

#[tokio::test]
async fn has_no_active_token() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    block(&scene).await;
    for kind in ["access_token", "refresh_token"] {
        assert_eq!(is_active(&scene, token(&tokens, kind)).await, false, "{kind}");
    }
}

#[tokio::test]
async fn has_no_code_that_could_be_redeemed() {
    let mut scene = scene().await;
    let (code, question) = scene.code().await;
    block(&scene).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", daemon::REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (status, answer) = scene.daemon.token(&form).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn is_refused_on_the_way_back_from_the_server() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    scene.browser.stop_before("/atproto/callback");
    let away = scene.say_who(form).await;
    scene.browser.stop_nowhere();
    block(&scene).await;
    let page = scene.browser.get(away.url.as_str()).await;
    assert_eq!(page.heading(), REFUSED);
    assert_eq!(scene.daemon.count(CODES).await + scene.daemon.count(SESSIONS).await, 0);
}

#[tokio::test]
async fn is_refused_by_the_list_of_accounts() {
    let mut scene = scene().await;
    scene.tokens().await;
    block(&scene).await;
    let question = scene.relying_party().await.ask();
    let page = scene.browser.get(&format!("{}&prompt=select_account", question.url)).await;
    let did = scene.alice.did().to_owned();
    let page = scene.browser.submit(&page, "accounts", &[("known", &did)]).await;
    assert_eq!(page.heading(), REFUSED);
}

#[tokio::test]
async fn cannot_consent_any_more() {
    let setup = Setup { client: "consent = true", ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "Allow this sign-in?", "{}", page.text);
    block(&scene).await;
    let page = scene.browser.submit(&page, "consent", &[]).await;
    assert_eq!(page.heading(), "Sign in", "{}", page.url);
    let page = scene.say_who(page).await;
    assert_eq!(page.heading(), REFUSED);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM consent").await, 0);
}

#[tokio::test]
async fn does_not_come_back_with_another_handle() {
    let scene = scene().await;
    done(&scene, &["block", scene.alice.handle()]).await;
    let renamed = scene.world.change_handle(&scene.alice, "harmless.pds.test");
    scene.world.person(Person::Is(renamed.clone()));
    assert_eq!(sign_in(&scene, &renamed).await.heading(), REFUSED);
}

#[tokio::test]
async fn is_refused_at_every_relying_party_and_no_other_person_is() {
    let scene = scene().await;
    block(&scene).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    assert!(sign_in(&scene, &bob).await.parameter("code").is_some());
    let arguments = ["client", "add", "app2", "--redirect-uri", daemon::REDIRECT_URI];
    assert_eq!(scene.daemon.command(&arguments).await.code, 0);
    let app = crate::support::RelyingParty::discover(&scene.daemon, "app2", None).await;
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    let form = browser.get(&app.ask().url).await;
    let page = browser.submit(&form, "sign-in", &[("account", scene.alice.handle())]).await;
    assert_eq!(page.heading(), REFUSED);
}

#[tokio::test]
async fn sees_what_is_stored_at_the_account_page_and_deletes_it_and_stays_blocked() {
    let mut scene = scene().await;
    scene.tokens().await;
    done(&scene, &["block", scene.alice.did(), "--note", "<b>spam</b>"]).await;
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "Your account", "{}", page.text);
    let page = scene.browser.get(&scene.daemon.at("/account/stored")).await;
    assert!(page.text.contains("Blocked since"), "{}", page.text);
    assert!(
        page.text.contains("&#60;b&#62;spam") || page.text.contains("&lt;b&gt;spam"),
        "{}",
        page.text
    );
    let page = scene.browser.get(&scene.daemon.at("/account/delete")).await;
    let page = scene.browser.submit(&page, "answer", &[]).await;
    assert!(page.status.is_success(), "{}", page.text);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM account").await, 0);
    assert_eq!(sign_in(&scene, &scene.alice).await.heading(), REFUSED);
}
