//! The address that a waiting page leads to: good once, for one browser, for two minutes. And what "back"
//! and "reload" do.

use super::*;

/// The page that waited is there until the next one is, and so is its link.
#[tokio::test]
async fn who_presses_continue_on_the_way_gets_another_code_and_the_first_is_dead() {
    let mut scene = scene().await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let (callback, way_on) = waited_callback(&mut scene, &question.url).await;
    let mut codes = Vec::new();
    for _ in 0..3 {
        let page = scene.browser.get(&way_on).await;
        assert!(is_signed_in(&page), "{}: {}", page.url, page.text);
        codes.push(page.parameter("code").unwrap());
        assert_eq!(given(&scene).await, (1, 1));
    }
    assert!(codes[0] != codes[1] && codes[1] != codes[2]);
    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    assert_eq!(stranger.get(&way_on).await.status, 403);
    scene.daemon.hand.advance(10);
    for address in [way_on, callback] {
        let page = scene.browser.get(&address).await;
        assert_eq!(
            (page.status.as_u16(), page.heading().as_str()),
            (410, "This sign-in is already finished")
        );
        assert!(page.text.contains("href=\"https://rp.example/\""), "{}", page.text);
    }
    assert_eq!(given(&scene).await, (1, 1));
}

#[tokio::test]
async fn who_presses_continue_on_the_way_gets_the_same_refusal_or_question() {
    let mut scene = scene_with(Setup { client: "consent = true", ..Setup::default() }).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let claims = serde_json::json!({ "id_token": { "sub": { "value": bob.did() } } }).to_string();
    let mut refused = url::Url::parse(&scene.relying_party().await.ask().url).unwrap();
    refused.query_pairs_mut().append_pair("claims", &claims);
    let (_, way_on) = waited_callback(&mut scene, refused.as_str()).await;
    for _ in 0..2 {
        let answer = scene.browser.get(&way_on).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("login_required"), "{}", answer.text);
    }
    scene.world.be_honest();
    let question = scene.relying_party().await.ask();
    let (_, way_on) = waited_callback(&mut scene, &question.url).await;
    for _ in 0..2 {
        let page = scene.browser.get(&way_on).await;
        assert!(page.text.contains("/consent\""), "{}", page.text);
        assert_eq!(given(&scene).await, (0, 1), "a session and no code");
    }
}

#[tokio::test]
async fn a_code_that_was_redeemed_is_followed_by_no_other() {
    let mut scene = scene().await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let (_, way_on) = waited_callback(&mut scene, &question.url).await;
    let answer = scene.browser.get(&way_on).await;
    rp.redeem(&answer.parameter("code").unwrap(), &question).await.unwrap();
    let page = scene.browser.get(&way_on).await;
    assert_eq!(page.heading(), "This sign-in is already finished", "{}", page.text);
    assert_eq!(page.status, 410);
}

#[tokio::test]
async fn the_way_on_of_a_start_leads_to_the_same_server_for_half_a_minute_and_leads_back_then() {
    let mut scene = scene().await;
    let (page, form, _) = slow_start(&mut scene, hold_handle).await.whole().await;
    let way_on = way_on(&scene, &page);
    scene.browser.stop_before("/oauth/authorize");
    let first = scene.browser.get(&way_on).await.url;
    assert_eq!(first.path(), "/oauth/authorize");
    scene.daemon.hand.advance(29);
    assert_eq!(scene.browser.get(&way_on).await.url, first);
    scene.browser.stop_nowhere();
    assert_eq!(scene.daemon.count(ATTEMPTS).await, 1);
    scene.daemon.hand.advance(1);
    leads_back(&scene.browser.get(&way_on).await, &form);
    assert_eq!(scene.daemon.count(ATTEMPTS).await, 1);
    assert!(is_signed_in(&scene.say_who(form).await));
}

#[tokio::test]
async fn the_way_on_is_closed_to_other_browsers_and_they_spoil_nothing() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let (_, way_on) = waited_callback(&mut scene, &question.url).await;
    let mut other = Browser::new(&scene.daemon, &scene.world);
    for _ in 0..2 {
        let page = other.get(&way_on).await;
        assert_eq!(page.status, 403);
        assert_eq!(page.heading(), "This sign-in was started in another browser");
        // With a cookie of its own it is still another one.
        other.get(&scene.relying_party().await.ask().url).await;
    }
    assert!(other.cookie("-session").is_none());
    assert_eq!(given(&scene).await, (0, 0));
    assert!(is_signed_in(&scene.browser.get(&way_on).await));
}

#[tokio::test]
async fn the_way_on_of_one_login_is_none_of_another() {
    let mut scene = scene().await;
    let other = scene.browser.get(&scene.relying_party().await.ask().url).await;
    let question = scene.relying_party().await.ask();
    let (_, way_on) = waited_callback(&mut scene, &question.url).await;
    let number = way_on.rsplit('/').next().unwrap();
    let wrong = format!("{}/go-on/{number}", other.url);
    leads_back(&scene.browser.get(&wrong).await, &other);
    for wrong in ["x", "%ff", "%00", &"a".repeat(43)] {
        let (login, _) = way_on.rsplit_once('/').unwrap();
        let page = scene.browser.get(&format!("{login}/{wrong}")).await;
        assert!(page.status.is_client_error(), "{wrong}: {}", page.status);
    }
    assert!(is_signed_in(&scene.browser.get(&way_on).await));
}

#[tokio::test]
async fn a_look_whether_the_way_on_is_good_spends_nothing() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let (_, way_on) = waited_callback(&mut scene, &question.url).await;
    let path = way_on.replace(&scene.daemon.url, "");
    let head = scene.daemon.request(reqwest::Method::HEAD, &path);
    let cookie = format!("atlogin={}", scene.browser.cookie("atlogin").unwrap());
    assert_eq!(head.header("cookie", cookie).send().await.unwrap().status(), 405);
    assert!(is_signed_in(&scene.browser.get(&way_on).await));
}

#[tokio::test]
async fn after_two_minutes_the_way_on_leads_to_the_sign_in_page() {
    for (seconds, is_good) in [(119, true), (120, false)] {
        let mut scene = scene().await;
        let question = scene.relying_party().await.ask();
        let (_, gate, begun) = slow_callback(&mut scene, &question.url).await;
        gate.open();
        let page = begun.whole().await.unwrap();
        let way_on = way_on(&scene, &page);
        scene.daemon.hand.advance(seconds);
        scene.daemon.housekeep().await;
        let answer = scene.browser.get(&way_on).await;
        assert_eq!(is_signed_in(&answer), is_good, "{}: {}", answer.url, answer.text);
        if !is_good {
            let form = scene.browser.get(&question.url).await;
            assert_eq!(answer.heading(), "Please try again");
            assert_eq!(given(&scene).await, (0, 0));
            assert!(is_signed_in(&scene.say_who(form).await));
        }
    }
}

#[tokio::test]
async fn after_a_restart_the_way_on_leads_to_the_sign_in_page() {
    let mut scene = scene().await;
    let (page, form, _) = slow_start(&mut scene, hold_handle).await.whole().await;
    let way_on = way_on(&scene, &page);
    scene.daemon.restart().await;
    leads_back(&scene.browser.get(&way_on).await, &form);
    assert!(is_signed_in(&scene.say_who(form).await));
}

#[tokio::test]
async fn who_loads_a_slow_callback_again_waits_for_the_same_answer() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let (callback, gate, begun) = slow_callback(&mut scene, &question.url).await;
    // The browser closes the first page, and asks once more.
    drop(begun);
    let mut again = scene.browser.begin_get(&callback).await;
    again.read_to(BEGUN).await;
    assert!(again.page.element("asking").unwrap().starts_with("Asking "), "{}", again.page.text);
    gate.open();
    let page = again.whole().await.unwrap();
    let way_on = way_on(&scene, &page);
    let tokens = scene.world.seen().iter().filter(|seen| seen.path == "/oauth/token").count();
    assert_eq!(tokens, 1, "the code of the server was redeemed once");
    assert!(is_signed_in(&scene.browser.get(&way_on).await));
}

#[tokio::test]
async fn who_closed_a_slow_callback_and_opens_it_after_its_end_is_signed_in() {
    for accept in ["text/html", "*/*"] {
        let mut scene = scene().await;
        let question = scene.relying_party().await.ask();
        let (callback, gate, begun) = slow_callback(&mut scene, &question.url).await;
        drop(begun);
        gate.open();
        scene.browser.accept(accept);
        let page = scene.browser.get(&callback).await;
        assert!(is_signed_in(&page), "{accept}: {}: {}", page.url, page.text);
        assert_eq!(given(&scene).await, (1, 1));
    }
}

/// Each copy holds a connection, and none of them has a turn.
#[tokio::test]
async fn few_copies_of_a_slow_callback_wait_and_the_others_are_told_to_try_again() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let (callback, gate, begun) = slow_callback(&mut scene, &question.url).await;
    let mut waiting = Vec::new();
    let mut refused = 0;
    for _ in 0..6 {
        let mut copy = scene.browser.begin_get(&callback).await;
        if copy.page.status == 200 {
            copy.read_to(BEGUN).await;
            waiting.push(copy);
        } else {
            assert_eq!(copy.page.status, 503);
            refused += 1;
        }
    }
    assert_eq!((waiting.len(), refused), (2, 4));
    drop(waiting);
    gate.open();
    let page = begun.whole().await.unwrap();
    assert!(is_signed_in(&scene.browser.get(&way_on(&scene, &page)).await));
}

#[tokio::test]
async fn who_loads_a_callback_again_at_once_finds_its_answer() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let callback = callback_address(&mut scene, &question.url).await;
    let gate = hold_token(&scene);
    let is_asked = || scene.world.seen().iter().any(|seen| seen.path == "/oauth/token");
    scene.world.forget_seen();
    // Gone before a page was shown.
    tokio::select! {
        _ = scene.browser.get(&callback) => panic!("the token endpoint waits"),
        () = async { while !is_asked() { tokio::task::yield_now().await } } => {}
    }
    gate.open();
    let page = scene.browser.get(&callback).await;
    assert!(is_signed_in(&page), "{}: {}", page.url, page.text);
    assert_eq!(given(&scene).await, (1, 1));
}

#[tokio::test]
async fn signing_out_everywhere_ends_what_waits_to_be_fetched() {
    let mut scene = scene().await;
    scene.tokens().await;
    let account = scene.browser.get(&scene.daemon.at("/account")).await;
    let question = scene.relying_party().await.ask();
    let url = format!("{}&prompt=login", question.url);
    let (_, gate, begun) = slow_callback(&mut scene, &url).await;
    gate.open();
    let page = begun.whole().await.unwrap();
    let everywhere = account.attribute("a", "to-everywhere", "href").unwrap();
    let form = scene.browser.get(&scene.daemon.at(&everywhere)).await;
    let ended = scene.browser.submit(&form, "answer", &[]).await;
    assert_eq!(ended.heading(), "You are signed out everywhere", "{}", ended.text);
    let late = scene.browser.get(&way_on(&scene, &page)).await;
    assert_eq!((late.status.as_u16(), late.heading().as_str()), (410, "Please try again"));
    assert_eq!(scene.daemon.count(SESSIONS).await, 0);
}

#[tokio::test]
async fn another_browser_does_not_see_a_callback_that_waits() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let (callback, gate, begun) = slow_callback(&mut scene, &question.url).await;
    let mut other = Browser::new(&scene.daemon, &scene.world);
    other.take_pages();
    assert_eq!(other.get(&callback).await.status, 403);
    gate.open();
    let page = begun.whole().await.unwrap();
    assert!(is_signed_in(&scene.browser.get(&way_on(&scene, &page)).await));
}

#[tokio::test]
async fn who_goes_back_from_a_page_that_waits_can_name_another_account() {
    let mut scene = scene().await;
    scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let Start { form, gate, begun, .. } = slow_start(&mut scene, hold_handle).await;
    let back = begun.page.attribute("a", "back", "href").unwrap();
    drop(begun);
    gate.open();
    scene.world.be_honest();
    let again = scene.browser.get(&scene.daemon.at(&back)).await;
    assert_eq!((again.url.path(), again.heading().as_str()), (form.url.path(), "Sign in"));
    let answer = scene.browser.submit(&again, "sign-in", &[("account", "bob.pds.test")]).await;
    assert!(is_signed_in(&answer), "{}: {}", answer.url, answer.text);
}

#[tokio::test]
async fn whoever_is_blocked_while_their_page_waits_gets_no_code() {
    let mut scene = scene().await;
    let url = scene.relying_party().await.ask().url;
    let (_, way) = waited_callback(&mut scene, &url).await;
    let ran = scene.daemon.command(&["person", "block", scene.alice.did()]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let page = scene.browser.get(&way).await;
    assert_eq!(page.heading(), "You can’t use this account there", "{}", page.url);
    assert_eq!(given(&scene).await, (0, 0));
}
