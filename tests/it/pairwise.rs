//! Pairwise subject identifiers (OIDC Core §8.1): relying parties of two sectors cannot tell that they
//! know the same person.

use reqwest::Method;
use serde_json::Value;

use crate::small_world::{Person, Settings, SmallWorld};
use crate::support::daemon::SECRET;
use crate::support::{Browser, Daemon, Page, START, Scene, Setup};

/// Clients beside `rp`, which knows people by their DID: two of one sector, and one of another.
const CLIENTS: &str = r#"
[[clients]]
client_id = "a"
client_secret = "rp-secret-0123456789-abcdefghijklmnopqrstu"
redirect_uris = ["https://a.example/cb"]
subject_type = "pairwise"

[[clients]]
client_id = "a-too"
client_secret = "rp-secret-0123456789-abcdefghijklmnopqrstu"
redirect_uris = ["https://elsewhere.example/cb", "https://a.example/too"]
subject_type = "pairwise"
sector_identifier = "a.example"

[[clients]]
client_id = "b"
client_secret = "rp-secret-0123456789-abcdefghijklmnopqrstu"
redirect_uris = ["https://b.example/cb"]
subject_type = "pairwise"
id_token_signed_response_alg = "ES256"
"#;

const VERIFIER: &str = "0123456789-0123456789-0123456789-0123456789";

async fn scene() -> Scene {
    Scene::with(Setup { more: CLIENTS, ..Setup::default() }).await
}

fn address(client: &str) -> &'static str {
    match client {
        "a" => "https://a.example/cb",
        "a-too" => "https://a.example/too",
        "b" => "https://b.example/cb",
        _ => crate::support::daemon::REDIRECT_URI,
    }
}

fn question(daemon: &Daemon, client: &str, scope: &str, more: &str) -> String {
    let challenge = atlogin::jws::sha256_base64url(VERIFIER.as_bytes());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client)
        .append_pair("redirect_uri", address(client))
        .append_pair("response_type", "code")
        .append_pair("scope", scope)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish();
    daemon.at(&format!("/authorize?{query}{more}"))
}

async fn ask(scene: &mut Scene, client: &str, scope: &str, more: &str) -> Page {
    scene.sign_in(&question(&scene.daemon, client, scope, more)).await
}

/// What a client learns: the tokens, the claims of the ID token, and userinfo.
struct Learnt {
    id_token: String,
    claims: Value,
    userinfo: Value,
}

async fn learn(scene: &mut Scene, client: &str, scope: &str) -> Learnt {
    let answer = ask(scene, client, scope, "").await;
    let code = answer.parameter("code").unwrap_or_else(|| panic!("{}", answer.text));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", address(client)),
        ("code_verifier", VERIFIER),
    ];
    let (status, tokens) = scene.daemon.token_as(Some((client, SECRET)), &form).await;
    assert_eq!(status, 200, "{tokens}");
    let id_token = tokens["id_token"].as_str().unwrap().to_owned();
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(&id_token).unwrap().claims;
    let request = scene.daemon.request(Method::GET, "/userinfo");
    let request = request.bearer_auth(tokens["access_token"].as_str().unwrap());
    let userinfo = request.send().await.unwrap().json().await.unwrap();
    Learnt { id_token, claims, userinfo }
}

#[tokio::test]
async fn clients_of_two_sectors_know_one_person_by_two_names() {
    let mut scene = scene().await;
    let mut subs = Vec::new();
    for client in ["rp", "a", "a-too", "b"] {
        let learnt = learn(&mut scene, client, "openid").await;
        assert_eq!(learnt.claims["sub"], learnt.userinfo["sub"], "{client}");
        subs.push(learnt.claims["sub"].as_str().unwrap().to_owned());
    }
    assert_eq!(subs[0], scene.alice.did(), "public");
    assert_eq!(subs[1], subs[2], "one sector, one name");
    assert_ne!(subs[1], subs[3], "two sectors, two names");
    let did = scene.alice.did().to_owned();
    let tail = did.rsplit(':').next().unwrap();
    assert!(subs[1..].iter().all(|sub| !sub.contains(tail)), "{subs:?}");
}

#[tokio::test]
async fn a_name_stays_after_a_restart_and_is_each_persons_own() {
    let mut scene = scene().await;
    let alice = learn(&mut scene, "a", "openid").await.claims["sub"].clone();
    scene.daemon.restart().await;
    assert_eq!(learn(&mut scene, "a", "openid").await.claims["sub"], alice);
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    become_(&mut scene, bob);
    assert_ne!(learn(&mut scene, "a", "openid").await.claims["sub"], alice);
}

fn become_(scene: &mut Scene, account: crate::small_world::Account) {
    let world: &SmallWorld = &scene.world;
    world.person(Person::Is(account.clone()));
    scene.alice = account;
}

#[tokio::test]
async fn without_the_scope_profile_nothing_tells_who_it_is() {
    let mut scene = scene().await;
    let (did, handle) = (scene.alice.did().to_owned(), scene.alice.handle().to_owned());
    let learnt = learn(&mut scene, "a", "openid").await;
    for told in [learnt.claims.to_string(), learnt.userinfo.to_string()] {
        assert!(!told.contains(&did) && !told.contains(&handle), "{told}");
        assert!(!told.contains(did.rsplit(':').next().unwrap()), "{told}");
    }
    // The handle is what was asked for, and tells who it is: the operator's documents say so.
    let learnt = learn(&mut scene, "a", "openid profile").await;
    assert_eq!(learnt.claims["preferred_username"], handle.as_str());
    assert_ne!(learnt.claims["sub"], did.as_str());
}

#[tokio::test]
async fn a_hint_with_a_pairwise_name_means_its_person() {
    let mut scene = scene().await;
    let hint = learn(&mut scene, "a", "openid").await.id_token;
    let again = ask(&mut scene, "a", "openid", &format!("&id_token_hint={hint}")).await;
    assert!(again.parameter("code").is_some(), "{}", again.text);
    // A second login that nobody sees knows the person by the same name.
    let silent = format!("&prompt=none&id_token_hint={hint}");
    let silent = question(&scene.daemon, "a", "openid", &silent);
    let answer = scene.browser.get(&silent).await;
    assert!(answer.parameter("code").is_some(), "{} {}", answer.url, answer.text);
    // Another sector's name for the same person is none of this client's.
    let other = learn(&mut scene, "b", "openid").await.claims["sub"].clone();
    assert_ne!(other, learn(&mut scene, "a", "openid").await.claims["sub"]);
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    become_(&mut scene, bob);
    scene.daemon.hand.advance(1);
    let answer =
        ask(&mut scene, "a", "openid", &format!("&prompt=login&id_token_hint={hint}")).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"), "{}", answer.text);
}

#[tokio::test]
async fn a_login_hint_decides_nothing_that_a_pairwise_client_can_observe() {
    let mut scene = scene().await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let (alice, pds) = (scene.alice.clone(), scene.world.pds().origin().replace("http://", ""));
    learn(&mut scene, "a", "openid").await;
    let hints = [alice.handle(), alice.did(), bob.handle(), bob.did(), &pds, "nobody.pds.test"];
    for more in [
        "",
        "&prompt=none",
        "&prompt=select_account",
        "&prompt=consent",
        "&prompt=login",
        "&max_age=0",
    ] {
        let plain = scene.browser.get(&question(&scene.daemon, "a", "openid", more)).await;
        let plain = outcome(&plain);
        for hint in hints {
            let more = format!("{more}&login_hint={hint}");
            let hinted = scene.browser.get(&question(&scene.daemon, "a", "openid", &more)).await;
            assert_eq!(outcome(&hinted), plain, "{more}");
        }
    }
}

/// What a client can observe of an answer: a code, an error, or that there is none yet.
fn outcome(page: &Page) -> (bool, Option<String>, Option<String>) {
    let answered = page.parameter("code").is_some() || page.parameter("error").is_some();
    let heading = (!answered).then(|| page.heading());
    (page.parameter("code").is_some(), page.parameter("error"), heading)
}

#[tokio::test]
async fn a_login_hint_of_a_pairwise_client_stands_in_the_field_of_a_page_that_is_shown_anyway() {
    let mut scene = scene().await;
    learn(&mut scene, "a", "openid").await;
    let more = "&prompt=login&login_hint=bob.pds.test";
    let form = scene.browser.get(&question(&scene.daemon, "a", "openid", more)).await;
    let value = form.attribute("input", "account", "value");
    assert_eq!(value.as_deref(), Some("bob.pds.test"), "{}", form.text);
}

/// A legal DID that OpenID Connect has no room for (OIDC Core §2: 255 characters).
#[tokio::test]
async fn a_did_of_more_than_255_characters_has_a_pairwise_name() {
    let label = "a".repeat(60);
    let handle = format!("{label}.{label}.{label}.{label}.abcdef");
    let settings =
        Settings { tls: true, now: std::sync::Arc::new(|| START), ..Settings::default() };
    let world = SmallWorld::start(settings).await;
    let account = world.did_web_account(&world.pds(), &handle).await;
    assert!(account.did().len() > 255);
    let https = Some("https://login.example");
    let setup = Setup { https, tls: true, more: CLIENTS, ..Setup::default() };
    let daemon = Daemon::start(&world, setup, atlogin::clock::Clock::movable(START)).await;
    let mut browser = Browser::new(&daemon, &world);
    let form = browser.get(&question(&daemon, "a", "openid", "")).await;
    let answer = browser.submit(&form, "sign-in", &[("account", account.did())]).await;
    assert!(answer.parameter("code").is_some(), "{} {}", answer.url, answer.text);
}
