//! The `claims` parameter (OIDC Core §5.5), and where claims about the person stand.

use serde_json::{Value, json};

use crate::support::daemon::REDIRECT_URI;
use crate::support::{Page, Scene, Setup};

/// Signs in with the scope `openid` alone and these claims asked for by name.
async fn sign_in(scene: &mut Scene, claims: &str) -> (Page, String) {
    let question = scene.relying_party().await.ask_for(&[]);
    let claims: String = url::form_urlencoded::byte_serialize(claims.as_bytes()).collect();
    let answer = scene.sign_in(&format!("{}&claims={claims}", question.url)).await;
    (answer, question.verifier)
}

/// What the ID token and userinfo say then.
async fn told(scene: &mut Scene, claims: &str) -> (Value, Value) {
    let (answer, verifier) = sign_in(scene, claims).await;
    let code = answer.parameter("code").unwrap_or_else(|| panic!("{}", answer.url));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", verifier.as_str()),
    ];
    let (_, tokens) = scene.daemon.token(&form).await;
    assert_eq!(tokens["scope"], "openid");
    (id_token(&tokens), userinfo(scene, &tokens).await)
}

fn id_token(tokens: &Value) -> Value {
    let text = tokens["id_token"].as_str().unwrap();
    jsonwebtoken::dangerous::insecure_decode::<Value>(text).unwrap().claims
}

async fn userinfo(scene: &Scene, tokens: &Value) -> Value {
    let request = scene.daemon.request(reqwest::Method::GET, "/userinfo");
    let request = request.bearer_auth(tokens["access_token"].as_str().unwrap());
    request.send().await.unwrap().json().await.unwrap()
}

fn has(claims: &Value, name: &str) -> bool {
    claims.get(name).is_some()
}

#[tokio::test]
async fn a_claim_asked_for_by_name_is_told_where_it_was_asked_for() {
    let mut scene = Scene::open().await;
    let claims = json!({
        "userinfo": { "preferred_username": { "essential": true }, "phone_number": null },
        "id_token": { "profile": null, "auth_time": { "essential": true } },
    });
    let (id_token, userinfo) = told(&mut scene, &claims.to_string()).await;
    assert!(has(&userinfo, "preferred_username") && !has(&userinfo, "profile"), "{userinfo}");
    assert!(has(&id_token, "profile") && !has(&id_token, "preferred_username"), "{id_token}");
    assert!(has(&id_token, "auth_time") && !has(&userinfo, "phone_number"));
}

#[tokio::test]
async fn what_is_not_known_or_not_for_this_client_is_left_out() {
    let setup = Setup { client: "scopes = [\"openid\"]", ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let asked = json!({ "essential": true, "value": "x", "values": ["y"] });
    let claims = json!({
        "userinfo": { "preferred_username": asked, "name": asked, "email": asked },
        "id_token": {
            "preferred_username": asked, "acr": { "values": ["y"] }, "account": asked,
        },
    });
    let (id_token, userinfo) = told(&mut scene, &claims.to_string()).await;
    assert_eq!(userinfo, json!({ "sub": scene.alice.did() }));
    for name in ["preferred_username", "acr", "account"] {
        assert!(!has(&id_token, name), "{name}");
    }
}

#[tokio::test]
async fn an_essential_acr_that_cannot_be_promised_is_a_failed_authentication() {
    let mut scene = Scene::open().await;
    let claims = json!({ "id_token": { "acr": { "essential": true, "values": ["gold"] } } });
    let (page, _) = sign_in_refused(&mut scene, &claims.to_string()).await;
    let error = page.parameter("error");
    assert_eq!(error.as_deref(), Some("unmet_authentication_requirements"), "{}", page.url);
}

#[tokio::test]
async fn a_person_asked_for_by_sub_is_the_only_one_who_will_do() {
    let mut scene = Scene::open().await;
    let did = scene.alice.did().to_owned();
    for place in ["id_token", "userinfo"] {
        let of = |sub: &str| json!({ place: { "sub": { "value": sub } } }).to_string();
        let (answer, _) = sign_in(&mut scene, &of(&did)).await;
        assert!(answer.parameter("code").is_some(), "{}", answer.url);
        let codes = scene.daemon.count("SELECT count(*) FROM authorization_code").await;
        let (answer, _) = sign_in(&mut scene, &of("did:plc:somebodyelse")).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("login_required"), "{}", answer.url);
        let codes_now = scene.daemon.count("SELECT count(*) FROM authorization_code").await;
        assert_eq!(codes_now, codes);
    }
}

#[tokio::test]
async fn refuses_claims_that_can_not_be_read() {
    let mut scene = Scene::open().await;
    let deep = "[".repeat(3000);
    let long = format!("{{\"userinfo\": {{\"name\": {{\"value\": \"{}\"}}}}}}", "x".repeat(5000));
    for claims in ["{", "[]", "null", "\"sub\"", r#"{"id_token": {"sub": 1}}"#, &deep, &long] {
        let (answer, _) = sign_in_refused(&mut scene, claims).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"), "{claims}");
    }
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pending_login").await, 0);
}

async fn sign_in_refused(scene: &mut Scene, claims: &str) -> (Page, String) {
    let question = scene.relying_party().await.ask_for(&[]);
    let claims: String = url::form_urlencoded::byte_serialize(claims.as_bytes()).collect();
    (scene.browser.get(&format!("{}&claims={claims}", question.url)).await, question.verifier)
}

#[tokio::test]
async fn claims_that_are_for_userinfo_only_are_in_no_id_token() {
    let setup = Setup {
        client: "claims_in_id_token = false\nscopes = [\"openid\", \"profile\", \"offline_access\"]",
        ..Setup::default()
    };
    let mut scene = Scene::with(setup).await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    let shown = ("refresh_token", tokens["refresh_token"].as_str().unwrap());
    let (_, refreshed) = scene.daemon.token(&[("grant_type", "refresh_token"), shown]).await;
    for tokens in [&tokens, &refreshed] {
        let id_token = id_token(tokens);
        assert_eq!(id_token["sub"], scene.alice.did());
        for name in ["preferred_username", "profile"] {
            assert!(!has(&id_token, name), "{id_token}");
            assert!(has(&userinfo(&scene, tokens).await, name));
        }
    }
    let asked = json!({ "id_token": { "preferred_username": null } }).to_string();
    let (id_token, _) = told(&mut scene, &asked).await;
    assert!(!has(&id_token, "preferred_username"), "the operator's word counts first");
}

#[tokio::test]
async fn a_refresh_remembers_which_claims_were_asked_for() {
    let setup = Setup {
        client: "scopes = [\"openid\", \"profile\", \"offline_access\"]",
        ..Setup::default()
    };
    let mut scene = Scene::with(setup).await;
    let question = scene.relying_party().await.ask_for(&["offline_access"]);
    let claims = r#"{"userinfo":{"preferred_username":null}}"#;
    let claims: String = url::form_urlencoded::byte_serialize(claims.as_bytes()).collect();
    let answer = scene.sign_in(&format!("{}&claims={claims}", question.url)).await;
    let code = answer.parameter("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (_, tokens) = scene.daemon.token(&form).await;
    let shown = ("refresh_token", tokens["refresh_token"].as_str().unwrap());
    let (_, refreshed) = scene.daemon.token(&[("grant_type", "refresh_token"), shown]).await;
    assert!(has(&userinfo(&scene, &refreshed).await, "preferred_username"));
    assert!(!has(&id_token(&refreshed), "preferred_username"));
}
