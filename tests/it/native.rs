//! Apps on the person's own device that have no secret: any program there can claim to be one of them,
//! so that the person is asked each time (RFC 8252 §8.6, RFC 6749 §10.2).

use crate::support::{Page, Scene, Setup};

/// An app that listens on this machine, has a scheme of its own, and a page of its own too; and a
/// program with a secret.
const CLIENTS: &str = r#"
[[clients]]
client_id = "app"
client_name = "An app"
public = true
redirect_uris = [
    "http://127.0.0.1/cb", "http://localhost:4321/cb", "https://localhost/cb",
    "org.example.app:/cb", "org.example.app://rp.example/cb", "https://app.example/cb",
]

[[clients]]
client_id = "tool"
client_secret = "rp-secret-0123456789-abcdefghijklmnopqrstu"
redirect_uris = ["http://127.0.0.1:1/cb"]
"#;

/// Where on the device an app is answered, and what a page calls that.
const ON_DEVICE: [(&str, &str); 5] = [
    ("http://127.0.0.1:1/cb", "127.0.0.1:1"),
    ("http://localhost:4321/cb", "localhost:4321"),
    ("https://localhost/cb", "localhost"),
    ("org.example.app:/cb", "org.example.app"),
    ("org.example.app://rp.example/cb", "org.example.app"),
];

async fn scene() -> Scene {
    Scene::with(Setup { more: CLIENTS, ..Setup::default() }).await
}

/// Alice is signed in at this browser.
async fn known() -> Scene {
    let mut scene = scene().await;
    scene.tokens().await;
    // Nobody listens at the apps' addresses.
    scene.browser.stop_before("/cb");
    scene
}

fn question(scene: &Scene, client: &str, redirect_uri: &str, more: &[(&str, &str)]) -> String {
    let challenge = atlogin::jws::sha256_base64url(&[b'v'; 43]);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid")
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .extend_pairs(more)
        .finish();
    scene.daemon.at(&format!("/authorize?{query}"))
}

async fn ask(scene: &mut Scene, client: &str, at: &str, more: &[(&str, &str)]) -> Page {
    let url = question(scene, client, at, more);
    scene.browser.get(&url).await
}

async fn codes(scene: &Scene) -> i64 {
    scene.daemon.count("SELECT count(*) FROM authorization_code").await
}

#[tokio::test]
async fn an_app_on_the_device_gets_nothing_before_the_person_allows_it() {
    let mut scene = known().await;
    let before = codes(&scene).await;
    for (uri, _) in ON_DEVICE {
        let page = ask(&mut scene, "app", uri, &[]).await;
        assert_eq!(page.heading(), "Allow this sign-in?", "{uri}: {} {}", page.url, page.text);
    }
    assert_eq!(codes(&scene).await, before);
}

#[tokio::test]
async fn an_app_on_the_device_is_asked_about_again_though_it_was_allowed_before() {
    let mut scene = known().await;
    for round in 1..=3 {
        let page = ask(&mut scene, "app", "http://127.0.0.1:1/cb", &[]).await;
        assert_eq!(page.heading(), "Allow this sign-in?", "{round}: {}", page.url);
        assert!(!page.text.contains("won’t be asked again"), "{}", page.text);
        let answer = scene.browser.submit(&page, "consent", &[]).await;
        assert!(answer.parameter("code").is_some(), "{round}: {}", answer.text);
        let page = ask(&mut scene, "app", "org.example.app:/cb", &[("prompt", "login")]).await;
        let page = scene.say_who(page).await;
        assert_eq!(page.heading(), "Allow this sign-in?", "after a login too: {}", page.url);
    }
}

#[tokio::test]
async fn prompt_none_is_consent_required_for_an_app_on_the_device() {
    let mut scene = known().await;
    let page = ask(&mut scene, "app", "http://127.0.0.1:1/cb", &[]).await;
    scene.browser.submit(&page, "consent", &[]).await;
    let before = codes(&scene).await;
    for (uri, _) in ON_DEVICE {
        let answer = ask(&mut scene, "app", uri, &[("prompt", "none")]).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("consent_required"), "{uri}");
    }
    let posted = [("prompt", "none"), ("response_mode", "form_post")];
    let answer = ask(&mut scene, "app", "http://127.0.0.1:1/cb", &posted).await;
    assert!(answer.text.contains("consent_required"), "{}", answer.text);
    assert_eq!(codes(&scene).await, before);
}

#[tokio::test]
async fn the_page_says_where_on_the_device_the_answer_goes() {
    let mut scene = known().await;
    for (uri, shown) in ON_DEVICE {
        let page = ask(&mut scene, "app", uri, &[]).await;
        let address = format!("<bdi>{shown}</bdi>");
        assert!(page.text.contains("id=\"where\""), "{uri}: {}", page.text);
        assert!(page.text.contains(&address), "{uri}: {}", page.text);
        assert!(!page.text.contains("rp.example"), "a scheme's rest is no host: {}", page.text);
    }
}

#[tokio::test]
async fn who_picks_their_account_for_an_app_on_the_device_is_asked_too() {
    let mut scene = known().await;
    let before = codes(&scene).await;
    let select = [("prompt", "select_account")];
    let form = ask(&mut scene, "app", "http://127.0.0.1:1/cb", &select).await;
    let did = scene.alice.did().to_owned();
    let page = scene.browser.submit(&form, "accounts", &[("known", &did)]).await;
    assert!(page.parameter("code").is_none(), "{}", page.url);
    assert_eq!(codes(&scene).await, before);
}

#[tokio::test]
async fn a_site_without_a_secret_and_a_program_with_one_are_answered_at_once() {
    let mut scene = known().await;
    for (client, uri) in [("app", "https://app.example/cb"), ("tool", "http://127.0.0.1:1/cb")] {
        for more in [&[][..], &[("prompt", "none")]] {
            let answer = ask(&mut scene, client, uri, more).await;
            assert!(answer.parameter("code").is_some(), "{client}: {} {}", answer.url, answer.text);
        }
    }
}

#[tokio::test]
async fn our_own_trial_is_nobody_elses_at_another_port() {
    let mut scene = known().await;
    scene.browser.stop_before("/try-it/callback");
    let ours = scene.daemon.at("/try-it/callback");
    let answer = ask(&mut scene, "atlogin-try-it", &ours, &[("prompt", "none")]).await;
    assert!(answer.parameter("code").is_some(), "{} {}", answer.url, answer.text);
    let others = "http://127.0.0.1:1/try-it/callback";
    let answer = ask(&mut scene, "atlogin-try-it", others, &[("prompt", "none")]).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("consent_required"), "{}", answer.url);
}

/// The page names what the requested scopes tell, so a claim beyond them stays untold.
#[tokio::test]
async fn an_app_on_the_device_gets_no_claim_that_its_consent_page_does_not_name() {
    let mut scene = known().await;
    let claims = r#"{"userinfo":{"preferred_username":null,"name":null,"profile":null},
        "id_token":{"preferred_username":null,"name":null}}"#;
    let page = ask(&mut scene, "app", "http://127.0.0.1:1/cb", &[("claims", claims)]).await;
    assert_eq!(page.heading(), "Allow this sign-in?", "{}", page.text);
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    let code = answer.parameter("code").unwrap();
    let verifier = "v".repeat(43);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "http://127.0.0.1:1/cb"),
        ("code_verifier", verifier.as_str()),
        ("client_id", "app"),
    ];
    let (status, tokens) = scene.daemon.token_as(None, &form).await;
    assert_eq!(status, 200, "{tokens}");
    let token = tokens["access_token"].as_str().unwrap();
    let request = scene.daemon.request(reqwest::Method::GET, "/userinfo").bearer_auth(token);
    let told: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(told, serde_json::json!({ "sub": scene.alice.did() }));
    let payload = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
    let payload = base64_text(payload);
    assert!(!payload.contains("preferred_username") && !payload.contains("\"name\""), "{payload}");
}

fn base64_text(text: &str) -> String {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Some apps can be registered without a path, and some ask for `localhost`.
#[tokio::test]
async fn an_app_is_answered_at_any_port_of_the_loopback_address_that_was_registered() {
    let more = "[[clients]]\nclient_id = \"bare\"\npublic = true\n\
                redirect_uris = [\"http://127.0.0.1\", \"http://localhost/cb\"]\n\
                [[clients]]\nclient_id = \"secretive\"\n\
                client_secret = \"rp-secret-0123456789-abcdefghijklmnopqrstu\"\n\
                redirect_uris = [\"http://127.0.0.1\", \"http://localhost/cb\"]";
    let mut scene = Scene::with(Setup { more, ..Setup::default() }).await;
    scene.tokens().await;
    for at in ["http://127.0.0.1:1", "http://127.0.0.1:1/", "http://localhost:1/cb"] {
        let page = ask(&mut scene, "bare", at, &[]).await;
        assert_eq!(page.heading(), "Allow this sign-in?", "{at}: {}", page.text);
        let page = ask(&mut scene, "secretive", at, &[]).await;
        assert_eq!(page.heading(), "This sign-in link doesn’t work", "{at}: {}", page.text);
    }
    for at in
        ["http://127.0.0.1:1/cb", "http://localhost:1", "http://[::1]:1", "https://localhost:1/cb"]
    {
        let page = ask(&mut scene, "bare", at, &[]).await;
        assert_eq!(page.heading(), "This sign-in link doesn’t work", "{at}: {}", page.text);
    }
}

#[tokio::test]
async fn the_commands_say_at_which_ports_an_app_is_answered_and_what_its_address_has_already() {
    let scene = Scene::open().await;
    let add = |id, uris: [&'static str; 3], more: &'static [&str]| {
        let uris = uris.map(|uri| ["--redirect-uri", uri]).concat();
        [&["client", "add", id], uris.as_slice(), more].concat()
    };
    let uris = ["http://localhost", "https://app.example/cb?state=x", "http://127.0.0.1/cb?iss=a"];
    let ran = scene.daemon.command(&add("open", uris, &["--public"])).await;
    assert_eq!(ran.code, 0, "{}", ran.log);
    for line in [
        "# Its redirect URI is http://localhost (at any port).",
        "# Its redirect URI is https://app.example/cb?state=x (exactly).",
        "# Its redirect URI is http://127.0.0.1/cb?iss=a (at any port).",
    ] {
        assert!(ran.said.lines().any(|said| said == line), "{line}: {}", ran.said);
    }
    for (setting, name) in [("redirect_uris[1]", "state"), ("redirect_uris[2]", "iss")] {
        let warning = format!("atlogin: warning: {setting} has {name:?} in its query");
        assert!(ran.log.contains(&warning), "{warning}: {}", ran.log);
    }
    let uris = ["http://localhost", "http://127.0.0.1/cb", "https://app.example/cb"];
    let ran = scene.daemon.command(&add("closed", uris, &[])).await;
    assert_eq!(ran.said.matches("(exactly).").count(), 3, "{}", ran.said);
    assert!(!ran.log.contains("warning"), "{}", ran.log);
    let change = ["client", "set", "closed", "redirect_uris=[\"https://app.example/cb?code=1\"]"];
    let ran = scene.daemon.command(&change).await;
    assert!(ran.log.contains("redirect_uris[0] has \"code\" in its query"), "{}", ran.log);
    let ran = scene.daemon.command(&["client", "set", "closed", "client_name=Closed"]).await;
    assert!(!ran.log.contains("warning"), "what did not change is not told again: {}", ran.log);
    let ran = scene.daemon.command(&["check-config"]).await;
    assert!(ran.said.contains("redirect URI https://rp.example/cb (exactly)"), "{}", ran.said);
}
