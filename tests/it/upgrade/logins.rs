//! People: in the middle of a login, known to a browser, or back after a long time.

use reqwest::StatusCode;

use super::fixture::upgraded;
use super::walk::SCOPES;

#[tokio::test]
async fn an_open_login_goes_on_after_an_upgrade() {
    for upgraded in upgraded().await {
        for login in ["open_login", "unopened_login"] {
            let (place, question) = (&upgraded.place, upgraded.held.question(login));
            let mut browser = upgraded.browser_of(login);
            let page = upgraded.held.text_of(&format!("{login}_page"));
            let answer = place.sign_in(&mut browser, &page, &place.alice).await;
            let known = place.relying_party("rp").await.hear(&question, &answer).await;
            assert_eq!(known.claims.subject().as_str(), place.alice.did(), "{login}");
        }
    }
}

#[tokio::test]
async fn an_open_login_is_only_its_own_browsers_after_an_upgrade() {
    for upgraded in upgraded().await {
        let page = upgraded.held.text_of("open_login_page");
        let shown = upgraded.place.browser().get(&page).await;
        assert_eq!(shown.heading(), "This sign-in was started in another browser");
    }
}

#[tokio::test]
async fn whoever_was_away_at_their_server_comes_back_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, question) = (&upgraded.place, upgraded.held.question("away"));
        let mut browser = upgraded.browser_of("away");
        browser.stop_before("/atproto/callback");
        let back = browser.get(&upgraded.held.text_of("away_page")).await;
        assert_eq!(back.url.host_str(), Some("login.example"), "{}: {}", back.url, back.text);
        browser.stop_nowhere();
        let answer = browser.get(back.url.as_str()).await;
        let known = place.relying_party("rp").await.hear(&question, &answer).await;
        assert_eq!(known.claims.subject().as_str(), place.alice.did());
        let again = browser.get(back.url.as_str()).await;
        assert_eq!(again.status, StatusCode::GONE, "once: {}", again.text);
    }
}

/// The older fixtures have nobody who was away for the sake of an address.
#[tokio::test]
async fn whoever_was_away_for_an_address_comes_back_with_it_after_an_upgrade() {
    for upgraded in upgraded().await.into_iter().filter(|upgraded| upgraded.version >= 5) {
        let (place, question) = (&upgraded.place, upgraded.held.question("away_for_address"));
        let mut browser = upgraded.browser_of("away_for_address");
        let page = browser.get(&upgraded.held.text_of("away_for_address_page")).await;
        let known = place.relying_party("addressed").await.hear(&question, &page).await;
        let address = known.userinfo.email().map(|email| email.as_str());
        assert_eq!(address, Some("alice@mail.example"));
    }
}

#[tokio::test]
async fn whoever_was_asked_for_consent_gives_it_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, question) = (&upgraded.place, upgraded.held.question("consent"));
        let mut browser = upgraded.browser_of("consent");
        let asked = browser.get(&upgraded.held.text_of("consent_page")).await;
        let answer = browser.submit(&asked, "consent", &[]).await;
        let known = place.relying_party("rp").await.hear(&question, &answer).await;
        assert_eq!(known.claims.subject().as_str(), place.bob.did());
    }
}

#[tokio::test]
async fn a_session_answers_silently_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, rp) = (&upgraded.place, upgraded.place.relying_party("rp").await);
        place.world.forget_seen();
        let question = rp.ask_for(&SCOPES);
        let mut browser = upgraded.browser_of("alice");
        let answer = browser.get(&format!("{}&prompt=none", question.url)).await;
        let known = rp.hear(&question, &answer).await;
        assert_eq!(known.claims.subject().as_str(), place.alice.did());
        let asked = place.world.seen();
        assert!(asked.iter().all(|seen| !seen.path.starts_with("/oauth/")), "{asked:?}");
    }
}

#[tokio::test]
async fn consent_is_not_asked_for_again_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, rp) = (&upgraded.place, upgraded.place.relying_party("rp").await);
        let question = rp.ask_for(&SCOPES);
        let mut browser = place.browser();
        let answer = place.sign_in(&mut browser, &question.url, &place.alice).await;
        rp.hear(&question, &answer).await;
        // Whoever has not allowed it is asked.
        let mut browser = place.browser();
        let asked = place.sign_in(&mut browser, &rp.ask().url, &place.bob).await;
        assert_eq!(asked.heading(), "Allow this sign-in?", "{}", asked.text);
    }
}

#[tokio::test]
async fn a_browser_still_offers_the_account_it_was_used_with_after_an_upgrade() {
    for upgraded in upgraded().await {
        let question = upgraded.place.relying_party("rp").await.ask_for(&SCOPES);
        let mut browser = upgraded.browser_of("alice");
        let page = browser.get(&format!("{}&prompt=select_account", question.url)).await;
        let did = upgraded.place.alice.did().to_owned();
        let answer = browser.submit(&page, "accounts", &[("known", &did)]).await;
        upgraded.place.relying_party("rp").await.hear(&question, &answer).await;
    }
}

#[tokio::test]
async fn a_hint_whose_key_has_retired_still_counts_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, rp) = (&upgraded.place, upgraded.place.relying_party("rp").await);
        let hint = upgraded.held.text_of("old_id_token");
        for (account, is_meant) in [(&place.alice, true), (&place.bob, false)] {
            let url = format!("{}&id_token_hint={hint}", rp.ask_for(&SCOPES).url);
            let mut browser = place.browser();
            let answer = place.sign_in(&mut browser, &url, account).await;
            let error = answer.parameter("error");
            assert_eq!(answer.parameter("code").is_some(), is_meant, "{}", answer.text);
            assert_eq!(error.as_deref() == Some("login_required"), !is_meant, "{error:?}");
        }
    }
}
