//! Config OP: one module, about what the provider says of itself.

use std::collections::BTreeSet;

use openidconnect::core::CoreProviderMetadata;
use serde_json::Value;

use super::Mode;
use super::stage::{Stage, document};

/// The names that the specifications register: OIDC Discovery §3, RFC 8414 §2, RFC 9126 §5,
/// RFC 9207 §3, OIDC RP-Initiated Logout §2.1, OIDC Back-Channel Logout §2.1, Prompt Create §4.1.
const REGISTERED: &[&str] = &[
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "registration_endpoint",
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "acr_values_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "request_object_signing_alg_values_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "display_values_supported",
    "claim_types_supported",
    "claims_supported",
    "service_documentation",
    "claims_locales_supported",
    "ui_locales_supported",
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "require_request_uri_registration",
    "op_policy_uri",
    "op_tos_uri",
    "revocation_endpoint",
    "revocation_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "code_challenge_methods_supported",
    "pushed_authorization_request_endpoint",
    "require_pushed_authorization_requests",
    "authorization_response_iss_parameter_supported",
    "end_session_endpoint",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
    "prompt_values_supported",
];

/// Members that are true or false; other `…_supported` are lists.
const YES_OR_NO: &[&str] = &[
    "claims_parameter_supported",
    "request_parameter_supported",
    "request_uri_parameter_supported",
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_supported",
    "backchannel_logout_session_supported",
    "require_pushed_authorization_requests",
    "require_request_uri_registration",
];

#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    let stage = Stage::open(Mode::Query).await;
    let response = stage.open_path("/.well-known/openid-configuration").await;
    assert_eq!(response.status(), 200);
    let metadata = document(response).await;
    let parsed: CoreProviderMetadata = serde_json::from_value(metadata.clone()).unwrap();
    assert_eq!(parsed.issuer().as_str(), "https://login.example");
    is_an_issuer(&metadata);
    for (name, value) in metadata.as_object().unwrap() {
        assert!(REGISTERED.contains(&name.as_str()), "nobody has registered {name}");
        has_its_shape(name, value);
    }
    for (list, value) in [
        ("response_types_supported", "code"),
        ("subject_types_supported", "public"),
        ("id_token_signing_alg_values_supported", "RS256"),
        ("grant_types_supported", "authorization_code"),
        ("scopes_supported", "openid"),
        ("claims_supported", "sub"),
        ("code_challenge_methods_supported", "S256"),
    ] {
        assert!(texts(&metadata[list]).contains(value), "{list}");
    }
    for endpoint in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] {
        assert!(metadata[endpoint].is_string(), "{endpoint}");
    }
    for scope in texts(&metadata["scopes_supported"]) {
        let token = scope.bytes().all(|b| b.is_ascii_graphic() && !b"\"\\".contains(&b));
        assert!(token, "RFC 6749 §3.3: {scope}");
    }
    // The stage has judged the key set already.
    let keys = stage.open_path(&stage.path("jwks_uri")).await;
    assert_eq!(keys.status(), 200);
    for said in ["request_parameter_supported", "request_uri_parameter_supported"] {
        assert!(metadata[said].is_boolean(), "{said}");
    }
    assert_eq!(metadata["claims_parameter_supported"], true);
}

/// RFC 8414 §2: https, a host, and nothing after the path.
fn is_an_issuer(metadata: &Value) {
    let issuer = url::Url::parse(metadata["issuer"].as_str().unwrap()).unwrap();
    assert_eq!(issuer.scheme(), "https");
    assert!(issuer.has_host() && issuer.username().is_empty() && issuer.password().is_none());
    assert!(issuer.query().is_none() && issuer.fragment().is_none());
}

fn has_its_shape(name: &str, value: &Value) {
    if YES_OR_NO.contains(&name) {
        assert!(value.is_boolean(), "{name}: {value}");
    } else if name.ends_with("_supported") {
        assert!(!texts(value).is_empty(), "OIDC Discovery §4.2: an empty {name} is left out");
    } else {
        let url = url::Url::parse(value.as_str().unwrap()).unwrap();
        assert_eq!(url.scheme(), "https", "{name}");
    }
}

/// The members of a list of texts, each there once.
fn texts(list: &Value) -> BTreeSet<&str> {
    let members = list.as_array().unwrap_or_else(|| panic!("{list} is no list"));
    let texts: BTreeSet<_> = members.iter().map(|text| text.as_str().unwrap()).collect();
    assert_eq!(texts.len(), members.len(), "{list}");
    texts
}
