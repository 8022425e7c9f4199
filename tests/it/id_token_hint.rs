//! `id_token_hint`: whom a relying party means (OIDC Core §3.1.2.1), and tokens that only look like
//! ours (RFC 8725).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::small_world::Person;
use crate::support::{Page, Scene, Setup};

/// An ID token of the person who signs in now.
async fn id_token(scene: &mut Scene) -> String {
    scene.tokens().await["id_token"].as_str().unwrap().to_owned()
}

/// Signs in with a hint.
async fn sign_in(scene: &mut Scene, hint: &str) -> Page {
    let question = scene.relying_party().await.ask();
    scene.sign_in(&format!("{}&id_token_hint={hint}", question.url)).await
}

#[tokio::test]
async fn the_person_who_is_meant_signs_in_even_long_after_the_hint_expired() {
    let mut scene = Scene::open().await;
    let hint = id_token(&mut scene).await;
    scene.daemon.hand.advance(100 * 24 * 60 * 60);
    assert!(sign_in(&mut scene, &hint).await.parameter("code").is_some());
}

#[tokio::test]
async fn a_hint_counts_for_a_year_after_its_key_has_retired() {
    const DAY: i64 = 24 * 60 * 60;
    for (days, counts) in [(300, true), (500, false)] {
        let mut scene = Scene::open().await;
        let hint = id_token(&mut scene).await;
        // One turn, two days until the old key retires, and then what it is remembered for.
        for step in [90, 2, 2, days - 94] {
            scene.daemon.hand.advance(step * DAY);
            scene.daemon.housekeep().await;
        }
        let jwks = scene.daemon.request(reqwest::Method::GET, "/jwks").send().await.unwrap();
        let kid = jsonwebtoken::decode_header(&hint).unwrap().kid.unwrap();
        assert!(!jwks.text().await.unwrap().contains(&kid), "not published");
        let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
        scene.world.person(Person::Is(bob.clone()));
        scene.alice = bob;
        let answer = sign_in(&mut scene, &hint).await;
        let refused = answer.parameter("error").as_deref() == Some("login_required");
        assert_eq!(refused, counts, "after {days} days: {}", answer.url);
    }
}

#[tokio::test]
async fn refuses_another_account_than_the_hint_names() {
    let mut scene = Scene::open().await;
    let hint = id_token(&mut scene).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.person(Person::Is(bob.clone()));
    scene.alice = bob;
    let codes = scene.daemon.count("SELECT count(*) FROM authorization_code").await;
    let answer = sign_in(&mut scene, &hint).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"), "{}", answer.url);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM authorization_code").await, codes);
}

#[tokio::test]
async fn a_token_that_is_not_ours_names_nobody() {
    let mut scene = Scene::open().await;
    let hint = id_token(&mut scene).await;
    let parts: Vec<&str> = hint.split('.').collect();
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let forged = encode(&json!({ "iss": scene.daemon.url, "sub": "did:plc:nobody", "aud": "rp" }));
    let header = jsonwebtoken::decode_header(&hint).unwrap();
    let kid = header.kid.unwrap();
    for token in [
        format!("{}.{forged}.", encode(&json!({ "alg": "none", "kid": kid }))),
        format!("{}.{forged}.{}", encode(&json!({ "alg": "HS256", "kid": kid })), parts[2]),
        format!("{}.{forged}.{}", parts[0], parts[2]),
        format!("{}.{forged}.{}", encode(&json!({ "alg": "RS256", "kid": "other" })), parts[2]),
        format!("{}.{forged}.{}", encode(&json!({ "alg": "ES256", "kid": kid })), parts[2]),
        "a.b.c".to_owned(),
    ] {
        // The forged one names somebody who could never sign in: believed, it would be refused.
        assert!(sign_in(&mut scene, &token).await.parameter("code").is_some(), "{token}");
    }
}

/// Signed by the same keys for the same relying party about the same person (RFC 8725 §3.11).
#[tokio::test]
async fn a_signed_answer_of_userinfo_is_no_hint() {
    for alg in ["RS256", "ES256", "EdDSA"] {
        let client = format!(
            "userinfo_signed_response_alg = \"{alg}\"\n\
             post_logout_redirect_uris = [\"https://rp.example/bye\"]"
        );
        let mut scene = Scene::with(Setup { client: client.leak(), ..Setup::default() }).await;
        let tokens = scene.tokens().await;
        let request = scene.daemon.request(reqwest::Method::GET, "/userinfo");
        let request = request.bearer_auth(tokens["access_token"].as_str().unwrap());
        let userinfo = request.send().await.unwrap().text().await.unwrap();
        assert_eq!(userinfo.split('.').count(), 3);
        let id_token = tokens["id_token"].as_str().unwrap();
        for (hint, counts) in [(userinfo.as_str(), false), (id_token, true)] {
            let question = scene.relying_party().await.ask();
            let url = format!("{}&prompt=none&id_token_hint={hint}", question.url);
            let answer = scene.browser.get(&url).await;
            assert_eq!(answer.parameter("code").is_some(), counts, "{alg}: {}", answer.url);
            assert_eq!(answer.parameter("error").as_deref() == Some("login_required"), !counts);
            let bye = "post_logout_redirect_uri=https%3A%2F%2Frp.example%2Fbye";
            let url = scene.daemon.at(&format!("/logout?id_token_hint={hint}&{bye}"));
            let page = scene.browser.follow_link_from_elsewhere(&url).await;
            assert_eq!(page.element("logout-question").is_none(), counts, "{alg}: {}", page.url);
        }
    }
}
