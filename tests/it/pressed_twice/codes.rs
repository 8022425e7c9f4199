//! The second code takes the place of the first, or there is none.

use super::{CODES, asked, good, is_finished, the_same};
use crate::small_world::Person;
use crate::support::{Browser, Scene};

#[tokio::test]
async fn the_second_press_on_allow_gets_the_code_that_counts() {
    let (mut scene, rp, question, page) = asked("").await;
    let mut codes = Vec::new();
    for seconds in [0, 4, 5] {
        scene.daemon.hand.advance(seconds);
        let answer = scene.browser.submit(&page, "consent", &[]).await;
        assert_eq!(answer.parameter("state").as_ref(), Some(&question.state), "{}", answer.text);
        codes.push(answer.parameter("code").unwrap());
    }
    assert_eq!(scene.daemon.count(CODES).await, 1);
    assert_eq!(good(&rp, &question, &codes).await, [false, false, true]);
}

#[tokio::test]
async fn of_two_presses_at_the_same_instant_one_gets_a_good_code() {
    let (scene, rp, question, page) = asked("").await;
    for _ in 0..8 {
        let (mut one, mut other) = (the_same(&scene), the_same(&scene));
        let (first, second) =
            tokio::join!(one.submit(&page, "consent", &[]), other.submit(&page, "consent", &[]));
        let codes = [first, second].map(|answer| answer.parameter("code"));
        assert!(codes.iter().all(Option::is_some), "{codes:?}");
        assert_eq!(scene.daemon.count(CODES).await, 1);
    }
    let (mut one, mut other) = (the_same(&scene), the_same(&scene));
    let (first, second) =
        tokio::join!(one.submit(&page, "consent", &[]), other.submit(&page, "consent", &[]));
    let codes = [first, second].map(|answer| answer.parameter("code").unwrap());
    let good = good(&rp, &question, &codes).await;
    assert_eq!(good.into_iter().filter(|good| *good).count(), 1, "one, and not both");
}

#[tokio::test]
async fn the_first_two_presses_at_the_same_instant_get_one_good_code() {
    for _ in 0..4 {
        let (scene, rp, question, page) = asked("").await;
        let (mut one, mut other) = (the_same(&scene), the_same(&scene));
        let (first, second) =
            tokio::join!(one.submit(&page, "consent", &[]), other.submit(&page, "consent", &[]));
        let codes = [first, second].map(|answer| answer.parameter("code"));
        assert!(codes.iter().all(Option::is_some), "{codes:?}");
        let good = good(&rp, &question, &codes.map(Option::unwrap)).await;
        assert_eq!(good.into_iter().filter(|good| *good).count(), 1, "one, and not both");
    }
}

#[tokio::test]
async fn a_code_that_was_redeemed_is_followed_by_no_other() {
    let (mut scene, rp, question, page) = asked("").await;
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    let known = rp.hear(&question, &answer).await;
    let again = scene.browser.submit(&page, "consent", &[]).await;
    is_finished(&again);
    assert_eq!(scene.daemon.count(CODES).await, 1);
    let token = openidconnect::OAuth2TokenResponse::access_token(&known.tokens).secret().clone();
    assert_eq!(scene.daemon.userinfo(&token).await, 200, "what it got stays good");
}

#[tokio::test]
async fn after_ten_seconds_there_is_no_other_code_and_the_first_stays_good() {
    let (mut scene, rp, question, page) = asked("").await;
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    scene.daemon.hand.advance(10);
    is_finished(&scene.browser.submit(&page, "consent", &[]).await);
    // A clock that was put back is no reason either.
    scene.daemon.hand.advance(-11);
    is_finished(&scene.browser.submit(&page, "consent", &[]).await);
    scene.daemon.hand.advance(1);
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn further_presses_do_not_make_it_longer() {
    let (mut scene, rp, question, page) = asked("").await;
    scene.browser.submit(&page, "consent", &[]).await;
    scene.daemon.hand.advance(9);
    let second = scene.browser.submit(&page, "consent", &[]).await;
    scene.daemon.hand.advance(1);
    is_finished(&scene.browser.submit(&page, "consent", &[]).await);
    rp.hear(&question, &second).await;
}

#[tokio::test]
async fn another_browser_or_a_form_that_is_not_ours_gets_no_code_and_spoils_none() {
    let (mut scene, rp, question, page) = asked("").await;
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    assert_eq!(stranger.submit(&page, "consent", &[]).await.parameter("code"), None);
    // Alice, at another browser of hers.
    let form = stranger.get(&scene.relying_party().await.ask().url).await;
    let fields = [("account", scene.alice.handle())];
    stranger.submit(&form, "sign-in", &fields).await;
    assert_eq!(stranger.submit(&page, "consent", &[]).await.parameter("code"), None);
    is_finished(&scene.browser.submit(&page, "consent", &[("csrf", "guess")]).await);
    let action = page.form("consent").0.to_string();
    let csrf = page.form("consent").1[0].1.clone();
    let shown = scene.browser.post_from_elsewhere(&action, &[("csrf", &csrf)]).await;
    assert_eq!(shown.parameter("code"), None, "{}", shown.url);
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn who_is_another_account_by_then_gets_no_code_and_spoils_none() {
    let (mut scene, rp, question, page) = asked("").await;
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.person(Person::Is(bob.clone()));
    let form = scene.browser.get(&format!("{}&prompt=login", rp.ask().url)).await;
    let bobs = scene.browser.submit(&form, "sign-in", &[("account", bob.handle())]).await;
    assert_eq!(bobs.heading(), "Allow this sign-in?", "{}", bobs.text);
    is_finished(&scene.browser.submit(&page, "consent", &[]).await);
    let known = rp.hear(&question, &answer).await;
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
}

#[tokio::test]
async fn who_has_signed_out_in_between_gets_no_code() {
    let (mut scene, _, _, page) = asked("").await;
    scene.browser.submit(&page, "consent", &[]).await;
    let account = scene.browser.get(&scene.daemon.at("/account")).await;
    scene.browser.submit(&account, "sign-out", &[]).await;
    is_finished(&scene.browser.submit(&page, "consent", &[]).await);
    assert_eq!(scene.daemon.count(CODES).await, 0, "it ended with the session");
}

#[tokio::test]
async fn who_has_taken_consent_back_in_between_gets_no_code() {
    let (mut scene, _, _, page) = asked("").await;
    scene.browser.submit(&page, "consent", &[]).await;
    let account = scene.browser.get(&scene.daemon.at("/account")).await;
    scene.browser.submit(&account, "relying-parties", &[("client", "rp")]).await;
    is_finished(&scene.browser.submit(&page, "consent", &[]).await);
    assert_eq!(scene.daemon.count(CODES).await, 0);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM consent").await, 0);
}

#[tokio::test]
async fn an_answer_by_form_post_is_followed_by_another_one() {
    let (mut scene, rp, question, page) = asked("&response_mode=form_post").await;
    let mut codes = Vec::new();
    for _ in 0..2 {
        let answer = scene.browser.submit(&page, "consent", &[]).await;
        let posted = scene.browser.submit_elsewhere(&answer, "answer");
        let code = posted.fields.into_iter().find(|(name, _)| name == "code");
        codes.push(code.unwrap_or_else(|| panic!("no code: {}", answer.text)).1);
    }
    assert_eq!(good(&rp, &question, &codes).await, [false, true]);
    is_finished(&scene.browser.submit(&page, "consent", &[]).await);
}

#[tokio::test]
async fn the_second_pick_of_an_account_gets_the_code_that_counts() {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let page = scene.browser.get(&format!("{}&prompt=select_account", question.url)).await;
    let did = scene.alice.did().to_owned();
    let mut codes = Vec::new();
    for _ in 0..2 {
        let answer = scene.browser.submit(&page, "accounts", &[("known", &did)]).await;
        codes.push(answer.parameter("code").unwrap_or_else(|| panic!("{}", answer.text)));
    }
    assert_eq!(good(&rp, &question, &codes).await, [false, true]);
    is_finished(&scene.browser.submit(&page, "accounts", &[("known", &did)]).await);
}
