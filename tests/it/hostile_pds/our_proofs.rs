//! DPoP proofs and client assertions as the servers got them, verified by other code than made them
//! (RFC 9449 §4.2 and §8, RFC 7523 §3, ATProto OAuth "DPoP" and "Confidential Client Authentication").

use std::collections::HashSet;

use reqwest::Method;
use serde_json::Value;

use super::proofs::{Jwt, members, thumbprint};
use super::stage::Stage;
use crate::small_world::Seen;

/// Every request to PAR, token and revocation endpoints, refused ones too.
fn signed(stage: &Stage) -> Vec<Seen> {
    let signed = ["/oauth/par", "/oauth/token", "/oauth/revoke"];
    let seen = stage.world.seen().into_iter();
    seen.filter(|seen| signed.contains(&seen.path.as_str())).collect()
}

fn proof(seen: &Seen) -> Jwt {
    let proofs: Vec<_> = seen.headers.iter().filter(|(name, _)| name == "dpop").collect();
    assert_eq!(proofs.len(), 1, "{}", seen.path);
    Jwt::read(&proofs[0].1)
}

fn key(seen: &Seen) -> String {
    thumbprint(&proof(seen).header["jwk"])
}

#[tokio::test]
async fn every_proof_is_what_the_rfc_demands() {
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    let signed = signed(&stage);
    assert_eq!(signed.len(), 4, "PAR twice for its nonce, token, revocation");
    for seen in &signed {
        let proof = proof(seen);
        assert_eq!(members(&proof.header), ["alg", "jwk", "typ"]);
        assert_eq!(
            (&proof.header["alg"], &proof.header["typ"]),
            (&"ES256".into(), &"dpop+jwt".into())
        );
        let jwk = &proof.header["jwk"];
        assert_eq!(members(jwk), ["crv", "kty", "x", "y"], "the public key and nothing else");
        assert!(proof.is_signed_by(jwk), "{}", seen.path);
        let names = members(&proof.claims);
        let first = ["htm", "htu", "iat", "jti"].as_slice();
        assert!(names == first || names == [first, &["nonce"]].concat(), "{names:?}");
        assert_eq!(proof.claims["htm"], "POST");
        let htu = format!("{}{}", stage.world.pds().origin(), seen.path);
        assert_eq!(proof.claims["htu"], htu.as_str());
        assert_eq!(proof.claims["iat"], stage.daemon.clock.now());
        assert!(proof.claim("jti").unwrap().len() >= 22, "128 bits");
    }
    let with_nonce = signed.iter().filter(|seen| proof(seen).claims.get("nonce").is_some());
    assert_eq!(with_nonce.count(), 3, "all but the very first");
}

#[tokio::test]
async fn a_proof_does_not_verify_with_the_key_of_another_login() {
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    stage.signs_in("alice.pds.test").await;
    let signed = signed(&stage);
    let (first, last) = (proof(&signed[0]), proof(signed.last().unwrap()));
    assert!(first.is_signed_by(&first.header["jwk"]));
    assert!(!first.is_signed_by(&last.header["jwk"]));
}

#[tokio::test]
async fn a_login_has_one_key_from_its_first_request_on_and_shares_it_with_none() {
    let mut stage = Stage::confidential().await;
    let mut keys = HashSet::new();
    for _ in 0..3 {
        stage.world.forget_seen();
        stage.signs_in("alice.pds.test").await;
        let of_login: HashSet<_> = signed(&stage).iter().map(key).collect();
        assert_eq!(of_login.len(), 1);
        keys.extend(of_login);
    }
    assert_eq!(keys.len(), 3);
    let jwks = stage.daemon.request(Method::GET, "/client-jwks.json").send().await.unwrap();
    let jwks: Value = jwks.json().await.unwrap();
    assert!(!keys.contains(jwks["keys"][0]["kid"].as_str().unwrap()), "nor with the client");
}

/// Two attempts of one login are two sessions at the server.
#[tokio::test]
async fn a_second_attempt_has_a_key_of_its_own() {
    let mut stage = Stage::open().await;
    let question = stage.relying_party().await.ask();
    let form = stage.browser.get(&question.url).await;
    for _ in 0..2 {
        stage.browser.stop_before("/oauth/authorize");
        stage.say_who(form.clone()).await;
    }
    let keys: HashSet<_> = signed(&stage).iter().map(key).collect();
    assert_eq!(keys.len(), 2);
}

#[tokio::test]
async fn no_identifier_is_used_twice_even_where_a_request_is_repeated() {
    let mut stage = Stage::confidential().await;
    stage.signs_in("alice.pds.test").await;
    stage.daemon.hand.advance(300);
    stage.signs_in("alice.pds.test").await;
    let signed = signed(&stage);
    assert!(signed.iter().filter(|seen| seen.status == 400).count() >= 2, "asked for nonces");
    let proofs: HashSet<_> = signed.iter().map(|seen| proof(seen).claim("jti")).collect();
    assert_eq!(proofs.len(), signed.len());
    let assertions: HashSet<_> =
        signed.iter().map(|seen| assertion(seen).claim("jti").unwrap()).collect();
    assert_eq!(assertions.len(), signed.len());
    assert!(assertions.iter().all(|jti| jti.len() >= 22));
}

fn assertion(seen: &Seen) -> Jwt {
    assert_eq!(
        seen.field("client_assertion_type"),
        Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        "{}",
        seen.path
    );
    Jwt::read(seen.field("client_assertion").unwrap())
}

#[tokio::test]
async fn every_assertion_is_for_one_issuer_short_lived_and_of_a_published_key() {
    let mut stage = Stage::confidential().await;
    stage.signs_in("alice.pds.test").await;
    let jwks = stage.daemon.request(Method::GET, "/client-jwks.json").send().await.unwrap();
    let jwks: Value = jwks.json().await.unwrap();
    let now = stage.daemon.clock.now();
    let mut kids = HashSet::new();
    for seen in signed(&stage) {
        let assertion = assertion(&seen);
        assert_eq!(assertion.header["alg"], "ES256");
        let kid = assertion.header["kid"].as_str().unwrap().to_owned();
        let published = jwks["keys"].as_array().unwrap().iter().find(|key| key["kid"] == *kid);
        assert!(assertion.is_signed_by(published.unwrap()), "{}", seen.path);
        kids.insert(kid);
        assert_eq!(members(&assertion.claims), ["aud", "exp", "iat", "iss", "jti", "sub"]);
        let client_id = seen.field("client_id").unwrap();
        assert_eq!(client_id, "https://login.example/client-metadata.json");
        assert_eq!(
            (&assertion.claims["iss"], &assertion.claims["sub"]),
            (&client_id.into(), &client_id.into())
        );
        assert_eq!(
            assertion.claims["aud"],
            stage.world.pds().issuer().as_str(),
            "one text, no list"
        );
        assert_eq!(assertion.claims["iat"], now - 30, "none from the future for anybody");
        let exp = assertion.claims["exp"].as_i64().unwrap();
        assert!((now + 1..=now + 300).contains(&exp), "{exp}");
    }
    assert_eq!(kids.len(), 1, "one key for a whole session");
}
