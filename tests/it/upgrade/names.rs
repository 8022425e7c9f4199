//! Under which names relying parties know people.

use serde_json::Value;

use super::fixture::{Upgraded, upgraded};
use super::place::{claims, redeem};
use super::walk::{SCOPES, text};
use crate::small_world::Account;

/// What `rp` is told of somebody who signs in now.
async fn told(upgraded: &Upgraded, account: &Account) -> Value {
    let place = &upgraded.place;
    let question = place.relying_party("rp").await.ask_for(&SCOPES);
    let mut browser = place.browser();
    let mut page = place.sign_in(&mut browser, &question.url, account).await;
    if page.heading() == "Allow this sign-in?" {
        page = browser.submit(&page, "consent", &[]).await;
    }
    let code = page.parameter("code").unwrap_or_else(|| panic!("{}: {}", page.url, page.text));
    let (status, tokens) = redeem(place, &code, &question.verifier).await;
    assert_eq!(status, 200, "{tokens}");
    claims(text(&tokens, "id_token"))
}

#[tokio::test]
async fn names_stay_with_whoever_had_them_first_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (world, before) = (&upgraded.place.world, upgraded.held.value("userinfo"));
        // Her handle goes to bob, and she has another.
        let alice = world.change_handle(&upgraded.place.alice, "alice.new.test");
        let bob = world.change_handle(&upgraded.place.bob, "alice.pds.test");
        let (alice, bob) = (told(&upgraded, &alice).await, told(&upgraded, &bob).await);
        assert_eq!(alice["preferred_username"], "alice.new.test");
        assert_eq!(bob["preferred_username"], "alice.pds.test");
        for name in ["sub", "localpart", "email"] {
            assert_eq!(alice[name], before[name], "{name} is hers");
            assert!(bob[name].is_string(), "{bob}");
            assert_ne!(bob[name], before[name], "{name} is not his");
        }
    }
}

#[tokio::test]
async fn subjects_are_as_they_were_after_an_upgrade() {
    for upgraded in upgraded().await {
        let place = &upgraded.place;
        for (client_id, scope) in [("pairwise", "profile"), ("addressed", "email")] {
            let before = upgraded.held.value(&format!("{client_id}_claims"));
            let rp = place.relying_party(client_id).await;
            let question = rp.ask_for(&[scope]);
            let mut browser = upgraded.browser_of("alice");
            let answer = browser.get(&question.url).await;
            let known = rp.hear(&question, &answer).await;
            assert_eq!(before["sub"], known.claims.subject().as_str(), "{client_id}");
            let email = known.claims.email().map(|email| email.as_str());
            assert_eq!(before["email"].as_str(), email, "what was read at her server");
            let is_public = known.claims.subject().as_str() == place.alice.did();
            assert_eq!(is_public, client_id == "addressed");
        }
    }
}
