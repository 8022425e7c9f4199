//! The keys that prove ATLogin to authorization servers, which keep a copy of them for ten minutes and
//! bind a login to the key it began with (ATProto OAuth, "Confidential Client Authentication").

use std::sync::Arc;

use atlogin::clock::Clock;
use atlogin::db::Db;
use atlogin::login::store::client_key;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::DAY;
use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::{Browser, Daemon, Page, RelyingParty, START, Setup, daemon};

const MINUTE: i64 = 60;
/// When the first key has signed for as long as it shall.
const TURN: i64 = 30 * DAY;

/// A confidential client whose keys sign for 30 days, and a world that keeps copies as the reference
/// server does.
struct Scene {
    world: SmallWorld,
    alice: Account,
    daemon: Daemon,
    browser: Browser,
}

impl Scene {
    async fn open() -> Self {
        let (clock, hand) = Clock::movable(START);
        let time = clock.clone();
        let now = Arc::new(move || time.now());
        let settings =
            Settings { now, tls: true, client_cache_seconds: 600, ..Settings::default() };
        let world = SmallWorld::start(settings).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let setup = Setup {
            https: Some("https://login.example"),
            tls: true,
            top: "key_lifetime_days = 30",
            ..Setup::default()
        };
        let daemon = Daemon::start(&world, setup, (clock, hand)).await;
        let browser = Browser::new(&daemon, &world);
        Self { world, alice, daemon, browser }
    }

    /// Lets time pass, minutes at a time, as the daemon would see it.
    async fn pass(&self, minutes: i64) {
        for _ in 0..minutes {
            self.daemon.hand.advance(MINUTE);
            self.daemon.housekeep().await;
        }
    }

    async fn relying_party(&self) -> RelyingParty {
        RelyingParty::discover(&self.daemon, "rp", Some(daemon::SECRET)).await
    }

    /// Signs in at the server of the account, in a browser that nobody knows.
    async fn signs_in(&self) {
        let rp = self.relying_party().await;
        let (question, mut browser) = (rp.ask(), Browser::new(&self.daemon, &self.world));
        let form = browser.get(&question.url).await;
        let answer = browser.submit(&form, "sign-in", &[("account", self.alice.handle())]).await;
        rp.hear(&question, &answer).await;
    }

    /// Signs in as far as the way back from the server of the account.
    async fn away(&mut self, url: &str) -> Page {
        self.browser.stop_before("/atproto/callback");
        let form = self.browser.get(url).await;
        let fields = [("account", self.alice.handle())];
        let away = self.browser.submit(&form, "sign-in", &fields).await;
        self.browser.stop_nowhere();
        away
    }

    async fn published(&self) -> Vec<String> {
        let answer = self.daemon.request(Method::GET, "/client-jwks.json").send().await.unwrap();
        let jwks: Value = answer.json().await.unwrap();
        let kid = |key: &Value| key["kid"].as_str().unwrap().to_owned();
        jwks["keys"].as_array().unwrap().iter().map(kid).collect()
    }

    /// The `kid` of each assertion that servers have seen, one after the other.
    fn used(&self) -> Vec<String> {
        let seen = self.world.seen();
        let assertions = seen.iter().filter_map(|seen| seen.field("client_assertion"));
        let mut kids: Vec<String> =
            assertions.map(|jwt| jsonwebtoken::decode_header(jwt).unwrap().kid.unwrap()).collect();
        kids.dedup();
        kids
    }

    async fn database(&self) -> Db {
        Db::open(&self.daemon.database()).await.unwrap()
    }
}

#[tokio::test]
async fn around_a_turn_every_login_succeeds_at_a_server_that_keeps_a_copy_of_the_keys() {
    let scene = Scene::open().await;
    scene.daemon.hand.advance(TURN - 60 * MINUTE);
    scene.pass(30).await;
    // The server looks 9 minutes before the turn, and not again until a minute after it.
    for minute in -29..15 {
        scene.pass(1).await;
        scene.signs_in().await;
        let (old, keys) = (minute < 0, scene.published().await);
        assert_eq!(scene.used().len(), if old { 1 } else { 2 }, "minute {minute}");
        assert_eq!(scene.used().last(), keys.get(usize::from(!old)), "minute {minute}");
    }
    scene.daemon.hand.advance(DAY);
    scene.pass(1).await;
    assert_eq!(scene.published().await, scene.used()[1..], "the old one is gone in the end");
}

#[tokio::test]
async fn the_next_key_is_published_a_quarter_of_an_hour_before_it_signs_at_the_latest() {
    let scene = Scene::open().await;
    scene.daemon.hand.advance(TURN - 60 * MINUTE);
    let first = scene.published().await;
    scene.pass(29).await;
    assert_eq!(scene.published().await, first);
    scene.pass(60 - 29 - 15).await;
    assert_eq!(scene.published().await.len(), 2);
    assert_eq!(scene.published().await[0], first[0]);
}

#[tokio::test]
async fn a_login_keeps_the_key_it_began_with_over_a_turn_and_a_restart() {
    let mut scene = Scene::open().await;
    scene.daemon.hand.advance(TURN - 31 * MINUTE);
    scene.pass(28).await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let away = scene.away(&question.url).await;
    // The code of the server is good for five minutes.
    scene.pass(4).await;
    scene.daemon.restart().await;
    scene.signs_in().await;
    let [old, next] = &scene.used()[..] else { panic!("{:?}", scene.used()) };
    assert_ne!(old, next);
    let answer = scene.browser.get(away.url.as_str()).await;
    assert_eq!(scene.used(), [old.clone(), next.clone(), old.clone()]);
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn a_login_whose_key_was_dropped_has_to_be_begun_again() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    let away = scene.away(&question.url).await;
    let ring = client_key::key_ring(scene.database().await, scene.daemon.clock.clone(), None);
    let made = ring.replace_all().await.unwrap();
    scene.pass(1).await;
    assert_eq!(scene.published().await, std::slice::from_ref(&made[0].kid));
    let page = scene.browser.get(away.url.as_str()).await;
    assert!(!scene.used().contains(&made[0].kid), "the server would only refuse it");
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.text.contains("Try again"), "{}", page.text);
    // As soon as the server looks again, people can sign in.
    scene.pass(10).await;
    scene.signs_in().await;
}

#[tokio::test]
async fn a_clock_that_jumps_back_over_a_turn_leaves_a_key_that_servers_know() {
    let scene = Scene::open().await;
    scene.daemon.hand.advance(TURN - 31 * MINUTE);
    scene.pass(40).await;
    scene.signs_in().await;
    for jump in [-60, 60, -3 * 60 * 24, 3 * 60 * 24] {
        scene.daemon.hand.advance(jump * MINUTE);
        scene.pass(1).await;
        scene.signs_in().await;
    }
}
