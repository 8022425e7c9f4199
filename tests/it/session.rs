//! The browser session: a second relying party is answered without the PDS, `prompt` and `max_age`
//! decide when that is not enough (OIDC Core §3.1.2.1), and the session ends when its time is over.

use openidconnect::TokenResponse;
use openidconnect::core::CoreIdTokenClaims;

use crate::small_world::lies::Prompting;
use crate::support::{Page, Question, RelyingParty, Scene, Setup};

const DAY: i64 = 24 * 60 * 60;

const OTHER: &str = "[[clients]]\nclient_id = \"other\"\n\
    client_secret = \"other-secret-0123456789-abcdefghijklmno\"\n\
    redirect_uris = [\"https://rp.example/cb\"]\n";

/// Somebody who is signed in, and the claims of their first login.
async fn signed_in() -> (Scene, CoreIdTokenClaims) {
    signed_in_with(Setup::default()).await
}

async fn signed_in_with(setup: Setup) -> (Scene, CoreIdTokenClaims) {
    let mut scene = Scene::with(setup).await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let answer = scene.sign_in(&question.url).await;
    let claims = rp.hear(&question, &answer).await.claims;
    scene.world.forget_seen();
    (scene, claims)
}

/// A question of `rp` with more parameters, and where it leads.
async fn ask(scene: &mut Scene, more: &str) -> (RelyingParty, Question, Page) {
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let page = scene.browser.get(&format!("{}{more}", question.url)).await;
    (rp, question, page)
}

/// The claims of an answer that came without asking anybody.
async fn silent(scene: &mut Scene, more: &str) -> CoreIdTokenClaims {
    let (rp, question, page) = ask(scene, more).await;
    assert_eq!(page.url.host_str(), Some("rp.example"), "{more}: {}", page.text);
    rp.hear(&question, &page).await.claims
}

/// The error of an answer that came without asking anybody.
async fn error(scene: &mut Scene, more: &str) -> Option<String> {
    ask(scene, more).await.2.parameter("error")
}

/// The form that the person is asked by.
async fn form(scene: &mut Scene, more: &str) -> (RelyingParty, Question, Page) {
    let asked = ask(scene, more).await;
    assert_eq!(asked.2.heading(), "Sign in", "{more}: {}", asked.2.url);
    asked
}

/// What the person's server was told as `prompt`.
fn prompts(scene: &Scene) -> Vec<Option<String>> {
    let seen = scene.world.seen();
    let pushed = seen.iter().filter(|seen| seen.path.ends_with("/par") && seen.status == 201);
    pushed.map(|seen| seen.field("prompt").map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_second_relying_party_is_answered_without_the_pds() {
    let (mut scene, first) = signed_in_with(Setup { more: OTHER, ..Setup::default() }).await;
    scene.daemon.hand.advance(300);
    let secret = "other-secret-0123456789-abcdefghijklmno";
    let rp = RelyingParty::discover(&scene.daemon, "other", Some(secret)).await;
    let question = rp.ask();
    let answer = scene.browser.get(&question.url).await;
    let claims = rp.hear(&question, &answer).await.claims;
    assert_eq!(claims.subject(), first.subject());
    assert_eq!(claims.auth_time(), first.auth_time(), "when the ATProto login finished");
    assert!(claims.issue_time() > first.issue_time());
    assert!(scene.world.seen().is_empty(), "{:?}", scene.world.seen());
}

#[tokio::test]
async fn prompt_none_is_answered_if_somebody_is_known_and_login_required_if_not() {
    let (mut scene, first) = signed_in().await;
    scene.daemon.hand.advance(5);
    let claims = silent(&mut scene, "&prompt=none").await;
    assert_eq!((claims.subject(), claims.auth_time()), (first.subject(), first.auth_time()));
    scene.browser.forget_cookie("-session");
    assert_eq!(error(&mut scene, "&prompt=none").await.as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_cross_site_post_that_carries_no_cookie_is_answered_by_the_session_all_the_same() {
    let (mut scene, first) = signed_in().await;
    for prompt in ["", "none"] {
        let rp = scene.relying_party().await;
        let question = rp.ask();
        let (url, query) = question.url.split_once('?').unwrap();
        let mut posted: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        posted.push(("prompt".to_owned(), prompt.to_owned()));
        let posted: Vec<(&str, &str)> =
            posted.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = scene.browser.post_from_elsewhere(url, &posted).await;
        let claims = rp.hear(&question, &answer).await.claims;
        assert_eq!(claims.subject(), first.subject());
    }
}

#[tokio::test]
async fn prompt_login_is_a_new_login_at_the_pds_and_a_later_auth_time() {
    let (mut scene, first) = signed_in().await;
    scene.daemon.hand.advance(3);
    let (rp, question, page) = form(&mut scene, "&prompt=login").await;
    let guess = page.attribute("input", "account", "value");
    assert_eq!(guess.as_deref(), Some("alice.pds.test"), "who it was stands in the field");
    let answer = scene.say_who(page).await;
    let claims = rp.hear(&question, &answer).await.claims;
    assert_eq!(claims.subject(), first.subject());
    assert!(claims.auth_time() > first.auth_time());
    assert_eq!(prompts(&scene), [Some("login".to_owned())]);
    let again = silent(&mut scene, "&prompt=none").await;
    assert_eq!(again.auth_time(), claims.auth_time(), "until a new one");
}

#[tokio::test]
async fn an_exceeded_max_age_is_a_new_login_at_the_pds_and_a_later_auth_time() {
    for (age, max_age) in [(0, "0"), (2, "1"), (10_001, "10000")] {
        let (mut scene, first) = signed_in().await;
        scene.daemon.hand.advance(age);
        scene.daemon.hand.advance(1);
        let more = format!("&max_age={max_age}");
        let none = error(&mut scene, &format!("{more}&prompt=none")).await;
        assert_eq!(none.as_deref(), Some("login_required"));
        let (rp, question, page) = form(&mut scene, &more).await;
        let answer = scene.say_who(page).await;
        let claims = rp.hear(&question, &answer).await.claims;
        assert!(claims.auth_time() > first.auth_time());
        assert_eq!(prompts(&scene), [Some("login".to_owned())], "{max_age}");
    }
}

#[tokio::test]
async fn a_max_age_that_is_not_exceeded_is_answered_silently_with_the_same_auth_time() {
    let (mut scene, first) = signed_in().await;
    scene.daemon.hand.advance(100);
    for max_age in ["10000", "101", "99999999999999999999"] {
        let claims = silent(&mut scene, &format!("&max_age={max_age}&prompt=none")).await;
        assert_eq!(claims.auth_time(), first.auth_time());
    }
}

#[tokio::test]
async fn a_server_that_cannot_ask_for_a_new_login_ends_in_login_required() {
    let (mut scene, _) = signed_in().await;
    scene.world.lie(|lies| {
        lies.server_metadata.remove("prompt_values_supported");
    });
    for more in ["&prompt=login", "&max_age=0"] {
        let (_, _, page) = form(&mut scene, more).await;
        let answer = scene.say_who(page).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("login_required"), "{more}");
    }
    assert!(prompts(&scene).is_empty());
}

#[tokio::test]
async fn a_server_that_refuses_a_new_login_ends_in_login_required() {
    for refusal in
        [Prompting::RefusedAtOnce("invalid_request"), Prompting::RefusedLater("login_required")]
    {
        let (mut scene, _) = signed_in().await;
        scene.world.lie(|lies| lies.prompt = refusal.clone());
        let (_, _, page) = form(&mut scene, "&prompt=login").await;
        let answer = scene.say_who(page).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("login_required"), "{}", answer.text);
    }
}

#[tokio::test]
async fn prompt_select_account_and_create_ask_and_fall_back_where_a_server_cannot() {
    for (prompt, refusal) in [
        ("select_account", None),
        ("create", None),
        ("select_account", Some(Prompting::RefusedLater("account_selection_required"))),
        ("create", Some(Prompting::RefusedAtOnce("invalid_request"))),
    ] {
        let mut scene = Scene::with_button().await;
        if let Some(refusal) = refusal.clone() {
            scene.world.lie(|lies| lies.prompt = refusal.clone());
        }
        let (rp, question, page) = form(&mut scene, &format!("&prompt={prompt}")).await;
        let (button, field) = match prompt {
            "create" => ("Create an account at Small", "create"),
            _ => ("Sign in with Small", "server"),
        };
        assert!(page.text.contains(button), "{}", page.text);
        let host = scene.world.pds().origin().replace("http://", "");
        let answer = scene.browser.submit(&page, "sign-in", &[(field, &host)]).await;
        rp.hear(&question, &answer).await;
        let told = prompts(&scene);
        let prompt = Some(prompt.to_owned());
        match refusal {
            None => assert_eq!(told, [prompt]),
            Some(Prompting::RefusedLater(_)) => assert_eq!(told, [prompt, None]),
            Some(_) => assert_eq!(told, [None]),
        }
    }
}

#[tokio::test]
async fn a_hint_at_another_account_is_not_answered_with_this_one() {
    let (mut scene, _) = signed_in().await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    for hint in ["bob.pds.test", bob.did(), "bob@pds.test"] {
        let none = error(&mut scene, &format!("&prompt=none&login_hint={hint}")).await;
        assert_eq!(none.as_deref(), Some("account_selection_required"), "{hint}");
        let (_, _, page) = form(&mut scene, &format!("&login_hint={hint}")).await;
        assert!(page.attribute("input", "account", "value").is_some_and(|value| !value.is_empty()));
    }
    let alice = scene.alice.did().to_owned();
    for hint in ["alice.pds.test", alice.as_str(), "alice@pds.test", "buffy", "a@b@c"] {
        silent(&mut scene, &format!("&prompt=none&login_hint={hint}")).await;
    }
}

#[tokio::test]
async fn a_hinted_id_token_of_another_account_is_login_required() {
    let (mut scene, _) = signed_in().await;
    let alices = scene.tokens().await["id_token"].as_str().unwrap().to_owned();
    silent(&mut scene, &format!("&prompt=none&id_token_hint={alices}")).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.person(crate::small_world::Person::Is(bob.clone()));
    scene.alice = bob;
    scene.tokens().await;
    let none = error(&mut scene, &format!("&prompt=none&id_token_hint={alices}")).await;
    assert_eq!(none.as_deref(), Some("login_required"));
}

#[tokio::test]
async fn the_session_ends_when_it_is_not_used_and_in_any_case_after_its_full_time() {
    let (mut scene, _) = signed_in().await;
    scene.daemon.hand.advance(13 * DAY);
    silent(&mut scene, "&prompt=none").await;
    scene.daemon.hand.advance(14 * DAY);
    assert_eq!(error(&mut scene, "&prompt=none").await.as_deref(), Some("login_required"), "idle");

    let (mut scene, _) = signed_in().await;
    for _ in 0..8 {
        scene.daemon.hand.advance(11 * DAY);
        silent(&mut scene, "&prompt=none").await;
    }
    scene.daemon.hand.advance(2 * DAY);
    assert_eq!(error(&mut scene, "&prompt=none").await.as_deref(), Some("login_required"), "old");
}

#[tokio::test]
async fn the_lifetimes_of_a_session_are_the_operators() {
    let top = "session_idle_lifetime = 120\nsession_lifetime = 300";
    let (mut scene, _) = signed_in_with(Setup { top, ..Setup::default() }).await;
    for _ in 0..2 {
        scene.daemon.hand.advance(119);
        silent(&mut scene, "&prompt=none").await;
    }
    scene.daemon.hand.advance(62);
    assert_eq!(error(&mut scene, "&prompt=none").await.as_deref(), Some("login_required"));
}

#[tokio::test]
async fn the_session_survives_a_restart_and_is_a_hash_in_the_database() {
    let (mut scene, _) = signed_in().await;
    scene.daemon.restart().await;
    silent(&mut scene, "&prompt=none").await;
    let cookie = scene.browser.cookie("-session").unwrap().to_owned();
    let file = std::fs::read(scene.daemon.database()).unwrap();
    assert!(!file.windows(cookie.len()).any(|window| window == cookie.as_bytes()));
}

#[tokio::test]
async fn a_new_login_of_the_same_person_keeps_the_sid_and_renews_the_cookie() {
    let mut scene = Scene::open().await;
    let sid = async |scene: &mut Scene, more: &str| {
        let rp = scene.relying_party().await;
        let question = rp.ask();
        let form = scene.browser.get(&format!("{}{more}", question.url)).await;
        let answer = scene.say_who(form).await;
        let known = rp.hear(&question, &answer).await;
        let token = known.tokens.id_token().unwrap().to_string();
        let claims = jsonwebtoken::dangerous::insecure_decode::<serde_json::Value>(&token);
        claims.unwrap().claims["sid"].as_str().unwrap().to_owned()
    };
    let first = sid(&mut scene, "").await;
    let cookie = scene.browser.cookie("-session").unwrap().to_owned();
    assert_eq!(sid(&mut scene, "&prompt=login").await, first);
    assert_ne!(scene.browser.cookie("-session"), Some(cookie.as_str()), "session fixation");
    let sessions = "SELECT count(*) FROM browser_session";
    assert_eq!(scene.daemon.count(sessions).await, 1);
}

#[tokio::test]
async fn a_clock_that_was_put_back_does_not_make_a_login_new() {
    let (mut scene, _) = signed_in().await;
    scene.daemon.hand.advance(-60);
    let none = error(&mut scene, "&max_age=0&prompt=none").await;
    assert_eq!(none.as_deref(), Some("login_required"));
}

#[tokio::test]
async fn the_cookie_of_a_session_that_somebody_else_took_over_opens_nothing() {
    let (mut scene, _) = signed_in().await;
    let alices = scene.browser.cookie("-session").unwrap().to_owned();
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.person(crate::small_world::Person::Is(bob.clone()));
    scene.alice = bob;
    let (_, _, page) = form(&mut scene, "&prompt=login").await;
    scene.say_who(page).await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 2);
    let question = scene.relying_party().await.ask();
    let path = format!("{}&prompt=none", question.url.trim_start_matches(&scene.daemon.url));
    let request = scene.daemon.request(reqwest::Method::GET, &path);
    let cookie = format!("atlogin-session={alices}");
    let answer = request.header("cookie", cookie).send().await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(location.contains("error=login_required"), "{location}");
}

#[tokio::test]
async fn a_hint_that_names_nobody_is_not_answered_with_whoever_is_there() {
    let (mut scene, _) = signed_in().await;
    let none = error(&mut scene, "&prompt=none&id_token_hint=a.b.c").await;
    assert_eq!(none.as_deref(), Some("login_required"));
}
