//! `/atproto/callback` and the browser it belongs to: replay, fixation, other browsers, other tabs
//! (RFC 9700 §4.7, attacks on the browser session).

use reqwest::StatusCode;

use crate::small_world::Person;
use crate::support::{Browser, Page, Scene, Setup};

const CODES: &str = "SELECT count(*) FROM authorization_code";
const SESSIONS: &str = "SELECT count(*) FROM browser_session";

/// Everything up to the address of the callback, which is not opened yet.
async fn callback_address(scene: &mut Scene) -> String {
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let handle = scene.alice.handle().to_owned();
    scene.browser.stop_before("/atproto/callback");
    let page = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
    scene.browser.stop_nowhere();
    assert_eq!(page.url.path(), "/atproto/callback", "{}", page.text);
    page.url.to_string()
}

fn is_signed_in(page: &Page) -> bool {
    page.url.host_str() == Some("rp.example") && page.parameter("code").is_some()
}

#[tokio::test]
async fn refuses_a_callback_in_another_browser_and_spoils_nothing() {
    let mut scene = Scene::open().await;
    let callback = callback_address(&mut scene).await;
    let mut victim = Browser::new(&scene.daemon, &scene.world);
    for _ in 0..2 {
        let page = victim.follow_link_from_elsewhere(&callback).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert_eq!(page.heading(), "This sign-in was started in another browser");
        assert!(victim.cookie("-session").is_none());
        // With a cookie of its own it is still another browser.
        let question = scene.relying_party().await.ask();
        victim.get(&question.url).await;
    }
    assert_eq!(scene.daemon.count(CODES).await, 0);
    assert_eq!(scene.daemon.count(SESSIONS).await, 0);
    assert!(is_signed_in(&scene.browser.follow_link_from_elsewhere(&callback).await));
}

#[tokio::test]
async fn the_identifier_of_a_login_opens_nothing_in_another_browser() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    let page = stranger.get(form.url.as_str()).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(stranger.cookie("atlogin").is_none(), "nothing is given to it");
    let page = stranger.submit(&form, "sign-in", &[("account", "alice.pds.test")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pds_request").await, 0);
    assert!(is_signed_in(&scene.say_who(form).await));
}

#[tokio::test]
async fn a_login_that_was_posted_belongs_to_the_first_browser_that_opens_it() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    let (url, query) = question.url.split_once('?').unwrap();
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let page = scene.browser.post_from_elsewhere(url, &form).await;
    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    assert_eq!(stranger.get(page.url.as_str()).await.status, StatusCode::FORBIDDEN);
    assert!(is_signed_in(&scene.say_who(page).await));
}

#[tokio::test]
async fn a_callback_counts_once_and_back_and_reload_are_harmless() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let answer = scene.say_who(form.clone()).await;
    assert!(is_signed_in(&answer));
    let callback = answer.hops.iter().find(|(_, url)| url.path() == "/atproto/callback").unwrap();
    for address in [callback.1.as_str(), form.url.as_str()] {
        let page = scene.browser.get(address).await;
        assert_eq!(page.status, StatusCode::GONE);
        assert_eq!(page.heading(), "This sign-in is already finished");
        assert!(page.text.contains("href=\"https://rp.example/\""), "there is a way on");
    }
    let again = scene.say_who(form).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert_eq!(scene.daemon.count(CODES).await, 1);
    assert_eq!(scene.daemon.count(SESSIONS).await, 1);
}

#[tokio::test]
async fn a_second_start_of_one_login_gives_no_second_code() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let handle = scene.alice.handle().to_owned();
    let mut callbacks = Vec::new();
    scene.browser.stop_before("/atproto/callback");
    for _ in 0..2 {
        let page = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
        callbacks.push(page.url.to_string());
    }
    scene.browser.stop_nowhere();
    assert!(is_signed_in(&scene.browser.get(&callbacks[0]).await));
    assert_eq!(scene.browser.get(&callbacks[1]).await.status, StatusCode::GONE);
    assert_eq!(scene.daemon.count(CODES).await, 1);
    let left = "SELECT count(*) FROM pds_request WHERE length(sealed) > 0";
    assert_eq!(scene.daemon.count(left).await, 0, "what was sealed is wiped");
}

#[tokio::test]
async fn two_tabs_and_two_relying_parties_do_not_cross() {
    let other = "[[clients]]\nclient_id = \"other\"\nclient_name = \"Other\"\n\
                 client_secret = \"other-secret-0123456789-abcdefghijklmno\"\n\
                 redirect_uris = [\"https://other.example/cb\"]";
    let mut scene = Scene::with(Setup { more: other, ..Setup::default() }).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let rp = scene.relying_party().await;
    let (first, second) = (rp.ask(), rp.ask());
    let second_url = second
        .url
        .replace("client_id=rp&", "client_id=other&")
        .replace("rp.example", "other.example");
    let tab_one = scene.browser.get(&first.url).await;
    let tab_two = scene.browser.get(&second_url).await;
    assert!(tab_two.text.contains("other.example") && tab_one.text.contains("rp.example"));
    let fields = [("account", bob.handle())];
    let answer_two = scene.browser.submit(&tab_two, "sign-in", &fields).await;
    let answer_one = scene.say_who(tab_one).await;
    assert_eq!(answer_two.url.host_str(), Some("other.example"));
    assert_eq!(answer_two.parameter("state").unwrap(), second.state);
    let known = rp.hear(&first, &answer_one).await;
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
}

#[tokio::test]
async fn the_session_cookie_is_new_at_each_login_and_the_binding_cookie_stays() {
    let mut scene = Scene::open().await;
    let mut sessions = Vec::new();
    let mut bindings = Vec::new();
    for _ in 0..2 {
        scene.code().await;
        sessions.push(scene.browser.cookie("-session").unwrap().to_owned());
        bindings.push(scene.browser.cookie("atlogin").unwrap().to_owned());
    }
    assert_ne!(sessions[0], sessions[1]);
    assert_eq!(bindings[0], bindings[1]);
}

#[tokio::test]
async fn cookies_are_host_bound_secure_and_lax_on_https() {
    let setup = Setup { https: Some("https://login.example"), tls: true, ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let question = scene.relying_party().await.ask();
    // The browser of the tests refuses a `__Host-` cookie that is not `Secure; Path=/`, and any
    // cookie that is not `HttpOnly; SameSite=Lax`.
    let page = scene.browser.get(&question.url).await;
    let cookie = page.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-atlogin="), "{cookie}");
    assert!(is_signed_in(&scene.say_who(page).await));
    assert!(scene.browser.cookie("-session").is_some());
}

#[tokio::test]
async fn a_refusal_goes_back_to_the_relying_party_and_ends_the_login() {
    let mut scene = Scene::open().await;
    scene.world.person(Person::Denies);
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let answer = scene.say_who(form.clone()).await;
    assert_eq!(answer.url.host_str(), Some("rp.example"), "{}", answer.text);
    assert_eq!(answer.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(answer.parameter("state").as_deref(), Some(question.state.as_str()));
    assert_eq!(scene.browser.get(form.url.as_str()).await.status, StatusCode::GONE);
    assert_eq!(scene.daemon.count(CODES).await, 0);
}

#[tokio::test]
async fn refuses_a_callback_without_a_known_state() {
    let mut scene = Scene::open().await;
    let callback = callback_address(&mut scene).await;
    let state = callback.split("state=").nth(1).unwrap().split('&').next().unwrap();
    for query in [
        "",
        "code=x",
        "state=",
        "state=x&code=y",
        "error=access_denied",
        "state=%ff",
        &format!("state={state}&state={state}&code=x"),
        "state=<script>alert(1)</script>",
    ] {
        let url = scene.daemon.at(&format!("/atproto/callback?{query}"));
        let page = scene.browser.get(&url).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{query}");
        assert!(!page.text.contains("<script"));
        assert_eq!(page.element("reference").unwrap().len(), 10);
    }
    assert!(is_signed_in(&scene.browser.get(&callback).await), "nothing was spoiled");
}

#[tokio::test]
async fn a_login_expires_after_an_hour_and_leads_back() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    scene.daemon.hand.advance(3600);
    let page = scene.say_who(form).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(page.heading(), "This sign-in took too long");
    assert!(page.text.contains("href=\"https://rp.example/\""));
}
