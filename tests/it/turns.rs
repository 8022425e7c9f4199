//! Sign-ins that wait for a silent server: so many may wait at a time, and nobody queues behind them.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::small_world::Person;
use crate::small_world::lies::Wire;
use crate::support::holders::{self, refresh, token};
use crate::support::{Browser, Page, Scene, Setup};

/// For one answer, on a busy machine. A silent server is given up after ten seconds.
const AT_ONCE: Duration = Duration::from_secs(5);

/// All that may wait at a time, and the starts of one address.
const MOST: usize = 128;
const STARTS_OF_ONE_ADDRESS: usize = 16;

/// All refreshes that may wait at a time.
const MOST_REFRESHES: usize = 64;

const NO_TURN: &str = "Too many people are signing in right now";

/// Browsers at their sign-in pages, all behind one address if there is one.
async fn browsers(scene: &Scene, number: usize, address: Option<&str>) -> Vec<(Browser, Page)> {
    let question = scene.relying_party().await.ask();
    let mut browsers = Vec::new();
    for _ in 0..number {
        let mut browser = Browser::new(&scene.daemon, &scene.world);
        if let Some(address) = address {
            browser.come_from(address);
        }
        let form = browser.get(&question.url).await;
        browsers.push((browser, form));
    }
    browsers
}

/// All of them say that they are alice. Their pages come as they are answered.
fn say_who(scene: &Scene, browsers: Vec<(Browser, Page)>) -> JoinSet<Page> {
    say_that_they_are(scene.alice.handle(), browsers)
}

fn say_that_they_are(handle: &str, browsers: Vec<(Browser, Page)>) -> JoinSet<Page> {
    let mut starts = JoinSet::new();
    for (mut browser, form) in browsers {
        let handle = handle.to_owned();
        let fields = async move { browser.submit(&form, "sign-in", &[("account", &handle)]).await };
        starts.spawn(fields);
    }
    starts
}

async fn first_answer(starts: &mut JoinSet<Page>) -> Page {
    timeout(AT_ONCE, starts.join_next()).await.unwrap().unwrap().unwrap()
}

fn is_told_to_try_again(page: &Page) {
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (503, NO_TURN), "{}", page.text);
    assert_eq!(page.headers["retry-after"], "5");
    let retry = page.text.contains(&format!("href=\"{}\"", page.url.path()));
    assert!(retry && page.text.contains("Try again"), "{}", page.text);
}

#[tokio::test]
async fn sign_ins_that_wait_for_a_silent_server_leave_room_for_all_who_wait_for_none() {
    let mut scene =
        Scene::with(Setup { more: "[limits]\nlogins_per_server = \"off\"", ..Setup::default() })
            .await;
    // One person is at their server meanwhile, and comes back.
    let question = scene.relying_party().await.ask();
    scene.browser.stop_before("/atproto/callback");
    let callback = scene.sign_in(&question.url).await.url;
    scene.browser.stop_nowhere();
    let waiting = browsers(&scene, MOST + 1, None).await;
    scene.world.lie(|lies| lies.resource_metadata.wire = Wire::Silent);
    let mut starts = say_who(&scene, waiting);
    is_told_to_try_again(&first_answer(&mut starts).await);
    assert_eq!(starts.len(), MOST, "the others wait");

    let machines = async {
        let health = scene.daemon.request(reqwest::Method::GET, "/healthz").send().await.unwrap();
        let (token, _) = scene.daemon.token(&[("grant_type", "nothing")]).await;
        (health.status().as_u16(), token)
    };
    assert_eq!(timeout(AT_ONCE, machines).await.expect("at once"), (200, 400));
    let page = scene.browser.get(callback.as_str()).await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (503, NO_TURN), "{}", page.text);

    // Whoever hangs up waits no more, and nobody has lost anything.
    scene.world.be_honest();
    starts.abort_all();
    let answer = loop {
        let answer = scene.browser.get(callback.as_str()).await;
        if answer.status != 503 {
            break answer;
        }
    };
    assert!(answer.parameter("code").is_some(), "{}: {}", answer.url, answer.text);
}

#[tokio::test]
async fn one_address_that_waits_for_a_silent_server_takes_no_turn_of_others() {
    let mut scene = Scene::with(Setup {
        top: "trusted_proxies = [\"127.0.0.1\"]",
        more: "[limits]\nlogins_per_address = \"off\"\nlogins_per_server = \"off\"",
        ..Setup::default()
    })
    .await;
    let waiting = browsers(&scene, STARTS_OF_ONE_ADDRESS + 1, Some("198.51.100.7")).await;
    scene.world.lie(|lies| lies.resource_metadata.wire = Wire::Silent);
    let mut starts = say_who(&scene, waiting);
    is_told_to_try_again(&first_answer(&mut starts).await);
    assert_eq!(starts.len(), STARTS_OF_ONE_ADDRESS);
    scene.browser.come_from("198.51.100.8");
    scene.world.be_honest();
    let question = scene.relying_party().await.ask();
    scene.browser.stop_before("/oauth/authorize");
    let page = scene.sign_in(&question.url).await;
    assert_eq!(page.status, 303, "{}", page.text);
}

#[tokio::test]
async fn addresses_that_take_all_turns_at_a_silent_server_keep_nobody_else_from_signing_in() {
    let mut scene = Scene::with(Setup {
        top: "trusted_proxies = [\"127.0.0.1\"]",
        more: "[limits]\nlogins_per_server = \"off\"",
        ..Setup::default()
    })
    .await;
    let silent = scene.world.add_pds("silent").await;
    let mallory = scene.world.account(&silent, "mallory.silent.test").await;
    silent.lie(|lies| lies.resource_metadata.wire = Wire::Silent);
    let mut waiting = Vec::new();
    for site in 0..=MOST / STARTS_OF_ONE_ADDRESS {
        let address = format!("203.0.{site}.9");
        waiting.extend(browsers(&scene, STARTS_OF_ONE_ADDRESS, Some(&address)).await);
    }
    let mut starts = say_that_they_are(mallory.handle(), waiting);
    is_told_to_try_again(&first_answer(&mut starts).await);

    scene.browser.come_from("198.51.100.8");
    let question = scene.relying_party().await.ask();
    let page = timeout(AT_ONCE, scene.sign_in(&question.url)).await.unwrap();
    assert!(page.parameter("code").is_some(), "{}: {}", page.url, page.text);
}

#[tokio::test]
async fn an_account_that_has_to_be_looked_up_needs_a_turn_and_one_that_was_just_proven_none() {
    let mut scene =
        Scene::with(Setup { more: "[limits]\nlogins_per_server = \"off\"", ..Setup::default() })
            .await;
    scene.code().await;
    let waiting = browsers(&scene, MOST + 1, None).await;
    scene.world.lie(|lies| lies.resource_metadata.wire = Wire::Silent);
    let mut starts = say_who(&scene, waiting);
    is_told_to_try_again(&first_answer(&mut starts).await);
    let question = scene.relying_party().await.ask();
    let silent = format!("{}&prompt=none", question.url);
    let answer = scene.browser.get(&silent).await;
    assert!(answer.parameter("code").is_some(), "{}: {}", answer.url, answer.text);
    scene.daemon.hand.advance(601);
    let answer = scene.browser.get(&silent).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("temporarily_unavailable"));
    let page = scene.browser.get(&question.url).await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (503, NO_TURN), "{}", page.text);
}

const TEN_MINUTES: i64 = 10 * 60;
const DAY: i64 = 24 * 60 * 60;

/// Refresh tokens of two accounts at `rp`, one more than refreshes may wait. From now on the accounts
/// cannot be looked up: their server is silent.
async fn waiting_refreshes() -> (Scene, Vec<Value>) {
    let client = "scopes = [\"openid\", \"profile\", \"offline_access\"]\n\
                  refresh_token_lifetime = 604800";
    let mut scene = Scene::with(Setup { client, ..holders::setup() }).await;
    let mut all = Vec::new();
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    for account in [scene.alice.clone(), bob] {
        scene.world.person(Person::Is(account.clone()));
        scene.alice = account;
        for _ in 0..=MOST_REFRESHES / 2 {
            all.push(holders::tokens(&mut scene).await);
        }
    }
    all.truncate(MOST_REFRESHES + 1);
    scene.world.lie(|lies| lies.resource_metadata.wire = Wire::Silent);
    (scene, all)
}

#[tokio::test]
async fn a_refresh_that_finds_no_place_to_wait_is_answered_with_what_was_proven_last() {
    let (scene, all) = waiting_refreshes().await;
    scene.daemon.hand.advance(TEN_MINUTES + 1);
    let mut waiting: FuturesUnordered<_> = all.iter().map(|one| refresh(&scene, one)).collect();
    let (status, answer) = timeout(AT_ONCE, waiting.next()).await.expect("at once").unwrap();
    assert_eq!(status, 200, "{answer}");
    assert!(!token(&answer, "id_token").is_empty());
    assert_eq!(waiting.len(), MOST_REFRESHES, "the others wait");
}

#[tokio::test]
async fn a_refresh_that_finds_no_place_to_wait_beyond_the_grace_period_may_come_again() {
    let (scene, all) = waiting_refreshes().await;
    scene.daemon.hand.advance(DAY + 1);
    let asked = |number: usize| {
        let (daemon, shown) = (&scene.daemon, token(&all[number], "refresh_token"));
        async move {
            let form = [("grant_type", "refresh_token"), ("refresh_token", shown)];
            (number, daemon.post("/token", holders::RP, &form).await)
        }
    };
    let mut waiting: FuturesUnordered<_> = (0..all.len()).map(asked).collect();
    let (number, answer) = timeout(AT_ONCE, waiting.next()).await.expect("at once").unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "60");
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["error"], "temporarily_unavailable", "{answer}");
    assert_eq!(waiting.len(), MOST_REFRESHES, "the others wait");
    drop(waiting);
    scene.world.be_honest();
    assert_eq!(refresh(&scene, &all[number]).await.0, 200, "its token is as good as before");
}
