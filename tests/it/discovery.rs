//! Discovery compared with reality: every member is tried (OIDC Discovery §3, RFC 8414).

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::{Scene, Setup};

async fn json(scene: &Scene, path: &str) -> Value {
    let answer = scene.daemon.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert!(!answer.headers().contains_key("access-control-allow-credentials"));
    answer.json().await.unwrap()
}

fn list<'a>(metadata: &'a Value, member: &str) -> Vec<&'a str> {
    metadata[member].as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
}

/// Every member, and how it was tried. A new member fails the test until somebody tries it.
#[tokio::test]
async fn every_member_says_what_is_true() {
    let mut scene = Scene::open().await;
    let metadata = json(&scene, "/.well-known/openid-configuration").await;
    let url = scene.daemon.url.clone();
    let tokens = scene.tokens().await;
    let payload =
        jsonwebtoken::dangerous::insecure_decode::<Value>(tokens["id_token"].as_str().unwrap());
    let claims = payload.unwrap().claims;
    for (member, value) in metadata.as_object().unwrap() {
        match member.as_str() {
            "issuer" => assert_eq!(value, &url),
            "authorization_endpoint" => assert_eq!(value, &format!("{url}/authorize")),
            "token_endpoint" => assert_eq!(value, &format!("{url}/token")),
            "userinfo_endpoint" => {
                let request = scene.daemon.request(Method::GET, "/userinfo");
                let token = tokens["access_token"].as_str().unwrap();
                assert_eq!(value, &format!("{url}/userinfo"));
                assert_eq!(request.bearer_auth(token).send().await.unwrap().status(), 200);
            }
            "jwks_uri" => {
                assert_eq!(value, &format!("{url}/jwks"));
                let jwks = json(&scene, "/jwks").await;
                let algs: Vec<_> =
                    jwks["keys"].as_array().unwrap().iter().map(|k| &k["alg"]).collect();
                assert_eq!(algs, ["RS256", "ES256"]);
                assert!(jwks["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none()));
            }
            "scopes_supported" => assert_eq!(tokens["scope"], list(&metadata, member).join(" ")),
            "response_types_supported" => assert_eq!(list(&metadata, member), ["code"]),
            // Tried by `authorize`, as is every value of `prompt`.
            "response_modes_supported" => {
                assert_eq!(list(&metadata, member), ["query", "form_post"]);
            }
            "prompt_values_supported" => {
                let prompts = ["none", "login", "consent", "select_account", "create"];
                assert_eq!(list(&metadata, member), prompts);
            }
            "grant_types_supported" => assert_eq!(list(&metadata, member), ["authorization_code"]),
            "subject_types_supported" => assert_eq!(list(&metadata, member), ["public"]),
            // Each is used by a test of `token` or `private_key_jwt`.
            "id_token_signing_alg_values_supported" => {
                assert_eq!(list(&metadata, member), ["RS256", "ES256"]);
            }
            "token_endpoint_auth_methods_supported" => {
                let methods =
                    ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
                assert_eq!(list(&metadata, member), methods);
            }
            // Each is used by a test of `private_key_jwt`.
            "token_endpoint_auth_signing_alg_values_supported" => {
                assert_eq!(list(&metadata, member), ["RS256", "ES256", "EdDSA"]);
            }
            "claims_supported" => are_the_claims_of(&list(&metadata, member), &claims),
            "code_challenge_methods_supported" => assert_eq!(list(&metadata, member), ["S256"]),
            "authorization_response_iss_parameter_supported" => assert_eq!(value, true),
            "claims_parameter_supported"
            | "request_parameter_supported"
            | "request_uri_parameter_supported" => assert_eq!(value, false),
            other => panic!("{other} is advertised, and nothing here tries it"),
        }
    }
}

fn are_the_claims_of(listed: &[&str], claims: &Value) {
    for claim in listed {
        let from_record = ["name", "picture"].contains(claim);
        assert!(from_record || claims.get(claim).is_some(), "{claim} is in no token");
    }
    for claim in claims.as_object().unwrap().keys() {
        assert!(listed.contains(&claim.as_str()), "{claim} is not listed");
    }
}

#[tokio::test]
async fn both_forms_of_well_known_address_answer_under_a_path() {
    let scene = Scene::with(Setup { path: "/atlogin", ..Setup::default() }).await;
    let after = json(&scene, "/.well-known/openid-configuration").await;
    assert_eq!(after["issuer"], scene.daemon.url);
    assert_eq!(json(&scene, "/.well-known/oauth-authorization-server").await, after);
    let host = scene.daemon.address.to_string();
    for form in ["openid-configuration", "oauth-authorization-server"] {
        let url = format!("http://{host}/.well-known/{form}/atlogin");
        let client = crate::support::browser::client_builder().build().unwrap();
        let before: Value = client.get(url).send().await.unwrap().json().await.unwrap();
        assert_eq!(before, after, "RFC 8414 §3.1");
    }
}

#[tokio::test]
async fn scripts_of_any_site_may_read_answers_to_machines_and_no_pages() {
    let scene = Scene::open().await;
    for path in ["/token", "/userinfo"] {
        let preflight = scene.daemon.request(Method::OPTIONS, path);
        let preflight = preflight
            .header("origin", "https://app.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        let answer = preflight.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap();
        assert!(allowed.contains("authorization") && allowed.contains("content-type"));
    }
    for path in ["/", "/authorize", "/sign-in/x", "/atproto/callback"] {
        let page = scene.daemon.request(Method::GET, path).header("origin", "https://app.example");
        let answer = page.send().await.unwrap();
        assert!(!answer.headers().contains_key("access-control-allow-origin"), "{path}");
    }
}
