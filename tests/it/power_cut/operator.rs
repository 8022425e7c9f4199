//! What an operator has changed: it stays after a power cut, as soon as the command has ended.

use serde_json::Value;

use super::Scene;
use crate::support::Daemon;
use crate::support::daemon::REDIRECT_URI;

/// Adds the client `photos`, and gives its secret.
async fn add(scene: &Scene) -> String {
    let add = ["client", "add", "photos", "--redirect-uri", REDIRECT_URI, "--json"];
    let added: Value = serde_json::from_str(&scene.command(&add).await).unwrap();
    added["client_secret"].as_str().unwrap().to_owned()
}

/// Whether `photos` proves itself by `secret`: who does is told that there is no such code.
async fn proves_itself(daemon: &Daemon, secret: &str) -> bool {
    let form =
        [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT_URI)];
    let (_, answer) = daemon.token_as(Some(("photos", secret)), &form).await;
    assert!(answer["error"] == "invalid_client" || answer["error"] == "invalid_grant", "{answer}");
    answer["error"] == "invalid_grant"
}

/// The `kid` of each published key.
async fn published(daemon: &Daemon) -> Vec<String> {
    let answer = daemon.request(reqwest::Method::GET, "/jwks").send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    let keys = answer["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_client_that_was_added_is_there_after_a_power_cut() {
    let scene = Scene::open().await;
    let secret = add(&scene).await;
    scene.cut(async |daemon: &Daemon| proves_itself(daemon, &secret).await).await;
}

#[tokio::test]
async fn a_client_that_was_removed_stays_removed_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let secret = add(&scene).await;
    scene.before = scene.wal().len();
    scene.command(&["client", "remove", "photos", "--yes"]).await;
    scene.cut(async |daemon: &Daemon| !proves_itself(daemon, &secret).await).await;
}

#[tokio::test]
async fn a_secret_that_was_replaced_stays_replaced_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let old = add(&scene).await;
    scene.before = scene.wal().len();
    let rotate = ["client", "rotate-secret", "photos", "--overlap", "0", "--json"];
    let rotated: Value = serde_json::from_str(&scene.command(&rotate).await).unwrap();
    let new = rotated["client_secret"].as_str().unwrap();
    scene
        .cut(async |daemon: &Daemon| {
            let [old, new] = [proves_itself(daemon, &old).await, proves_itself(daemon, new).await];
            assert_ne!(old, new, "always exactly one of the two is good");
            new
        })
        .await;
}

#[tokio::test]
async fn a_setting_that_was_changed_stays_changed_after_a_power_cut() {
    let mut scene = Scene::open().await;
    add(&scene).await;
    scene.before = scene.wal().len();
    let elsewhere = "redirect_uris=[\"https://photos.example/cb\"]";
    scene.command(&["client", "set", "photos", elsewhere]).await;
    scene
        .cut(async |daemon: &Daemon| {
            let path = format!(
                "/authorize?client_id=photos&response_type=code&scope=openid\
                 &code_challenge={}&code_challenge_method=S256&redirect_uri={REDIRECT_URI}",
                "c".repeat(43),
            );
            let answer = daemon.request(reqwest::Method::GET, &path).send().await.unwrap();
            // A page of its own for an address that is not registered, and the sign-in page for one that is.
            answer.status() == 400
        })
        .await;
}

#[tokio::test]
async fn a_next_key_that_was_announced_stays_announced_after_a_power_cut() {
    let scene = Scene::open().await;
    scene.command(&["keys", "rotate"]).await;
    scene.cut(async |daemon: &Daemon| published(daemon).await.len() == 2).await;
}

#[tokio::test]
async fn a_key_that_was_dropped_stays_dropped_after_a_power_cut() {
    let scene = Scene::open().await;
    let keys = scene.command(&["keys", "list"]).await;
    scene.command(&["keys", "rotate", "--compromised"]).await;
    scene
        .cut(async |daemon: &Daemon| {
            let published = published(daemon).await;
            assert_eq!(published.len(), 1, "one key signs");
            !keys.contains(&published[0])
        })
        .await;
}
