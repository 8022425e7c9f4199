//! Relying parties: holding a code, holding tokens, or having said who they are.

use reqwest::StatusCode;
use serde_json::Value;

use super::fixture::{Upgraded, upgraded};
use super::place::{redeem, refresh};
use super::walk::{self, text};
use crate::support::signer::ASSERTION_TYPE;

#[tokio::test]
async fn a_code_is_redeemed_once_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, question) = (&upgraded.place, upgraded.held.question("code_asked"));
        let (rp, code) = (place.relying_party("rp").await, upgraded.held.text_of("code"));
        let known = rp.redeem(&code, &question).await.unwrap();
        assert_eq!(known.claims.subject().as_str(), place.alice.did());
        let again = rp.redeem(&code, &question).await;
        assert!(again.is_err_and(|error| error.contains("invalid_grant")));
    }
}

#[tokio::test]
async fn an_access_token_opens_userinfo_until_its_code_is_replayed_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, held) = (&upgraded.place, &upgraded.held);
        let token = held.text_of("access_token");
        let request = place.daemon.request(reqwest::Method::GET, "/userinfo").bearer_auth(&token);
        let told: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(told, held.value("userinfo"));
        let verifier = held.question("redeemed").verifier;
        let (status, answer) = redeem(place, &held.text_of("redeemed_code"), &verifier).await;
        assert_eq!((status, &answer["error"]), (400, &Value::from("invalid_grant")));
        assert_eq!(place.daemon.userinfo(&token).await, 401);
    }
}

#[tokio::test]
async fn a_refresh_token_goes_on_after_an_upgrade() {
    for upgraded in upgraded().await {
        let mut token = upgraded.held.text_of("refresh_token");
        for _ in 0..3 {
            let (status, tokens) = refresh(&upgraded.place, &token).await;
            assert_eq!(status, 200, "{tokens}");
            let (_, again) = refresh(&upgraded.place, &token).await;
            assert_eq!(text(&again, "refresh_token"), text(&tokens, "refresh_token"));
            let access_token = text(&tokens, "access_token");
            assert_eq!(upgraded.place.daemon.userinfo(access_token).await, 200);
            text(&tokens, "refresh_token").clone_into(&mut token);
        }
    }
}

#[tokio::test]
async fn a_refresh_token_that_was_spent_before_an_upgrade_still_ends_its_family() {
    for upgraded in upgraded().await {
        for name in ["spent_refresh_token", "refresh_token"] {
            let (status, answer) = refresh(&upgraded.place, &upgraded.held.text_of(name)).await;
            assert_eq!((status, &answer["error"]), (400, &Value::from("invalid_grant")), "{name}");
        }
    }
}

/// The fixtures have no token that was used a moment ago: the window is younger than they are.
#[tokio::test]
async fn a_refresh_token_that_was_just_used_gives_the_same_one_after_an_upgrade() {
    let (sql, held) = walk::make().await;
    let upgraded = Upgraded::of(0, &sql, held).await;
    let just_used = upgraded.held.text_of("just_used_refresh_token");
    let (status, tokens) = refresh(&upgraded.place, &just_used).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(text(&tokens, "refresh_token"), upgraded.held.text_of("refresh_token"));
}

#[tokio::test]
async fn a_pushed_request_leads_to_a_sign_in_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, pushed) = (&upgraded.place, upgraded.held.value("pushed"));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", "rp")
            .append_pair("request_uri", text(&pushed, "request_uri"))
            .finish();
        let url = place.daemon.at(&format!("/authorize?{query}"));
        let mut browser = place.browser();
        let answer = place.sign_in(&mut browser, &url, &place.alice).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("pushed"), "{}", answer.text);
        let code = answer.parameter("code").unwrap();
        let (status, tokens) = redeem(place, &code, text(&pushed, "verifier")).await;
        assert_eq!(status, 200, "{tokens}");
        assert_eq!(place.browser().get(&url).await.status, StatusCode::GONE, "once");
    }
}

#[tokio::test]
async fn an_assertion_that_was_used_before_an_upgrade_is_used() {
    for upgraded in upgraded().await {
        for (name, error) in [("used_assertion", "invalid_client"), ("assertion", "invalid_grant")]
        {
            let assertion = upgraded.held.text_of(name);
            let form = [
                ("grant_type", "authorization_code"),
                ("code", "none"),
                ("redirect_uri", "https://rp.example/cb"),
                ("client_assertion_type", ASSERTION_TYPE),
                ("client_assertion", assertion.as_str()),
            ];
            let (_, answer) = upgraded.place.daemon.token_as(None, &form).await;
            assert_eq!(answer["error"], error, "{name}: {answer}");
        }
    }
}
