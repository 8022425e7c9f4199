//! Nonsense for every endpoint: refused, never 500, and the next request is answered as if nothing had
//! been (attacks P8, P9, P11, W12, W16).

mod refusals;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRng, TestRunner};
use reqwest::StatusCode;

use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Daemon, Scene, raw};

/// Values that parsers have fallen over, as they stand in a query or a form.
const VALUES: [&str; 28] = [
    "",
    "%00",
    "a%00b",
    "%ff%fe",
    "%",
    "%z",
    "%e2%80%ae",
    "%0d%0aset-cookie:%20a=b",
    "%22%3E%3Csvg",
    "0",
    "-1",
    "1e20",
    "99999999999999999999999999",
    "NaN",
    "null",
    "[]",
    "{}",
    "%7B%22a%22:1%7D",
    "..%2f..%2f",
    "//evil.example",
    "javascript:alert(1)",
    "did:",
    "did:plc:",
    "at://",
    "@",
    "%F0%9F%92%A9",
    "a%20b%20c",
    "'%20OR%201=1--",
];

const AUTHORIZE: [&str; 17] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
    "login_hint",
    "acr_values",
    "claims",
    "ui_locales",
    "id_token_hint",
    "display",
];

const TOKEN: [&str; 9] = [
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "code_verifier",
    "client_assertion",
    "client_assertion_type",
    "scope",
];

const LOGOUT: [&str; 6] = [
    "id_token_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
    "logout_hint",
    "ui_locales",
];

fn good_question() -> Vec<(&'static str, String)> {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    [
        ("client_id", "rp"),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "s"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

/// `pairs` with `name` as `value` says, in place of what it was.
fn with(
    pairs: &[(&'static str, String)],
    name: &'static str,
    value: &str,
) -> Vec<(&'static str, String)> {
    let others = pairs.iter().filter(|(other, _)| *other != name).cloned();
    others.chain([(name, value.to_owned())]).collect()
}

/// The same as a query or a form.
fn text_with(pairs: &[(&'static str, String)], name: &'static str, value: &str) -> String {
    let pairs = with(pairs, name, value);
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

async fn status(daemon: &Daemon, head: &str, body: &[u8]) -> u16 {
    let mut request = head.replace("HOST", &daemon.address.to_string()).into_bytes();
    request.extend_from_slice(body);
    let answer = raw::exchange(daemon.address, &request).await;
    let statuses = raw::statuses(&answer);
    assert_eq!(statuses.len(), 1, "{head}: {answer}");
    statuses[0]
}

async fn get(daemon: &Daemon, target: &str, header: &str) -> u16 {
    let head = format!("GET {target} HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n{header}\r\n");
    status(daemon, &head, b"").await
}

async fn post(daemon: &Daemon, target: &str, header: &str, body: &[u8]) -> u16 {
    let head = format!(
        "POST {target} HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n{header}\r\n",
        body.len()
    );
    status(daemon, &head, body).await
}

fn basic(text: &[u8]) -> String {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    format!("authorization: Basic {encoded}\r\n")
}

#[tokio::test]
async fn no_value_of_a_parameter_of_a_question_breaks_anything() {
    let scene = Scene::open().await;
    let good = good_question();
    let asked = text_with(&good, "state", "s");
    assert_eq!(get(&scene.daemon, &format!("/authorize?{asked}"), "").await, 303);
    let long = "a".repeat(9_000);
    for name in AUTHORIZE {
        for value in VALUES.into_iter().chain([long.as_str()]) {
            let query = text_with(&good, name, value);
            for status in [
                get(&scene.daemon, &format!("/authorize?{query}"), "").await,
                post(&scene.daemon, "/authorize", "", query.as_bytes()).await,
                // And the same name in both places, which is twice.
                post(&scene.daemon, &format!("/authorize?{name}={value}"), "", query.as_bytes())
                    .await,
            ] {
                assert!(matches!(status, 303 | 400), "{name}={value}: {status}");
            }
        }
    }
}

#[tokio::test]
async fn no_value_of_a_parameter_of_a_logout_breaks_anything() {
    let scene = Scene::open().await;
    let long = "a".repeat(9_000);
    for name in LOGOUT {
        for value in VALUES.into_iter().chain([long.as_str()]) {
            let pair = format!("{name}={value}");
            for status in [
                get(&scene.daemon, &format!("/logout?{pair}"), "").await,
                post(&scene.daemon, "/logout", "", pair.as_bytes()).await,
                post(&scene.daemon, &format!("/logout?{pair}"), "", pair.as_bytes()).await,
            ] {
                assert!(matches!(status, 303 | 400), "{pair}: {status}");
            }
        }
    }
}

#[tokio::test]
async fn no_value_of_a_pushed_question_breaks_anything() {
    let scene = Scene::open().await;
    let good = good_question();
    let header = basic(format!("rp:{SECRET}").as_bytes());
    for name in AUTHORIZE.into_iter().chain(["request_uri", "client_assertion"]) {
        for value in VALUES {
            let body = text_with(&good, name, value);
            let status = post(&scene.daemon, "/par", &header, body.as_bytes()).await;
            assert!(matches!(status, 201 | 400), "{name}={value}: {status}");
            let ours = format!("urn:ietf:params:oauth:request_uri:{value}");
            let target = format!("/authorize?client_id=rp&request_uri={ours}");
            let status = get(&scene.daemon, &target, "").await;
            assert!(matches!(status, 400 | 410), "{target}: {status}");
        }
    }
}

#[tokio::test]
async fn no_value_of_a_token_request_breaks_anything_or_gives_a_token() {
    let scene = Scene::open().await;
    let good: Vec<(&'static str, String)> = [
        ("grant_type", "authorization_code"),
        ("code", "x"),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    let header = basic(format!("rp:{SECRET}").as_bytes());
    for name in TOKEN {
        for value in VALUES {
            let body = text_with(&good, name, value);
            let status = post(&scene.daemon, "/token", &header, body.as_bytes()).await;
            assert!(matches!(status, 400 | 401), "{name}={value}: {status}");
        }
    }
    for credentials in [
        "",
        ":",
        "rp",
        "rp:",
        ":secret",
        "rp:\0",
        "\0:\0",
        "rp:%",
        "rp:%zz",
        "rp:%ff",
        "%72%70:x",
        "rp:a:b:c",
        "rp rp:x",
        "+:+",
        "\u{202e}:\u{202e}",
    ] {
        let body = text_with(&good, "code", "x");
        let header = basic(credentials.as_bytes());
        let status = post(&scene.daemon, "/token", &header, body.as_bytes()).await;
        assert_eq!(status, 401, "{credentials:?}");
    }
    for header in
        ["Basic", "Basic ", "Basic ====", "Basic !!!!", "Basic \u{e9}", "basic", "Bearer x", ""]
    {
        let body = text_with(&good, "code", "x");
        let header = format!("authorization: {header}\r\n");
        let status = post(&scene.daemon, "/token", &header, body.as_bytes()).await;
        assert!(matches!(status, 400 | 401), "{header:?}: {status}");
    }
}

#[tokio::test]
async fn no_nonsense_in_a_header_a_path_or_a_form_breaks_anything() {
    let mut scene = Scene::open().await;
    for token in ["", " ", "a b", "\u{e9}", "e30.e30.", "%00", "a,b", "\"", &"a".repeat(20_000)] {
        let header = format!("authorization: Bearer {token}\r\n");
        for status in [
            get(&scene.daemon, "/userinfo", &header).await,
            post(&scene.daemon, "/userinfo", &header, b"").await,
        ] {
            assert!(matches!(status, 400 | 401), "{token:?}: {status}");
        }
    }
    for value in VALUES {
        for path in [
            "/sign-in/",
            "/logout/",
            "/assets/",
            "/",
            "/.well-known/",
            "/sign-in/x/",
            "/try-it/callback?state=",
        ] {
            let status = get(&scene.daemon, &format!("{path}{value}"), "").await;
            assert!((200..500).contains(&status), "{path}{value}: {status}");
        }
        for query in ["state", "code", "iss", "error", "error_description"] {
            let target = format!("/atproto/callback?{query}={value}");
            assert_eq!(get(&scene.daemon, &target, "").await, 404, "{target}");
        }
        let cookie =
            format!("cookie: atlogin={value}; atlogin-session={value}; atlogin-try-it={value}\r\n");
        for path in ["/", "/try-it/callback?state=x&code=y", "/atproto/callback?state=x"] {
            let status = get(&scene.daemon, path, &cookie).await;
            assert!((200..500).contains(&status), "{path} {cookie}: {status}");
        }
    }
    let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
    for value in VALUES {
        let typed = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
        let page = scene.browser.submit(&form, "sign-in", &[("account", &typed)]).await;
        assert!(page.status != StatusCode::INTERNAL_SERVER_ERROR, "{value}");
        let body = format!("csrf={value}&account={value}&account={value}&server={value}");
        let status = post(&scene.daemon, form.url.path(), "", body.as_bytes()).await;
        assert!((300..500).contains(&status), "{value}: {status}");
    }
    assert!(scene.say_who(form).await.parameter("code").is_some(), "and it still works");
}

/// Random ones, the same each time, so that a failure can be looked at.
#[tokio::test]
async fn no_random_bytes_break_anything() {
    let scene = Scene::open().await;
    let config = Config::default();
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let texts = "([a-z_]{0,12}(=|%|&|\\+|[ -~]|\\PC){0,6}){0,6}";
    let bytes = proptest::collection::vec(proptest::num::u8::ANY, 0..200);
    for _ in 0..150 {
        let text = texts.new_tree(&mut runner).unwrap().current();
        let body = bytes.new_tree(&mut runner).unwrap().current();
        let header = basic(&body);
        for (target, header) in [
            ("/token", header.as_str()),
            ("/authorize", ""),
            ("/userinfo", ""),
            ("/try-it", ""),
            ("/logout", ""),
        ] {
            for body in [text.as_bytes(), &body] {
                let status = post(&scene.daemon, target, header, body).await;
                assert!((200..500).contains(&status), "{target} {header} {body:?}: {status}");
            }
        }
        let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for target in ["/authorize?", "/authorize?client_id=rp&", "/atproto/callback?", "/sign-in/"]
        {
            let status = get(&scene.daemon, &format!("{target}{query}"), "").await;
            assert!((200..500).contains(&status), "{target}{query}: {status}");
        }
    }
    assert_eq!(get(&scene.daemon, "/readyz", "").await, 200);
}
