//! What an authorization server says about itself (RFC 8414 §3.3, ATProto OAuth "Authorization
//! Servers"): one member wrong at a time, and nothing is pushed to it.

use serde_json::{Value, json};

use super::stage::{Stage, is_the_fault_of_a_server};
use crate::small_world::lies::{AnswerLie, deep_json, huge_json, twice};

/// Refuses to begin under each lie, without a request to any endpoint.
async fn refuses_each(stage: &mut Stage, lies: Vec<(String, AnswerLie)>) {
    for (name, lie) in lies {
        stage.world.lie(|lies| lies.server_metadata = lie.clone());
        let page = stage.refused("alice.pds.test").await;
        assert!(is_the_fault_of_a_server(&page), "{name}: {}", page.text);
        assert!(
            page.element("detail").unwrap().contains("/.well-known/oauth-authorization-server")
        );
        assert_eq!(stage.asked("/oauth/par"), 0, "{name}");
    }
    stage.honest_again().await;
}

fn set(member: &str, value: impl Into<Value>) -> (String, AnswerLie) {
    let value = value.into();
    let name = format!("{member}: {value}");
    with(&name, |lie| _ = lie.set(member, value))
}

fn without(member: &str) -> (String, AnswerLie) {
    with(&format!("without {member}"), |lie| _ = lie.remove(member))
}

fn with(name: &str, change: impl FnOnce(&mut AnswerLie)) -> (String, AnswerLie) {
    let mut lie = AnswerLie::default();
    change(&mut lie);
    (name.to_owned(), lie)
}

#[tokio::test]
async fn refuses_an_issuer_that_is_not_the_origin_asked() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await.issuer();
    let own = stage.world.pds().issuer();
    let issuers = [
        other,
        format!("{own}/"),
        format!("{own}/path"),
        format!("{own}?x"),
        format!("{own}#x"),
        format!("{own}:443"),
        own.replace("http://", "https://"),
        own.replace("localhost", "LOCALHOST"),
        own.replace("localhost", "127.0.0.1"),
        own.replace("localhost", "user@localhost"),
        "http://localhost".to_owned(),
        String::new(),
    ];
    let mut lies: Vec<_> = issuers.iter().map(|issuer| set("issuer", json!(issuer))).collect();
    lies.extend([without("issuer"), set("issuer", json!([own])), set("issuer", Value::Null)]);
    refuses_each(&mut stage, lies).await;
}

#[tokio::test]
async fn refuses_an_endpoint_that_is_missing_or_elsewhere() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await.issuer();
    let own = stage.world.pds().issuer();
    let mut lies = Vec::new();
    for endpoint in [
        "authorization_endpoint",
        "pushed_authorization_request_endpoint",
        "token_endpoint",
        "revocation_endpoint",
    ] {
        // The browser alone goes to this one: it may be at another host, of those that are admitted.
        let pages = endpoint == "authorization_endpoint";
        let elsewhere = if pages { "http://pds.example.com" } else { other.as_str() };
        let https = format!("{own}/oauth/x").replace("http://", "https://");
        for url in [
            format!("{elsewhere}/oauth/x"),
            if pages { "https://192.0.2.1/oauth/x".to_owned() } else { https },
            format!("{own}/oauth/x#fragment"),
            format!("{own}/oauth/x").replace("localhost", "user:pass@localhost"),
            format!("{own}.evil.example/oauth/x"),
            "app://localhost/oauth/x".to_owned(),
            "/oauth/x".to_owned(),
            "javascript:alert(1)".to_owned(),
            String::new(),
        ] {
            lies.push(set(endpoint, json!(url)));
        }
        lies.push(set(endpoint, json!(7)));
        // Only revocation is optional (RFC 8414 §2).
        if endpoint != "revocation_endpoint" {
            lies.push(without(endpoint));
        }
    }
    refuses_each(&mut stage, lies).await;
}

#[tokio::test]
async fn refuses_metadata_without_what_atproto_demands() {
    let mut stage = Stage::open().await;
    let mut lies = vec![
        set("response_types_supported", json!(["token", "code id_token"])),
        set("grant_types_supported", json!(["refresh_token"])),
        set("grant_types_supported", json!(["authorization_code"])),
        set("code_challenge_methods_supported", json!(["plain"])),
        set("code_challenge_methods_supported", json!(["s256"])),
        set("token_endpoint_auth_methods_supported", json!(["private_key_jwt"])),
        set("token_endpoint_auth_methods_supported", json!(["none"])),
        set("token_endpoint_auth_signing_alg_values_supported", json!(["RS256"])),
        set("token_endpoint_auth_signing_alg_values_supported", json!(["ES256", "none"])),
        set("dpop_signing_alg_values_supported", json!(["RS256", "EdDSA"])),
        set("scopes_supported", json!(["transition:generic"])),
        set("require_request_uri_registration", json!(false)),
    ];
    for list in [
        "response_types_supported",
        "grant_types_supported",
        "code_challenge_methods_supported",
        "token_endpoint_auth_methods_supported",
        "token_endpoint_auth_signing_alg_values_supported",
        "dpop_signing_alg_values_supported",
        "scopes_supported",
    ] {
        lies.extend([without(list), set(list, json!([])), set(list, json!("ES256"))]);
    }
    for switch in [
        "authorization_response_iss_parameter_supported",
        "require_pushed_authorization_requests",
        "client_id_metadata_document_supported",
    ] {
        lies.extend([without(switch), set(switch, json!(false)), set(switch, json!("true"))]);
    }
    refuses_each(&mut stage, lies).await;
}

#[tokio::test]
async fn refuses_metadata_that_is_no_200_of_json() {
    let mut stage = Stage::open().await;
    let own = stage.world.pds().origin();
    let document = json!({ "issuer": own });
    let document = document.as_object().unwrap();
    let mut lies: Vec<_> = [201, 203, 204, 400, 403, 404, 410, 429, 500, 503]
        .map(|status| with(&format!("status {status}"), |lie| _ = lie.status(status)))
        .into();
    // A redirect to the very same document is still one.
    for status in [301, 302, 303, 307, 308] {
        let here = format!("{own}/.well-known/oauth-authorization-server");
        lies.push(with(&format!("status {status}"), |lie| _ = lie.redirect(status, &here)));
    }
    for media_type in ["text/html", "text/plain", "application/jsonp", "text/json", ""] {
        lies.push(with(media_type, |lie| _ = lie.content_type(media_type)));
    }
    for (name, body) in [
        ("an empty body", Vec::new()),
        ("a page", b"<!doctype html>".to_vec()),
        ("a list", b"[]".to_vec()),
        ("null", b"null".to_vec()),
        ("ten megabytes", huge_json()),
        ("a hundred thousand levels", deep_json(100_000)),
        ("two issuers", twice(document, "issuer", &json!(own))),
    ] {
        lies.push(with(name, |lie| _ = lie.body(body)));
    }
    refuses_each(&mut stage, lies).await;
}

#[tokio::test]
async fn metadata_may_lack_what_is_optional_and_have_what_nobody_knows() {
    let mut stage = Stage::open().await;
    for lie in [
        without("revocation_endpoint").1,
        without("require_request_uri_registration").1,
        without("jwks_uri").1,
        set("x_unknown", json!({ "deep": [1, { "a": null }] })).1,
        set("scopes_supported", json!(["atproto"])).1,
        with("a charset", |lie| _ = lie.content_type("Application/JSON; charset=utf-8")).1,
    ] {
        stage.world.lie(|lies| lies.server_metadata = lie.clone());
        let known = stage.signs_in("alice.pds.test").await;
        assert_eq!(known.claims.subject().as_str(), stage.alice.did());
    }
}

/// RFC 9449 §4.2: `htu` is the address without its query, which still has to be sent.
#[tokio::test]
async fn endpoints_with_a_query_are_asked_with_it_and_proven_without_it() {
    let mut stage = Stage::open().await;
    let own = stage.world.pds().issuer();
    stage.world.lie(|lies| {
        lies.server_metadata
            .set("pushed_authorization_request_endpoint", format!("{own}/oauth/par?tenant=1"))
            .set("authorization_endpoint", format!("{own}/oauth/authorize?tenant=1"))
            .set("token_endpoint", format!("{own}/oauth/token?tenant=1"));
    });
    // The small world compares `htu` with scheme, host and path.
    stage.signs_in("alice.pds.test").await;
    for path in ["/oauth/par", "/oauth/authorize", "/oauth/token"] {
        let seen = stage.world.seen();
        let asked: Vec<_> = seen.iter().filter(|seen| seen.path == path).collect();
        assert!(!asked.is_empty(), "{path}");
        assert!(asked.iter().all(|seen| seen.parameter("tenant") == Some("1")), "{path}");
    }
}
