//! `/userinfo`: what an access token opens (OIDC Core §5.3, RFC 6750).

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::{Scene, Setup};

#[tokio::test]
async fn answers_get_and_post_with_a_bearer_header() {
    let mut scene = Scene::open().await;
    let tokens = scene.tokens().await;
    let token = tokens["access_token"].as_str().unwrap();
    for method in [Method::GET, Method::POST] {
        let request = scene.daemon.request(method, "/userinfo").bearer_auth(token);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let claims: Value = answer.json().await.unwrap();
        assert_eq!(claims["sub"], scene.alice.did());
        assert_eq!(claims["preferred_username"], "alice.pds.test");
    }
}

#[tokio::test]
async fn refuses_what_is_no_access_token_of_ours() {
    let mut scene = Scene::open().await;
    let tokens = scene.tokens().await;
    let (access, id) =
        (tokens["access_token"].as_str().unwrap(), tokens["id_token"].as_str().unwrap());
    let headers = [
        None,
        Some("Bearer".to_owned()),
        Some("Bearer ".to_owned()),
        Some(format!("Basic {access}")),
        Some(format!("Bearer {id}")),
        Some(format!("Bearer {access}x")),
        Some(format!("Bearer {}", "x".repeat(4000))),
        Some(format!("DPoP {access}")),
    ];
    for header in headers {
        let mut request = scene.daemon.request(Method::GET, "/userinfo");
        if let Some(header) = &header {
            request = request.header("authorization", header);
        }
        let answer = request.send().await.unwrap();
        let malformed = header.as_deref().is_some_and(|text| text.trim() == "Bearer");
        let expected = if malformed { StatusCode::BAD_REQUEST } else { StatusCode::UNAUTHORIZED };
        assert_eq!(answer.status(), expected, "{header:?}");
        let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.starts_with("Bearer "), "RFC 6750 §3");
    }
}

#[tokio::test]
async fn takes_no_token_from_the_address_and_not_two_of_them() {
    let mut scene = Scene::open().await;
    let tokens = scene.tokens().await;
    let token = tokens["access_token"].as_str().unwrap();
    let in_address = scene.daemon.request(Method::GET, &format!("/userinfo?access_token={token}"));
    assert_eq!(in_address.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let twice =
        scene.daemon.request(Method::GET, "/userinfo").bearer_auth(token).bearer_auth(token);
    let answer = twice.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "RFC 6750 §3.1");
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "invalid_request");
}

#[tokio::test]
async fn an_access_token_expires() {
    let setup = Setup { client: "access_token_lifetime = 600", ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let tokens = scene.tokens().await;
    assert_eq!(tokens["expires_in"], 600);
    let token = tokens["access_token"].as_str().unwrap();
    let status = |scene: &Scene| {
        let request = scene.daemon.request(Method::GET, "/userinfo").bearer_auth(token);
        async { request.send().await.unwrap().status() }
    };
    scene.daemon.hand.advance(599);
    assert_eq!(status(&scene).await, StatusCode::OK);
    scene.daemon.hand.advance(1);
    assert_eq!(status(&scene).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_the_scope_profile_there_is_only_the_subject() {
    let mut scene = Scene::open().await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let narrow = question.url.replace("scope=openid+profile", "scope=openid");
    assert_ne!(narrow, question.url);
    let answer = scene.sign_in(&narrow).await;
    let known = rp.hear(&question, &answer).await;
    assert!(known.claims.preferred_username().is_none() && known.claims.profile().is_none());
    assert!(known.userinfo.preferred_username().is_none());
    assert_eq!(known.userinfo.subject().as_str(), scene.alice.did());
}
