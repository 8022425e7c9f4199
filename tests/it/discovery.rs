//! Discovery compared with reality: every member is tried (OIDC Discovery §3, RFC 8414).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Scene, Setup};

async fn fetched(scene: &Scene, path: &str) -> Value {
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
    let client = "scopes = [\"openid\", \"profile\", \"email\", \"offline_access\"]\n\
        localpart = \"{handle}\"\nemail = \"synthetic\"\nemail_domain = \"login.example\"";
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    let metadata = fetched(&scene, "/.well-known/openid-configuration").await;
    let tokens = scene.tokens_for(&["profile", "email", "offline_access"]).await;
    let payload =
        jsonwebtoken::dangerous::insecure_decode::<Value>(tokens["id_token"].as_str().unwrap());
    let claims = payload.unwrap().claims;
    for (member, value) in metadata.as_object().unwrap() {
        match member.as_str() {
            "issuer" => assert_eq!(value, &scene.daemon.url),
            "jwks_uri" => has_the_keys(&fetched(&scene, &path(&scene, value)).await),
            "userinfo_endpoint" => {
                let request = scene.daemon.request(Method::GET, &path(&scene, value));
                let token = tokens["access_token"].as_str().unwrap();
                assert_eq!(request.bearer_auth(token).send().await.unwrap().status(), 200);
            }
            "revocation_endpoint" | "introspection_endpoint" => {
                let rp = Some(("rp", crate::support::daemon::SECRET));
                let answer = scene.daemon.post(&path(&scene, value), rp, &[("token", "x")]).await;
                assert_eq!(answer.status(), StatusCode::OK, "{member}");
            }
            "end_session_endpoint" => ends_sessions(&mut scene, value).await,
            "scopes_supported" => assert_eq!(tokens["scope"], list(&metadata, member).join(" ")),
            "claims_supported" => are_the_claims_of(&list(&metadata, member), &claims),
            other => assert_eq!(value, &tried_elsewhere(&scene, other), "{other}"),
        }
    }
}

/// The path of an endpoint of ours.
fn path(scene: &Scene, endpoint: &Value) -> String {
    endpoint.as_str().unwrap().strip_prefix(&scene.daemon.url).unwrap().to_owned()
}

fn has_the_keys(jwks: &Value) {
    let algs: Vec<_> = jwks["keys"].as_array().unwrap().iter().map(|k| &k["alg"]).collect();
    assert_eq!(algs, ["RS256", "ES256", "EdDSA"]);
    assert!(jwks["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none()));
}

/// What the tests of other files use, value by value.
fn tried_elsewhere(scene: &Scene, member: &str) -> Value {
    let proofs = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    match member {
        // By every login, and how it is answered by `authorize`, as is every value of `prompt`.
        "authorization_endpoint" => json!(scene.daemon.at("/authorize")),
        "token_endpoint" => json!(scene.daemon.at("/token")),
        // By `par`, as is a client that must push.
        "pushed_authorization_request_endpoint" => json!(scene.daemon.at("/par")),
        "response_types_supported" => json!(["code"]),
        "response_modes_supported" => json!(["query", "form_post"]),
        "prompt_values_supported" => {
            json!(["none", "login", "consent", "select_account", "create"])
        }
        // By `pairwise`.
        "subject_types_supported" => json!(["public", "pairwise"]),
        "code_challenge_methods_supported" => json!(["S256"]),
        "require_pushed_authorization_requests"
        | "request_parameter_supported"
        | "request_uri_parameter_supported" => json!(false),
        // The one is in each answer that a relying party hears, the other is used by `claims`.
        "authorization_response_iss_parameter_supported" | "claims_parameter_supported" => {
            json!(true)
        }
        // By `backchannel_logout`.
        "backchannel_logout_supported" | "backchannel_logout_session_supported" => json!(true),
        // By `token` and `refresh`, `revocation` and `introspection`.
        "grant_types_supported" => json!(["authorization_code", "refresh_token"]),
        "token_endpoint_auth_methods_supported" | "revocation_endpoint_auth_methods_supported" => {
            json!([proofs.as_slice(), &["none"]].concat())
        }
        "introspection_endpoint_auth_methods_supported" => json!(proofs),
        // By `private_key_jwt`, where any client may call any endpoint; by `token` and by `userinfo`.
        "token_endpoint_auth_signing_alg_values_supported"
        | "revocation_endpoint_auth_signing_alg_values_supported"
        | "introspection_endpoint_auth_signing_alg_values_supported"
        | "id_token_signing_alg_values_supported"
        | "userinfo_signing_alg_values_supported" => {
            json!(["RS256", "ES256", "EdDSA"])
        }
        _ => panic!("{member} is advertised, and nothing tries it"),
    }
}

async fn ends_sessions(scene: &mut Scene, endpoint: &Value) {
    assert_eq!(endpoint, &format!("{}/logout", scene.daemon.url));
    let page = scene.browser.get(endpoint.as_str().unwrap()).await;
    assert!(page.element("logout-question").is_some());
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
    let after = fetched(&scene, "/.well-known/openid-configuration").await;
    assert_eq!(after["issuer"], scene.daemon.url);
    assert_eq!(fetched(&scene, "/.well-known/oauth-authorization-server").await, after);
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
    for path in ["/token", "/userinfo", "/revoke", "/introspect"] {
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
