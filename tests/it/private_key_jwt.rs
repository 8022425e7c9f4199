//! Clients that prove themselves by assertions they sign (OIDC Core §9, RFC 7523 §3), and tokens
//! that only look like one (RFC 8725).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atlogin::jws::{self, PrivateKey, base64url};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::support::signer::{ASSERTION_TYPE, Signer, forged};
use crate::support::{Daemon, Scene, Setup};

/// How the token endpoint takes an assertion: who is let in hears of a code that does not exist.
async fn shown(daemon: &Daemon, assertion: &str) -> (u16, String) {
    shown_with(daemon, assertion, &[]).await
}

async fn shown_with(daemon: &Daemon, assertion: &str, more: &[(&str, &str)]) -> (u16, String) {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", "none"),
        ("redirect_uri", "https://signer.example/cb"),
        ("client_assertion", assertion),
    ];
    if more.iter().all(|(name, _)| *name != "client_assertion_type") {
        form.push(("client_assertion_type", ASSERTION_TYPE));
    }
    form.extend(more);
    let (status, answer) = daemon.token_as(None, &form).await;
    (status, answer["error"].as_str().unwrap_or_default().to_owned())
}

fn let_in() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

fn refused() -> (u16, String) {
    (401, "invalid_client".to_owned())
}

/// A scene with the client `signer`, whose one key is known from a file.
async fn scene() -> (Scene, Signer) {
    let signer = Signer::new("one");
    let more = signer.in_file("");
    (Scene::with(Setup { more, ..Setup::default() }).await, signer)
}

#[tokio::test]
async fn a_client_signs_in_people_with_an_assertion_instead_of_a_secret() {
    let (mut scene, signer) = scene().await;
    let verifier = "v".repeat(43);
    let challenge = jws::sha256_base64url(verifier.as_bytes());
    let url = scene.daemon.at(&format!(
        "/authorize?client_id=signer&response_type=code&scope=openid&code_challenge={challenge}\
         &code_challenge_method=S256&redirect_uri=https%3A%2F%2Fsigner.example%2Fcb"
    ));
    let code = scene.sign_in(&url).await.parameter("code").unwrap();
    let assertion = signer.assertion(&scene.daemon);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://signer.example/cb"),
        ("code_verifier", verifier.as_str()),
        ("client_id", "signer"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion.as_str()),
    ];
    let (status, tokens) = scene.daemon.token_as(None, &form).await;
    assert_eq!(status, 200, "{tokens}");
    assert!(tokens["id_token"].is_string());
}

#[tokio::test]
async fn an_assertion_counts_once_even_if_shown_ten_times_at_once() {
    let (mut scene, signer) = scene().await;
    let assertion = signer.assertion(&scene.daemon);
    let tries = (0..10).map(|_| shown(&scene.daemon, &assertion));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| **answer == let_in()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == refused()).count(), 9);
    scene.daemon.restart().await;
    assert_eq!(shown(&scene.daemon, &assertion).await, refused(), "after a restart too");
    // The same name in another assertion is the same assertion.
    let mut again = Signer::claims(&scene.daemon);
    again["jti"] = json!("twice");
    assert_eq!(shown(&scene.daemon, &signer.sign(&again)).await, let_in());
    again["exp"] = json!(scene.daemon.clock.now() + 90);
    assert_eq!(shown(&scene.daemon, &signer.sign(&again)).await, refused());
}

#[tokio::test]
async fn the_audience_is_us_and_nobody_else() {
    let (scene, signer) = scene().await;
    let us = scene.daemon.url.clone();
    let (token, par) = (scene.daemon.at("/token"), scene.daemon.at("/par"));
    for aud in [json!(us), json!(token), json!(par), json!([us]), json!([us, token])] {
        let mut claims = Signer::claims(&scene.daemon);
        claims["aud"] = aud.clone();
        assert_eq!(shown(&scene.daemon, &signer.sign(&claims)).await, let_in(), "{aud}");
    }
    for aud in [
        json!("https://other.example"),
        json!(format!("{us}/")),
        json!(scene.daemon.at("/token/")),
        json!([us, "https://other.example"]),
        json!([]),
        json!(""),
        json!(7),
        json!({}),
        Value::Null,
    ] {
        let mut claims = Signer::claims(&scene.daemon);
        claims["aud"] = aud.clone();
        assert_eq!(shown(&scene.daemon, &signer.sign(&claims)).await, refused(), "{aud}");
    }
}

#[tokio::test]
async fn a_client_that_must_name_the_issuer_names_it_as_one_string_and_nothing_else() {
    let signer = Signer::new("one");
    let more = signer.in_file("require_issuer_as_audience = true");
    let scene = Scene::with(Setup { more, ..Setup::default() }).await;
    let us = scene.daemon.url.clone();
    assert_eq!(shown(&scene.daemon, &signer.assertion(&scene.daemon)).await, let_in());
    let (token, par) = (scene.daemon.at("/token"), scene.daemon.at("/par"));
    for aud in [
        json!(token),
        json!(par),
        json!([us]),
        json!([us, token]),
        json!([us, us]),
        json!([]),
        json!(format!("{us}/")),
        json!(us.to_uppercase()),
        json!("https://other.example"),
        json!({}),
        Value::Null,
    ] {
        let mut claims = Signer::claims(&scene.daemon);
        claims["aud"] = aud.clone();
        assert_eq!(shown(&scene.daemon, &signer.sign(&claims)).await, refused(), "{aud}");
    }
    // The same at each endpoint where a client proves itself.
    for path in ["/par", "/revoke", "/introspect"] {
        for (aud, is_let_in) in [(json!(us), true), (json!(scene.daemon.at(path)), false)] {
            let mut claims = Signer::claims(&scene.daemon);
            claims["aud"] = aud.clone();
            let assertion = signer.sign(&claims);
            let form = [
                ("client_assertion_type", ASSERTION_TYPE),
                ("client_assertion", assertion.as_str()),
                ("token", "none"),
            ];
            let status = scene.daemon.post(path, None, &form).await.status();
            assert_eq!(status != StatusCode::UNAUTHORIZED, is_let_in, "{path} {aud}: {status}");
        }
    }
}

#[tokio::test]
async fn an_assertion_is_good_for_a_bounded_time() {
    let (scene, signer) = scene().await;
    let now = scene.daemon.clock.now();
    for (name, value, answer) in [
        ("exp", json!(now - 59), let_in()),
        ("exp", json!(now - 60), refused()),
        ("exp", json!(now + 3660), let_in()),
        ("exp", json!(now + 3661), refused()),
        ("exp", json!(1e300), refused()),
        ("exp", json!("tomorrow"), refused()),
        ("exp", Value::Null, refused()),
        ("iat", json!(now + 60), let_in()),
        ("iat", json!(now + 61), refused()),
        ("iat", json!(0), let_in()),
        ("iat", json!(1_789_999_999.5), let_in()),
        ("nbf", json!(now + 60), let_in()),
        ("nbf", json!(now + 61), refused()),
    ] {
        let mut claims = Signer::claims(&scene.daemon);
        claims[name] = value.clone();
        assert_eq!(shown(&scene.daemon, &signer.sign(&claims)).await, answer, "{name} {value}");
    }
}

#[tokio::test]
async fn an_assertion_names_its_client_twice_and_itself_once() {
    let (scene, signer) = scene().await;
    for (name, value) in [
        ("iss", json!("rp")),
        ("sub", json!("rp")),
        ("iss", json!("")),
        ("sub", Value::Null),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!(7)),
    ] {
        let mut claims = Signer::claims(&scene.daemon);
        claims[name] = value.clone();
        assert_eq!(shown(&scene.daemon, &signer.sign(&claims)).await, refused(), "{name} {value}");
    }
    for id in ["rp", "nobody"] {
        let mut claims = Signer::claims(&scene.daemon);
        (claims["iss"], claims["sub"]) = (json!(id), json!(id));
        assert_eq!(shown(&scene.daemon, &signer.sign(&claims)).await, refused(), "{id}");
    }
}

#[tokio::test]
async fn client_id_in_the_body_must_agree() {
    let (scene, signer) = scene().await;
    for (id, answer) in [
        ("signer", let_in()),
        ("rp", (400, "invalid_request".to_owned())),
        ("nobody", (400, "invalid_request".to_owned())),
    ] {
        let assertion = signer.assertion(&scene.daemon);
        let found = shown_with(&scene.daemon, &assertion, &[("client_id", id)]).await;
        assert_eq!(found, answer, "{id}");
    }
}

/// A scene whose clients may send five requests a minute, and the client `signer`.
async fn slow_scene() -> (Scene, Signer) {
    let signer = Signer::new("one");
    let more = format!("{}\n[limits]\nrequests_per_client = 5", signer.in_file("")).leak();
    (Scene::with(Setup { more, ..Setup::default() }).await, signer)
}

const REMEMBERED: &str = "SELECT count(*) FROM used_assertion";

#[tokio::test]
async fn an_assertion_over_the_limit_is_not_remembered_and_works_later() {
    let (scene, signer) = slow_scene().await;
    let mut late = Vec::new();
    for _ in 0..20 {
        let assertion = signer.assertion(&scene.daemon);
        let (status, _) = shown(&scene.daemon, &assertion).await;
        if status == 429 {
            late.push(assertion);
        } else {
            assert_eq!(status, 400);
        }
    }
    assert_eq!(late.len(), 15);
    assert_eq!(scene.daemon.count(REMEMBERED).await, 5);
    scene.daemon.hand.advance(30);
    assert_eq!(shown(&scene.daemon, &late[0]).await, let_in(), "it was not used up");
}

/// Else whoever has seen one could keep its client out.
#[tokio::test]
async fn a_used_assertion_that_is_repeated_counts_for_no_request_of_its_client() {
    let (scene, signer) = slow_scene().await;
    let used = signer.assertion(&scene.daemon);
    assert_eq!(shown(&scene.daemon, &used).await, let_in());
    for _ in 0..20 {
        assert_eq!(shown(&scene.daemon, &used).await, refused());
    }
    let fresh = signer.assertion(&scene.daemon);
    assert_eq!(shown(&scene.daemon, &fresh).await, let_in());
}

#[tokio::test]
async fn an_assertion_with_another_client_id_is_counted_and_stores_nothing() {
    let (scene, signer) = slow_scene().await;
    let mut held_back = 0;
    for _ in 0..20 {
        let assertion = signer.assertion(&scene.daemon);
        let (status, _) = shown_with(&scene.daemon, &assertion, &[("client_id", "rp")]).await;
        held_back += usize::from(status == 429);
    }
    assert_eq!((held_back, scene.daemon.count(REMEMBERED).await), (15, 0));
}

#[tokio::test]
async fn refuses_what_only_looks_like_an_assertion() {
    let (scene, signer) = scene().await;
    let claims = Signer::claims(&scene.daemon);
    let good = signer.sign(&claims);
    let parts: Vec<&str> = good.split('.').collect();
    let stranger = Signer::new("one");
    let jwk = stranger.jwk();
    let with_key = |name: &str, value: Value| {
        stranger.key.sign(json!({ "kid": "one", name: value }), &claims).unwrap()
    };
    let public = base64url(signer.jwk().to_string());
    let hmac = EncodingKey::from_secret(public.as_bytes());
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("one".to_owned());
    for (what, token) in [
        ("no signature", forged(&json!({ "alg": "none", "kid": "one" }), &claims, "")),
        ("none with one", forged(&json!({ "alg": "none", "kid": "one" }), &claims, parts[2])),
        ("an empty signature", forged(&json!({ "alg": "ES256", "kid": "one" }), &claims, "")),
        ("zeros", forged(&json!({ "alg": "ES256", "kid": "one" }), &claims, &base64url([0; 64]))),
        ("HS256", jsonwebtoken::encode(&header, &claims, &hmac).unwrap()),
        ("RS256", forged(&json!({ "alg": "RS256", "kid": "one" }), &claims, parts[2])),
        ("ES384", forged(&json!({ "alg": "ES384", "kid": "one" }), &claims, parts[2])),
        ("another's key", stranger.sign(&claims)),
        ("its key in the header", with_key("jwk", jwk.clone())),
        ("its keys elsewhere", with_key("jku", json!("https://evil.example/jwks"))),
        ("its certificate", with_key("x5u", json!("https://evil.example/cert"))),
        ("crit", signer.key.sign(json!({ "kid": "one", "crit": ["b64"] }), &claims).unwrap()),
        ("another kid", signer.key.sign(json!({ "kid": "two" }), &claims).unwrap()),
        ("other claims", forged(&json!({ "alg": "ES256", "kid": "one" }), &json!({}), parts[2])),
        ("no token", "a.b.c".to_owned()),
        ("a long one", "a".repeat(9000)),
    ] {
        assert_eq!(shown(&scene.daemon, &token).await, refused(), "{what}");
    }
    // None of them used up the name, and a header that says too much harms nobody.
    let told = signer.key.sign(json!({ "jku": "https://evil.example/jwks", "jwk": jwk }), &claims);
    assert_eq!(shown(&scene.daemon, &told.unwrap()).await, let_in());
}

#[tokio::test]
async fn one_way_of_authentication_and_the_registered_one() {
    let (scene, signer) = scene().await;
    let several = (400, "invalid_request".to_owned());
    let assertion = signer.assertion(&scene.daemon);
    let secret = [("client_secret", crate::support::daemon::SECRET)];
    assert_eq!(shown_with(&scene.daemon, &assertion, &secret).await, several);
    let twice = [("client_assertion", assertion.as_str())];
    assert_eq!(shown_with(&scene.daemon, &assertion, &twice).await, several);
    for of_type in ["", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"] {
        let more = [("client_assertion_type", of_type)];
        assert_eq!(shown_with(&scene.daemon, &assertion, &more).await, refused(), "{of_type}");
    }
    let form = [
        ("grant_type", "authorization_code"),
        ("code", "none"),
        ("redirect_uri", "https://signer.example/cb"),
        ("client_assertion", assertion.as_str()),
        ("client_assertion_type", ASSERTION_TYPE),
    ];
    let basic = Some(("rp", crate::support::daemon::SECRET));
    assert_eq!(scene.daemon.token_as(basic, &form).await.0, 400);
    for secret in ["", "signer", "x"] {
        let basic = scene.daemon.token_as(Some(("signer", secret)), &form[..3]).await;
        assert_eq!(basic.0, 401, "a client with keys has no secret");
    }
    let mut bare = form[..3].to_vec();
    bare.push(("client_id", "signer"));
    assert_eq!(scene.daemon.token_as(None, &bare).await.0, 401);
    assert_eq!(shown(&scene.daemon, &assertion).await, let_in(), "no refusal used it up");
}

#[tokio::test]
async fn rsa_and_ed25519_keys_verify_their_own_algorithm() {
    let rsa = PrivateKey::generate(jws::Algorithm::Rs256).unwrap();
    let edwards = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let mut rsa_jwk = rsa.public_jwk();
    rsa_jwk["alg"] = json!("RS256");
    let edwards_jwk = json!({
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "x": base64url(edwards.public_key_raw()),
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), json!({ "keys": [rsa_jwk, edwards_jwk] }).to_string()).unwrap();
    let more = Signer::section(&format!("jwks_file = \"{}\"", file.path().display()), "");
    let scene = Scene::with(Setup { more, ..Setup::default() }).await;
    let by_rsa = rsa.sign(json!({}), &Signer::claims(&scene.daemon)).unwrap();
    assert_eq!(shown(&scene.daemon, &by_rsa).await, let_in());
    let key = EncodingKey::from_ed_der(&edwards.serialize_der());
    let header = Header::new(Algorithm::EdDSA);
    let by_edwards = jsonwebtoken::encode(&header, &Signer::claims(&scene.daemon), &key).unwrap();
    assert_eq!(shown(&scene.daemon, &by_edwards).await, let_in());
    // PS256 is another use of the same key, which it was not registered for.
    let claims = Signer::claims(&scene.daemon);
    let signature = by_rsa.rsplit('.').next().unwrap();
    let confused = forged(&json!({ "alg": "PS256" }), &claims, signature);
    assert_eq!(shown(&scene.daemon, &confused).await, refused());
}

/// A client's server that gives its keys, counts who asks, and can be out of order.
struct KeyServer {
    uri: String,
    asked: Arc<AtomicUsize>,
    answer: Arc<std::sync::Mutex<(StatusCode, Value)>>,
    /// Nobody is answered while somebody holds it.
    gate: Arc<tokio::sync::Mutex<()>>,
}

impl KeyServer {
    async fn start(keys: Value) -> Self {
        let answer = Arc::new(std::sync::Mutex::new((StatusCode::OK, keys)));
        let asked = Arc::new(AtomicUsize::new(0));
        let gate = Arc::new(tokio::sync::Mutex::new(()));
        let (answers, count, opened) = (Arc::clone(&answer), Arc::clone(&asked), Arc::clone(&gate));
        let app = Router::new().route(
            "/jwks",
            get(move || async move {
                count.fetch_add(1, Ordering::SeqCst);
                let _open = opened.lock().await;
                let (status, body) = answers.lock().unwrap().clone();
                (status, axum::Json(body))
            }),
        );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/jwks", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { uri, asked, answer, gate }
    }

    fn answers(&self, status: StatusCode, body: Value) {
        *self.answer.lock().unwrap() = (status, body);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// A scene with the client `signer`, whose server gives the key `one`.
async fn scene_with_server() -> (Scene, Signer, KeyServer) {
    let one = Signer::new("one");
    let server = KeyServer::start(json!({ "keys": [one.jwk()] })).await;
    let more = Signer::section(&format!("jwks_uri = \"{}\"", server.uri), "");
    (Scene::with(Setup { more, ..Setup::default() }).await, one, server)
}

#[tokio::test]
async fn a_client_is_asked_for_its_keys_and_again_when_they_change() {
    let (scene, one, server) = scene_with_server().await;
    for _ in 0..3 {
        assert_eq!(shown(&scene.daemon, &one.assertion(&scene.daemon)).await, let_in());
    }
    assert_eq!(server.asked(), 1, "keys are kept");
    let two = Signer::new("two");
    server.answers(StatusCode::OK, json!({ "keys": [one.jwk(), two.jwk()] }));
    scene.daemon.hand.advance(60);
    assert_eq!(shown(&scene.daemon, &two.assertion(&scene.daemon)).await, let_in());
    assert_eq!(server.asked(), 2, "an unknown name is asked for");
    server.answers(StatusCode::OK, json!({ "keys": [two.jwk()] }));
    scene.daemon.hand.advance(600);
    assert_eq!(shown(&scene.daemon, &one.assertion(&scene.daemon)).await, refused(), "withdrawn");
}

#[tokio::test]
async fn made_up_names_of_keys_are_asked_for_once_a_minute() {
    let (scene, one, server) = scene_with_server().await;
    let stranger = Signer::new("made-up");
    let tries = (0..20).map(|_| {
        let assertion = stranger.assertion(&scene.daemon);
        let daemon = &scene.daemon;
        async move { shown(daemon, &assertion).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    assert!(answers.iter().all(|answer| *answer == refused()));
    assert_eq!(server.asked(), 1);
    assert_eq!(shown(&scene.daemon, &one.assertion(&scene.daemon)).await, let_in());
    scene.daemon.hand.advance(60);
    assert_eq!(shown(&scene.daemon, &stranger.assertion(&scene.daemon)).await, refused());
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn keys_outlive_an_outage_of_their_server_for_an_hour() {
    let (scene, one, server) = scene_with_server().await;
    assert_eq!(shown(&scene.daemon, &one.assertion(&scene.daemon)).await, let_in());
    server.answers(StatusCode::INTERNAL_SERVER_ERROR, json!({ "keys": [] }));
    scene.daemon.hand.advance(3599);
    assert_eq!(shown(&scene.daemon, &one.assertion(&scene.daemon)).await, let_in());
    scene.daemon.hand.advance(1);
    assert_eq!(shown(&scene.daemon, &one.assertion(&scene.daemon)).await, refused());
    server.answers(StatusCode::OK, json!({ "keys": [one.jwk()] }));
    scene.daemon.hand.advance(60);
    assert_eq!(shown(&scene.daemon, &one.assertion(&scene.daemon)).await, let_in());
}

#[tokio::test]
async fn a_server_that_gives_away_private_keys_or_nonsense_gives_none() {
    let (scene, one, server) = scene_with_server().await;
    let mut private = one.jwk();
    private["d"] = json!("AAAA");
    let many: Vec<Value> = (0..40).map(|_| one.jwk()).collect();
    for body in [
        json!({ "keys": [private] }),
        json!({ "keys": many }),
        json!({ "keys": "none" }),
        json!([one.jwk()]),
        json!({ "keys": [one.jwk()], "padding": "x".repeat(70_000) }),
    ] {
        server.answers(StatusCode::OK, body);
        scene.daemon.hand.advance(60);
        assert_eq!(shown(&scene.daemon, &one.assertion(&scene.daemon)).await, refused());
    }
}

#[tokio::test]
async fn a_server_that_takes_its_time_holds_up_only_whose_key_is_not_known() {
    let (scene, one, server) = scene_with_server().await;
    let scene = Arc::new(scene);
    let shows = |signer: &Signer| {
        let (scene, assertion) = (Arc::clone(&scene), signer.assertion(&scene.daemon));
        tokio::spawn(async move { shown(&scene.daemon, &assertion).await })
    };
    assert_eq!(shows(&one).await.unwrap(), let_in());
    let two = Signer::new("two");
    server.answers(StatusCode::OK, json!({ "keys": [one.jwk(), two.jwk()] }));
    let closed = server.gate.lock().await;
    // The keys have to be asked for again, and whoever is the first does.
    scene.daemon.hand.advance(600);
    let first = shows(&one);
    while server.asked() < 2 {
        tokio::task::yield_now().await;
    }
    let newcomer = shows(&two);
    for _ in 0..3 {
        assert_eq!(shows(&one).await.unwrap(), let_in(), "by the key that is known");
    }
    assert!(!first.is_finished() && !newcomer.is_finished(), "the server has not answered yet");
    drop(closed);
    assert_eq!(first.await.unwrap(), let_in());
    assert_eq!(newcomer.await.unwrap(), let_in(), "who waited has the answer too");
    assert_eq!(server.asked(), 2, "and nobody asked for it again");
}
