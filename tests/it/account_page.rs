//! `/account`: what somebody sees of their sessions, of who has access and of what is stored, and how
//! each of it ends; by themselves, and by nobody else.

mod ending;
mod given_name;
mod stored;
mod told;
mod way_in;

use crate::small_world::Account;
use crate::support::{Browser, Page, Scene, daemon};

/// What `rp` may ask for in these tests.
const SCOPES: &str = "scopes = [\"openid\", \"profile\", \"offline_access\"]";

/// The account page, signed in by `account` in `browser` if nobody is yet.
async fn open(scene: &Scene, browser: &mut Browser, account: &Account) -> Page {
    let page = browser.get(&scene.daemon.at("/account")).await;
    if page.heading() == "Your account" {
        return page;
    }
    let page = browser.submit(&page, "sign-in", &[("account", account.handle())]).await;
    assert_eq!(page.heading(), "Your account", "{}: {}", page.url, page.text);
    page
}

/// Alice's account page in her own browser.
async fn alices(scene: &mut Scene) -> Page {
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    std::mem::swap(&mut browser, &mut scene.browser);
    let page = open(scene, &mut browser, &scene.alice).await;
    scene.browser = browser;
    page
}

/// Somebody else, at a browser of their own.
async fn bob(scene: &Scene) -> (Account, Browser, Page) {
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    let page = open(scene, &mut browser, &bob).await;
    (bob, browser, page)
}

/// Alice allows `rp` everything, and it redeems its code: consent, and tokens of both kinds.
async fn give_access(scene: &mut Scene) -> serde_json::Value {
    let question = scene.relying_party().await.ask_for(&["profile", "offline_access"]);
    let mut page = scene.browser.get(&format!("{}&prompt=consent", question.url)).await;
    if page.heading() == "Sign in" {
        page = scene.say_who(page).await;
    }
    assert_eq!(page.heading(), "Allow this sign-in?", "{}", page.text);
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    let code = answer.parameter("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", daemon::REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (status, tokens) = scene.daemon.token(&form).await;
    assert_eq!(status, 200, "{tokens}");
    tokens
}

/// Whether `rp` can still use what it got: the access token, and the refresh token.
async fn still_good(scene: &Scene, tokens: &serde_json::Value) -> (bool, bool) {
    let access = scene.daemon.userinfo(tokens["access_token"].as_str().unwrap()).await == 200;
    let token = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    (access, scene.daemon.token(&form).await.0 == 200)
}

/// The value of each button of this name.
fn buttons(page: &Page, name: &str) -> Vec<String> {
    let start = format!("<button name=\"{name}\" value=\"");
    let values = page.text.split(&start).skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}
