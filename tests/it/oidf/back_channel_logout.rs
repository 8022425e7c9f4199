//! Back-Channel Logout OP: 2 modules (OIDC Back-Channel Logout §2).

use serde_json::{Value, json};

use super::Mode;
use super::question::RP;
use super::rp_initiated_logout::{Goodbye, STATE, led_back, signed_in};
use super::stage::Stage;
use crate::support::receiver::Receiver;

#[tokio::test]
async fn oidcc_backchannel_logout_discovery_endpoint_verification() {
    let stage = Stage::open(Mode::Query).await;
    for (name, value) in stage.metadata.as_object().unwrap() {
        let is_https = value.as_str().is_some_and(|url| url.starts_with("https://"));
        assert!(is_https || !name.ends_with("_endpoint"), "{name}: {value}");
    }
    for name in ["backchannel_logout_supported", "backchannel_logout_session_supported"] {
        assert_eq!(stage.metadata[name], true, "{name}");
    }
    assert!(stage.metadata["end_session_endpoint"].is_string());
}

/// The receiver speaks TLS 1.3 and nothing older, as the suite would like it.
#[tokio::test]
async fn oidcc_backchannel_rp_initiated_logout() {
    let (mut receiver, ca_pem) = Receiver::listen_tls().await;
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("rp-ca.pem");
    std::fs::write(&ca_file, ca_pem).unwrap();
    let more = format!(
        "backchannel_logout_uri = \"https://127.0.0.1:{}/backchannel_logout\"\n\
         backchannel_logout_private = true\nbackchannel_logout_ca_file = \"{}\"\n",
        receiver.port,
        ca_file.display()
    );
    let mut stage = Stage::with(Mode::Query, &more).await;
    let told = signed_in(&mut stage).await;
    let page = Goodbye::of(&told).say(&mut stage).await;

    let heard = receiver.hears().await;
    assert_eq!(heard.path, "/backchannel_logout");
    assert_eq!(heard.headers["content-type"], "application/x-www-form-urlencoded");
    // One parameter; signature, issuer, audience and times; no nonce: the receiver looks itself.
    let claims = heard.claims(&stage.scene.daemon, RP.id).await;
    let id_token = &told.id_token.claims;
    assert!(id_token["sid"].is_string(), "{id_token}");
    assert_eq!((&claims["sub"], &claims["sid"]), (&id_token["sub"], &id_token["sid"]));
    let event = "http://schemas.openid.net/event/backchannel-logout";
    assert_eq!(claims["events"], json!({ event: {} }), "this event alone, with nothing in it");
    let header = jsonwebtoken::decode_header(&heard.form[0].1).unwrap();
    assert_eq!(format!("{:?}", header.alg), told.id_token.alg, "signed as ID tokens are");
    assert_ne!(claims["jti"], Value::Null);
    led_back(&mut stage, &page, Some(STATE)).await;
}
