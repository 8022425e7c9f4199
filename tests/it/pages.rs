//! The pages as a person, or an attacker, meets them: hostile texts, foreign forms, cancel, try it
//! (attacks P4, P11, P32, P37, P38).

use reqwest::StatusCode;
use serde_json::json;

use crate::small_world::Person;
use crate::support::{Browser, Page, Scene, Setup};

const HOSTILE: &str = "\"'><script>alert(1)</script><svg onload=alert(1)>";

fn is_escaped(page: &Page) {
    let text = page.text.to_ascii_lowercase();
    for piece in ["<script", "<svg", "onload=alert(1)>", "\"'>"] {
        assert!(!text.contains(piece), "{piece} at {}: {}", page.url, page.text);
    }
}

#[tokio::test]
async fn hostile_texts_are_shown_as_text_wherever_they_come_from() {
    let client = "service_name = \"A<b>\\\"'\"";
    let more = "[[clients]]\nclient_id = \"<svg/onload=alert(1)>\"\n\
        client_name = \"\\\"'><script>alert(1)</script><svg onload=alert(1)>\"\n\
        client_secret = \"other-secret-0123456789-abcdefghijklmno\"\nrequire_pkce = false\n\
        redirect_uris = [\"https://other.example/cb?x=%22%3E%3Cscript%3E\"]";
    let mut scene = Scene::with(Setup { top: client, more, ..Setup::default() }).await;
    // What is no JSON at all is refused by redirect: see `claims`.
    let claims = json!({ "userinfo": { HOSTILE: { "value": HOSTILE } } }).to_string();
    let question = |client: &str, redirect: &str, hint: &str| {
        let mut url = url::Url::parse(&scene.daemon.at("/authorize")).unwrap();
        url.query_pairs_mut().extend_pairs([
            ("client_id", client),
            ("redirect_uri", redirect),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("state", HOSTILE),
            ("nonce", HOSTILE),
            ("login_hint", hint),
            ("ui_locales", HOSTILE),
            ("acr_values", HOSTILE),
            ("claims", &claims),
        ]);
        url.to_string()
    };
    let redirect = "https://other.example/cb?x=%22%3E%3Cscript%3E";
    let untrusted = [
        question(HOSTILE, redirect, ""),
        question("rp", &format!("https://rp.example/{HOSTILE}"), ""),
        scene.daemon.at(&format!("/sign-in/{}", url_escaped(HOSTILE))),
        scene.daemon.at(&format!("/{}", url_escaped(HOSTILE))),
        scene.daemon.at(&format!("/atproto/callback?state={}", url_escaped(HOSTILE))),
        scene.daemon.at(&format!("/try-it/callback?state=x&error={}", url_escaped(HOSTILE))),
    ];
    let trusted = question("<svg/onload=alert(1)>", redirect, HOSTILE);
    for url in untrusted {
        let page = scene.browser.get(&url).await;
        assert!(page.status.is_client_error() || page.status.is_server_error(), "{url}");
        is_escaped(&page);
    }
    let form = scene.browser.get(&trusted).await;
    is_escaped(&form);
    assert_eq!(form.attribute("input", "account", "value").as_deref(), Some(""), "no hint");
    assert!(form.text.contains("other.example"), "the host is shown, whatever the name says");
    let again = scene.browser.submit(&form, "sign-in", &[("account", HOSTILE)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    is_escaped(&again);
    assert_eq!(again.attribute("input", "account", "value").as_deref(), Some(HOSTILE));
    let answer = scene.browser.submit(&again, "cancel", &[]).await;
    assert_eq!(answer.url.host_str(), Some("other.example"));
    assert_eq!(answer.parameter("state").as_deref(), Some(HOSTILE), "echoed exactly");
}

fn url_escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn what_a_hostile_server_says_is_on_no_page_as_markup() {
    let mut scene = Scene::open().await;
    let rp = scene.relying_party().await;
    scene.world.lie(|lies| {
        lies.callback.error("server_error", HOSTILE);
    });
    let page = scene.sign_in(&rp.ask().url).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    is_escaped(&page);
    assert!(!page.text.contains("alert(1)"), "a stranger's words are for the log");
    scene.world.be_honest();
    scene.world.lie(|lies| {
        lies.token.error("invalid_grant", HOSTILE);
    });
    let page = scene.sign_in(&rp.ask().url).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    assert!(!page.text.contains("alert(1)"));
    scene.world.be_honest();
    scene.world.lie(|lies| {
        lies.par.error("invalid_request", HOSTILE);
    });
    let page = scene.sign_in(&rp.ask().url).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    assert!(!page.text.contains("alert(1)"));
    scene.world.be_honest();
    let profile = json!({ "$type": "app.bsky.actor.profile", "displayName": HOSTILE });
    scene.world.publish_profile(&scene.alice, profile);
    let home = scene.browser.get(&scene.daemon.at("/")).await;
    let trial = scene.browser.submit(&home, "try-it", &[]).await;
    let claims = scene.say_who(trial).await;
    assert_eq!(claims.heading(), "You are signed in", "{}", claims.text);
    is_escaped(&claims);
    assert!(claims.text.contains("&#60;script&#62;"), "it is there, as text: {}", claims.text);
}

#[tokio::test]
async fn a_name_that_looks_like_another_is_shown_with_its_host_in_ascii() {
    let more = "[[clients]]\nclient_id = \"other\"\nclient_name = \"Your B\u{0430}nk\"\n\
        client_secret = \"other-secret-0123456789-abcdefghijklmno\"\n\
        redirect_uris = [\"https://xn--bcher-kva.example/cb\"]";
    let mut scene = Scene::with(Setup { more, ..Setup::default() }).await;
    let url = scene.relying_party().await.ask().url;
    let url = url
        .replace("client_id=rp&", "client_id=other&")
        .replace("rp.example", "xn--bcher-kva.example");
    let form = scene.browser.get(&url).await;
    assert!(form.text.contains("<bdi>xn--bcher-kva.example</bdi>"), "{}", form.text);
    assert!(form.text.contains("<strong><bdi>"), "a name can turn nothing around but itself");
    // A handle in other letters is looked up, and shown, in ASCII.
    let page =
        scene.browser.submit(&form, "sign-in", &[("account", "\u{0430}lice.pds.test")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = scene.world.seen();
    assert!(asked.iter().any(|seen| seen.path.starts_with("_atproto.xn--")), "{asked:?}");
}

#[tokio::test]
async fn a_form_that_is_not_ours_achieves_nothing_but_the_page() {
    let mut scene = Scene::open().await;
    let rp = scene.relying_party().await;
    let form = scene.browser.get(&rp.ask().url).await;
    let other = scene.browser.get(&rp.ask().url).await;
    let handle = scene.alice.handle().to_owned();
    let csrf_of_the_other = other.form("sign-in").1[0].1.clone();
    let cancel = format!("{}/cancel", form.url);
    scene.world.forget_seen();
    // From elsewhere the browser sends no cookie along.
    for url in [form.url.as_str(), cancel.as_str()] {
        for csrf in ["", "guess", form.form("sign-in").1[0].1.as_str()] {
            let fields = [("csrf", csrf), ("account", handle.as_str())];
            let page = scene.browser.post_from_elsewhere(url, &fields).await;
            assert_eq!(page.hops[0].0, StatusCode::SEE_OTHER);
            assert_eq!(page.hops[0].1.path(), form.url.path());
        }
    }
    // With the cookie it takes the token of this very login.
    for csrf in ["", "guess", csrf_of_the_other.as_str()] {
        for id in ["sign-in", "cancel"] {
            let mut page = form.clone();
            let own = form.form("sign-in").1[0].1.clone();
            page.text = page.text.replace(&own, csrf);
            let shown = scene.browser.submit(&page, id, &[("account", &handle)]).await;
            assert_eq!((shown.status, shown.url.path()), (StatusCode::OK, form.url.path()));
            assert_eq!(shown.heading(), "Sign in");
        }
    }
    assert!(scene.world.seen().is_empty(), "nobody was asked anything");
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pds_request").await, 0);
    let ended = "SELECT count(*) FROM pending_login WHERE ended_at IS NOT NULL";
    assert_eq!(scene.daemon.count(ended).await, 0);
    let answer = scene.say_who(form).await;
    assert!(answer.parameter("code").is_some(), "and the login is unharmed");
}

#[tokio::test]
async fn cancel_tells_the_relying_party_and_ends_the_login() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let answer = scene.browser.submit(&form, "cancel", &[]).await;
    assert_eq!(answer.url.host_str(), Some("rp.example"));
    assert_eq!(answer.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(answer.parameter("state"), Some(question.state));
    assert_eq!(answer.parameter("iss").as_deref(), Some(scene.daemon.url.as_str()));
    assert_eq!(answer.parameter("code"), None);
    scene.daemon.hand.advance(10);
    for _ in 0..2 {
        let page = scene.browser.submit(&form, "cancel", &[]).await;
        assert_eq!(page.heading(), "This sign-in is already finished");
    }
    assert_eq!(scene.say_who(form).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn whoever_tries_it_sees_what_a_site_would_learn() {
    let mut scene = Scene::open().await;
    let profile = json!({ "$type": "app.bsky.actor.profile", "displayName": "Alice Example" });
    scene.world.publish_profile(&scene.alice, profile);
    let home = scene.browser.get(&scene.daemon.at("/")).await;
    assert_eq!(home.element("issuer").as_deref(), Some(scene.daemon.url.as_str()));
    let form = scene.browser.submit(&home, "try-it", &[]).await;
    assert_eq!(form.heading(), "Sign in");
    let claims = scene.say_who(form).await;
    assert_eq!(claims.heading(), "You are signed in", "{}", claims.text);
    for text in [scene.alice.did(), scene.alice.handle(), "Alice Example", "openid profile"] {
        assert!(claims.text.contains(text), "{text} is missing in {}", claims.text);
    }
    // A reload redeems nothing again, and says so in plain words.
    let again = scene.browser.get(claims.url.as_str()).await;
    assert_eq!((again.status, again.heading().as_str()), (StatusCode::GONE, "This test is over"));
    assert!(again.text.contains("href=\"/\""), "there is a way on: {}", again.text);
}

#[tokio::test]
async fn a_trial_can_be_declined_and_stolen_by_nobody() {
    let mut scene = Scene::open().await;
    let home = scene.browser.get(&scene.daemon.at("/")).await;
    let form = scene.browser.submit(&home, "try-it", &[]).await;
    let declined = scene.browser.submit(&form, "cancel", &[]).await;
    assert_eq!(
        (declined.status, declined.heading().as_str()),
        (StatusCode::OK, "You did not sign in")
    );
    scene.world.person(Person::Denies);
    let form = scene.browser.submit(&home, "try-it", &[]).await;
    assert_eq!(scene.say_who(form).await.heading(), "You did not sign in");
    scene.world.person(Person::Approves);
    let form = scene.browser.submit(&home, "try-it", &[]).await;
    scene.browser.stop_before("/try-it/callback");
    let answer = scene.say_who(form).await;
    assert_eq!(answer.url.path(), "/try-it/callback");
    let mut thief = Browser::new(&scene.daemon, &scene.world);
    let page = thief.get(answer.url.as_str()).await;
    assert_ne!(page.heading(), "You are signed in");
    assert!(!page.text.contains(scene.alice.did()));
}

#[tokio::test]
async fn where_the_trial_is_off_there_is_none() {
    let mut scene = Scene::with(Setup { top: "try_it = false", ..Setup::default() }).await;
    let home = scene.browser.get(&scene.daemon.at("/")).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(!home.text.contains("<form"));
    let response = scene.daemon.request(reqwest::Method::POST, "/try-it").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let trial = scene.relying_party().await.ask().url.replace("client_id=rp&", "client_id=try-it&");
    assert_eq!(scene.browser.get(&trial).await.status, StatusCode::BAD_REQUEST);
}
