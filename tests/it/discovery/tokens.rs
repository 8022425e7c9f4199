//! What discovery says of tokens and of what they tell, value by value; and what it does not say.

use atlogin::config::{Config, Sources};
use reqwest::Method;
use serde_json::{Value, json};

use super::unlisted;
use crate::support::{Scene, Setup};

/// What an operator is told who writes this for a client; nothing, if all is well.
fn mistakes(lines: &str) -> String {
    let text = format!(
        "public_url = \"http://127.0.0.1:9411\"\nstate_dir = \"/s\"\nnetwork = \"loopback\"\n\
         plc_url = \"http://127.0.0.1:2582\"\n[[clients]]\nclient_id = \"rp\"\n\
         client_secret = \"rp-secret-0123456789-abcdefghijklmnopqrstu\"\n\
         redirect_uris = [\"https://rp.example/cb\"]\n{lines}\n"
    );
    Config::parse(&text, &Sources::default()).map_or_else(|e| e.to_string(), |_| String::new())
}

/// A setting takes what is listed, and its mistake names exactly that.
fn a_setting_takes(setting: &str, listed: &[&str], others: &[&str]) {
    for value in listed {
        assert_eq!(mistakes(&setting.replace("VALUE", value)), "", "{value}");
    }
    for value in unlisted(listed, others) {
        let told = mistakes(&setting.replace("VALUE", value));
        let known = format!("write one of: {}", listed.join(", "));
        assert!(told.contains(&known) && told.contains(value), "{value}: {told}");
    }
}

pub(super) async fn grant_types(scene: &mut Scene, listed: &[&str]) {
    for value in listed {
        let tokens = scene.tokens_for(&["offline_access"]).await;
        match *value {
            "authorization_code" => assert!(tokens["access_token"].is_string()),
            "refresh_token" => {
                let form = [("grant_type", *value), (*value, tokens[value].as_str().unwrap())];
                let (status, answer) = scene.daemon.token(&form).await;
                assert_eq!(status, 200, "{answer}");
            }
            other => panic!("{other} is advertised, and nothing tries it"),
        }
    }
    for value in unlisted(
        listed,
        &[
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "password",
            "implicit",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ],
    ) {
        let (status, answer) = scene.daemon.token(&[("grant_type", value), ("code", "x")]).await;
        assert_eq!((status, &answer["error"]), (400, &"unsupported_grant_type".into()), "{value}");
    }
}

async fn scene_with(setting: &str, value: &str) -> Scene {
    let client = setting.replace("VALUE", value).leak();
    Scene::with(Setup { client, ..Setup::default() }).await
}

pub(super) async fn subject_types(listed: &[&str]) {
    let setting = "subject_type = \"VALUE\"";
    for value in listed {
        let mut scene = scene_with(setting, value).await;
        let rp = scene.relying_party().await;
        let question = rp.ask();
        let answer = scene.sign_in(&question.url).await;
        let known = rp.hear(&question, &answer).await;
        let is_did = known.claims.subject().as_str() == scene.alice.did();
        assert_eq!((*value == "public", *value == "pairwise"), (is_did, !is_did), "{value}");
    }
    a_setting_takes(setting, listed, &["public", "pairwise", "ephemeral", ""]);
}

const ALGORITHMS: [&str; 9] =
    ["RS256", "ES256", "EdDSA", "PS256", "RS384", "ES384", "ES512", "HS256", "none"];

/// The relying party verifies each of them.
pub(super) async fn id_token_algorithms(listed: &[&str]) {
    let setting = "id_token_signed_response_alg = \"VALUE\"";
    for value in listed {
        let mut scene = scene_with(setting, value).await;
        let jwks = super::fetched(&scene, "/jwks").await;
        let keys = jwks["keys"].as_array().unwrap();
        assert!(keys.iter().any(|key| key["alg"] == *value), "a key for {value}: {jwks}");
        let rp = scene.relying_party().await;
        let question = rp.ask();
        let answer = scene.sign_in(&question.url).await;
        let known = rp.hear(&question, &answer).await;
        let token = openidconnect::TokenResponse::id_token(&known.tokens).unwrap().to_string();
        assert_eq!(algorithm(&token), *value);
    }
    a_setting_takes(setting, listed, &ALGORITHMS);
}

/// `userinfo` verifies each of them.
pub(super) async fn userinfo_algorithms(listed: &[&str]) {
    let setting = "userinfo_signed_response_alg = \"VALUE\"";
    for value in listed {
        let mut scene = scene_with(setting, value).await;
        let tokens = scene.tokens().await;
        let request = scene.daemon.request(Method::GET, "/userinfo");
        let request = request.bearer_auth(tokens["access_token"].as_str().unwrap());
        assert_eq!(algorithm(&request.send().await.unwrap().text().await.unwrap()), *value);
    }
    a_setting_takes(setting, listed, &ALGORITHMS);
}

/// What the header of a token says, letter by letter.
fn algorithm(token: &str) -> String {
    use base64::Engine;
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let header = header.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    header["alg"].as_str().unwrap().to_owned()
}

/// The operator may list each of them, and each is granted and named.
pub(super) async fn scopes(scene: &mut Scene, listed: &[&str]) {
    let email = "email = \"synthetic\"\nemail_domain = \"login.example\"\n";
    let setting = format!("{email}scopes = [\"openid\", \"VALUE\"]");
    a_setting_takes(&setting, listed, &["address", "phone", "groups", "atproto", "OPENID"]);
    let others: Vec<&str> = listed.iter().filter(|scope| **scope != "openid").copied().collect();
    let asked = [&others[..], &["address", "phone", "groups", "atproto"]].concat();
    let tokens = scene.tokens_for(&asked).await;
    assert_eq!(tokens["scope"], listed.join(" "), "no less, and no more");
}

/// Each is in the ID token of somebody who has everything, and nothing else is.
pub(super) async fn claims(scene: &mut Scene, listed: &[&str], scopes: &[&str]) {
    let cid = "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";
    let avatar = json!({ "$type": "blob", "ref": { "$link": cid }, "mimeType": "image/png" });
    let record =
        json!({ "$type": "app.bsky.actor.profile", "displayName": "Alice", "avatar": avatar });
    scene.world.publish_profile(&scene.alice, record);
    let scopes: Vec<&str> = scopes.iter().filter(|scope| **scope != "openid").copied().collect();
    let tokens = scene.tokens_for(&scopes).await;
    let token = tokens["id_token"].as_str().unwrap();
    let told = jsonwebtoken::dangerous::insecure_decode::<Value>(token).unwrap().claims;
    let told: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    for claim in listed {
        assert!(told.contains(claim), "{claim} is in no token");
    }
    for claim in told {
        assert!(listed.contains(&claim), "{claim} is not listed");
    }
}
