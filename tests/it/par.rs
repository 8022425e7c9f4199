//! Pushed authorization requests (RFC 9126): what a client may push, and what comes of it.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::signer::{ASSERTION_TYPE, Signer};
use crate::support::{Daemon, Page, Scene, Setup};

const VERIFIER: &str = "0123456789-0123456789-0123456789-0123456789";

fn challenge() -> String {
    atlogin::jws::sha256_base64url(VERIFIER.as_bytes())
}

/// A good request of `rp`, with `changes` instead of or beside what it says.
fn request(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let challenge = challenge();
    let mut form: Vec<(String, String)> = [
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("redirect_uri", REDIRECT_URI),
        ("state", "pushed"),
        ("nonce", "n"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ]
    .iter()
    .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name))
    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
    .collect();
    let changes = changes.iter().filter(|(_, value)| !value.is_empty());
    form.extend(changes.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

async fn push_as(
    daemon: &Daemon,
    basic: Option<(&str, &str)>,
    form: &[(String, String)],
) -> (u16, Value) {
    let mut request = daemon.request(Method::POST, "/par");
    if let Some((id, secret)) = basic {
        request = request.basic_auth(id, Some(secret));
    }
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store", "RFC 9126 §2.2");
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn push(daemon: &Daemon, changes: &[(&str, &str)]) -> (u16, Value) {
    push_as(daemon, Some(("rp", SECRET)), &request(changes)).await
}

/// A `request_uri` for a good request of `rp`.
async fn pushed(daemon: &Daemon, changes: &[(&str, &str)]) -> String {
    let (status, answer) = push(daemon, changes).await;
    assert_eq!(status, 201, "{answer}");
    answer["request_uri"].as_str().unwrap().to_owned()
}

fn front(daemon: &Daemon, client_id: &str, request_uri: &str, more: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client_id)
        .append_pair("request_uri", request_uri)
        .finish();
    daemon.at(&format!("/authorize?{query}{more}"))
}

fn is_over(page: &Page) {
    assert_eq!(page.status, StatusCode::GONE, "{}", page.text);
    assert_eq!(page.heading(), "This sign-in link was already used");
}

#[tokio::test]
async fn a_pushed_request_leads_to_a_sign_in() {
    let mut scene = Scene::open().await;
    let (status, answer) = push(&scene.daemon, &[]).await;
    assert_eq!((status, &answer["expires_in"]), (201, &Value::from(90)), "{answer}");
    let request_uri = answer["request_uri"].as_str().unwrap();
    assert!(request_uri.starts_with("urn:ietf:params:oauth:request_uri:"), "{request_uri}");
    assert!(request_uri.len() >= 34 + 43, "256 random bits");
    let answer = scene.sign_in(&front(&scene.daemon, "rp", request_uri, "")).await;
    assert_eq!(answer.parameter("state").as_deref(), Some("pushed"));
    let code = answer.parameter("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let (status, tokens) = scene.daemon.token(&form).await;
    assert_eq!((status, &tokens["scope"]), (200, &Value::from("openid profile")), "{tokens}");
}

#[tokio::test]
async fn what_comes_through_the_browser_counts_for_nothing() {
    let mut scene = Scene::open().await;
    let request_uri = pushed(&scene.daemon, &[("scope", "openid")]).await;
    let more = "&redirect_uri=https%3A%2F%2Fevil.example%2F&state=other&scope=openid+profile\
                &response_type=token&prompt=none&response_mode=form_post&code_challenge=x&nonce=m";
    let answer = scene.sign_in(&front(&scene.daemon, "rp", &request_uri, more)).await;
    assert!(answer.url.as_str().starts_with(REDIRECT_URI), "{}", answer.url);
    assert_eq!(answer.parameter("state").as_deref(), Some("pushed"));
    let code = answer.parameter("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let (status, tokens) = scene.daemon.token(&form).await;
    assert_eq!((status, &tokens["scope"]), (200, &Value::from("openid")), "{tokens}");
    let token = tokens["id_token"].as_str().unwrap();
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(token).unwrap().claims;
    assert_eq!(claims["nonce"], "n");
}

#[tokio::test]
async fn a_request_uri_is_good_once_and_a_reload_meets_a_kind_page() {
    let mut scene = Scene::open().await;
    let request_uri = pushed(&scene.daemon, &[]).await;
    let url = front(&scene.daemon, "rp", &request_uri, "");
    let form = scene.browser.get(&url).await;
    is_over(&scene.browser.get(&url).await);
    // The first one goes on.
    assert!(scene.say_who(form).await.parameter("code").is_some());
    is_over(&scene.browser.get(&url).await);
}

#[tokio::test]
async fn of_ten_uses_at_once_one_begins_a_sign_in() {
    let scene = Scene::open().await;
    let request_uri = pushed(&scene.daemon, &[]).await;
    let url = front(&scene.daemon, "rp", &request_uri, "");
    let path = url.strip_prefix(&scene.daemon.url).unwrap();
    let tries = (0..10).map(|_| scene.daemon.request(Method::GET, path).send());
    let answers = futures_util::future::join_all(tries).await;
    let begun = answers.iter().filter(|answer| answer.as_ref().unwrap().status() == 303).count();
    assert_eq!(begun, 1);
}

#[tokio::test]
async fn a_request_uri_expires() {
    let mut scene = Scene::open().await;
    let request_uri = pushed(&scene.daemon, &[]).await;
    scene.daemon.hand.advance(90);
    is_over(&scene.browser.get(&front(&scene.daemon, "rp", &request_uri, "")).await);
    let request_uri = pushed(&scene.daemon, &[]).await;
    scene.daemon.hand.advance(89);
    let page = scene.browser.get(&front(&scene.daemon, "rp", &request_uri, "")).await;
    assert_eq!(page.status, StatusCode::OK);
}

/// A second client with a secret, one that must push, and one that cannot keep a secret.
const CLIENTS: &str = r#"
[[clients]]
client_id = "other"
client_secret = "rp-secret-0123456789-abcdefghijklmnopqrstu"
redirect_uris = ["https://rp.example/cb"]
require_pushed_authorization_requests = true

[[clients]]
client_id = "app"
public = true
redirect_uris = ["https://rp.example/cb"]
"#;

#[tokio::test]
async fn a_request_uri_belongs_to_the_client_that_pushed_it() {
    let mut scene = Scene::with(Setup { more: CLIENTS, ..Setup::default() }).await;
    let request_uri = pushed(&scene.daemon, &[]).await;
    for client in ["other", "app"] {
        is_over(&scene.browser.get(&front(&scene.daemon, client, &request_uri, "")).await);
    }
    let page = scene.browser.get(&front(&scene.daemon, "nobody", &request_uri, "")).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    // None of them spoiled it.
    let url = front(&scene.daemon, "rp", &request_uri, "");
    assert!(scene.sign_in(&url).await.parameter("code").is_some());
}

#[tokio::test]
async fn a_client_that_must_push_is_refused_without() {
    let mut scene = Scene::with(Setup { more: CLIENTS, ..Setup::default() }).await;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(request(&[("client_id", "other")]))
        .finish();
    let answer = scene.browser.get(&scene.daemon.at(&format!("/authorize?{query}"))).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("invalid_request"), "{}", answer.text);
    assert!(answer.parameter("error_description").unwrap().contains("push"));
    let (status, answer) = push_as(&scene.daemon, Some(("other", SECRET)), &request(&[])).await;
    assert_eq!(status, 201, "{answer}");
    let request_uri = answer["request_uri"].as_str().unwrap();
    let url = front(&scene.daemon, "other", request_uri, "");
    assert!(scene.sign_in(&url).await.parameter("code").is_some());
}

#[tokio::test]
async fn a_public_client_may_push_but_needs_pkce() {
    let mut scene = Scene::with(Setup { more: CLIENTS, ..Setup::default() }).await;
    let form = request(&[("client_id", "app")]);
    let (status, answer) = push_as(&scene.daemon, None, &form).await;
    assert_eq!(status, 201, "{answer}");
    let request_uri = answer["request_uri"].as_str().unwrap();
    let url = front(&scene.daemon, "app", request_uri, "");
    assert!(scene.sign_in(&url).await.parameter("code").is_some());
    let bare =
        request(&[("client_id", "app"), ("code_challenge", ""), ("code_challenge_method", "")]);
    let (status, answer) = push_as(&scene.daemon, None, &bare).await;
    assert_eq!((status, &answer["error"]), (400, &Value::from("invalid_request")), "{answer}");
}

#[tokio::test]
async fn a_client_proves_itself_as_at_the_token_endpoint() {
    let signer = Signer::new("one");
    let more = signer.in_file("");
    let scene = Scene::with(Setup { more, ..Setup::default() }).await;
    for basic in [None, Some(("rp", "wrong")), Some(("nobody", SECRET)), Some(("rp", ""))] {
        let (status, answer) = push_as(&scene.daemon, basic, &request(&[])).await;
        assert_eq!((status, &answer["error"]), (401, &Value::from("invalid_client")), "{basic:?}");
    }
    let (status, answer) = push_as(&scene.daemon, None, &request(&[("client_id", "rp")])).await;
    assert_eq!(status, 401, "{answer}");
    let (status, answer) = push(&scene.daemon, &[("client_id", "signer")]).await;
    assert_eq!((status, &answer["error"]), (400, &Value::from("invalid_request")), "{answer}");
    let posted = request(&[("client_id", "rp"), ("client_secret", SECRET)]);
    assert_eq!(push_as(&scene.daemon, None, &posted).await.0, 201);

    let mut claims = Signer::claims(&scene.daemon);
    claims["aud"] = Value::from(scene.daemon.at("/par"));
    let assertion = signer.sign(&claims);
    let asserted = request(&[
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", &assertion),
        ("redirect_uri", "https://signer.example/cb"),
    ]);
    assert_eq!(push_as(&scene.daemon, None, &asserted).await.0, 201, "RFC 9126 §2");
    assert_eq!(push_as(&scene.daemon, None, &asserted).await.0, 401, "an assertion counts once");
}

#[tokio::test]
async fn each_mistake_is_told_at_once_and_nothing_is_kept() {
    let scene = Scene::open().await;
    for (changes, error) in [
        (&[("redirect_uri", "https://evil.example/")][..], "invalid_request"),
        (&[("redirect_uri", "")], "invalid_request"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("scope", "profile")], "invalid_scope"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("request", "a.b.c")], "request_not_supported"),
        (&[("request_uri", "https://rp.example/request")], "invalid_request"),
        (&[("request_uri", "urn:ietf:params:oauth:request_uri:x")], "invalid_request"),
        (&[("scope", "openid"), ("scope", "openid")], "invalid_request"),
    ] {
        let (status, answer) = push(&scene.daemon, changes).await;
        assert_eq!((status, answer["error"].as_str()), (400, Some(error)), "{changes:?} {answer}");
        assert!(answer["error_description"].is_string());
    }
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pushed_request").await, 0);
    for path in ["/par?client_id=rp", "/par?scope=openid"] {
        let request = scene.daemon.request(Method::POST, path).basic_auth("rp", Some(SECRET));
        assert_eq!(request.send().await.unwrap().status(), 400, "{path}");
    }
    let get = scene.daemon.request(Method::GET, "/par").send().await.unwrap();
    assert_eq!(get.status(), 405);
}

#[tokio::test]
async fn a_foreign_request_uri_is_refused_and_not_fetched() {
    let mut scene = Scene::open().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let trap = format!("http://{}/request", listener.local_addr().unwrap());
    for request_uri in [trap.as_str(), "https://rp.example/r", "urn:ietf:params:oauth:other:x", "x"]
    {
        let changes = [("client_id", "rp"), ("request_uri", request_uri)];
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(request(&changes))
            .finish();
        let answer = scene.browser.get(&scene.daemon.at(&format!("/authorize?{query}"))).await;
        let error = answer.parameter("error");
        assert_eq!(error.as_deref(), Some("request_uri_not_supported"), "{request_uri}");
    }
    let waiting = std::future::poll_fn(|context| {
        std::task::Poll::Ready(listener.poll_accept(context).is_ready())
    });
    assert!(!waiting.await, "nobody came");
}

#[tokio::test]
async fn nothing_stored_begins_a_sign_in_or_holds_a_secret() {
    let scene = Scene::open().await;
    let posted = request(&[("client_id", "rp"), ("client_secret", SECRET)]);
    let (status, answer) = push_as(&scene.daemon, None, &posted).await;
    assert_eq!(status, 201, "{answer}");
    let request_uri = answer["request_uri"].as_str().unwrap();
    let secret = request_uri.rsplit(':').next().unwrap();
    for name in ["atlogin.db", "atlogin.db-wal"] {
        let bytes = std::fs::read(scene.daemon.database().with_file_name(name)).unwrap();
        for text in [secret, SECRET] {
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "{name} holds {text}");
        }
    }
}

/// A public client proves nothing, so that anybody can push in its name.
#[tokio::test]
async fn so_many_are_kept_of_one_client_and_the_oldest_go_first() {
    let more = "[[clients]]\nclient_id = \"app\"\npublic = true\n\
                redirect_uris = [\"https://rp.example/cb\"]\n\
                [limits]\nunopened_logins = 3";
    let mut scene = Scene::with(Setup { more, ..Setup::default() }).await;
    let others = pushed(&scene.daemon, &[]).await;
    let mut of_the_app = Vec::new();
    for _ in 0..5 {
        let form = request(&[("client_id", "app")]);
        let (status, answer) = push_as(&scene.daemon, None, &form).await;
        assert_eq!(status, 201, "{answer}");
        of_the_app.push(answer["request_uri"].as_str().unwrap().to_owned());
    }
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pushed_request").await, 4);
    for (number, request_uri) in of_the_app.iter().enumerate() {
        let page = scene.browser.get(&front(&scene.daemon, "app", request_uri, "")).await;
        assert_eq!(page.heading() == "Sign in", number >= 2, "{number}: {}", page.text);
    }
    let page = scene.browser.get(&front(&scene.daemon, "rp", &others, "")).await;
    assert_eq!(page.heading(), "Sign in", "another client lost nothing");
}
