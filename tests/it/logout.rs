//! `/logout`, step by step (OIDC RP-Initiated Logout; attacks P23, P39).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Browser, Page, Scene, Setup};

const BYE: &str = "https://rp.example/bye";

const CLIENT: &str =
    r#"post_logout_redirect_uris = ["https://rp.example/bye", "https://rp.example/bye?tenant=a"]"#;

const OTHER_CLIENT: &str = r#"
[[clients]]
client_id = "other"
client_secret = "other-secret-0123456789-abcdefghijklmnop"
redirect_uris = ["https://other.example/cb"]
post_logout_redirect_uris = ["https://other.example/bye"]
"#;

/// Alice has signed in to `rp`, which holds her tokens.
async fn signed_in() -> (Scene, Value) {
    let setup = Setup { client: CLIENT, more: OTHER_CLIENT, ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let tokens = scene.tokens().await;
    (scene, tokens)
}

fn hint(tokens: &Value) -> &str {
    tokens["id_token"].as_str().unwrap()
}

fn address(scene: &Scene, params: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    format!("{}?{}", scene.daemon.at("/logout"), query.extend_pairs(params).finish())
}

async fn log_out(scene: &mut Scene, params: &[(&str, &str)]) -> Page {
    let address = address(scene, params);
    scene.browser.follow_link_from_elsewhere(&address).await
}

/// The same, by a form of another site.
async fn post_log_out(scene: &mut Scene, params: &[(&str, &str)]) -> Page {
    let address = scene.daemon.at("/logout");
    scene.browser.post_from_elsewhere(&address, params).await
}

fn asks(page: &Page) -> bool {
    page.element("logout-question").as_deref() == Some("Do you want to sign out of ATLogin?")
}

async fn is_signed_in(scene: &mut Scene) -> bool {
    let page = log_out(scene, &[]).await;
    let nobody = page.element("signed-out").is_some();
    assert_ne!(asks(&page), nobody, "{}", page.text);
    !nobody
}

async fn userinfo(scene: &Scene, tokens: &Value) -> u16 {
    let request = scene.daemon.request(Method::GET, "/userinfo");
    let token = tokens["access_token"].as_str().unwrap();
    request.bearer_auth(token).send().await.unwrap().status().as_u16()
}

fn stays_here(scene: &Scene, page: &Page) {
    let origin = scene.daemon.url.as_str();
    assert!(page.url.as_str().starts_with(origin), "led to {}", page.url);
    for (_, hop) in &page.hops {
        assert!(hop.as_str().starts_with(origin), "led to {hop}");
    }
}

/// The person is asked, says yes, and stays here.
async fn only_asks(scene: &mut Scene, params: &[(&str, &str)]) -> Page {
    let question = log_out(scene, params).await;
    stays_here(scene, &question);
    assert!(asks(&question), "{params:?}: {}", question.text);
    question
}

async fn asks_and_leads_nowhere(scene: &mut Scene, params: &[(&str, &str)]) {
    let question = only_asks(scene, params).await;
    let page = scene.browser.submit(&question, "logout", &[]).await;
    stays_here(scene, &page);
    assert_eq!(page.heading(), "You are signed out");
    assert!(!is_signed_in(scene).await);
}

#[tokio::test]
async fn whoever_shows_an_id_token_of_this_session_is_obeyed_and_led_back_to() {
    for by_post in [false, true] {
        let (mut scene, tokens) = signed_in().await;
        let state = "a%0D%0Ab&c=\"><\u{e9}";
        let params = [
            ("id_token_hint", hint(&tokens)),
            ("post_logout_redirect_uri", BYE),
            ("state", state),
            ("client_id", "rp"),
            ("logout_hint", "whatever"),
            ("ui_locales", "de"),
        ];
        assert_eq!(userinfo(&scene, &tokens).await, 200);
        let page = if by_post {
            post_log_out(&mut scene, &params).await
        } else {
            log_out(&mut scene, &params).await
        };
        assert_eq!(page.url[..url::Position::AfterPath], *BYE, "{}", page.text);
        assert_eq!(page.parameter("state").as_deref(), Some(state));
        assert_eq!(page.url.query_pairs().count(), 1);
        assert!(page.hops.iter().all(|(status, _)| *status == StatusCode::SEE_OTHER));
        assert_eq!(scene.browser.cookie("-session"), None);
        assert!(!is_signed_in(&mut scene).await);
        assert_eq!(userinfo(&scene, &tokens).await, 401);
    }
}

#[tokio::test]
async fn without_state_none_is_sent_and_a_registered_query_is_kept() {
    let (mut scene, tokens) = signed_in().await;
    let params = [("id_token_hint", hint(&tokens)), ("post_logout_redirect_uri", BYE)];
    assert_eq!(log_out(&mut scene, &params).await.url.as_str(), BYE);
    let tokens = scene.tokens().await;
    let with_query = format!("{BYE}?tenant=a");
    let params = [
        ("id_token_hint", hint(&tokens)),
        ("post_logout_redirect_uri", &with_query),
        ("state", "s"),
    ];
    let page = log_out(&mut scene, &params).await;
    assert_eq!(page.url.as_str(), format!("{with_query}&state=s"));
}

#[tokio::test]
async fn after_a_logout_nobody_is_known_silently() {
    let (mut scene, tokens) = signed_in().await;
    let silently = format!("{}&prompt=none", scene.relying_party().await.ask().url);
    assert!(scene.browser.get(&silently).await.parameter("code").is_some());
    log_out(&mut scene, &[("id_token_hint", hint(&tokens))]).await;
    let answer = scene.browser.get(&silently).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"), "{}", answer.url);
}

#[tokio::test]
async fn a_stolen_copy_of_the_cookie_is_worth_nothing_after_a_logout() {
    let (mut scene, tokens) = signed_in().await;
    let cookie = scene.browser.cookie("-session").unwrap().to_owned();
    log_out(&mut scene, &[("id_token_hint", hint(&tokens))]).await;
    let request = scene.daemon.request(Method::GET, "/logout");
    let location = request.send().await.unwrap().headers()["location"].to_str().unwrap().to_owned();
    let path = location.strip_prefix(&scene.daemon.url).unwrap();
    let request = scene.daemon.request(Method::GET, path);
    let page = request.header("cookie", format!("atlogin-session={cookie}")).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("Nobody is signed in"));
}

#[tokio::test]
async fn an_expired_id_token_still_says_whom_it_means() {
    let (mut scene, tokens) = signed_in().await;
    scene.daemon.hand.advance(2 * 60 * 60);
    let params = [("id_token_hint", hint(&tokens)), ("post_logout_redirect_uri", BYE)];
    assert_eq!(log_out(&mut scene, &params).await.url.as_str(), BYE);
    assert!(!is_signed_in(&mut scene).await);
}

#[tokio::test]
async fn without_an_address_to_go_to_the_person_is_told() {
    let (mut scene, tokens) = signed_in().await;
    let page = log_out(&mut scene, &[("id_token_hint", hint(&tokens)), ("state", "s")]).await;
    stays_here(&scene, &page);
    assert_eq!(page.heading(), "You are signed out");
    let told = page.element("signed-out");
    assert_eq!(told.as_deref(), Some("You have signed out of ATLogin in this browser."));
    assert_eq!(page.element("error"), None);
    assert!(!is_signed_in(&mut scene).await);
}

#[tokio::test]
async fn without_parameters_the_person_is_asked_and_then_told() {
    for params in [&[][..], &[("state", "s")], &[("client_id", "rp")]] {
        let (mut scene, tokens) = signed_in().await;
        let question = only_asks(&mut scene, params).await;
        assert_eq!(question.element("account").as_deref(), Some(scene.alice.handle()));
        assert_eq!(userinfo(&scene, &tokens).await, 200, "nothing has happened yet");
        let page = scene.browser.submit(&question, "logout", &[]).await;
        assert_eq!(page.heading(), "You are signed out");
        assert_eq!(userinfo(&scene, &tokens).await, 401);
        assert!(!is_signed_in(&mut scene).await);
    }
}

#[tokio::test]
async fn whoever_would_rather_stay_stays() {
    let (mut scene, tokens) = signed_in().await;
    let question = only_asks(&mut scene, &[]).await;
    let page = scene.browser.submit(&question, "logout", &[("stay", "yes")]).await;
    assert_eq!(page.heading(), "You are still signed in");
    assert_eq!(userinfo(&scene, &tokens).await, 200);
    assert!(is_signed_in(&mut scene).await);
}

#[tokio::test]
async fn leads_to_no_address_that_is_not_registered_byte_for_byte() {
    let (mut scene, tokens) = signed_in().await;
    for uri in [
        "https://rp.example/bye?foo=bar",
        "https://rp.example/bye/",
        "https://rp.example/bye#",
        "https://rp.example/Bye",
        "https://rp.example:443/bye",
        "https://rp.example@evil.example/bye",
        "http://rp.example/bye",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "https://rp.example/cb",
        "https://other.example/bye",
    ] {
        let params = [("id_token_hint", hint(&tokens)), ("post_logout_redirect_uri", uri)];
        let question = only_asks(&mut scene, &params).await;
        let error = question.element("error").unwrap();
        assert!(error.contains("address that isn’t registered"), "{uri}: {error}");
        assert!(!question.text.contains("evil"), "{uri}");
    }
    let params = [("id_token_hint", hint(&tokens)), ("post_logout_redirect_uri", "//evil.example")];
    asks_and_leads_nowhere(&mut scene, &params).await;
    let page = log_out(&mut scene, &params).await;
    stays_here(&scene, &page);
}

#[tokio::test]
async fn an_id_token_that_is_not_ours_spares_no_question_and_leads_nowhere() {
    let (mut scene, tokens) = signed_in().await;
    let hint = hint(&tokens);
    let parts: Vec<&str> = hint.split('.').collect();
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let kid = jsonwebtoken::decode_header(hint).unwrap().kid.unwrap();
    let claims = parts[1];
    let (mut elsewhere, foreign) = signed_in().await;
    let foreign = foreign["id_token"].as_str().unwrap();
    assert!(is_signed_in(&mut elsewhere).await);
    let other_claims = encode(&json!({ "iss": scene.daemon.url, "sub": "x", "aud": "rp" }));
    for token in [
        "x",
        "a.b.c",
        tokens["access_token"].as_str().unwrap(),
        foreign,
        &format!("{}.{claims}.", parts[0]),
        &format!("{}.{claims}.", encode(&json!({ "alg": "none", "typ": "JWT" }))),
        &format!("{}.{claims}.", encode(&json!({ "alg": "none", "kid": kid, "typ": "JWT" }))),
        &format!("{}.{claims}.{}", encode(&json!({ "alg": "HS256", "kid": kid })), parts[2]),
        &format!("{}.{other_claims}.{}", parts[0], parts[2]),
        &format!("{}.{claims}.{}", parts[0], URL_SAFE_NO_PAD.encode([7; 256])),
        &"a".repeat(20_000),
    ] {
        for client_id in [None, Some(("client_id", "rp"))] {
            let params = [("id_token_hint", token), ("post_logout_redirect_uri", BYE)];
            let params: Vec<_> = params.into_iter().chain(client_id).collect();
            let question = only_asks(&mut scene, &params).await;
            assert!(question.element("error").unwrap().contains("couldn’t show"), "{token}");
        }
    }
    let params = [("id_token_hint", "x"), ("post_logout_redirect_uri", BYE), ("client_id", "rp")];
    asks_and_leads_nowhere(&mut scene, &params).await;
}

#[tokio::test]
async fn without_an_id_token_nobody_is_led_anywhere() {
    let (mut scene, _) = signed_in().await;
    let params = [("post_logout_redirect_uri", BYE), ("client_id", "rp"), ("state", "s")];
    asks_and_leads_nowhere(&mut scene, &params).await;
    asks_and_leads_nowhere_again(&mut scene, &params).await;
}

/// Any site could have sent them, so it is up to the person who has confirmed.
#[tokio::test]
async fn without_an_id_token_the_person_who_signs_out_gets_a_link_back_and_no_redirect() {
    let (mut scene, _) = signed_in().await;
    let params = [("post_logout_redirect_uri", BYE), ("client_id", "rp"), ("state", "a&b")];
    let question = only_asks(&mut scene, &params).await;
    assert!(!question.text.contains(BYE), "not before: {}", question.text);
    let stayed = scene.browser.submit(&question, "logout", &[("stay", "yes")]).await;
    assert!(!stayed.text.contains(BYE), "nor for who stays: {}", stayed.text);
    let page = scene.browser.submit(&question, "logout", &[]).await;
    stays_here(&scene, &page);
    let link = page.attribute("a", "way-back", "href");
    assert_eq!(link, Some(format!("{BYE}?state=a%26b")), "{}", page.text);
    assert_eq!(page.element("way-back").as_deref(), Some("Back to Relying Party"));
    // Twice is the same, and whom nobody asked gets none.
    let again = scene.browser.submit(&question, "logout", &[]).await;
    assert_eq!(again.attribute("a", "way-back", "href"), link);
    let page = log_out(&mut scene, &params).await;
    assert_eq!(page.attribute("a", "way-back", "href"), None, "{}", page.text);
}

#[tokio::test]
async fn a_link_back_leads_only_where_the_client_named_has_registered() {
    for (client_id, uri) in [
        ("rp", "https://evil.example/"),
        ("rp", "javascript:alert(1)"),
        ("rp", "https://other.example/bye"),
        ("other", BYE),
        ("nobody", BYE),
        ("", BYE),
    ] {
        let (mut scene, _) = signed_in().await;
        let params = [("post_logout_redirect_uri", uri), ("client_id", client_id)];
        let question = only_asks(&mut scene, &params).await;
        let page = scene.browser.submit(&question, "logout", &[]).await;
        assert_eq!(page.heading(), "You are signed out");
        assert_eq!(page.attribute("a", "way-back", "href"), None, "{client_id} {uri}");
        assert!(!page.text.contains(uri), "{client_id} {uri}: {}", page.text);
    }
}

#[tokio::test]
async fn a_link_back_is_gone_with_the_client_that_had_the_address() {
    let (mut scene, _) = signed_in().await;
    let add = ["client", "add", "brief", "--redirect-uri", "https://brief.example/cb"];
    let more = ["--post-logout-redirect-uri", "https://brief.example/bye"];
    assert_eq!(scene.daemon.command(&[&add[..], &more].concat()).await.code, 0);
    let uri = ("post_logout_redirect_uri", "https://brief.example/bye");
    let question = only_asks(&mut scene, &[uri, ("client_id", "brief")]).await;
    assert_eq!(scene.daemon.command(&["client", "remove", "brief", "--yes"]).await.code, 0);
    let page = scene.browser.submit(&question, "logout", &[]).await;
    assert_eq!(page.attribute("a", "way-back", "href"), None, "{}", page.text);
}

/// Nor when nobody is signed in.
async fn asks_and_leads_nowhere_again(scene: &mut Scene, params: &[(&str, &str)]) {
    let page = log_out(scene, params).await;
    stays_here(scene, &page);
    let told = page.element("signed-out");
    assert_eq!(told.as_deref(), Some("Nobody is signed in to ATLogin in this browser."));
}

#[tokio::test]
async fn refuses_an_id_token_of_another_client_than_the_one_named() {
    let (mut scene, tokens) = signed_in().await;
    for client_id in ["other", "nobody"] {
        let params = [
            ("id_token_hint", hint(&tokens)),
            ("client_id", client_id),
            ("post_logout_redirect_uri", "https://other.example/bye"),
        ];
        let question = only_asks(&mut scene, &params).await;
        assert!(question.element("error").unwrap().contains("We don’t know which site"));
    }
}

#[tokio::test]
async fn an_id_token_of_another_session_signs_nobody_out_unasked() {
    let (mut scene, stale) = signed_in().await;
    // The same person in another browser.
    scene.browser = Browser::new(&scene.daemon, &scene.world);
    let fresh = scene.tokens().await;
    let params =
        [("id_token_hint", hint(&stale)), ("post_logout_redirect_uri", BYE), ("state", "s")];
    let question = only_asks(&mut scene, &params).await;
    assert_eq!(question.element("error"), None, "nothing is wrong with it");
    assert_eq!(userinfo(&scene, &fresh).await, 200);
    // Who asks is certain, so the person may be led back there once they have said yes.
    let page = scene.browser.submit(&question, "logout", &[]).await;
    assert_eq!(page.url.as_str(), format!("{BYE}?state=s"));
    assert_eq!(userinfo(&scene, &fresh).await, 401);
    assert_eq!(userinfo(&scene, &stale).await, 200, "the other browser is where it was");
}

#[tokio::test]
async fn where_nobody_is_signed_in_a_proven_relying_party_is_led_back_to_at_once() {
    let (mut scene, tokens) = signed_in().await;
    scene.browser = Browser::new(&scene.daemon, &scene.world);
    let params = [("id_token_hint", hint(&tokens)), ("post_logout_redirect_uri", BYE)];
    assert_eq!(log_out(&mut scene, &params).await.url.as_str(), BYE);
    let page = log_out(&mut scene, &[]).await;
    assert_eq!(page.heading(), "You are signed out");
}

#[tokio::test]
async fn a_form_that_is_not_ours_signs_nobody_out() {
    let (mut scene, tokens) = signed_in().await;
    let question = only_asks(&mut scene, &[]).await;
    let other = only_asks(&mut scene, &[]).await;
    let csrf = question.form("logout").1[0].1.clone();
    let csrf_of_the_other = other.form("logout").1[0].1.clone();
    // From elsewhere the browser sends no cookie along.
    for csrf in ["", "guess", &csrf] {
        let page =
            scene.browser.post_from_elsewhere(question.url.as_str(), &[("csrf", csrf)]).await;
        assert_eq!(page.hops[0].0, StatusCode::SEE_OTHER);
        assert!(asks(&page));
    }
    // With the cookie it takes the token of this very question.
    for wrong in ["", "guess", &csrf_of_the_other] {
        let mut page = question.clone();
        page.text = page.text.replace(&csrf, wrong);
        assert!(asks(&scene.browser.submit(&page, "logout", &[]).await));
    }
    // And the token is worth nothing in another browser.
    let mut thief = Browser::new(&scene.daemon, &scene.world);
    let page = thief.submit(&question, "logout", &[]).await;
    assert!(page.element("signed-out").is_some_and(|told| told.starts_with("Nobody")));
    assert_eq!(userinfo(&scene, &tokens).await, 200);
    assert!(is_signed_in(&mut scene).await);
}

#[tokio::test]
async fn a_code_on_its_way_is_worth_nothing_after_a_logout() {
    let (mut scene, _) = signed_in().await;
    let (code, question) = scene.code().await;
    asks_and_leads_nowhere(&mut scene, &[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", crate::support::daemon::REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (status, error) = scene.daemon.token(&form).await;
    assert_eq!((status, &error["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn refuses_a_parameter_given_twice_and_bytes_that_are_none() {
    let (mut scene, tokens) = signed_in().await;
    let hint = hint(&tokens);
    for name in [
        "id_token_hint",
        "client_id",
        "post_logout_redirect_uri",
        "state",
        "logout_hint",
        "ui_locales",
    ] {
        let page = log_out(&mut scene, &[("id_token_hint", hint), (name, BYE), (name, BYE)]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{name}");
        assert_eq!(page.heading(), "This sign-out link doesn’t work");
        stays_here(&scene, &page);
    }
    for (name, most) in [("state", 8192), ("post_logout_redirect_uri", 2048)] {
        let long = "a".repeat(most + 1);
        let page = log_out(&mut scene, &[(name, &long)]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{name}");
        let page = log_out(&mut scene, &[(name, &long[1..])]).await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
    }
    for query in ["state=%ff", "state=%", "state=%00", "state=%0a", "state=%7f"] {
        let page = scene.browser.get(&format!("{}?{query}", scene.daemon.at("/logout"))).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
    }
    assert!(is_signed_in(&mut scene).await);
}

#[tokio::test]
async fn the_first_answer_touches_no_cookie_and_a_look_at_a_link_does_nothing() {
    let (scene, tokens) = signed_in().await;
    let address = address(&scene, &[("id_token_hint", hint(&tokens))]);
    let path = address.strip_prefix(&scene.daemon.url).unwrap().to_owned();
    let answer = scene.daemon.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert!(!answer.headers().contains_key("set-cookie"));
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let page = answer.headers()["location"].to_str().unwrap();
    let page = page.strip_prefix(&scene.daemon.url).unwrap().to_owned();
    let cookie = format!("atlogin-session={}", scene.browser.cookie("-session").unwrap());
    for path in [&path, &page] {
        let look = scene.daemon.request(Method::HEAD, path).header("cookie", &cookie);
        assert_eq!(look.send().await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    }
    assert_eq!(userinfo(&scene, &tokens).await, 200);
}

#[tokio::test]
async fn a_question_is_forgotten_after_an_hour() {
    let (mut scene, _) = signed_in().await;
    let question = only_asks(&mut scene, &[]).await;
    scene.daemon.hand.advance(60 * 60);
    let page = scene.browser.submit(&question, "logout", &[]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(page.heading(), "This sign-out link has expired");
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pending_logout").await, 0);
}

#[tokio::test]
async fn the_question_may_end_at_the_relying_party_and_is_framed_by_nobody() {
    let (mut scene, _) = signed_in().await;
    let question = only_asks(&mut scene, &[]).await;
    let policy = question.headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("form-action") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(question.headers["x-frame-options"], "DENY");
    assert_eq!(question.headers["cache-control"], "no-store");
}
