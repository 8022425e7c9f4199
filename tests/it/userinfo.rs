//! `/userinfo`: what an access token opens (OIDC Core §5.3, RFC 6750).

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::{Scene, Setup};

const FORM: &str = "application/x-www-form-urlencoded";

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
    let in_address = format!("/userinfo?x=y&access_token={token}");
    let request = |method, path: &str| scene.daemon.request(method, path);
    let in_form = |pairs: &[(&str, &str)]| {
        let form =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = request(Method::POST, "/userinfo").header("content-type", FORM);
        request.body(form)
    };
    for twice in [
        request(Method::GET, &in_address),
        request(Method::POST, &in_address),
        request(Method::GET, &in_address).bearer_auth(token),
        request(Method::GET, "/userinfo").bearer_auth(token).bearer_auth(token),
        in_form(&[("access_token", token)]).bearer_auth(token),
        in_form(&[("access_token", token), ("access_token", token)]),
        in_form(&[("access_token", "a b")]),
    ] {
        let answer = twice.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "RFC 6750 §3.1");
        let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains("error=\"invalid_request\""), "{challenge}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "invalid_request");
    }
}

#[tokio::test]
async fn takes_the_token_from_a_form_but_not_from_any_other_body() {
    let mut scene = Scene::open().await;
    let tokens = scene.tokens().await;
    let body = format!("access_token={}", tokens["access_token"].as_str().unwrap());
    for (method, content_type, status) in [
        (Method::POST, FORM, StatusCode::OK),
        (Method::POST, "application/x-www-form-urlencoded; charset=utf-8", StatusCode::OK),
        // RFC 6750 §2.2: the body of a GET means nothing, and other bodies are no forms.
        (Method::GET, FORM, StatusCode::UNAUTHORIZED),
        (Method::POST, "text/plain", StatusCode::UNAUTHORIZED),
    ] {
        let request = scene.daemon.request(method.clone(), "/userinfo").body(body.clone());
        let answer = request.header("content-type", content_type).send().await.unwrap();
        assert_eq!(answer.status(), status, "{method} {content_type}");
        if status == StatusCode::OK {
            assert_eq!(answer.json::<Value>().await.unwrap()["sub"], scene.alice.did());
        }
    }
    let empty = scene.daemon.post("/userinfo", None, &[("access_token", "")]).await;
    assert_eq!(empty.status(), StatusCode::UNAUTHORIZED, "none at all (RFC 6749 §3.1)");
    let header = scene.daemon.request(Method::POST, "/userinfo");
    let header = header.bearer_auth(tokens["access_token"].as_str().unwrap());
    let header = header.header("content-type", FORM).body("other=thing").send().await.unwrap();
    assert_eq!(header.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_client_that_wants_it_signed_gets_a_jwt_from_us_for_itself() {
    for (client, alg) in [
        ("userinfo_signed_response_alg = \"RS256\"", jsonwebtoken::Algorithm::RS256),
        ("userinfo_signed_response_alg = \"ES256\"", jsonwebtoken::Algorithm::ES256),
        ("userinfo_signed_response_alg = \"EdDSA\"", jsonwebtoken::Algorithm::EdDSA),
    ] {
        let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
        let tokens = scene.tokens().await;
        let request = scene.daemon.request(Method::GET, "/userinfo");
        let request = request.bearer_auth(tokens["access_token"].as_str().unwrap());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/jwt");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        let signed = answer.text().await.unwrap();
        let header = jsonwebtoken::decode_header(&signed).unwrap();
        assert_eq!(header.alg, alg);
        let jwks = scene.daemon.request(Method::GET, "/jwks").send().await.unwrap();
        let jwks: jsonwebtoken::jwk::JwkSet = jwks.json().await.unwrap();
        let key = jsonwebtoken::DecodingKey::from_jwk(jwks.find(&header.kid.unwrap()).unwrap());
        let mut validation = jsonwebtoken::Validation::new(alg);
        validation.required_spec_claims.clear();
        validation.set_audience(&["rp"]);
        validation.set_issuer(&[scene.daemon.url.as_str()]);
        let claims = jsonwebtoken::decode::<Value>(&signed, &key.unwrap(), &validation).unwrap();
        assert_eq!(claims.claims["sub"], scene.alice.did());
        assert_eq!(claims.claims["preferred_username"], "alice.pds.test");
        // It can not be taken for an ID token, which says when it ends.
        assert!(claims.claims.get("exp").is_none());
    }
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
