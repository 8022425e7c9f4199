//! `/token`: codes, client authentication, PKCE (RFC 6749 §2.3, §4.1.3, §5; RFC 7636; RFC 9700).

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Scene, Setup};

mod conditions;

const FORM: &str = "application/x-www-form-urlencoded";

fn exchange<'a>(code: &'a str, verifier: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", verifier),
    ]
}

fn error(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["error"].as_str().unwrap_or_else(|| panic!("{answer:?}")))
}

#[tokio::test]
async fn a_code_is_good_once_and_its_second_use_ends_the_access_token() {
    let mut scene = Scene::open().await;
    for seconds in [0, 30] {
        let (code, question) = scene.code().await;
        let form = exchange(&code, &question.verifier);
        let (status, tokens) = scene.daemon.token(&form).await;
        assert_eq!((status, tokens["token_type"].as_str()), (200, Some("Bearer")), "{tokens}");
        assert_eq!(tokens["expires_in"], 3600);
        assert_eq!(tokens["scope"], "openid profile");
        let access_token = tokens["access_token"].as_str().unwrap();
        assert_eq!(scene.daemon.userinfo(access_token).await, 200);
        scene.daemon.hand.advance(seconds);
        assert_eq!(error(&scene.daemon.token(&form).await), (400, "invalid_grant"));
        assert_eq!(scene.daemon.userinfo(access_token).await, 401);
    }
}

#[tokio::test]
async fn of_fifty_redemptions_at_once_exactly_one_succeeds() {
    let mut scene = Scene::open().await;
    let (code, question) = scene.code().await;
    let form = exchange(&code, &question.verifier);
    let attempts = (0..50).map(|_| scene.daemon.token(&form));
    let mut tasks = Vec::new();
    for attempt in attempts {
        tasks.push(attempt);
    }
    let answers = futures_util::future::join_all(tasks).await;
    assert_eq!(answers.iter().filter(|answer| answer.0 == 200).count(), 1);
    assert!(
        answers.iter().filter(|answer| answer.0 != 200).all(|a| error(a) == (400, "invalid_grant"))
    );
}

#[tokio::test]
async fn a_code_expires_after_a_minute() {
    let mut scene = Scene::open().await;
    let (code, question) = scene.code().await;
    scene.daemon.hand.advance(60);
    let answer = scene.daemon.token(&exchange(&code, &question.verifier)).await;
    assert_eq!(error(&answer), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_code_is_refused_to_another_client_and_survives_the_attempt() {
    let other = "[[clients]]\nclient_id = \"other\"\nclient_name = \"Other\"\n\
                 client_secret = \"other-secret-0123456789-abcdefghijklmno\"\n\
                 redirect_uris = [\"https://rp.example/cb\"]";
    let mut scene = Scene::with(Setup { more: other, ..Setup::default() }).await;
    let (code, question) = scene.code().await;
    let form = exchange(&code, &question.verifier);
    let basic = Some(("other", "other-secret-0123456789-abcdefghijklmno"));
    assert_eq!(error(&scene.daemon.token_as(basic, &form).await), (400, "invalid_grant"));
    let (status, tokens) = scene.daemon.token(&form).await;
    assert_eq!(status, 200);
    // Nor can a stranger end the tokens of a code that is spent, nor anybody who has it alone.
    let mut without_verifier = form.clone();
    without_verifier.pop();
    assert_eq!(error(&scene.daemon.token(&without_verifier).await), (400, "invalid_grant"));
    assert_eq!(error(&scene.daemon.token_as(basic, &form).await), (400, "invalid_grant"));
    assert_eq!(scene.daemon.userinfo(tokens["access_token"].as_str().unwrap()).await, 200);
}

#[tokio::test]
async fn the_redirect_uri_must_be_the_one_of_the_request() {
    let mut scene = Scene::open().await;
    let (code, question) = scene.code().await;
    for uri in ["https://rp.example/cb?tenant=a", "https://rp.example/", "x"] {
        let mut form = exchange(&code, &question.verifier);
        form[2].1 = uri;
        assert_eq!(error(&scene.daemon.token(&form).await), (400, "invalid_grant"), "{uri}");
    }
    let mut form = exchange(&code, &question.verifier);
    form.remove(2);
    assert_eq!(error(&scene.daemon.token(&form).await), (400, "invalid_request"));
    assert_eq!(scene.daemon.token(&exchange(&code, &question.verifier)).await.0, 200);
}

#[tokio::test]
async fn a_challenge_must_be_answered_by_its_verifier() {
    let mut scene = Scene::open().await;
    let (code, question) = scene.code().await;
    let right = question.verifier.as_str();
    let (short, long) = (&right[..42], "a".repeat(129));
    for verifier in [short, &long, &"a".repeat(43), "", "ü"] {
        let answer = scene.daemon.token(&exchange(&code, verifier)).await;
        assert_eq!(error(&answer), (400, "invalid_grant"), "{verifier}");
    }
    let mut form = exchange(&code, right);
    form.pop();
    assert_eq!(error(&scene.daemon.token(&form).await), (400, "invalid_grant"));
    assert_eq!(scene.daemon.token(&exchange(&code, right)).await.0, 200);
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused() {
    let setup = Setup { client: "require_pkce = false", ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let question = format!(
        "/authorize?client_id=rp&redirect_uri={REDIRECT_URI}&response_type=code&scope=openid"
    );
    let answer = scene.sign_in(&scene.daemon.at(&question)).await;
    let code = answer.parameter("code").unwrap();
    let form = exchange(&code, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(error(&scene.daemon.token(&form).await), (400, "invalid_grant"));
    assert_eq!(scene.daemon.token(&form[..3]).await.0, 200);
}

#[tokio::test]
async fn a_client_proves_itself_by_basic_or_post_in_every_writing() {
    let odd = "[[clients]]\nclient_id = \"odd+id\"\nclient_name = \"Odd\"\nclient_uri = \"https://odd.example\"\n\
               client_secret = \"s3cret/+%41:0123456789abcdefghijklmn\"\nredirect_uris = [\"https://rp.example/cb\"]";
    let mut scene = Scene::with(Setup { more: odd, ..Setup::default() }).await;
    let form = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", "y")];
    let secret = "s3cret/+%41:0123456789abcdefghijklmn";
    let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    for (id, secret) in [("odd+id", secret), ("odd%2Bid", &encoded), ("odd%2bid", &encoded)] {
        let answer = scene.daemon.token_as(Some((id, secret)), &form).await;
        assert_eq!(error(&answer), (400, "invalid_grant"), "authenticated as {id}");
    }
    let (code, question) = scene.code().await;
    let mut form = exchange(&code, &question.verifier);
    form.extend([("client_id", "rp"), ("client_secret", SECRET)]);
    assert_eq!(scene.daemon.token_as(None, &form).await.0, 200);
}

#[tokio::test]
async fn refuses_a_client_that_does_not_prove_itself() {
    let public = "[[clients]]\nclient_id = \"app\"\nclient_name = \"App\"\npublic = true\n\
                  redirect_uris = [\"https://app.example/cb\"]";
    let scene = Scene::with(Setup { more: public, ..Setup::default() }).await;
    let form = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", "y")];
    for basic in [
        ("rp", "wrong"),
        ("rp", ""),
        ("nobody", SECRET),
        ("", SECRET),
        ("RP", SECRET),
        ("app", "x"),
    ] {
        let answer = scene.daemon.token_as(Some(basic), &form).await;
        assert_eq!(error(&answer), (401, "invalid_client"), "{basic:?}");
    }
    for credentials in [
        vec![],
        vec![("client_id", "rp")],
        vec![("client_id", "nobody")],
        vec![("client_id", "app"), ("client_secret", "x")],
        vec![("client_id", "rp"), ("client_secret", "wrong")],
        vec![("client_assertion", "a.b.c"), ("client_id", "rp")],
    ] {
        let form: Vec<_> = form.iter().copied().chain(credentials.iter().copied()).collect();
        let answer = scene.daemon.token_as(None, &form).await;
        assert_eq!(error(&answer), (401, "invalid_client"), "{credentials:?}");
    }
}

#[tokio::test]
async fn refuses_two_ways_of_client_authentication_at_once() {
    let scene = Scene::open().await;
    for extra in [("client_secret", SECRET), ("client_id", "other")] {
        let form =
            [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", "y"), extra];
        assert_eq!(error(&scene.daemon.token(&form).await), (400, "invalid_request"), "{extra:?}");
    }
    let broken = scene.daemon.request(Method::POST, "/token").header("content-type", FORM);
    let broken = broken.header("authorization", "Basic %%%").body("grant_type=authorization_code");
    let answer = broken.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert!(answer.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic "));
}

#[tokio::test]
async fn refuses_repeated_missing_and_unreadable_parameters() {
    let mut scene = Scene::open().await;
    let (code, question) = scene.code().await;
    for name in ["grant_type", "code", "redirect_uri", "code_verifier"] {
        let mut form = exchange(&code, &question.verifier);
        let value = form.iter().find(|(other, _)| *other == name).unwrap().1;
        form.push((name, value));
        assert_eq!(error(&scene.daemon.token(&form).await), (400, "invalid_request"), "{name}");
    }
    for name in ["grant_type", "code", "redirect_uri"] {
        let form: Vec<_> =
            exchange(&code, &question.verifier).into_iter().filter(|(n, _)| *n != name).collect();
        assert_eq!(error(&scene.daemon.token(&form).await), (400, "invalid_request"), "{name}");
    }
    for (content_type, body) in [
        ("application/json", "{}"),
        ("text/plain", "grant_type=x"),
        (FORM, "code=%ff"),
        (FORM, "code=%zz"),
        (FORM, "code=a%00"),
        ("", "grant_type=authorization_code"),
    ] {
        let request = scene.daemon.request(Method::POST, "/token").basic_auth("rp", Some(SECRET));
        let answer = request.header("content-type", content_type).body(body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{content_type} {body}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "invalid_request");
    }
    assert_eq!(scene.daemon.token(&exchange(&code, &question.verifier)).await.0, 200);
}

#[tokio::test]
async fn refuses_other_grant_types_methods_and_parameters_in_the_address() {
    let scene = Scene::open().await;
    for grant_type in [
        "password",
        "client_credentials",
        "Refresh_Token",
        "implicit",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ] {
        let answer = scene.daemon.token(&[("grant_type", grant_type)]).await;
        assert_eq!(error(&answer), (400, "unsupported_grant_type"));
    }
    let get = scene.daemon.request(Method::GET, "/token?grant_type=authorization_code");
    assert_eq!(get.send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    let query = format!("/token?client_id=rp&client_secret={SECRET}");
    let post = scene.daemon.request(Method::POST, &query).header("content-type", FORM);
    let answer =
        post.body("grant_type=authorization_code&code=x&redirect_uri=y").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_id_token_carries_the_claims_of_oidc_core_and_verifies() {
    let es256 = Setup { client: "id_token_signed_response_alg = \"ES256\"", ..Setup::default() };
    let eddsa = Setup { client: "id_token_signed_response_alg = \"EdDSA\"", ..Setup::default() };
    for (setup, alg) in [(Setup::default(), "RS256"), (es256, "ES256"), (eddsa, "EdDSA")] {
        let mut scene = Scene::with(setup).await;
        let (code, question) = scene.code().await;
        let (_, tokens) = scene.daemon.token(&exchange(&code, &question.verifier)).await;
        let id_token = tokens["id_token"].as_str().unwrap();
        let header = jsonwebtoken::decode_header(id_token).unwrap();
        assert_eq!(format!("{:?}", header.alg), alg);
        let jwks = scene.daemon.request(Method::GET, "/jwks").send().await.unwrap();
        let jwks: jsonwebtoken::jwk::JwkSet = jwks.json().await.unwrap();
        let key = jwks.find(&header.kid.unwrap()).expect("kid is in the JWKS");
        let mut validation = jsonwebtoken::Validation::new(header.alg);
        validation.validate_exp = false;
        validation.set_audience(&["rp"]);
        validation.set_issuer(&[scene.daemon.url.as_str()]);
        let key = jsonwebtoken::DecodingKey::from_jwk(key).unwrap();
        let claims = jsonwebtoken::decode::<Value>(id_token, &key, &validation).unwrap().claims;
        let now = scene.daemon.clock.now();
        assert_eq!(claims["sub"], scene.alice.did());
        assert_eq!((&claims["iat"], &claims["exp"]), (&now.into(), &(now + 3600).into()));
        assert_eq!(claims["auth_time"], now);
        assert_eq!(claims["nonce"].as_str(), Some(question.nonce.secret().as_str()));
        assert_eq!(claims["preferred_username"], "alice.pds.test");
        assert!(claims["sid"].is_string() && claims["at_hash"].is_string());
        assert_eq!(claims["profile"], format!("https://bsky.app/profile/{}", scene.alice.did()));
    }
}

#[tokio::test]
async fn no_two_id_tokens_have_the_same_identifier() {
    let mut scene = Scene::with(crate::support::holders::setup()).await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let mut tokens = crate::support::holders::tokens(&mut scene).await;
        // The same moment, person, client and sign-in: also by refreshes, one of them asked for again.
        for _ in 0..3 {
            let id_token = tokens["id_token"].as_str().unwrap();
            let claims =
                jsonwebtoken::dangerous::insecure_decode::<Value>(id_token).unwrap().claims;
            let jti = claims["jti"].as_str().unwrap().to_owned();
            assert!(jti.len() >= 22, "128 random bits: {jti}");
            assert!(seen.insert(jti), "{claims}");
            let (_, first) = crate::support::holders::refresh(&scene, &tokens).await;
            let (_, again) = crate::support::holders::refresh(&scene, &tokens).await;
            for tokens in [first, again.clone()] {
                let id_token = tokens["id_token"].as_str().unwrap();
                let claims =
                    jsonwebtoken::dangerous::insecure_decode::<Value>(id_token).unwrap().claims;
                assert!(seen.insert(claims["jti"].as_str().unwrap().to_owned()), "{claims}");
            }
            tokens = crate::support::holders::refresh(&scene, &again).await.1;
        }
    }
}

#[tokio::test]
async fn the_database_holds_no_code_and_no_token_as_it_is() {
    let mut scene = Scene::open().await;
    let (code, question) = scene.code().await;
    let (_, tokens) = scene.daemon.token(&exchange(&code, &question.verifier)).await;
    let access_token = tokens["access_token"].as_str().unwrap().to_owned();
    let cookies =
        ["atlogin", "-session"].map(|name| scene.browser.cookie(name).unwrap().to_owned());
    let upstream = scene.world.pds().tokens();
    assert!(!upstream.is_empty());
    scene.daemon.stop().await;
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(scene.daemon.database().parent().unwrap()).unwrap() {
        stored.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |text: &str| stored.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(scene.alice.did()), "the test reads the right file");
    for secret in [code, access_token].iter().chain(&cookies) {
        assert!(!holds(secret));
    }
    for token in upstream {
        assert!(!holds(&token.access_token));
    }
}
