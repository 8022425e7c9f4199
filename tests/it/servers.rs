//! Whole sign-ins at servers that are not the reference server, each with its ways: what it sends and
//! what it omits (`small_world/ways.rs`).

use crate::small_world::{Person, Seen, Ways};
use crate::support::{Page, Scene, Setup};

/// A confidential client, and alice's server with these ways.
async fn scene(ways: Ways) -> Scene {
    let https = Some("https://login.example");
    let scene = Scene::with(Setup { https, tls: true, ..Setup::default() }).await;
    scene.world.pds().behave_like(ways);
    scene
}

/// Alice signs in by her handle, and the relying party learns who she is.
async fn signs_in(scene: &mut Scene) {
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let page = scene.sign_in(&question.url).await;
    let known = rp.hear(&question, &page).await;
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), "alice.pds.test");
    let tokens = scene.world.pds().tokens();
    assert!(!tokens.is_empty(), "the server was asked");
}

/// Alice says no at her server.
async fn refuses(scene: &mut Scene) -> Page {
    scene.world.person(Person::Denies);
    let url = scene.relying_party().await.ask().url;
    scene.sign_in(&url).await
}

fn is_denied(page: &Page) {
    assert_eq!(page.url.host_str(), Some("rp.example"), "{}", page.text);
    assert_eq!(page.parameter("error").as_deref(), Some("access_denied"));
}

/// Every request to the server proves its key.
fn all_are_proven(scene: &Scene) {
    let posted: Vec<Seen> = scene.world.seen();
    let mut posted = posted.iter().filter(|seen| seen.method == "POST");
    assert!(posted.all(|seen| seen.header("dpop").is_some()));
}

fn nonces(scene: &Scene) -> bool {
    let claims = |seen: &Seen| {
        let proof = seen.header("dpop")?.to_owned();
        jsonwebtoken::dangerous::insecure_decode::<serde_json::Value>(&proof).ok()
    };
    let seen = scene.world.seen();
    seen.iter().filter_map(claims).any(|proof| proof.claims.get("nonce").is_some())
}

#[tokio::test]
async fn somebody_at_cirrus_signs_in_although_it_has_no_nonces() {
    let mut scene = scene(Ways::Cirrus).await;
    signs_in(&mut scene).await;
    all_are_proven(&scene);
    assert!(!nonces(&scene), "there was none to use");
    is_denied(&refuses(&mut scene).await);
}

#[tokio::test]
async fn somebody_at_ezpds_signs_in_although_it_gives_no_nonce_for_a_pushed_request() {
    let mut scene = scene(Ways::Ezpds).await;
    signs_in(&mut scene).await;
    all_are_proven(&scene);
    assert!(nonces(&scene), "the token endpoint wants one");
    is_denied(&refuses(&mut scene).await);
}

#[tokio::test]
async fn somebody_at_epds_signs_in_on_pages_at_another_host() {
    let mut scene = Scene::open().await;
    let pages = scene.world.add_pages_of(&scene.world.pds()).await;
    scene.world.pds().behave_like(Ways::Epds);
    scene.browser.stop_before("/oauth/authorize");
    let url = scene.relying_party().await.ask().url;
    let away = scene.sign_in(&url).await;
    assert_eq!(away.url.origin().ascii_serialization(), pages);
    let carried: Vec<_> = away.url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(carried, ["client_id", "request_uri"]);
    scene.browser.stop_nowhere();
    signs_in(&mut scene).await;
    all_are_proven(&scene);
    is_denied(&refuses(&mut scene).await);
}

/// No page that leads there may forbid it by its policy.
#[tokio::test]
async fn the_sign_in_page_lets_its_form_lead_to_pages_at_another_host() {
    let mut scene = Scene::open().await;
    let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
    let policy = form.headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("form-action"), "{policy}");
}

#[tokio::test]
async fn somebody_at_cocoon_signs_in() {
    let mut scene = scene(Ways::Cocoon).await;
    signs_in(&mut scene).await;
}

#[tokio::test]
async fn somebody_at_rsky_signs_in() {
    let mut scene = scene(Ways::Rsky).await;
    signs_in(&mut scene).await;
    is_denied(&refuses(&mut scene).await);
}

#[tokio::test]
async fn somebody_at_tranquil_signs_in_and_a_refusal_there_is_one() {
    let mut scene = scene(Ways::Tranquil).await;
    signs_in(&mut scene).await;
    is_denied(&refuses(&mut scene).await);
}

const ADDRESSES: &str = "email = \"account\"\nemail_issuers = [\"{issuer}\"]";

/// A relying party that wants addresses, and alice's server with these ways.
async fn scene_of_addresses(ways: Ways) -> Scene {
    let (https, client) = (Some("https://login.example"), ADDRESSES);
    let scene = Scene::with(Setup { https, client, tls: true, ..Setup::default() }).await;
    scene.world.set_email(&scene.alice, "alice@mail.example", true);
    scene.world.pds().behave_like(ways);
    scene
}

/// The address that the relying party learns when alice signs in.
async fn address(scene: &mut Scene) -> Option<String> {
    let rp = scene.relying_party().await;
    let question = rp.ask_for(&["profile", "email"]);
    let page = scene.sign_in(&question.url).await;
    let known = rp.hear(&question, &page).await;
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
    known.userinfo.email().map(|address| address.as_str().to_owned())
}

/// As whom the server was asked, at each of its endpoints.
fn clients(scene: &Scene) -> Vec<(String, String)> {
    let asked = scene.world.seen().into_iter().filter(|seen| seen.method == "POST");
    let mut asked: Vec<_> = asked
        .map(|seen| {
            let assertion = seen.field("client_assertion").unwrap();
            let proof =
                jsonwebtoken::dangerous::insecure_decode::<serde_json::Value>(assertion).unwrap();
            let client_id = seen.field("client_id").unwrap().to_owned();
            assert_eq!(proof.claims["iss"], client_id.as_str());
            assert_eq!(proof.claims["sub"], client_id.as_str());
            (seen.path, client_id)
        })
        .collect();
    asked.dedup();
    asked
}

fn each(client_id: &str) -> Vec<(String, String)> {
    let of = |path: &str| (path.to_owned(), format!("https://login.example/{client_id}"));
    ["/oauth/par", "/oauth/token", "/oauth/revoke"].map(of).to_vec()
}

#[tokio::test]
async fn everybody_at_an_older_server_signs_in_although_a_relying_party_wants_addresses() {
    let mut scene = scene_of_addresses(Ways::Older).await;
    signs_in(&mut scene).await;
    assert_eq!(address(&mut scene).await, None, "it has no scope for them");
    assert!(clients(&scene).iter().all(|(_, id)| id.ends_with("/client-metadata.json")));
}

#[tokio::test]
async fn an_address_is_asked_for_by_a_client_of_its_own_and_nothing_else_is() {
    let mut scene = scene_of_addresses(Ways::Reference).await;
    assert_eq!(address(&mut scene).await.as_deref(), Some("alice@mail.example"));
    assert_eq!(clients(&scene), each("client-metadata-email.json"));
    scene.world.forget_seen();
    let question = scene.relying_party().await.ask_for(&["profile"]);
    assert!(scene.sign_in(&question.url).await.parameter("code").is_some());
    assert_eq!(clients(&scene), each("client-metadata.json"), "nobody wants the address");
}

/// The reference server listed the scope for a while before it took every client that names it.
#[tokio::test]
async fn a_server_that_refuses_the_client_for_addresses_is_asked_by_everybodys() {
    let mut scene = scene_of_addresses(Ways::Older).await;
    scene.world.lie(|lies| {
        let scopes = serde_json::json!(["atproto", "transition:email"]);
        lies.server_metadata.set("scopes_supported", scopes);
    });
    assert_eq!(address(&mut scene).await, None);
    let clients = clients(&scene);
    assert_eq!(clients[0].1, "https://login.example/client-metadata-email.json");
    assert_eq!(clients[1..], each("client-metadata.json")[..]);
}

/// The browser comes to our front page, which is the home page of our client.
#[tokio::test]
async fn whoever_refuses_at_cocoon_finds_the_way_back_on_the_front_page() {
    let mut scene = scene(Ways::Cocoon).await;
    let home = refuses(&mut scene).await;
    assert_eq!(home.url.as_str(), "https://login.example/");
    assert!(home.element("open-sign-in").is_some(), "{}", home.text);
    let again = scene
        .browser
        .get(&home.attribute("a", "go-on", "href").map(|to| scene.daemon.at(&to)).unwrap())
        .await;
    assert_eq!(again.heading(), "Sign in");
    let lost = scene.browser.get("https://login.example/atproto/callback").await;
    assert_eq!(lost.status, 404);
    assert!(lost.text.contains("href=\"/sign-in/"), "{}", lost.text);
    is_denied(&scene.browser.submit(&home, "cancel", &[]).await);
    let home = scene.browser.get("https://login.example/").await;
    assert!(home.element("open-sign-in").is_none(), "it is over: {}", home.text);
}

#[tokio::test]
async fn the_front_page_offers_a_sign_in_to_its_own_browser_alone_and_the_latest_first() {
    let other = "[[clients]]\nclient_id = \"other\"\nclient_name = \"Other\"\npublic = true\n\
                 redirect_uris = [\"https://other.example/cb\"]";
    let mut scene = Scene::with(Setup { more: other, ..Setup::default() }).await;
    let at = scene.daemon.at("/");
    assert!(scene.browser.get(&at).await.element("open-sign-in").is_none(), "nothing is open");
    let first = scene.relying_party().await.ask().url;
    let second = first.replace("client_id=rp&", "client_id=other&");
    scene.browser.get(&first).await;
    scene.browser.get(&second.replace("rp.example", "other.example")).await;
    let home = scene.browser.get(&at).await;
    assert!(home.text.contains("other.example") && !home.text.contains("rp.example"));
    let mut stranger = crate::support::Browser::new(&scene.daemon, &scene.world);
    stranger.get(&first).await;
    stranger.forget();
    assert!(stranger.get(&at).await.element("open-sign-in").is_none());
    let policy = home.headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("form-action"), "its form leads to the relying party: {policy}");
    scene.daemon.hand.advance(60 * 60);
    assert!(scene.browser.get(&at).await.element("open-sign-in").is_none(), "too old");
}

/// Neither lists `prompt=login`, and rsky ignores it: an `auth_time` would be false.
#[tokio::test]
async fn a_relying_party_that_demands_a_new_sign_in_hears_that_rsky_and_cocoon_cannot_ask_for_one()
{
    for ways in [Ways::Rsky, Ways::Cocoon, Ways::Cirrus, Ways::Ezpds] {
        let mut scene = scene(ways).await;
        let url = format!("{}&max_age=3600", scene.relying_party().await.ask().url);
        let page = scene.sign_in(&url).await;
        assert_eq!(page.parameter("error").as_deref(), Some("login_required"), "{ways:?}");
        let why = page.parameter("error_description").unwrap();
        assert!(why.contains("max_age"), "{why}");
        assert!(scene.world.pds().tokens().is_empty(), "{ways:?}: it was not asked");
    }
}

/// A server of before June 2026 under our own domain shows an error to whoever comes from us.
#[tokio::test]
async fn whoever_does_not_come_back_from_a_server_next_door_is_led_there_another_way() {
    let https = Some("https://login.internal");
    let mut scene = Scene::with(Setup { https, tls: true, ..Setup::default() }).await;
    next_door(&mut scene, "https://login.internal", false).await;
    // `pds.internal` and `login.pds.internal` share more than a top-level domain.
    let https = Some("https://login.pds.internal");
    let mut scene = Scene::with(Setup { https, tls: true, ..Setup::default() }).await;
    next_door(&mut scene, "https://login.pds.internal", true).await;
}

async fn next_door(scene: &mut Scene, ours: &str, is_next_door: bool) {
    let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
    scene.browser.stop_before("/oauth/authorize");
    let away = scene.say_who(form.clone()).await;
    assert_eq!(away.url.host_str(), Some("pds.internal"), "the first time by a redirect");
    let form = scene.browser.get(form.url.as_str()).await;
    assert_eq!(form.element("not-back").is_some(), is_next_door, "{ours}: {}", form.text);
    let page = scene.say_who(form.clone()).await;
    if !is_next_door {
        assert_eq!(page.url.host_str(), Some("pds.internal"));
        return;
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("; sandbox;"), "an origin of its own: {policy}");
    let href = page.attribute("a", "leave", "href").unwrap();
    assert!(href.starts_with("https://pds.internal/oauth/authorize?client_id="), "{href}");
    // Whoever comes back is not missed, whatever they bring.
    scene.browser.stop_nowhere();
    scene.world.lie(|lies| _ = lies.callback.error("server_error", "no"));
    let back = scene.browser.follow_link_from_elsewhere(&href).await;
    assert_eq!(back.heading(), "Your server didn’t finish the sign-in", "{}", back.text);
    let form = scene.browser.get(form.url.as_str()).await;
    assert!(form.element("not-back").is_none(), "{}", form.text);
    scene.world.be_honest();
    assert!(scene.say_who(form).await.parameter("code").is_some());
}
