//! Whatever nonsense comes to an endpoint for machines, its refusal has the form of the protocol
//! (RFC 6749 §5.2, RFC 7009 §2.2.1, RFC 7662 §2.3, RFC 9126 §2.3); at `/logout` people read a page.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRng, TestRunner};
use serde_json::Value;

use super::{AUTHORIZE, LOGOUT, TOKEN, VALUES, basic, good_question, with};
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Daemon, Scene, raw};

const ENDPOINTS: [&str; 4] = ["/token", "/par", "/revoke", "/introspect"];

/// What such an endpoint may call a mistake of the request.
const MISTAKES: [&str; 13] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
    "unmet_authentication_requirements",
    "login_required",
    "temporarily_unavailable",
];

/// A request: its query, its body, how the client says who it is, and what the body says it is.
type Nonsense = (String, Vec<u8>, usize, usize);

/// A form that only lacks a code, a token or a secret to be a good one.
fn nearly_good(which: u8) -> Vec<(&'static str, String)> {
    let pairs: &[(&'static str, &str)] = match which {
        0 => &[],
        1 => return good_question(),
        2 => &[
            ("grant_type", "authorization_code"),
            ("code", "x"),
            ("redirect_uri", REDIRECT_URI),
            ("token", "x"),
        ],
        _ => &[("grant_type", "refresh_token"), ("refresh_token", "x"), ("token", "x")],
    };
    pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

fn nonsense() -> impl Strategy<Value = Nonsense> {
    let names: Vec<&str> = TOKEN.into_iter().chain(AUTHORIZE).chain(LOGOUT).collect();
    let more = ["token", "token_type_hint", "refresh_token", "request", "request_uri"];
    let names: Vec<&str> = names.into_iter().chain(more).collect();
    let value = prop_oneof![
        prop::sample::select(VALUES.as_slice()).prop_map(str::to_owned),
        "rp|code|openid|authorization_code|refresh_token|https%3A%2F%2Frp\\.example%2Fcb|S256",
        // What an address may hold; anything else is no HTTP.
        "[!$%'-;=?-Z_a-z~]{0,9}",
    ];
    let pair = (prop::sample::select(names), value);
    let pairs = prop::collection::vec(pair, 0..4);
    let form = (prop::sample::select(vec![0, 1, 2, 3]), pairs).prop_map(|(base, changes)| {
        let mut form = nearly_good(base);
        for (name, value) in changes {
            form = with(&form, name, &value);
        }
        form.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    });
    let body = prop_oneof![
        8 => form.clone().prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..100),
    ];
    let query = prop_oneof![8 => Just(String::new()), 1 => form];
    (query, body, 0..8_usize, 0..16_usize)
}

async fn ask(daemon: &Daemon, path: &str, (query, body, proof, kind): &Nonsense) -> String {
    let proof = match proof {
        0..6 => basic(format!("rp:{SECRET}").as_bytes()),
        6 => basic(body),
        _ => String::new(),
    };
    let form = "application/x-www-form-urlencoded";
    let kind = ["", "application/json", "text/plain;;", "multipart/form-data"].get(*kind);
    let head = format!(
        "POST {path}?{query} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{proof}\
         content-type: {}\r\ncontent-length: {}\r\n\r\n",
        daemon.address,
        kind.unwrap_or(&form),
        body.len()
    );
    raw::exchange(daemon.address, &[head.as_bytes(), body].concat()).await
}

fn is_of_the_protocol(path: &str, asked: &Nonsense, answer: &str) {
    let statuses = raw::statuses(answer);
    let [status] = statuses.as_slice() else { panic!("{path} {asked:?}: {answer}") };
    let shown = format!("{path} {asked:?} {}: {answer}", String::from_utf8_lossy(&asked.1));
    assert_eq!(raw::header(answer, "cache-control"), Some("no-store"), "{shown}");
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    match (path, status) {
        // RFC 7009 §2.2: a token that is none is as good as revoked, and nothing is said.
        ("/revoke", 200) => assert_eq!(body, "{}", "{shown}"),
        ("/introspect", 200) => assert_eq!(body, r#"{"active":false}"#, "{shown}"),
        // All of it may be good by chance.
        ("/par", 201) => assert!(body.contains("urn:ietf:params:oauth:request_uri:"), "{shown}"),
        (_, 400 | 401) => {
            assert_eq!(raw::header(answer, "content-type"), Some("application/json"), "{shown}");
            let body: Value = serde_json::from_str(body).unwrap();
            let error = body["error"].as_str().unwrap();
            assert!(MISTAKES.contains(&error), "{shown}");
            assert!(body["error_description"].is_string(), "{shown}");
            assert_eq!(*status == 401, error == "invalid_client", "{shown}");
            let challenged = raw::header(answer, "www-authenticate").is_some();
            assert_eq!(challenged, *status == 401, "{shown}");
        }
        _ => panic!("{shown}"),
    }
}

/// Random ones, the same each time, so that a failure can be looked at.
#[tokio::test]
async fn a_refusal_to_a_machine_is_an_error_of_its_protocol() {
    let scene = Scene::open().await;
    let config = Config::default();
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let nonsense = nonsense();
    let mut refused = BTreeSet::<&str>::new();
    for _ in 0..300 {
        let asked = nonsense.new_tree(&mut runner).unwrap().current();
        for path in ENDPOINTS {
            let answer = ask(&scene.daemon, path, &asked).await;
            is_of_the_protocol(path, &asked, &answer);
            refused.extend(MISTAKES.iter().filter(|error| answer.contains(*error)));
        }
        let answer = ask(&scene.daemon, "/logout", &asked).await;
        let statuses = raw::statuses(&answer);
        let is_page = raw::header(&answer, "content-type") == Some("text/html; charset=utf-8");
        let leads_on = raw::header(&answer, "location");
        let ours = leads_on.is_some_and(|to| to.starts_with(&scene.daemon.at("/logout/")));
        assert!(
            (statuses == [400] && is_page && answer.contains("<h1")) || (statuses == [303] && ours),
            "/logout {asked:?}: {answer}"
        );
    }
    assert!(refused.len() >= 5, "many ways to be wrong were met: {refused:?}");
    let (status, answer) = scene.daemon.token(&[("grant_type", "x")]).await;
    assert_eq!((status, &answer["error"]), (400, &"unsupported_grant_type".into()), "still there");
}
