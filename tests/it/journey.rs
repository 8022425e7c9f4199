//! The whole walk, from a relying party's question to the claims it gets.

use crate::support::{Scene, Setup};

#[tokio::test]
async fn a_person_signs_in_with_their_handle() {
    let mut scene = Scene::open().await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let answer = scene.sign_in(&question.url).await;
    assert!(
        answer.url.as_str().starts_with("https://rp.example/cb?"),
        "{} {}",
        answer.url,
        answer.text
    );
    let known = rp.hear(&question, &answer).await;
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), "alice.pds.test");
    assert_eq!(known.userinfo.preferred_username().unwrap().as_str(), "alice.pds.test");
}

#[tokio::test]
async fn a_login_works_under_a_path() {
    let mut scene = Scene::with(Setup { path: "/atlogin", ..Setup::default() }).await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let answer = scene.sign_in(&question.url).await;
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn a_confidential_client_signs_a_person_in_over_tls() {
    let setup = Setup { https: Some("https://login.example"), tls: true, ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let answer = scene.sign_in(&question.url).await;
    rp.hear(&question, &answer).await;
}
