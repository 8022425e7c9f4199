//! The keys of ID tokens: whoever verifies holds a copy of the key set that may be a day old.

use std::collections::BTreeSet;

use serde_json::Value;

use super::DAY;
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Daemon, RelyingParty, Scene, Setup};

const CLIENTS: [&str; 3] = ["rp", "es", "ed"];

/// A daemon whose keys sign for 30 days, and a client of each algorithm.
async fn scene() -> Scene {
    let client = |id: &str, alg: &str| {
        format!(
            "[[clients]]\nclient_id = \"{id}\"\nclient_secret = \"{SECRET}\"\n\
             redirect_uris = [\"{REDIRECT_URI}\"]\nid_token_signed_response_alg = \"{alg}\"\n\
             id_token_lifetime = 86400\n"
        )
    };
    let more = client("es", "ES256") + &client("ed", "EdDSA");
    Scene::with(Setup {
        top: "key_lifetime_days = 30",
        client: "id_token_lifetime = 86400",
        more: more.leak(),
        ..Setup::default()
    })
    .await
}

/// A relying party with a fresh copy of the keys, of another algorithm each day.
async fn learn(daemon: &Daemon, day: usize) -> RelyingParty {
    RelyingParty::discover(daemon, CLIENTS[day % 3], Some(SECRET)).await
}

/// The `kid`s that are published.
async fn published(daemon: &Daemon) -> BTreeSet<String> {
    let answer = daemon.request(reqwest::Method::GET, "/jwks").send().await.unwrap();
    let jwks: Value = answer.json().await.unwrap();
    let kids = jwks["keys"].as_array().unwrap().iter();
    kids.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn for_a_year_every_id_token_verifies_with_a_copy_of_the_keys_that_is_a_day_old() {
    let mut scene = scene().await;
    let mut signed = BTreeSet::new();
    let mut yesterday = learn(&scene.daemon, 0).await;
    for day in 1..=365 {
        for _ in 0..2 {
            scene.daemon.hand.advance(DAY / 2);
            scene.daemon.housekeep().await;
        }
        if day % 29 == 0 {
            scene.daemon.restart().await;
        }
        yesterday.wait(DAY);
        let question = yesterday.ask();
        let answer = scene.sign_in(&question.url).await;
        let known = yesterday.hear(&question, &answer).await;
        let id_token = openidconnect::TokenResponse::id_token(&known.tokens).unwrap().to_string();
        let kid = jsonwebtoken::decode_header(&id_token).unwrap().kid.unwrap();
        assert!(published(&scene.daemon).await.contains(&kid), "day {day}");
        signed.insert(kid);
        yesterday = learn(&scene.daemon, day).await;
    }
    assert!(signed.len() >= 3 * 11, "{} keys in 365 days of 30 or 31", signed.len());
}
