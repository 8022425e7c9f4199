//! Metadata with one wrong member at a time.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::fetch::JsonFault;

fn resource(document: &Value) -> Result<String, MetadataFault> {
    let raw: RawResource = serde_json::from_value(document.clone()).unwrap();
    let pds = Origin::parse("https://pds.example.com", &Network::Public).unwrap();
    raw.issuer(&pds, &Network::Public).map(String::from)
}

fn honest() -> Value {
    let issuer = "https://auth.example.com";
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "pushed_authorization_request_endpoint": format!("{issuer}/oauth/par"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "ES256K"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["atproto", "transition:generic"],
        "prompt_values_supported": ["login", "select_account"],
        "authorization_response_iss_parameter_supported": true,
        "require_pushed_authorization_requests": true,
        "client_id_metadata_document_supported": true,
        "require_request_uri_registration": true,
    })
}

fn server(document: &str) -> Result<AuthorizationServer, Cause> {
    let raw: RawServer = serde_json::from_str(document).map_err(JsonFault::from)?;
    let issuer = Origin::parse("https://auth.example.com", &Network::Public).unwrap();
    Ok(raw.check(issuer, &Network::Public)?)
}

fn with(member: &str, value: Value) -> Result<AuthorizationServer, Cause> {
    let mut document = honest();
    document[member] = value;
    server(&document.to_string())
}

fn refused(member: &str, value: Value) -> MetadataFault {
    match with(member, value) {
        Err(Cause::Metadata(fault)) => fault,
        other => panic!("{member}: {other:?}"),
    }
}

#[test]
fn honest_metadata_is_accepted_with_and_without_what_is_optional() {
    let accepted = server(&honest().to_string()).unwrap();
    assert_eq!(accepted.token_endpoint.as_str(), "https://auth.example.com/oauth/token");
    for optional in
        ["revocation_endpoint", "require_request_uri_registration", "prompt_values_supported"]
    {
        let mut document = honest();
        document.as_object_mut().unwrap().remove(optional);
        assert!(server(&document.to_string()).is_ok(), "{optional}");
    }
}

#[test]
fn another_issuer_than_the_one_asked_is_refused() {
    for issuer in [
        "https://evil.example.com",
        "https://auth.example.com/",
        "https://auth.example.com/path",
        "https://auth.example.com:443",
        "https://auth.example.com:8443",
        "http://auth.example.com",
        "https://AUTH.example.com",
        "",
    ] {
        assert_eq!(refused("issuer", issuer.into()), MetadataFault::Issuer, "{issuer}");
    }
}

#[test]
fn an_endpoint_that_we_ask_is_at_the_issuer() {
    for name in ["token_endpoint", "pushed_authorization_request_endpoint", "revocation_endpoint"] {
        for url in [
            "https://evil.example.com/oauth/x",
            "https://pages.auth.example.com/oauth/x",
            "https://auth.example.com.evil.com/oauth/x",
            "https://auth.example.com:8443/oauth/x",
        ] {
            assert_eq!(refused(name, url.into()), MetadataFault::Endpoint(name), "{name} {url}");
        }
    }
}

#[test]
fn an_endpoint_that_the_network_does_not_admit_is_refused() {
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "pushed_authorization_request_endpoint",
        "revocation_endpoint",
    ] {
        for url in [
            "",
            "/oauth/x",
            "http://auth.example.com/oauth/x",
            "https://auth.example.com:22/oauth/x",
            "https://user@auth.example.com/oauth/x",
            "https://auth.example.com/oauth/x#fragment",
            "https://127.0.0.1/oauth/x",
            "https://localhost/oauth/x",
            "https://pages.internal/oauth/x",
            "javascript:alert(1)",
            "data:text/html,x",
            "app://auth.example.com/oauth/x",
        ] {
            assert_eq!(refused(name, url.into()), MetadataFault::Endpoint(name), "{name} {url}");
        }
    }
}

#[test]
fn the_pages_of_a_server_may_be_at_another_host() {
    for url in
        ["https://pages.auth.example.com/oauth/authorize", "https://sign-in.example.net/?tenant=1"]
    {
        let server = with("authorization_endpoint", url.into()).unwrap();
        assert_eq!(server.authorization_endpoint.as_str(), url);
        assert_eq!(server.issuer.as_str(), "https://auth.example.com");
    }
}

#[test]
fn an_endpoint_that_is_too_long_to_store_is_refused() {
    let start = "https://auth.example.com/oauth/";
    for name in ["authorization_endpoint", "token_endpoint", "revocation_endpoint"] {
        let long = |piece: &str, number| format!("{start}{}", piece.repeat(number)).into();
        assert_eq!(refused(name, long("x", 2048)), MetadataFault::TooLong(name));
        assert_eq!(refused(name, long("é", 700)), MetadataFault::TooLong(name), "escaped");
    }
    let mut server = honest();
    server["token_endpoint"] = format!("{start}{}", "x".repeat(2048 - start.len())).into();
    let raw: RawServer = serde_json::from_value(server).unwrap();
    let issuer = Origin::parse("https://auth.example.com", &Network::Public).unwrap();
    assert!(raw.check(issuer, &Network::Public).is_ok());
}

#[test]
fn a_list_without_the_value_that_is_demanded_is_refused() {
    for (name, values) in [
        ("response_types_supported", json!(["token"])),
        ("grant_types_supported", json!(["authorization_code"])),
        ("grant_types_supported", json!(["refresh_token"])),
        ("code_challenge_methods_supported", json!(["plain"])),
        ("token_endpoint_auth_methods_supported", json!(["none"])),
        ("token_endpoint_auth_methods_supported", json!(["private_key_jwt"])),
        ("token_endpoint_auth_signing_alg_values_supported", json!(["RS256"])),
        ("dpop_signing_alg_values_supported", json!(["ES256K"])),
        ("scopes_supported", json!(["transition:generic"])),
    ] {
        assert_eq!(refused(name, values), MetadataFault::Lacks(name));
        assert_eq!(refused(name, json!([])), MetadataFault::Lacks(name));
    }
}

#[test]
fn the_signing_algorithm_none_is_refused() {
    let name = "token_endpoint_auth_signing_alg_values_supported";
    assert_eq!(refused(name, json!(["ES256", "none"])), MetadataFault::Forbids(name));
}

#[test]
fn a_switch_that_is_off_or_absent_is_refused() {
    for name in [
        "authorization_response_iss_parameter_supported",
        "require_pushed_authorization_requests",
        "client_id_metadata_document_supported",
    ] {
        assert_eq!(refused(name, false.into()), MetadataFault::Lacks(name));
        let mut document = honest();
        document.as_object_mut().unwrap().remove(name);
        assert!(server(&document.to_string()).is_err(), "{name}");
    }
    let name = "require_request_uri_registration";
    assert_eq!(refused(name, false.into()), MetadataFault::Lacks(name));
}

#[test]
fn a_member_of_the_wrong_type_or_there_twice_is_refused() {
    assert!(with("issuer", json!(["https://auth.example.com"])).is_err());
    assert!(with("scopes_supported", json!("atproto")).is_err());
    assert!(with("require_pushed_authorization_requests", json!("true")).is_err());
    let twice = honest().to_string().replacen('{', r#"{"issuer":"https://evil.example.com","#, 1);
    assert!(server(&twice).is_err());
}

#[test]
fn a_pds_names_itself_and_exactly_one_authorization_server() {
    let pds = "https://pds.example.com";
    let of = |servers: Value| json!({ "resource": pds, "authorization_servers": servers });
    let issuer = "https://auth.example.com";
    assert_eq!(resource(&of(json!([issuer]))).unwrap(), issuer);
    for servers in [
        json!([]),
        json!([issuer, "https://second.example.com"]),
        json!([issuer, issuer]),
        json!(["https://auth.example.com/"]),
        json!(["https://auth.example.com/path"]),
        json!(["https://auth.example.com:443"]),
        json!(["http://auth.example.com"]),
        json!(["https://127.0.0.1"]),
        json!(["https://169.254.169.254"]),
        json!(["https://localhost"]),
        json!(["https://as.internal"]),
        json!(["https://auth.example.com:22"]),
        json!(["file:///etc/passwd"]),
    ] {
        let read = resource(&of(servers.clone()));
        assert_eq!(read, Err(MetadataFault::AuthorizationServers), "{servers}");
    }
    let other = json!({ "resource": "https://x.example.com", "authorization_servers": [issuer] });
    assert_eq!(resource(&other), Err(MetadataFault::Resource));
}

proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,40}", url in "(https://)?\\PC{0,40}") {
        let _ = with("issuer", text.clone().into());
        let _ = with("token_endpoint", url.clone().into());
        let _ = resource(&json!({ "resource": text, "authorization_servers": [url] }));
    }
}
