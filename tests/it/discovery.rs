//! Discovery compared with reality (OIDC Discovery §3, RFC 8414): every value of every member is tried,
//! and what could stand there but does not is refused.

mod clients;
mod front_door;
mod tokens;

use reqwest::{Method, StatusCode};
use serde_json::Value;

use self::clients::Clients;
use crate::support::daemon::SECRET;
use crate::support::receiver::Receiver;
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

/// Of `all` that could be listed, what is not.
fn unlisted<'a>(listed: &[&str], all: &[&'a str]) -> Vec<&'a str> {
    all.iter().filter(|value| !listed.contains(value)).copied().collect()
}

/// A client that may ask for all there is.
async fn scene() -> Scene {
    let client = "scopes = [\"openid\", \"profile\", \"email\", \"offline_access\"]\n\
        localpart = \"{handle}\"\nemail = \"synthetic\"\nemail_domain = \"login.example\"";
    Scene::with(Setup { client, ..Setup::default() }).await
}

/// Every member, and how it is tried. A new one fails the test until somebody tries it.
#[tokio::test]
async fn every_member_says_what_is_true_and_all_of_it() {
    let (mut scene, clients) = (scene().await, Clients::start().await);
    let metadata = fetched(&scene, "/.well-known/openid-configuration").await;
    for (member, value) in metadata.as_object().unwrap() {
        match value {
            Value::String(text) => is_there(&mut scene, member, text).await,
            Value::Array(_) if member.contains("_endpoint_auth_") => {
                proves_a_client(&clients, member, &list(&metadata, member)).await;
            }
            Value::Array(_) => works(&mut scene, member, &metadata).await,
            Value::Bool(is_on) => match member.as_str() {
                "backchannel_logout_supported" | "backchannel_logout_session_supported" => {
                    assert!(is_on, "{member}");
                    tells_of_a_logout().await;
                }
                member => front_door::flag(&mut scene, member, *is_on).await,
            },
            Value::Null | Value::Number(_) | Value::Object(_) => panic!("{member}: {value}"),
        }
    }
}

/// Every value of a list, tried by a client; and others.
async fn works(scene: &mut Scene, member: &str, metadata: &Value) {
    let listed = list(metadata, member);
    match member {
        "response_types_supported" => front_door::response_types(scene, &listed).await,
        "response_modes_supported" => front_door::response_modes(scene, &listed).await,
        "prompt_values_supported" => front_door::prompts(&listed).await,
        "ui_locales_supported" => front_door::languages(scene, &listed).await,
        "code_challenge_methods_supported" => front_door::challenge_methods(scene, &listed).await,
        "grant_types_supported" => tokens::grant_types(scene, &listed).await,
        "subject_types_supported" => tokens::subject_types(&listed).await,
        "id_token_signing_alg_values_supported" => {
            let jwks = fetched(scene, "/jwks").await;
            let keys = jwks["keys"].as_array().unwrap();
            let algs: Vec<_> = keys.iter().map(|key| &key["alg"]).collect();
            assert_eq!(algs, ["RS256"], "of the one kind that a client here uses");
            tokens::id_token_algorithms(&listed).await;
        }
        "userinfo_signing_alg_values_supported" => tokens::userinfo_algorithms(&listed).await,
        "scopes_supported" => tokens::scopes(scene, &listed).await,
        "claims_supported" => {
            tokens::claims(scene, &listed, &list(metadata, "scopes_supported")).await;
        }
        other => panic!("{other} is advertised, and nothing tries it"),
    }
}

async fn proves_a_client(clients: &Clients, member: &str, listed: &[&str]) {
    if member.ends_with("_auth_methods_supported") {
        clients.methods(member, listed).await;
    } else {
        clients.algorithms(member, listed).await;
    }
}

/// Every address, asked.
async fn is_there(scene: &mut Scene, member: &str, address: &str) {
    if member == "issuer" {
        assert_eq!(address, scene.daemon.url);
        return;
    }
    let path = address.strip_prefix(&scene.daemon.url).unwrap().to_owned();
    let rp = Some(("rp", SECRET));
    match member {
        "jwks_uri" => {
            let jwks = fetched(scene, &path).await;
            assert!(jwks["keys"].as_array().unwrap().iter().all(|key| key.get("d").is_none()));
        }
        "userinfo_endpoint" => {
            let tokens = scene.tokens().await;
            let request = scene.daemon.request(Method::GET, &path);
            let token = tokens["access_token"].as_str().unwrap();
            assert_eq!(request.bearer_auth(token).send().await.unwrap().status(), 200);
        }
        "revocation_endpoint" | "introspection_endpoint" => {
            let answer = scene.daemon.post(&path, rp, &[("token", "x")]).await;
            assert_eq!(answer.status(), StatusCode::OK, "{member}");
        }
        "end_session_endpoint" => {
            let page = scene.browser.get(address).await;
            assert!(page.element("logout-question").is_some());
        }
        "pushed_authorization_request_endpoint" => {
            front_door::pushed_requests(scene, &path).await;
        }
        // Each sign-in of a relying party that knows us by discovery alone asks these two.
        "authorization_endpoint" | "token_endpoint" => {
            let rp = scene.relying_party().await;
            let question = rp.ask();
            assert!(question.url.starts_with(address) || member == "token_endpoint");
            let answer = scene.sign_in(&question.url).await;
            rp.hear(&question, &answer).await;
        }
        other => panic!("{other} is advertised, and nothing tries it"),
    }
}

async fn tells_of_a_logout() {
    let mut receiver = Receiver::listen().await;
    let client = format!("backchannel_logout_uri = \"http://127.0.0.1:{}/bye\"", receiver.port);
    let mut scene = Scene::with(Setup { client: client.leak(), ..Setup::default() }).await;
    scene.tokens().await;
    let question = scene.browser.get(&scene.daemon.at("/logout")).await;
    scene.browser.submit(&question, "logout", &[]).await;
    let claims = receiver.hears().await.claims(&scene.daemon, "rp").await;
    assert!(claims["sid"].is_string() && claims["sub"].is_string());
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
