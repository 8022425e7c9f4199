//! `/revoke`: a client gives back what it holds, and nothing else (RFC 7009).

use openidconnect::core::CoreRevocableToken;
use openidconnect::{OAuth2TokenResponse, TokenIntrospectionResponse};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::small_world::{Settings, SmallWorld};
use crate::support::daemon::SECRET;
use crate::support::holders::{OTHER, RP, opens_userinfo, refresh, setup, token, tokens};
use crate::support::{Install, Scene, Setup};

async fn revoke(scene: &Scene, basic: Option<(&str, &str)>, form: &[(&str, &str)]) -> u16 {
    let answer = scene.daemon.post("/revoke", basic, form).await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.status().as_u16()
}

#[tokio::test]
async fn an_independent_client_revokes_and_introspects() {
    let https = Some("https://login.example");
    let mut scene = Scene::with(Setup { https, tls: true, ..setup() }).await;
    let rp = scene.relying_party().await;
    let question = rp.ask_for(&["profile", "offline_access"]);
    let answer = scene.sign_in(&question.url).await;
    let known = rp.hear(&question, &answer).await;
    let access = known.tokens.access_token().clone();
    let judged = rp.introspect(&access).await;
    assert!(judged.active());
    assert_eq!(judged.sub(), Some(scene.alice.did()));
    rp.revoke(CoreRevocableToken::AccessToken(access.clone())).await;
    assert!(!rp.introspect(&access).await.active());
    let refresh = known.tokens.refresh_token().unwrap().clone();
    let (new, _) = rp.refresh(&refresh).await.unwrap();
    rp.revoke(CoreRevocableToken::RefreshToken(new.refresh_token().unwrap().clone())).await;
    assert!(!rp.introspect(new.access_token()).await.active());
    assert!(rp.refresh(new.refresh_token().unwrap()).await.is_err());
}

#[tokio::test]
async fn a_revoked_access_token_ends_alone() {
    let mut scene = Scene::with(setup()).await;
    let first = tokens(&mut scene).await;
    let (_, second) = refresh(&scene, &first).await;
    assert_eq!(revoke(&scene, RP, &[("token", token(&first, "access_token"))]).await, 200);
    assert!(!opens_userinfo(&scene, &first).await);
    assert!(opens_userinfo(&scene, &second).await);
    assert_eq!(refresh(&scene, &second).await.0, 200);
}

#[tokio::test]
async fn a_revoked_refresh_token_ends_its_family_even_if_it_was_used() {
    let mut scene = Scene::with(setup()).await;
    let another = tokens(&mut scene).await;
    for is_used in [false, true] {
        let first = tokens(&mut scene).await;
        let (_, second) = refresh(&scene, &first).await;
        let given_back = token(if is_used { &first } else { &second }, "refresh_token");
        assert_eq!(revoke(&scene, RP, &[("token", given_back)]).await, 200);
        assert!(!opens_userinfo(&scene, &first).await && !opens_userinfo(&scene, &second).await);
        assert_eq!(refresh(&scene, &second).await.0, 400);
        // Once more is no error: it is not good any more, and that is what was wanted.
        assert_eq!(revoke(&scene, RP, &[("token", given_back)]).await, 200);
    }
    assert!(opens_userinfo(&scene, &another).await);
}

#[tokio::test]
async fn a_wrong_or_unknown_hint_is_ignored() {
    let mut scene = Scene::with(setup()).await;
    for kind in ["access_token", "refresh_token"] {
        for hint in ["access_token", "refresh_token", "id_token", "nonsense"] {
            let given = tokens(&mut scene).await;
            let form = [("token", token(&given, kind)), ("token_type_hint", hint)];
            assert_eq!(revoke(&scene, RP, &form).await, 200);
            assert!(!opens_userinfo(&scene, &given).await, "{kind} as {hint}");
        }
    }
}

#[tokio::test]
async fn refuses_to_end_the_token_of_another_client_and_tells_nothing() {
    let mut scene = Scene::with(setup()).await;
    let own = tokens(&mut scene).await;
    for shown in [token(&own, "access_token"), token(&own, "refresh_token"), "never was one"] {
        let answer = scene.daemon.post("/revoke", Some(OTHER), &[("token", shown)]).await;
        assert_eq!(answer.status(), StatusCode::OK, "RFC 7009 §2.2");
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.text().await.unwrap(), "{}", "the same for all of them");
        assert_eq!(revoke(&scene, None, &[("token", shown), ("client_id", "app")]).await, 200);
    }
    assert!(opens_userinfo(&scene, &own).await);
    assert_eq!(refresh(&scene, &own).await.0, 200);
}

#[tokio::test]
async fn refuses_whoever_is_not_proven_and_what_is_no_request() {
    let mut scene = Scene::with(setup()).await;
    let own = tokens(&mut scene).await;
    let shown = ("token", token(&own, "access_token"));
    for basic in [("rp", "wrong"), ("nobody", SECRET), ("app", "x")] {
        let answer = scene.daemon.post("/revoke", Some(basic), &[shown]).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{basic:?}");
        assert!(answer.headers().contains_key("www-authenticate"));
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "invalid_client");
    }
    assert_eq!(revoke(&scene, None, &[shown]).await, 401);
    for wrong in [vec![], vec![("token", "")], vec![shown, shown]] {
        let answer = scene.daemon.post("/revoke", RP, &wrong).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "invalid_request");
    }
    let in_address = format!("/revoke?token={}", shown.1);
    assert_eq!(scene.daemon.post(&in_address, RP, &[]).await.status(), StatusCode::BAD_REQUEST);
    let get = scene.daemon.request(Method::GET, "/revoke").send().await.unwrap();
    assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(opens_userinfo(&scene, &own).await);
}

/// A failure that is ours must not look like an ended token (attack P25; CVE-2020-15223 of fosite).
#[tokio::test]
async fn a_disk_that_takes_no_write_is_no_revocation_and_no_refresh() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let install = Install::new(&world, &setup());
    let program = install.start().await;
    let (rp, mut browser) = (install.relying_party().await, install.browser(&world));
    let question = rp.ask_for(&["profile", "offline_access"]);
    let form = browser.get(&question.url).await;
    let answer = browser.submit(&form, "sign-in", &[("account", alice.handle())]).await;
    let known = rp.hear(&question, &answer).await;
    let access = known.tokens.access_token().secret().clone();
    let refresh = known.tokens.refresh_token().unwrap().clone();

    crate::storage::let_write(&program, false).await;
    for token in [&access, refresh.secret()] {
        let client = crate::support::browser::client_builder().build().unwrap();
        let request = client.post(format!("{}/revoke", install.url)).basic_auth("rp", Some(SECRET));
        let form = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = form.body(format!("token={token}")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "RFC 7009 §2.2.1");
        assert!(answer.headers().contains_key("retry-after"));
    }
    let failed = rp.refresh(&refresh).await;
    assert!(failed.is_err_and(|error| !error.contains("invalid_grant")));
    crate::storage::let_write(&program, true).await;
    rp.refresh(&refresh).await.unwrap();
}
