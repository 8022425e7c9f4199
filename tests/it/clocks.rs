//! A clock that is wrong, or jumps while somebody is in the middle of a login (attack W6).

use std::sync::Arc;

use atlogin::clock::Clock;
use reqwest::StatusCode;

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::{Browser, Daemon, Page, RelyingParty, START, Scene, Setup, daemon};

/// A daemon whose clock is `ahead` seconds before everybody else's.
async fn out_of_step(ahead: i64, tls: bool) -> (SmallWorld, Account, Daemon, Browser) {
    let settings = Settings { now: Arc::new(|| START), tls, ..Settings::default() };
    let world = SmallWorld::start(settings).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let https = tls.then_some("https://login.example");
    let setup = Setup { https, tls, ..Setup::default() };
    let daemon = Daemon::start(&world, setup, Clock::movable(START + ahead)).await;
    let browser = Browser::new(&daemon, &world);
    (world, alice, daemon, browser)
}

async fn sign_in(browser: &mut Browser, url: &str, alice: &Account) -> Page {
    let form = browser.get(url).await;
    browser.submit(&form, "sign-in", &[("account", alice.handle())]).await
}

#[tokio::test]
async fn half_a_minute_off_is_no_hindrance() {
    for tls in [false, true] {
        for ahead in [-30, 30] {
            let (_world, alice, daemon, mut browser) = out_of_step(ahead, tls).await;
            let rp = RelyingParty::discover(&daemon, "rp", Some(daemon::SECRET)).await;
            let question = rp.ask();
            let answer = sign_in(&mut browser, &question.url, &alice).await;
            let known = rp.hear(&question, &answer).await;
            let issued = known.claims.issue_time().timestamp();
            assert_eq!(issued, START + ahead, "an honest iat");
        }
    }
}

#[tokio::test]
async fn an_hour_off_is_refused_by_the_servers_with_a_page_and_costs_nothing_else() {
    for ahead in [-3600, 3600] {
        let (_world, alice, daemon, mut browser) = out_of_step(ahead, true).await;
        let rp = RelyingParty::discover(&daemon, "rp", Some(daemon::SECRET)).await;
        let question = rp.ask();
        let page = sign_in(&mut browser, &question.url, &alice).await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{ahead}: {}", page.text);
        assert!(page.element("reference").is_some());
        assert_eq!(daemon.count("SELECT count(*) FROM authorization_code").await, 0);
        // The operator corrects the clock, and the same login goes on.
        daemon.hand.advance(-ahead);
        let rp_now = RelyingParty::discover(&daemon, "rp", Some(daemon::SECRET)).await;
        let answer = browser.submit(&page, "sign-in", &[("account", alice.handle())]).await;
        if ahead < 0 {
            // It began an hour ago by the new time, which is all that a login has.
            assert_eq!(answer.status, StatusCode::GONE);
        } else {
            rp_now.hear(&question, &answer).await;
        }
    }
}

#[tokio::test]
async fn a_jump_back_in_the_middle_of_a_login_loses_nothing_and_doubles_nothing() {
    for (jump, at) in (0..4).flat_map(|at| [(-3600, at), (-30, at), (30, at)]) {
        let mut scene = Scene::open().await;
        let question = scene.relying_party().await.ask();
        let hand = scene.daemon.hand.clone();
        let jump_at = |place| {
            if place == at {
                hand.advance(jump);
            }
        };
        let form = scene.browser.get(&question.url).await;
        jump_at(0);
        scene.browser.stop_before("/oauth/authorize");
        let handle = scene.alice.handle().to_owned();
        let page = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
        jump_at(1);
        scene.browser.stop_before("/atproto/callback");
        let page = scene.browser.get(page.url.as_str()).await;
        jump_at(2);
        scene.browser.stop_nowhere();
        let answer = scene.browser.get(page.url.as_str()).await;
        let code =
            answer.parameter("code").unwrap_or_else(|| panic!("{jump} at {at}: {}", answer.text));
        jump_at(3);
        let rp = scene.relying_party().await;
        rp.redeem(&code, &question).await.unwrap();
        assert!(rp.redeem(&code, &question).await.is_err(), "once, whatever the clock says");
        let back = scene.browser.get(page.url.as_str()).await;
        assert_eq!(back.status, StatusCode::GONE);
    }
}

#[tokio::test]
async fn a_code_is_not_good_for_longer_than_a_minute_forward() {
    let mut scene = Scene::open().await;
    let (early, question) = scene.code().await;
    scene.daemon.hand.advance(59);
    scene.relying_party().await.redeem(&early, &question).await.unwrap();
    let (late, question) = scene.code().await;
    scene.daemon.hand.advance(60);
    let refused = scene.relying_party().await.redeem(&late, &question).await;
    assert!(refused.is_err_and(|error| error.contains("invalid_grant")));
}
