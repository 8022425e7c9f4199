//! `/introspect`: what a token of the client's own is worth (RFC 7662).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::holders::{OTHER, RP, setup, token};
use crate::support::{START, Scene};

async fn introspect(scene: &Scene, basic: Option<(&str, &str)>, token: &str) -> Value {
    let answer = scene.daemon.post("/introspect", basic, &[("token", token)]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.json().await.unwrap()
}

#[tokio::test]
async fn says_what_both_kinds_of_tokens_are_worth() {
    let mut scene = Scene::with(setup()).await;
    let first = scene.tokens_for(&["profile", "offline_access"]).await;
    scene.daemon.hand.advance(100);
    let shown = ("refresh_token", token(&first, "refresh_token"));
    let form = [("grant_type", "refresh_token"), shown, ("scope", "openid")];
    let (_, second) = scene.daemon.token(&form).await;
    let mut expected = json!({
        "active": true,
        "scope": "openid",
        "client_id": "rp",
        "sub": scene.alice.did(),
        "aud": "rp",
        "iss": scene.daemon.url,
        "iat": START + 100,
        "exp": START + 100 + 3600,
        "token_type": "Bearer",
    });
    assert_eq!(introspect(&scene, RP, token(&second, "access_token")).await, expected);
    expected["scope"] = "openid profile offline_access".into();
    expected["exp"] = (START + 30 * 24 * 60 * 60).into();
    expected.as_object_mut().unwrap().remove("token_type");
    assert_eq!(introspect(&scene, RP, token(&second, "refresh_token")).await, expected);
    // Looking is not using.
    assert_eq!(introspect(&scene, RP, shown.1).await, json!({ "active": false }));
    assert_eq!(introspect(&scene, RP, token(&second, "access_token")).await["active"], true);
}

#[tokio::test]
async fn says_nothing_but_not_active_about_everything_else() {
    let mut scene = Scene::with(setup()).await;
    let own = scene.tokens_for(&["profile", "offline_access"]).await;
    let (access, refresh) = (token(&own, "access_token"), token(&own, "refresh_token"));
    let nothing = json!({ "active": false });
    for (basic, shown) in [
        (Some(OTHER), access),
        (Some(OTHER), refresh),
        (RP, token(&own, "id_token")),
        (RP, "never was one"),
    ] {
        assert_eq!(introspect(&scene, basic, shown).await, nothing, "{shown}");
    }
    scene.daemon.hand.advance(3600);
    assert_eq!(introspect(&scene, RP, access).await, nothing, "expired");
    assert_eq!(introspect(&scene, RP, refresh).await["active"], true);
    scene.daemon.hand.advance(30 * 24 * 60 * 60);
    assert_eq!(introspect(&scene, RP, refresh).await, nothing, "expired");
}

#[tokio::test]
async fn refuses_whoever_can_not_prove_themselves() {
    let mut scene = Scene::with(setup()).await;
    let own = scene.tokens().await;
    let shown = ("token", token(&own, "access_token"));
    for (basic, extra) in [
        (None, None),
        (None, Some(("client_id", "app"))),
        (None, Some(("client_id", "rp"))),
        (Some(("rp", "wrong")), None),
    ] {
        let form: Vec<_> = std::iter::once(shown).chain(extra).collect();
        let answer = scene.daemon.post("/introspect", basic, &form).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{basic:?} {extra:?}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "invalid_client");
    }
    assert_eq!(scene.daemon.post("/introspect", RP, &[]).await.status(), StatusCode::BAD_REQUEST);
    let twice = scene.daemon.post("/introspect", RP, &[shown, shown]).await;
    assert_eq!(twice.status(), StatusCode::BAD_REQUEST);
    let in_address = scene.daemon.post("/introspect?token=x", RP, &[shown]).await;
    assert_eq!(in_address.status(), StatusCode::BAD_REQUEST);
    let get = scene.daemon.request(Method::GET, "/introspect").send().await.unwrap();
    assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED);
}
