//! `allow` and `deny` that change: they are in force at once, also for what relying parties hold already; and
//! those for all relying parties together.

use serde_json::{Value, json};

use crate::small_world::Account;
use crate::support::daemon::REDIRECT_URI;
use crate::support::holders::{RP, refresh, setup, token};
use crate::support::{Browser, Page, RelyingParty, Scene, Setup};

/// The page of somebody who is not admitted.
const REFUSED: &str = "You can’t use this account there";

async fn scene() -> Scene {
    Scene::with(setup()).await
}

/// Restarts the daemon with more lines for `rp`.
async fn change_rp(scene: &mut Scene, lines: &str) {
    let name = "client_name = \"Relying Party\"";
    scene.daemon.write_again(|config| config.replace(name, &format!("{name}\n{lines}")));
    scene.daemon.restart().await;
}

/// Restarts the daemon with more lines at the top.
async fn change_all(scene: &mut Scene, lines: &str) {
    scene.daemon.write_again(|config| format!("{lines}\n{config}"));
    scene.daemon.restart().await;
}

async fn is_active(scene: &Scene, token: &str) -> Value {
    let answer = scene.daemon.post("/introspect", RP, &[("token", token)]).await;
    answer.json::<Value>().await.unwrap()["active"].clone()
}

async fn sign_in(scene: &Scene, account: &Account) -> Page {
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    let question = scene.relying_party().await.ask();
    let form = browser.get(&question.url).await;
    browser.submit(&form, "sign-in", &[("account", account.handle())]).await
}

/// Nothing that `rp` holds tells it anything of alice any more, and nobody signs her in silently.
async fn is_out(scene: &mut Scene, tokens: &Value) {
    let (access, kept) = (token(tokens, "access_token"), token(tokens, "refresh_token"));
    assert_eq!(scene.daemon.userinfo(access).await, 401);
    assert_eq!(is_active(scene, access).await, false);
    assert_eq!(is_active(scene, kept).await, false);
    let question = scene.relying_party().await.ask();
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert!(answer.parameter("code").is_none(), "{}", answer.url);
    assert!(answer.parameter("error").is_some(), "{}", answer.url);
    let (status, answer) = refresh(scene, tokens).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn a_denial_in_the_file_is_in_force_for_all_that_is_out_already() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    change_rp(&mut scene, "deny = [\"alice.pds.test\"]").await;
    is_out(&mut scene, &tokens).await;
}

#[tokio::test]
async fn an_allowance_without_somebody_is_in_force_for_all_that_is_out_already() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    change_rp(&mut scene, "allow = [\"bob.pds.test\"]").await;
    is_out(&mut scene, &tokens).await;
}

#[tokio::test]
async fn a_denial_for_all_is_in_force_for_all_that_is_out_already() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    change_all(&mut scene, "deny = [\"alice.pds.test\"]").await;
    is_out(&mut scene, &tokens).await;
}

#[tokio::test]
async fn an_allowance_for_all_is_in_force_for_all_that_is_out_already() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    change_all(&mut scene, "allow = [\"*.staff.test\"]").await;
    is_out(&mut scene, &tokens).await;
}

#[tokio::test]
async fn a_denial_by_command_is_in_force_at_once_without_a_restart() {
    let mut scene = Scene::open().await;
    let arguments =
        ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--no-consent", "--json"];
    let added = scene.daemon.command(&arguments).await;
    let added: Value = serde_json::from_str(&added.said).unwrap();
    let secret = added["client_secret"].as_str().unwrap().to_owned();
    let app = RelyingParty::discover(&scene.daemon, "app", Some(&secret)).await;
    let question = app.ask();
    let answer = scene.sign_in(&question.url).await;
    let code = answer.parameter("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (_, tokens) = scene.daemon.token_as(Some(("app", &secret)), &form).await;
    let access = token(&tokens, "access_token");
    assert_eq!(scene.daemon.userinfo(access).await, 200);
    let ran = scene.daemon.command(&["client", "set", "app", "deny=[\"alice.pds.test\"]"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(scene.daemon.userinfo(access).await, 401);
    let answer = scene.browser.get(&format!("{}&prompt=none", app.ask().url)).await;
    assert!(answer.parameter("error").is_some(), "{}", answer.url);
    // Whoever is let in again has lost nothing.
    let ran = scene.daemon.command(&["client", "set", "app", "deny="]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(scene.daemon.userinfo(access).await, 200);
}

#[tokio::test]
async fn a_code_of_somebody_who_is_denied_by_now_is_not_redeemed() {
    let mut scene = scene().await;
    let (code, question) = scene.code().await;
    change_all(&mut scene, "deny = [\"*.pds.test\"]").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (status, answer) = scene.daemon.token(&form).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
    assert_eq!(scene.daemon.count("SELECT count(*) FROM access_token").await, 0);
}

#[tokio::test]
async fn what_only_a_server_can_say_ends_no_token() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    let rule = format!("allow = [\"pds:{}\"]", scene.world.pds().origin().replace("http://", ""));
    change_rp(&mut scene, &rule).await;
    assert_eq!(scene.daemon.userinfo(token(&tokens, "access_token")).await, 200);
    assert_eq!(refresh(&scene, &tokens).await.0, 200, "the PDS is asked, and confirms it");
}

#[tokio::test]
async fn the_rules_for_all_hold_at_each_relying_party_and_for_whoever_signs_in_anew() {
    let top = "deny = [\"alice.pds.test\"]\nallow = [\"*.pds.test\"]";
    let scene = Scene::with(Setup { top, ..setup() }).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let eve = scene.world.account(&scene.world.pds(), "eve.else.test").await;
    assert_eq!(sign_in(&scene, &scene.alice).await.heading(), REFUSED);
    assert_eq!(sign_in(&scene, &eve).await.heading(), REFUSED);
    assert!(sign_in(&scene, &bob).await.parameter("code").is_some());
    let added = ["client", "add", "late", "--redirect-uri", REDIRECT_URI];
    assert_eq!(scene.daemon.command(&added).await.code, 0);
    let late = RelyingParty::discover(&scene.daemon, "late", None).await;
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    let form = browser.get(&late.ask().url).await;
    let page = browser.submit(&form, "sign-in", &[("account", eve.handle())]).await;
    assert_eq!(page.heading(), REFUSED, "a client that a command added");
}

#[tokio::test]
async fn whoever_is_denied_anywhere_is_out_although_allowed_elsewhere() {
    let top = "deny = [\"alice.pds.test\"]";
    let client = "allow = [\"alice.pds.test\"]";
    let scene = Scene::with(Setup { client, top, ..Setup::default() }).await;
    assert_eq!(sign_in(&scene, &scene.alice).await.heading(), REFUSED);
    let (top, client) = ("allow = [\"alice.pds.test\"]", "allow = [\"bob.pds.test\"]");
    let scene = Scene::with(Setup { client, top, ..Setup::default() }).await;
    assert_eq!(sign_in(&scene, &scene.alice).await.heading(), REFUSED, "both have to allow");
    let (top, client) = ("allow = [\"alice.pds.test\"]", "deny = [\"alice.pds.test\"]");
    let scene = Scene::with(Setup { client, top, ..Setup::default() }).await;
    assert_eq!(sign_in(&scene, &scene.alice).await.heading(), REFUSED);
}

#[tokio::test]
async fn the_trial_obeys_the_rules_for_all_and_the_account_page_does_not() {
    let top = "deny = [\"alice.pds.test\"]\ntry_it = true";
    let mut scene = Scene::with(Setup { top, ..Setup::default() }).await;
    let page = scene.browser.get(&scene.daemon.at("/")).await;
    let page = scene.browser.submit(&page, "try-it", &[]).await;
    let page = scene.say_who(page).await;
    assert_eq!(page.heading(), REFUSED, "{}", page.text);
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "Your account", "{}", page.text);
    let question = scene.relying_party().await.ask();
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert!(answer.parameter("code").is_none() && answer.parameter("error").is_some());
}

#[tokio::test]
async fn check_config_shows_the_rules_for_all_and_refuses_what_is_none() {
    let scene = scene().await;
    let said = scene.daemon.command(&["check-config"]).await.said;
    assert!(
        said.contains("allow for all     everybody") && said.contains("deny for all      nobody")
    );
    let top = "deny = [\"alice.pds.test\"]\nallow = [\"*.pds.test\", \"did:plc:ewvi7nxzyoun6zhxrhs64oiz\"]";
    let scene = Scene::with(Setup { top, ..Setup::default() }).await;
    let said = scene.daemon.command(&["check-config"]).await.said;
    assert!(
        said.contains("allow for all     *.pds.test, did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
        "{said}"
    );
    assert!(said.contains("deny for all      alice.pds.test"), "{said}");
}

#[tokio::test]
async fn rules_for_all_that_are_none_or_empty_are_refused() {
    for rules in ["deny = [\"alice\"]", "allow = []", "allow = [\"https://x.example\"]"] {
        let mut scene = scene().await;
        scene.daemon.write_again(|config| format!("{rules}\n{config}"));
        let ran = scene.daemon.command(&["check-config"]).await;
        assert_eq!(ran.code, 2, "{rules}: {ran:?}");
    }
}
