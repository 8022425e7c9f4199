//! Who leaves a waiting page half-way leaves nothing: no row, no place, no turn.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use tokio::time::timeout;

use super::*;

/// For what has to come soon, on a busy machine.
const SOON: Duration = Duration::from_secs(5);
/// The starts of one address that may wait at a time.
const STARTS_OF_ONE_ADDRESS: usize = 16;
/// All that may.
const ALL_STARTS: usize = 128;

#[tokio::test]
async fn who_closes_the_page_of_a_start_leaves_nothing_behind() {
    let mut scene = scene().await;
    let Start { form, gate, begun, .. } = slow_start(&mut scene, hold_handle).await;
    drop(begun);
    gate.open();
    scene.world.be_honest();
    // The login is as it was.
    let answer = scene.say_who(form).await;
    assert!(is_signed_in(&answer), "{}: {}", answer.url, answer.text);
    assert_eq!(scene.daemon.count(ATTEMPTS).await, 1, "that of the second start");
}

/// A daemon that counts turns by what its proxy says, and nothing else.
const BEHIND_PROXY: Setup = Setup {
    top: "trusted_proxies = [\"127.0.0.1\"]",
    more: "[limits]\nlogins_per_address = \"off\"\nlogins_per_server = \"off\"",
    path: "",
    https: None,
    tls: false,
    network: None,
    client: "",
};

/// A browser at its sign-in page, behind `address`.
async fn visitor(scene: &Scene, address: &str) -> (Browser, Page) {
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    browser.take_pages();
    browser.come_from(address);
    let form = browser.get(&scene.relying_party().await.ask().url).await;
    (browser, form)
}

/// As many starts of one address as may wait, each by a browser of its own.
async fn starts(scene: &Scene, address: &str) -> Vec<(Browser, Begun)> {
    let mut visitors = Vec::new();
    for _ in 0..STARTS_OF_ONE_ADDRESS {
        visitors.push(visitor(scene, address).await);
    }
    let begin = |(mut browser, form): (Browser, Page)| async move {
        let begun = begin(&mut browser, &form, scene.alice.handle()).await;
        (browser, begun)
    };
    join_all(visitors.into_iter().map(begin)).await
}

#[tokio::test]
async fn who_closes_the_page_of_a_start_gives_the_turn_back() {
    let scene = scene_with(BEHIND_PROXY).await;
    let gate = hold_handle(&scene);
    let waiting = starts(&scene, "198.51.100.7").await;
    let (mut browser, form) = visitor(&scene, "198.51.100.7").await;
    let fields = [("account", scene.alice.handle())];
    let refused = browser.submit(&form, "sign-in", &fields).await;
    assert_eq!(refused.status, 503, "all turns of this address are taken");
    drop(waiting);
    let admitted = async {
        loop {
            let begun = browser.begin_submit(&form, "sign-in", &fields).await;
            if begun.page.status == 200 {
                return begun;
            }
        }
    };
    let begun = timeout(SOON, admitted).await.unwrap();
    gate.open();
    let page = begun.whole().await.unwrap();
    assert!(is_signed_in(&browser.get(&way_on(&scene, &page)).await));
}

#[tokio::test]
async fn who_closes_the_page_of_a_callback_has_no_code_and_no_session() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let (_, gate, begun) = slow_callback(&mut scene, &question.url).await;
    drop(begun);
    gate.open();
    // The work goes on to its end, and gives the tokens back.
    let revoked = async {
        while !scene.world.pds().tokens().iter().any(|token| token.revoked) {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, revoked).await.unwrap();
    assert_eq!(given(&scene).await, (0, 0));
    scene.daemon.hand.advance(121);
    scene.daemon.housekeep().await;
    let form = scene.browser.get(&question.url).await;
    assert_eq!(form.heading(), "Sign in", "nobody is signed in");
    assert!(is_signed_in(&scene.say_who(form).await));
}

/// A turn may be taken away from who has waited longest. The page leads to one that says so.
#[tokio::test]
async fn who_loses_the_turn_is_led_to_a_page_that_says_so() {
    let scene = scene_with(BEHIND_PROXY).await;
    let gate = hold_handle(&scene);
    let sites: Vec<_> =
        (0..ALL_STARTS / STARTS_OF_ONE_ADDRESS).map(|site| format!("203.0.{site}.9")).collect();
    let waiting = join_all(sites.iter().map(|address| starts(&scene, address))).await;
    let (mut newcomer, form) = visitor(&scene, "198.51.100.7").await;
    let _begun = begin(&mut newcomer, &form, scene.alice.handle()).await;
    let whole = |(browser, begun): (Browser, Begun)| async move { (browser, begun.whole().await) };
    let mut ended: FuturesUnordered<_> = waiting.into_iter().flatten().map(whole).collect();
    let lost = async {
        while let Some((mut browser, page)) = ended.next().await {
            let answer = browser.get(&way_on(&scene, &page.unwrap())).await;
            // On a busy machine the silent servers are given up before.
            if answer.status == 503 {
                return answer;
            }
        }
        panic!("nobody has lost a turn");
    };
    let answer = timeout(SOON, lost).await.unwrap();
    assert_eq!(answer.heading(), "Too many people are signing in right now");
    assert!(answer.headers.contains_key("retry-after") && answer.text.contains("Try again"));
    gate.open();
}
