//! Logouts: one that waits for its person, one that nobody has heard of yet, and whom all of it is for.

use serde_json::Value;

use super::fixture::{Upgraded, upgraded};

async fn hears(upgraded: &mut Upgraded) -> Value {
    let place = &mut upgraded.place;
    place.receiver.hears().await.claims(&place.daemon, "rp").await
}

#[tokio::test]
async fn a_logout_that_waits_goes_on_after_an_upgrade() {
    for mut upgraded in upgraded().await {
        let page = upgraded.held.value("leaver")["page"].as_str().unwrap().to_owned();
        let mut browser = upgraded.browser_of("leaver");
        let question = browser.get(&page).await;
        let done = browser.submit(&question, "logout", &[]).await;
        assert_eq!(done.heading(), "You are signed out", "{}", done.text);
        assert_eq!(hears(&mut upgraded).await["sub"], upgraded.place.alice.did());
    }
}

#[tokio::test]
async fn a_logout_that_nobody_heard_of_is_told_after_an_upgrade() {
    for mut upgraded in upgraded().await {
        upgraded.place.daemon.hand.advance(10);
        upgraded.place.daemon.housekeep().await;
        let (claims, notice) = (hears(&mut upgraded).await, upgraded.held.value("notice"));
        assert_eq!((&claims["sub"], &claims["sid"]), (&notice["sub"], &notice["sid"]));
    }
}

#[tokio::test]
async fn whoever_was_told_of_a_session_hears_of_its_end_after_an_upgrade() {
    for mut upgraded in upgraded().await {
        let mut browser = upgraded.browser_of("alice");
        let question = browser.get(&upgraded.place.daemon.at("/logout")).await;
        browser.submit(&question, "logout", &[]).await;
        assert_eq!(hears(&mut upgraded).await["sid"], upgraded.held.value("sid"));
    }
}

#[tokio::test]
async fn whoever_was_told_of_an_account_hears_of_the_end_of_all_its_sessions_after_an_upgrade() {
    for mut upgraded in upgraded().await {
        let (place, mut browser) = (&upgraded.place, upgraded.place.browser());
        let page = place.sign_in(&mut browser, &place.daemon.at("/account"), &place.alice).await;
        assert_eq!(page.heading(), "Your account", "{}", page.text);
        let question = browser.get(&place.daemon.at("/account/everywhere")).await;
        assert_eq!(browser.submit(&question, "answer", &[]).await.status, 200);
        // In whatever order, and beside the one that waited already.
        let (mut sids, sid) = (Vec::new(), upgraded.held.value("sid"));
        while !(sids.contains(&Value::Null) && sids.contains(&sid)) {
            assert!(sids.len() < 9, "{sids:?}");
            sids.push(hears(&mut upgraded).await["sid"].clone());
        }
    }
}
