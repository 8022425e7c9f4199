//! Keys: those of ID tokens, which relying parties have copies of, and those by which servers of people
//! know the daemon.

use serde_json::Value;

use super::fixture::{Upgraded, upgraded};
use super::place::kid;

const DAY: i64 = 24 * 60 * 60;

/// A client for each algorithm.
const CLIENTS: [(&str, &str); 3] = [("RS256", "rp"), ("ES256", "pairwise"), ("EdDSA", "addressed")];

/// The `kid` of an ID token that this client gets now.
async fn signed_by(upgraded: &Upgraded, client_id: &str) -> String {
    let rp = upgraded.place.relying_party(client_id).await;
    let question = rp.ask();
    let mut browser = upgraded.place.browser();
    let answer = upgraded.place.sign_in(&mut browser, &question.url, &upgraded.place.alice).await;
    let known = rp.hear(&question, &answer).await;
    kid(&openidconnect::TokenResponse::id_token(&known.tokens).unwrap().to_string())
}

fn keys(set: &Value) -> &Vec<Value> {
    set["keys"].as_array().unwrap()
}

#[tokio::test]
async fn the_published_keys_are_the_same_after_an_upgrade() {
    for upgraded in upgraded().await {
        for (path, name) in [("/jwks", "jwks"), ("/client-jwks.json", "client_jwks")] {
            let (before, now) = (upgraded.held.value(name), upgraded.place.published(path).await);
            for key in keys(&before) {
                assert!(keys(&now).contains(key), "{key} is missing in {now}");
            }
            upgraded.place.daemon.housekeep().await;
            assert_eq!(upgraded.place.published(path).await, now, "none is made in haste");
        }
    }
}

#[tokio::test]
async fn id_tokens_are_signed_by_the_same_keys_after_an_upgrade() {
    for upgraded in upgraded().await {
        for (alg, client_id) in CLIENTS {
            let before = upgraded.held.text_of(&format!("kid_of_{alg}"));
            assert_eq!(signed_by(&upgraded, client_id).await, before, "{alg}");
        }
    }
}

#[tokio::test]
async fn the_next_keys_take_their_turn_after_an_upgrade() {
    for upgraded in upgraded().await {
        upgraded.place.daemon.hand.advance(2 * DAY);
        upgraded.place.daemon.housekeep().await;
        let before = upgraded.held.value("jwks");
        for (alg, client_id) in CLIENTS {
            let next = signed_by(&upgraded, client_id).await;
            assert_ne!(next, upgraded.held.text_of(&format!("kid_of_{alg}")));
            assert!(keys(&before).iter().any(|key| key["kid"] == next), "it was published");
        }
    }
}

#[tokio::test]
async fn servers_of_people_are_shown_the_same_key_after_an_upgrade() {
    for upgraded in upgraded().await {
        signed_by(&upgraded, "addressed").await;
        let known: Vec<Value> = keys(&upgraded.held.value("client_jwks"))
            .iter()
            .map(|key| key["kid"].clone())
            .collect();
        let seen = upgraded.place.world.seen();
        let mut shown = seen.iter().filter_map(|seen| seen.field("client_assertion")).peekable();
        assert!(shown.peek().is_some());
        for assertion in shown {
            assert!(known.contains(&Value::from(kid(assertion))), "{known:?}");
        }
    }
}
