//! Of the Dynamic plan, which needs clients that register themselves, what holds without: the rules of
//! redirect URIs, and signing keys that take turns.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Mode;
use super::question::{POSTING, RP, WITH_QUERY};
use super::stage::Stage;
use crate::support::daemon::REDIRECT_URI;

const UNREGISTERED: &str = "redirect_uri is not registered for this client";

#[tokio::test]
async fn oidcc_redirect_uri_query_ok() {
    let mut stage = Stage::open(Mode::Query).await;
    let asked = stage.question(POSTING, "openid").with("redirect_uri", WITH_QUERY);
    // That the query is still there in the answer is looked at with every code.
    stage.play(&asked).await;
}

#[tokio::test]
async fn oidcc_redirect_uri_query_mismatch() {
    let mut stage = Stage::open(Mode::Query).await;
    let other_query = WITH_QUERY.replace("bar=foo", "foo=bar");
    let asked = stage.question(POSTING, "openid").with("redirect_uri", other_query);
    let page = stage.send(&asked).await;
    Stage::stays_with(&page, UNREGISTERED);
}

#[tokio::test]
async fn oidcc_redirect_uri_query_added() {
    let mut stage = Stage::open(Mode::Query).await;
    let with_query = format!("{REDIRECT_URI}?foo=bar");
    let asked = stage.question(RP, "openid").with("redirect_uri", with_query);
    let page = stage.send(&asked).await;
    Stage::stays_with(&page, UNREGISTERED);
}

/// An operator registers for the client, so it is the operator who is refused.
#[tokio::test]
async fn oidcc_redirect_uri_regfrag() {
    let stage = Stage::open(Mode::Query).await;
    let with_fragment = format!("{REDIRECT_URI}#foobar");
    let add = ["client", "add", "app", "--redirect-uri", &with_fragment];
    let ran = stage.scene.daemon.command(&add).await;
    assert_eq!((ran.code, ran.said.as_str()), (2, ""), "{ran:?}");
    assert!(ran.log.contains("has a fragment, which RFC 6749 forbids"), "{}", ran.log);
    assert_eq!(stage.scene.daemon.count("SELECT count(*) FROM client").await, 0);
}

#[tokio::test]
async fn oidcc_server_rotate_keys() {
    let mut stage = Stage::open(Mode::Query).await;
    let old = stage.look_again_at_keys().await;
    let ran = stage.scene.daemon.command(&["keys", "rotate"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    stage.scene.daemon.housekeep().await;
    let new = stage.look_again_at_keys().await;
    assert!(keys(&new).is_superset(&keys(&old)), "OIDC Core §10.1.1: old ones are still there");
    // The module fails on an OKP key. No client here uses one.
    assert!(members(&new, "x").is_empty(), "{new}");
    for material in ["kid", "n"] {
        let (old, new) = (members(&old, material), members(&new, material));
        assert!(new.len() > old.len(), "new keys, with a {material} of their own");
    }
    let asked = stage.question(RP, "openid");
    stage.play(&asked).await;
}

fn keys(jwks: &Value) -> BTreeSet<String> {
    jwks["keys"].as_array().unwrap().iter().map(Value::to_string).collect()
}

/// The values of a member, which is no two keys' alike.
fn members(jwks: &Value, name: &str) -> BTreeSet<String> {
    let keys = jwks["keys"].as_array().unwrap();
    let values: Vec<_> = keys.iter().filter_map(|key| key[name].as_str()).collect();
    let set: BTreeSet<_> = values.iter().map(|&value| value.to_owned()).collect();
    assert_eq!(set.len(), values.len(), "{name}: {jwks}");
    set
}
