//! More than anybody needs, from one address, towards one server, or in the name of one client
//! (attack W3): what is refused, and that nobody else is hurt.
//!
//! The daemon stands behind a trusted proxy here, since this machine's own address is never counted.

use serde_json::Value;

use crate::support::daemon::SECRET;
use crate::support::signer::{ASSERTION_TYPE, Signer};
use crate::support::{Scene, Setup};

const BEHIND_A_PROXY: &str = "trusted_proxies = [\"127.0.0.1\"]";
const SCHOOL: &str = "198.51.100.7";

async fn scene(limits: &'static str) -> Scene {
    Scene::with(Setup { top: BEHIND_A_PROXY, more: limits, ..Setup::default() }).await
}

/// The statuses of so many starts of a login, by somebody at `address` who owns no browser of it.
async fn starts(scene: &Scene, address: &str, times: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..times {
        let request = scene.daemon.request(reqwest::Method::POST, "/sign-in/nothing");
        let answer = request.header("x-forwarded-for", address).send().await.unwrap();
        statuses.push(answer.status().as_u16());
    }
    statuses
}

#[tokio::test]
async fn an_address_that_starts_too_many_logins_waits_and_loses_nothing() {
    let mut scene = scene("[limits]\nlogins_per_address = 3").await;
    scene.browser.come_from(SCHOOL);
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    assert_eq!(starts(&scene, SCHOOL, 9).await, [404, 404, 404, 429, 429, 429, 429, 429, 429]);

    let page = scene.say_who(form.clone()).await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (429, TOO_MANY));
    assert_eq!(page.headers["retry-after"], "20", "a third of the minute in which three come back");
    let retry = page.text.contains(&format!("href=\"{}\"", form.url.path()));
    assert!(retry && page.text.contains("Nothing is lost."), "{}", page.text);

    scene.daemon.hand.advance(20);
    let answer = scene.say_who(form).await;
    assert!(answer.parameter("code").is_some(), "{}: {}", answer.url, answer.text);
}

const TOO_MANY: &str = "Too many sign-ins from your network";

#[tokio::test]
async fn a_flood_from_one_address_hinders_no_other() {
    let mut scene = scene("[limits]\nlogins_per_address = 3").await;
    assert_eq!(starts(&scene, "2001:db8:1:2::1", 3).await, [404; 3]);
    assert_eq!(
        starts(&scene, "2001:db8:1:2:ffff::2", 1).await,
        [429],
        "the same network of 64 bits"
    );
    assert_eq!(starts(&scene, "2001:db8:1:3::1", 3).await, [404; 3]);
    assert_eq!(starts(&scene, SCHOOL, 3).await, [404; 3]);
    assert_eq!(starts(&scene, &format!("::ffff:{SCHOOL}"), 1).await, [429]);
    scene.browser.come_from("198.51.100.8");
    scene.code().await;
}

#[tokio::test]
async fn an_address_that_begins_too_many_logins_is_asked_to_wait_before_anything_is_stored() {
    let mut scene = scene("[limits]\nlogins_per_address = 2").await;
    scene.browser.come_from(SCHOOL);
    let question = scene.relying_party().await.ask();
    for _ in 0..2 {
        assert_eq!(scene.browser.get(&question.url).await.status, 200);
    }
    let page = scene.browser.get(&question.url).await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (429, TOO_MANY));
    assert_eq!(page.headers["retry-after"], "30");
    assert_eq!(scene.daemon.count("SELECT COUNT(*) FROM pending_login").await, 2);
    let silent = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert_eq!(silent.parameter("error").as_deref(), Some("login_required"), "costs us nothing");

    scene.daemon.hand.advance(30);
    let form = scene.browser.get(page.url.as_str()).await;
    assert_eq!(form.status, 200, "the page is loaded again, as it says");
    assert!(scene.say_who(form).await.parameter("code").is_some());
}

/// W4: half-open logins.
#[tokio::test]
async fn a_flood_of_logins_that_nobody_opens_costs_bounded_room_and_ends_nobodys_login() {
    let mut scene =
        Scene::with(Setup { more: "[limits]\nunopened_logins = 20", ..Setup::default() }).await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let path = question.url.trim_start_matches(&scene.daemon.url).to_owned();
    // More than ten times as many: what is opened may be forgotten when so many others were opened.
    for _ in 0..300 {
        let answer = scene.daemon.request(reqwest::Method::GET, &path).send().await.unwrap();
        assert_eq!(answer.status(), 303, "everybody gets in meanwhile");
    }
    let unopened = "SELECT COUNT(*) FROM pending_login WHERE browser_hash IS NULL";
    assert_eq!(scene.daemon.count(unopened).await, 20);
    let answer = scene.say_who(form).await;
    assert!(answer.parameter("code").is_some(), "{}: {}", answer.url, answer.text);

    scene.daemon.hand.advance(60 * 60);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(unopened).await, 0, "they expire");
}

#[tokio::test]
async fn a_flood_that_opens_what_it_begins_costs_bounded_room_too() {
    let scene =
        Scene::with(Setup { more: "[limits]\nunopened_logins = 2", ..Setup::default() }).await;
    let question = scene.relying_party().await.ask();
    for _ in 0..50 {
        let mut browser = crate::support::Browser::new(&scene.daemon, &scene.world);
        assert_eq!(browser.get(&question.url).await.status, 200);
    }
    // Ten times two, and the last one: it is looked after when a login begins, not when it is opened.
    assert_eq!(scene.daemon.count("SELECT COUNT(*) FROM pending_login").await, 21);
}

#[tokio::test]
async fn a_flood_of_logouts_costs_bounded_room() {
    let scene =
        Scene::with(Setup { more: "[limits]\nunopened_logins = 20", ..Setup::default() }).await;
    for _ in 0..100 {
        let answer = scene.daemon.request(reqwest::Method::POST, "/logout").send().await.unwrap();
        assert_eq!(answer.status(), 303);
    }
    assert_eq!(scene.daemon.count("SELECT COUNT(*) FROM pending_logout").await, 20);
}

/// Whoever is told by nobody trusted where people are must not make one of all of them.
#[tokio::test]
async fn people_whose_address_nobody_tells_are_never_locked_out() {
    let limits = "[limits]\nlogins_per_address = 1\nrequests_per_client = 1";
    let scene = Scene::with(Setup { more: limits, ..Setup::default() }).await;
    assert_eq!(starts(&scene, SCHOOL, 9).await, [404; 9]);
    for _ in 0..99 {
        assert_eq!(refresh(&scene, "198.51.100.1", "wrong").await.0, 401);
    }
    assert_eq!(refresh(&scene, "198.51.100.1", SECRET).await.0, 400, "let in");
}

#[tokio::test]
async fn nobody_can_use_us_as_a_weapon_against_a_server() {
    let mut scene = scene("[limits]\nlogins_per_server = 2").await;
    for _ in 0..2 {
        scene.browser.forget();
        scene.code().await;
    }
    scene.browser.forget();
    scene.world.forget_seen();
    let question = scene.relying_party().await.ask();
    let page = scene.sign_in(&question.url).await;
    assert_eq!(page.status, 503, "{}", page.text);
    assert!(page.text.contains("Too many people are signing in at "), "{}", page.text);
    let asked: Vec<String> = scene.world.seen().iter().map(|seen| seen.path.clone()).collect();
    assert!(!asked.iter().any(|path| path.contains("oauth")), "{asked:?}");

    scene.daemon.hand.advance(30);
    let answer = scene.say_who(page).await;
    assert!(answer.parameter("code").is_some(), "{}: {}", answer.url, answer.text);
}

/// Status, `Retry-After` and body of a refused grant: 400 for whoever is who they say.
async fn refresh(scene: &Scene, address: &str, secret: &str) -> (u16, Option<String>, Value) {
    let request = scene.daemon.request(reqwest::Method::POST, "/token");
    let request = request.basic_auth("rp", Some(secret)).header("x-forwarded-for", address);
    let form = "application/x-www-form-urlencoded";
    let request = request.header("content-type", form).body("grant_type=nothing");
    let answer = request.send().await.unwrap();
    let wait = answer.headers().get("retry-after").map(|wait| wait.to_str().unwrap().to_owned());
    (answer.status().as_u16(), wait, answer.json().await.unwrap())
}

#[tokio::test]
async fn a_stranger_who_guesses_secrets_locks_out_nobody_but_themselves() {
    let scene = scene("").await;
    for _ in 0..60 {
        assert_eq!(refresh(&scene, SCHOOL, "wrong").await.0, 401);
    }
    let (status, wait, body) = refresh(&scene, SCHOOL, "wrong").await;
    assert_eq!((status, wait.as_deref()), (429, Some("1")), "{body}");
    assert_eq!(body["error"], "temporarily_unavailable");
    assert_eq!(refresh(&scene, "198.51.100.8", SECRET).await.0, 400, "the client itself is let in");
    scene.daemon.hand.advance(1);
    assert_eq!(refresh(&scene, SCHOOL, "wrong").await.0, 401);
}

/// The status of a try to prove oneself by this form at `/token`, from one address.
async fn tried(scene: &Scene, form: &[(&str, &str)]) -> u16 {
    tried_at(scene, "/token", form).await
}

async fn tried_at(scene: &Scene, path: &str, form: &[(&str, &str)]) -> u16 {
    let request = scene.daemon.request(reqwest::Method::POST, path);
    let request = request.header("x-forwarded-for", SCHOOL);
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    request.body(body).send().await.unwrap().status().as_u16()
}

/// Behind one address may be a relying party and somebody who knows its name.
#[tokio::test]
async fn wrong_secrets_from_an_address_never_refuse_the_right_one_from_there() {
    let scene = scene("").await;
    for _ in 0..60 {
        assert_eq!(refresh(&scene, SCHOOL, "wrong").await.0, 401);
    }
    // What is asked is wrong in another way at each address, or it is answered well.
    for (path, let_in) in [("/token", 400), ("/par", 400), ("/revoke", 400), ("/introspect", 400)] {
        let form = |secret| [("client_id", "rp"), ("client_secret", secret)];
        assert_eq!(tried_at(&scene, path, &form("wrong")).await, 429, "{path}");
        assert_eq!(tried_at(&scene, path, &form(SECRET)).await, let_in, "{path}");
    }
    assert_eq!(refresh(&scene, SCHOOL, SECRET).await.0, 400, "in the header too");
    assert_eq!(refresh(&scene, SCHOOL, "wrong").await.0, 429, "and that forgives nothing");
}

#[tokio::test]
async fn wrong_assertions_from_an_address_never_refuse_the_right_one_from_there() {
    let signer = Signer::new("one");
    let more = signer.in_file("");
    let scene = Scene::with(Setup { top: BEHIND_A_PROXY, more, ..Setup::default() }).await;
    let shown = async |signer: &Signer| {
        let assertion = signer.assertion(&scene.daemon);
        let form =
            [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion.as_str())];
        tried(&scene, &form).await
    };
    let stranger = Signer::new("one");
    for _ in 0..60 {
        assert_eq!(shown(&stranger).await, 401);
    }
    assert_eq!(shown(&stranger).await, 429);
    assert_eq!(shown(&signer).await, 400, "it is who it says, and asks for nothing");
}

#[tokio::test]
async fn made_up_names_of_clients_do_not_keep_failures_from_being_counted() {
    let signer = Signer::new("one");
    let more = signer.in_file("");
    let setup = Setup { top: BEHIND_A_PROXY, more, ..Setup::default() };
    let scene = Scene::with(setup).await;
    // What an assertion names is who fails, whatever client_id says beside it.
    let assertion = Signer::new("another").assertion(&scene.daemon);
    let mut statuses = Vec::new();
    for number in 0..61 {
        let client_id = format!("made-up-{number}");
        let form = [
            ("client_id", client_id.as_str()),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion.as_str()),
        ];
        statuses.push(tried(&scene, &form).await);
    }
    assert_eq!(statuses.pop(), Some(429));
    assert!(statuses.iter().all(|status| *status == 401), "{statuses:?}");
    // And all who are nobody are one.
    for number in 0..61 {
        let client_id = format!("made-up-{number}");
        let form = [("client_id", client_id.as_str()), ("client_secret", "guess")];
        statuses.push(tried(&scene, &form).await);
    }
    assert_eq!(statuses.pop(), Some(429));
    assert!(statuses.iter().all(|status| *status == 401), "{statuses:?}");
    assert_eq!(refresh(&scene, SCHOOL, SECRET).await.0, 400, "who is somebody is let in");
}

/// Basic credentials may be encoded or not, so that "a+b" can be two names.
#[tokio::test]
async fn guesses_are_counted_however_the_name_of_the_client_can_be_read() {
    let more = "[[clients]]\nclient_id = \"a+b\"\nclient_secret = \"k9-secret-0123456789-abcdefghijklmnopqrstu\"
                redirect_uris = [\"https://rp.example/cb\"]";
    let scene = scene(more).await;
    let tried = async |secret| {
        let request = scene.daemon.request(reqwest::Method::POST, "/token");
        let request = request.basic_auth("a+b", Some(secret)).header("x-forwarded-for", SCHOOL);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body("grant_type=nothing").send().await.unwrap().status().as_u16()
    };
    let right = "k9-secret-0123456789-abcdefghijklmnopqrstu";
    assert_eq!(tried(right).await, 400, "it is who it says");
    for _ in 0..60 {
        assert_eq!(tried("wrong").await, 401);
    }
    assert_eq!(tried("wrong").await, 429);
    assert_eq!(tried(right).await, 400, "and still is");
}

#[tokio::test]
async fn a_client_that_calls_too_often_is_told_when_to_come_back() {
    let scene = scene("[limits]\nrequests_per_client = 2").await;
    assert_eq!(refresh(&scene, "198.51.100.1", SECRET).await.0, 400);
    assert_eq!(refresh(&scene, "198.51.100.2", SECRET).await.0, 400);
    let (status, wait, body) = refresh(&scene, "198.51.100.3", SECRET).await;
    assert_eq!((status, wait.as_deref()), (429, Some("30")), "{body}");
    assert_eq!(body["error"], "temporarily_unavailable");
    scene.daemon.hand.advance(30);
    assert_eq!(refresh(&scene, "198.51.100.3", SECRET).await.0, 400);
}
