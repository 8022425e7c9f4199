//! `/authorize`: what is asked, who may be answered, and where errors go
//! (RFC 6749 §4.1.1, OIDC Core §3.1.2, RFC 7636, RFC 9207, RFC 9700).

use reqwest::{Method, StatusCode};

use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Page, Scene, Setup};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A request that is right in every way, for tests to bend.
fn good() -> Vec<(&'static str, String)> {
    let good = [
        ("client_id", "rp"),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "a state"),
        ("nonce", "a nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    good.map(|(name, value)| (name, value.to_owned())).to_vec()
}

fn with(name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    let mut request: Vec<_> = good().into_iter().filter(|(other, _)| *other != name).collect();
    request.push((name, value.to_owned()));
    request
}

fn without(name: &str) -> Vec<(&'static str, String)> {
    good().into_iter().filter(|(other, _)| *other != name).collect()
}

async fn ask(scene: &mut Scene, request: &[(&str, String)]) -> Page {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(request);
    let url = scene.daemon.at(&format!("/authorize?{}", query.finish()));
    scene.browser.get(&url).await
}

/// A page for the person: nobody is redirected, nothing is stored.
async fn is_refused_by_a_page(scene: &mut Scene, request: &[(&str, String)]) {
    let page = ask(scene, request).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{request:?}");
    assert!(page.hops.is_empty(), "{request:?} redirected to {:?}", page.hops);
    assert_eq!(page.heading(), "This sign-in link doesn’t work");
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pending_login").await, 0);
}

/// A redirect that tells the relying party what is wrong, with state and issuer.
async fn is_refused_by_redirect(scene: &mut Scene, request: &[(&str, String)], error: &str) {
    let page = ask(scene, request).await;
    assert_eq!(page.url.host_str(), Some("rp.example"), "{request:?}: {}", page.text);
    assert_eq!(page.hops[0].0, StatusCode::SEE_OTHER, "RFC 9700 §4.12");
    assert_eq!(page.parameter("error").as_deref(), Some(error), "{request:?}");
    assert_eq!(page.parameter("iss").as_deref(), Some(scene.daemon.url.as_str()), "RFC 9207");
    assert!(page.parameter("code").is_none());
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pending_login").await, 0);
}

async fn is_accepted(scene: &mut Scene, request: &[(&str, String)]) -> Page {
    let page = ask(scene, request).await;
    assert_eq!(page.heading(), "Sign in", "{request:?}: {} {}", page.url, page.text);
    page
}

#[tokio::test]
async fn refuses_an_unregistered_redirect_uri() {
    let mut scene = Scene::open().await;
    for uri in [
        "https://rp.example/cb/",
        "https://rp.example/c",
        "https://rp.example/cb?a=b",
        "https://rp.example/cb#f",
        "https://rp.example//cb",
        "https://rp.example/..%2fcb",
        "https://RP.example/cb",
        "https://rp@evil.example/cb",
        "https://rp.example./cb",
        "https://rp.example:8443/cb",
        "https:///evil.example/cb",
        "http:/evil.example/cb",
        "https:\\\\rp.example\\cb",
        "//rp.example/cb",
        "javascript:alert(1)",
        "",
        " ",
        "https://rp.exаmple/cb",
    ] {
        is_refused_by_a_page(&mut scene, &with("redirect_uri", uri)).await;
    }
    is_refused_by_a_page(&mut scene, &without("redirect_uri")).await;
    is_accepted(&mut scene, &with("redirect_uri", "https://rp.example/cb?tenant=a")).await;
}

#[tokio::test]
async fn redirects_nobody_before_the_redirect_uri_is_proven() {
    let mut scene = Scene::open().await;
    let mut request = with("redirect_uri", "https://evil.example/cb");
    request.push(("prompt", "none".to_owned()));
    request.push(("request", "x".to_owned()));
    is_refused_by_a_page(&mut scene, &request).await;
}

#[tokio::test]
async fn shows_an_unknown_client_a_page_without_its_markup() {
    let mut scene = Scene::open().await;
    is_refused_by_a_page(&mut scene, &without("client_id")).await;
    is_refused_by_a_page(&mut scene, &with("client_id", "RP")).await;
    let page = ask(&mut scene, &with("client_id", "<script>alert(1)</script>")).await;
    assert!(!page.text.contains("<script"), "{}", page.text);
}

#[tokio::test]
async fn refuses_a_repeated_parameter() {
    let mut scene = Scene::open().await;
    for name in ["client_id", "redirect_uri"] {
        let mut request = good();
        request.push((name, request.iter().find(|(n, _)| *n == name).unwrap().1.clone()));
        is_refused_by_a_page(&mut scene, &request).await;
    }
    for name in
        ["scope", "state", "nonce", "response_type", "code_challenge", "code_challenge_method"]
    {
        let mut request = good();
        request.push((name, "code".to_owned()));
        is_refused_by_redirect(&mut scene, &request, "invalid_request").await;
    }
}

#[tokio::test]
async fn refuses_a_parameter_repeated_between_address_and_body() {
    let mut scene = Scene::open().await;
    let body: Vec<(&str, &str)> = vec![("client_id", "rp"), ("redirect_uri", REDIRECT_URI)];
    let url = scene.daemon.at("/authorize?client_id=rp");
    let page = scene.browser.post_from_elsewhere(&url, &body).await;
    assert_eq!((page.status, page.hops.len()), (StatusCode::BAD_REQUEST, 0));
}

#[tokio::test]
async fn refuses_every_response_type_but_code() {
    let mut scene = Scene::open().await;
    for response_type in ["token", "id_token", "code token", "code id_token", "none", "Code"] {
        let request = with("response_type", response_type);
        is_refused_by_redirect(&mut scene, &request, "unsupported_response_type").await;
    }
    is_refused_by_redirect(&mut scene, &without("response_type"), "invalid_request").await;
}

#[tokio::test]
async fn refuses_every_response_mode_but_query_and_form_post() {
    let mut scene = Scene::open().await;
    for mode in ["fragment", "web_message", "jwt", "Query"] {
        is_refused_by_redirect(&mut scene, &with("response_mode", mode), "invalid_request").await;
    }
    for mode in ["query", "form_post"] {
        is_accepted(&mut scene, &with("response_mode", mode)).await;
    }
}

#[tokio::test]
async fn refuses_request_objects_and_fetches_none() {
    let mut scene = Scene::open().await;
    let trap = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/request.jwt", trap.local_addr().unwrap());
    for (name, value, error) in [
        ("request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported"),
        ("request_uri", url.as_str(), "request_uri_not_supported"),
        ("registration", "{}", "registration_not_supported"),
    ] {
        is_refused_by_redirect(&mut scene, &with(name, value), error).await;
    }
    let fetched = tokio::time::timeout(std::time::Duration::from_millis(50), trap.accept()).await;
    assert!(fetched.is_err(), "the request_uri was fetched");
}

#[tokio::test]
async fn requires_the_scope_openid_and_ignores_unknown_ones() {
    let mut scene = Scene::open().await;
    for scope in ["profile", "OpenID", "email"] {
        is_refused_by_redirect(&mut scene, &with("scope", scope), "invalid_scope").await;
    }
    is_refused_by_redirect(&mut scene, &without("scope"), "invalid_scope").await;
    let all = "email openid address phone offline_access profile nonsense";
    is_accepted(&mut scene, &with("scope", all)).await;
}

#[tokio::test]
async fn requires_pkce_with_s256_and_names_the_setting() {
    let mut scene = Scene::open().await;
    let mut none = without("code_challenge");
    none.retain(|(name, _)| *name != "code_challenge_method");
    is_refused_by_redirect(&mut scene, &none, "invalid_request").await;
    let page = ask(&mut scene, &none).await;
    assert!(page.parameter("error_description").unwrap().contains("require_pkce"));
    for method in ["plain", "s256", "S512"] {
        let request = with("code_challenge_method", method);
        is_refused_by_redirect(&mut scene, &request, "invalid_request").await;
    }
    is_refused_by_redirect(&mut scene, &without("code_challenge_method"), "invalid_request").await;
    is_refused_by_redirect(&mut scene, &without("code_challenge"), "invalid_request").await;
    for challenge in ["short", &"a".repeat(44), &format!("{}=", &CHALLENGE[..42])] {
        let request = with("code_challenge", challenge);
        is_refused_by_redirect(&mut scene, &request, "invalid_request").await;
    }
}

#[tokio::test]
async fn a_confidential_client_may_be_let_off_pkce_and_a_public_one_never() {
    let public = "[[clients]]\nclient_id = \"app\"\nclient_name = \"App\"\npublic = true\n\
                  redirect_uris = [\"https://app.example/cb\"]";
    let setup = Setup { client: "require_pkce = false", more: public, ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let bare = |client: &str, uri: &str| {
        let mut request = without("code_challenge");
        request
            .retain(|(n, _)| !["code_challenge_method", "client_id", "redirect_uri"].contains(n));
        request.push(("client_id", client.to_owned()));
        request.push(("redirect_uri", uri.to_owned()));
        request
    };
    is_accepted(&mut scene, &bare("rp", REDIRECT_URI)).await;
    let page = ask(&mut scene, &bare("app", "https://app.example/cb")).await;
    assert_eq!(page.parameter("error").as_deref(), Some("invalid_request"));
}

#[tokio::test]
async fn echoes_a_hostile_state_exactly_or_refuses_it() {
    let mut scene = Scene::open().await;
    for state in ["\"><script>alert(1)</script>", "ünïcødé", &"s".repeat(8192), &"/".repeat(8192)]
    {
        let mut request = with("state", state);
        request.push(("prompt", "none".to_owned()));
        let page = ask(&mut scene, &request).await;
        assert_eq!(page.parameter("error").as_deref(), Some("login_required"));
        assert_eq!(page.parameter("state").as_deref(), Some(state));
    }
    is_refused_by_redirect(&mut scene, &with("state", &"s".repeat(8193)), "invalid_request").await;
}

#[tokio::test]
async fn a_state_of_8_kib_comes_back_with_the_code_in_each_way_of_answering() {
    for more in ["", "require_pushed_authorization_requests = true"] {
        let mut scene = Scene::with(Setup { client: more, ..Setup::default() }).await;
        let state = "https://rp.example/?x=%2F&y=".repeat(292) + "0123456789abcdef";
        assert_eq!(state.len(), 8192);
        let request = with("state", &state);
        let answer = if more.is_empty() {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            let query = query.extend_pairs(&request).finish();
            scene.sign_in(&scene.daemon.at(&format!("/authorize?{query}"))).await
        } else {
            let form: Vec<_> =
                request.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let pushed = scene.daemon.post("/par", Some(("rp", SECRET)), &form).await;
            let pushed: serde_json::Value = pushed.json().await.unwrap();
            let query =
                format!("client_id=rp&request_uri={}", pushed["request_uri"].as_str().unwrap());
            scene.sign_in(&scene.daemon.at(&format!("/authorize?{query}"))).await
        };
        assert!(answer.parameter("code").is_some(), "{}", answer.text);
        assert_eq!(answer.parameter("state"), Some(state));
    }
}

#[tokio::test]
async fn every_refusal_keeps_the_state_and_the_way_of_answering() {
    let mut scene = Scene::open().await;
    for (name, value) in [
        ("response_type", "token"),
        ("scope", "profile"),
        ("code_challenge", "short"),
        ("code_challenge_method", "plain"),
        ("prompt", "none login"),
        ("max_age", "x"),
        ("claims", "{"),
        ("request", "a.b.c"),
        ("registration", "{}"),
        ("nonce", &"n".repeat(513)),
        ("response_mode", "fragment"),
    ] {
        let page = ask(&mut scene, &with(name, value)).await;
        assert!(page.parameter("error").is_some(), "{name}: {}", page.text);
        assert_eq!(page.parameter("state").as_deref(), Some("a state"), "{name}");
    }
    let long = "s".repeat(8193);
    for (name, value) in [("nonce", "twice"), ("state", &long), ("state", "a\u{7f}")] {
        let mut request = if name == "state" { with(name, value) } else { good() };
        let state = request.iter().find(|(name, _)| *name == "state").unwrap().1.clone();
        if name != "state" {
            request.push((name, value.to_owned()));
        }
        let page = ask(&mut scene, &request).await;
        assert_eq!(page.parameter("state").as_deref(), Some(state.as_str()), "{name}");
        request.push(("response_mode", "form_post".to_owned()));
        let page = ask(&mut scene, &request).await;
        assert_eq!(page.url.host_str(), Some("127.0.0.1"), "{name}: a form, and no redirect");
        let (_, fields) = page.form("answer");
        assert!(fields.contains(&("state".to_owned(), state)), "{name}: {fields:?}");
    }
    // Which of two is meant nobody knows.
    let mut request = good();
    request.extend([("state", "b".to_owned()), ("response_mode", "form_post".to_owned())]);
    let page = ask(&mut scene, &request).await;
    let (_, fields) = page.form("answer");
    assert!(fields.iter().all(|(name, _)| name != "state"), "{fields:?}");
}

#[tokio::test]
async fn refuses_control_characters_and_echoes_the_state_that_had_them() {
    let mut scene = Scene::open().await;
    for name in ["state", "nonce", "code_challenge", "max_age", "prompt", "scope", "response_type"]
    {
        for control in ["\r\nSet-Cookie: a=b", "a\u{1}", "\u{7f}", "\u{85}"] {
            let request = with(name, control);
            is_refused_by_redirect(&mut scene, &request, "invalid_request").await;
            let page = ask(&mut scene, &request).await;
            let state = if name == "state" { control } else { "a state" };
            assert_eq!(page.parameter("state").as_deref(), Some(state), "{name}");
        }
    }
    let claims = "{\n\t\"userinfo\": {\"name\": null}\r\n}";
    is_accepted(&mut scene, &with("claims", claims)).await;
    let page = is_accepted(&mut scene, &with("login_hint", "alice.pds.test\n")).await;
    assert!(!page.text.contains("alice.pds.test"), "a hint may be left out");
}

#[tokio::test]
async fn refuses_broken_utf8_and_nul_with_a_page() {
    let scene = Scene::open().await;
    for query in ["client_id=%ff", "client_id=rp&state=%zz", "client_id=rp%00", "state=%c3%28"] {
        let request = scene.daemon.request(Method::GET, &format!("/authorize?{query}"));
        assert_eq!(request.send().await.unwrap().status(), StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn prompt_none_is_login_required_and_contradictions_are_invalid() {
    let mut scene = Scene::open().await;
    is_refused_by_redirect(&mut scene, &with("prompt", "none"), "login_required").await;
    is_refused_by_redirect(&mut scene, &with("prompt", "none login"), "invalid_request").await;
    for prompt in ["login", "select_account", "consent", "login consent"] {
        is_accepted(&mut scene, &with("prompt", prompt)).await;
    }
}

#[tokio::test]
async fn max_age_is_a_number_of_seconds() {
    let mut scene = Scene::open().await;
    for max_age in ["-1", "abc", "1e20", "1.5", " 1"] {
        is_refused_by_redirect(&mut scene, &with("max_age", max_age), "invalid_request").await;
    }
    for max_age in ["0", "1", "10000", "99999999999999999999999"] {
        is_accepted(&mut scene, &with("max_age", max_age)).await;
    }
}

#[tokio::test]
async fn accepts_what_it_does_not_know_or_need() {
    let mut scene = Scene::open().await;
    for (name, value) in [
        ("extra", "foobar"),
        ("display", "popup"),
        ("ui_locales", "<script>"),
        ("claims_locales", "de fr"),
        ("acr_values", "\"><svg onload=alert(1)>"),
        ("claims", "{\"userinfo\":{\"name\":{\"essential\":true}}}"),
        ("login_hint", "buffy@host"),
        ("id_token_hint", "not.a.token"),
    ] {
        let page = is_accepted(&mut scene, &with(name, value)).await;
        assert!(!page.text.contains("<svg onload") && !page.text.contains("<script"));
    }
    is_accepted(&mut scene, &without("nonce")).await;
    is_accepted(&mut scene, &without("state")).await;
}

#[tokio::test]
async fn puts_a_login_hint_that_means_an_account_into_the_field_and_ignores_any_other() {
    let mut scene = Scene::open().await;
    for (hint, field) in [
        ("@Alice.PDS.test", "alice.pds.test"),
        ("alice@pds.test", "alice.pds.test"),
        ("alice@alice.pds.test", "alice.pds.test"),
        ("alice.pds.test@127.0.0.1", "alice.pds.test"),
        ("did:plc:ewvi7nxzyoun6zhxrhs64oiz", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
        ("buffy", ""),
        ("\"><svg onload=alert(1)>", ""),
        (&"x".repeat(4000), ""),
    ] {
        let page = is_accepted(&mut scene, &with("login_hint", hint)).await;
        assert_eq!(page.attribute("input", "account", "value").as_deref(), Some(field), "{hint}");
    }
}

#[tokio::test]
async fn a_post_from_another_site_works_without_cookies_and_answers_303() {
    let mut scene = Scene::open().await;
    let first = is_accepted(&mut scene, &good()).await;
    let cookie = scene.browser.cookie("atlogin").unwrap().to_owned();
    let request = good();
    let form: Vec<(&str, &str)> = request.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let url = scene.daemon.at("/authorize");
    let second = scene.browser.post_from_elsewhere(&url, &form).await;
    assert_eq!(second.hops[0].0, StatusCode::SEE_OTHER);
    assert_eq!(second.heading(), "Sign in");
    assert_eq!(scene.browser.cookie("atlogin"), Some(cookie.as_str()), "it is never replaced");
    for page in [second, first] {
        assert!(scene.say_who(page).await.parameter("code").is_some(), "both logins are alive");
    }
}
