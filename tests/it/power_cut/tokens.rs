//! What a relying party has used or given back: it counts no more after a power cut.

use atlogin::clock::Clock;
use serde_json::json;

use super::{SETUP, Scene, gives_tokens, refresh_form};
use crate::support::holders::token;
use crate::support::signer::{ASSERTION_TYPE, Signer};
use crate::support::{Daemon, Setup};

#[tokio::test]
async fn a_redeemed_code_stays_redeemed_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let code = scene.code.clone();
    let before = scene.before;
    scene.tokens().await;
    scene.before = before;
    scene.cut(async |daemon: &Daemon| !gives_tokens(daemon, &code).await).await;
}

#[tokio::test]
async fn a_used_refresh_token_stays_used_and_the_next_one_good_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let first = scene.tokens().await;
    let (status, second) = scene.refresh(token(&first, "refresh_token")).await;
    assert_eq!(status, 200, "{second}");
    let [first, second] =
        [&first, &second].map(|tokens| refresh_form(token(tokens, "refresh_token")));
    scene
        .cut(async |daemon: &Daemon| {
            // A use of the next one closes the window.
            gives_tokens(daemon, &second).await && !gives_tokens(daemon, &first).await
        })
        .await;
}

#[tokio::test]
async fn the_end_of_a_family_stays_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let first = scene.tokens().await;
    let (_, second) = scene.refresh(token(&first, "refresh_token")).await;
    let (_, third) = scene.refresh(token(&second, "refresh_token")).await;
    scene.before = scene.wal().len();
    assert_eq!(scene.refresh(token(&first, "refresh_token")).await.0, 400, "shown twice");
    let newest = refresh_form(token(&third, "refresh_token"));
    scene.cut(async |daemon: &Daemon| !gives_tokens(daemon, &newest).await).await;
}

#[tokio::test]
async fn a_revocation_stays_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let tokens = scene.tokens().await;
    let given_back = token(&tokens, "refresh_token");
    let (status, _) = scene.post("/revoke", &[("token", given_back.to_owned())]).await;
    assert_eq!(status, 200);
    let form = refresh_form(given_back);
    scene.cut(async |daemon: &Daemon| !gives_tokens(daemon, &form).await).await;
}

#[tokio::test]
async fn a_used_assertion_stays_used_after_a_power_cut() {
    let signer = Signer::new("one");
    let scene = Scene::with(Setup { more: signer.in_file(""), ..SETUP }).await;
    // Each daemon has an address of its own. What counts once is the name.
    let form = |url: &str| {
        let exp = Clock::system().now() + 600;
        let claims =
            json!({ "iss": "signer", "sub": "signer", "aud": url, "exp": exp, "jti": "once" });
        [
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", "none".to_owned()),
            ("client_assertion_type", ASSERTION_TYPE.to_owned()),
            ("client_assertion", signer.sign(&claims)),
        ]
    };
    let form_here = form(&scene.install.url);
    let (_, answer) = scene.post_as(None, "/token", &form_here).await;
    assert_eq!(answer["error"], "invalid_grant", "it is accepted");
    let (_, answer) = scene.post_as(None, "/token", &form_here).await;
    assert_eq!(answer["error"], "invalid_client", "it was used");
    scene
        .cut(async |daemon: &Daemon| {
            let form = form(&daemon.url);
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let (_, answer) = daemon.token_as(None, &form).await;
            assert!(answer["error"] == "invalid_client" || answer["error"] == "invalid_grant");
            answer["error"] == "invalid_client"
        })
        .await;
}
