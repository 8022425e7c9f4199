//! What authorization servers read about us: client metadata, keys, the localhost client identifier
//! (ATProto OAuth, "Clients", "Localhost Client Development"; RFC 7591 §2, RFC 7517).

use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use super::proofs::{Jwt, members, thumbprint};
use super::stage::Stage;
use crate::support::Setup;

const HTTPS: &str = "https://login.example";

async fn document(stage: &Stage, path: &str) -> Value {
    let answer = stage.daemon.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200, "no redirect and no other success");
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*", "browsers may check it");
    answer.json().await.unwrap()
}

#[tokio::test]
async fn the_metadata_of_a_confidential_client_says_what_atproto_demands() {
    for path in ["", "/below/it"] {
        let stage =
            Stage::with(true, async |_| Setup { https: Some(HTTPS), path, ..Setup::default() })
                .await;
        let metadata = document(&stage, "/client-metadata.json").await;
        let base = format!("{HTTPS}{path}");
        let client_id = Url::parse(metadata["client_id"].as_str().unwrap()).unwrap();
        assert_eq!(client_id.as_str(), format!("{base}/client-metadata.json"));
        assert_eq!((client_id.scheme(), client_id.port()), ("https", None));
        assert_eq!(metadata["application_type"], "web");
        assert_eq!(metadata["grant_types"], json!(["authorization_code"]));
        assert_eq!(metadata["response_types"], json!(["code"]));
        assert_eq!(metadata["scope"], "atproto");
        assert_eq!(metadata["dpop_bound_access_tokens"], true);
        assert_eq!(metadata["token_endpoint_auth_method"], "private_key_jwt");
        assert_eq!(metadata["token_endpoint_auth_signing_alg"], "ES256");
        assert_eq!(metadata["redirect_uris"], json!([format!("{base}/atproto/callback")]));
        assert_eq!(metadata["client_name"], "ATLogin");
        // Either keys or their address, and everything on the same https host.
        assert!(metadata.get("jwks").is_none());
        for (member, value) in metadata.as_object().unwrap() {
            if member.ends_with("_uri") {
                let url = Url::parse(value.as_str().unwrap()).unwrap();
                assert_eq!((url.scheme(), url.host_str()), ("https", client_id.host_str()));
                assert_eq!(url.port(), None, "{member}");
            }
        }
        assert!(metadata.get("client_secret").is_none());
    }
}

#[tokio::test]
async fn the_published_keys_are_public_and_those_that_sign() {
    let mut stage = Stage::confidential().await;
    let metadata = document(&stage, "/client-metadata.json").await;
    let at = Url::parse(metadata["jwks_uri"].as_str().unwrap()).unwrap();
    let jwks = document(&stage, at.path()).await;
    assert_eq!(members(&jwks), ["keys"]);
    let keys = jwks["keys"].as_array().unwrap();
    assert!(!keys.is_empty());
    for key in keys {
        assert_eq!(members(key), ["alg", "crv", "kid", "kty", "use", "x", "y"], "no private part");
        assert_eq!((&key["alg"], &key["use"]), (&"ES256".into(), &"sig".into()));
        assert_eq!(key["kid"], thumbprint(key).as_str());
    }
    stage.signs_in("alice.pds.test").await;
    let pushed = stage.world.seen().into_iter().find(|seen| seen.path == "/oauth/par").unwrap();
    let assertion = Jwt::read(pushed.field("client_assertion").unwrap());
    let key = keys.iter().find(|key| key["kid"] == assertion.header["kid"]).unwrap();
    assert!(assertion.is_signed_by(key));
}

/// A server may refuse whoever names a scope that it does not know. So everybody's client names none, and
/// the one that asks for addresses is a client of its own with the same keys.
#[tokio::test]
async fn only_the_document_of_the_second_client_lists_e_mail_whatever_clients_there_are() {
    for client in ["", "email = \"account\""] {
        let setup = Setup { https: Some(HTTPS), client, ..Setup::default() };
        let stage = Stage::with(true, async |_| setup).await;
        let everybodys = document(&stage, "/client-metadata.json").await;
        let mut addresses = document(&stage, "/client-metadata-email.json").await;
        assert_eq!(everybodys["scope"], "atproto");
        assert_eq!(addresses["scope"], "atproto account:email transition:email");
        assert_eq!(addresses["client_id"], format!("{HTTPS}/client-metadata-email.json"));
        for member in ["client_id", "scope"] {
            addresses[member] = everybodys[member].clone();
        }
        assert_eq!(addresses, everybodys, "nothing else differs");
    }
}

/// A server binds a login to the key it began with: the key outlives a restart, with its `kid`.
#[tokio::test]
async fn a_restart_keeps_the_key_and_the_logins_that_are_under_way() {
    let mut stage = Stage::confidential().await;
    let before = document(&stage, "/client-jwks.json").await;
    let (question, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    stage.daemon.restart().await;
    assert_eq!(document(&stage, "/client-jwks.json").await, before);
    let page = stage.browser.get(&callback).await;
    stage.hears(&question, &page).await;
}

#[tokio::test]
async fn two_installations_share_no_key() {
    let jwks = async || {
        let stage = Stage::confidential().await;
        document(&stage, "/client-jwks.json").await["keys"][0]["x"].clone()
    };
    assert_ne!(jwks().await, jwks().await);
}

#[tokio::test]
async fn a_client_at_a_loopback_address_is_public_and_describes_itself() {
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    let seen = stage.world.seen();
    let pushed = seen.iter().find(|seen| seen.path == "/oauth/par").unwrap();
    let client_id = pushed.field("client_id").unwrap();
    assert!(client_id.starts_with("http://localhost?"), "no port, no path: {client_id}");
    let id = Url::parse(client_id).unwrap();
    let parameters: Vec<_> = id.query_pairs().into_owned().collect();
    let callback = stage.daemon.at("/atproto/callback");
    assert_eq!(
        parameters,
        [("redirect_uri".to_owned(), callback.clone()), ("scope".to_owned(), "atproto".to_owned()),]
    );
    let callback = Url::parse(&callback).unwrap();
    assert_eq!(callback.host_str(), Some("127.0.0.1"), "an address, not the name localhost");
    for request in seen.iter().filter(|seen| seen.method == "POST") {
        assert_eq!(request.field("client_assertion"), None, "{}", request.path);
        assert!(request.header("dpop").is_some() || request.path == "/oauth/authorize");
    }
    for path in ["/client-metadata.json", "/client-metadata-email.json", "/client-jwks.json"] {
        let answer = stage.daemon.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 404, "{path}: there is nothing to publish");
    }
}
