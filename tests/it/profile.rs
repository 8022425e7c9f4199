//! Name, picture and handle as relying parties get them (attacks C2, P26, P37): cleaned, capped, and
//! never a reason for a login to fail.

use std::time::Duration;

use openidconnect::core::CoreIdTokenClaims;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::small_world::lies::{Wire, deep_json, gzip_bomb, huge_json};
use crate::small_world::{Account, Lies, Settings, SmallWorld};
use crate::support::{Browser, Daemon, RelyingParty, START, Scene, Setup, daemon};

const CID: &str = "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";

async fn claims(scene: &mut Scene) -> CoreIdTokenClaims {
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let answer = scene.sign_in(&question.url).await;
    let known = rp.hear(&question, &answer).await;
    let (told, asked) = (&known.claims, &known.userinfo);
    assert_eq!(told.name(), asked.name(), "the same in both places");
    assert_eq!(told.picture(), asked.picture());
    assert_eq!(told.preferred_username(), asked.preferred_username());
    assert_eq!(told.profile(), asked.profile());
    assert_eq!(told.subject().as_str(), scene.alice.did());
    known.claims
}

fn name(claims: &CoreIdTokenClaims) -> Option<String> {
    claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned())
}

fn picture(claims: &CoreIdTokenClaims) -> Option<String> {
    claims.picture().and_then(|url| url.get(None)).map(|url| url.as_str().to_owned())
}

fn profile(name: &str, avatar: &Value) -> Value {
    json!({ "$type": "app.bsky.actor.profile", "displayName": name, "avatar": avatar })
}

fn avatar(mime_type: &str, cid: &str) -> Value {
    json!({ "$type": "blob", "ref": { "$link": cid }, "mimeType": mime_type, "size": 100 })
}

/// Without a name of their own nobody has one.
const NO_NAME: Setup = Setup {
    path: "",
    https: None,
    tls: false,
    network: None,
    client: "name_from_handle = false",
    more: "",
    top: "",
};

#[tokio::test]
async fn who_has_no_name_is_called_by_their_handle_unless_the_operator_does_not_want_it() {
    let mut scene = Scene::open().await;
    assert_eq!(name(&claims(&mut scene).await).as_deref(), Some("alice.pds.test"));
    scene.world.publish_profile(&scene.alice, profile("Alice", &Value::Null));
    assert_eq!(name(&claims(&mut scene).await).as_deref(), Some("Alice"));
    scene.world.publish_profile(&scene.alice, profile("", &Value::Null));
    assert_eq!(name(&claims(&mut scene).await).as_deref(), Some("alice.pds.test"));
    let mut scene = Scene::with(NO_NAME).await;
    assert_eq!(name(&claims(&mut scene).await), None);
}

#[tokio::test]
async fn a_name_is_cleaned_and_capped() {
    let mut scene = Scene::with(NO_NAME).await;
    let long = "x".repeat(2000);
    for (published, told) in [
        ("Alice Example", Some("Alice Example")),
        ("  Alice\r\n\tExample \u{a0} ", Some("Alice Example")),
        ("\u{202e}ecilA\u{202c}\u{2066}\u{0007}\u{0000}", Some("ecilA")),
        ("A\u{200b}l\u{feff}i\u{00ad}ce", Some("Alice")),
        ("\u{200f}\u{2028} \u{e0041}", None),
        ("", None),
        ("<b>Alice</b>", Some("<b>Alice</b>")),
        (&long, Some(&long[..64])),
        ("\u{1f468}\u{200d}\u{1f469}", Some("\u{1f468}\u{200d}\u{1f469}")),
    ] {
        scene.world.publish_profile(&scene.alice, profile(published, &Value::Null));
        assert_eq!(name(&claims(&mut scene).await).as_deref(), told, "{published:?}");
    }
}

#[tokio::test]
async fn a_picture_is_png_jpeg_or_webp_at_the_persons_own_server() {
    let mut scene = Scene::open().await;
    let ours = format!("{}/xrpc/com.atproto.sync.getBlob?did=", scene.world.pds().origin());
    for (avatar, good) in [
        (avatar("image/png", CID), true),
        (avatar("image/jpeg", CID), true),
        (avatar("image/webp", CID), true),
        (avatar("image/svg+xml", CID), false),
        (avatar("IMAGE/PNG; a=b", CID), false),
        (avatar("text/html", CID), false),
        (avatar("image/png", ""), false),
        (avatar("image/png", "../../evil"), false),
        (avatar("image/png", &format!("{CID}&did=did:plc:other")), false),
        (avatar("image/png", "https://evil.example/x.png"), false),
        (json!("https://evil.example/x.png"), false),
        (json!("data:image/svg+xml,<svg onload=alert(1)>"), false),
        (avatar("image/png", "data:image/png;base64,AAAA"), false),
        (avatar("image/png", "bafk\"><svg onload=alert(1)>"), false),
        (json!({ "cid": CID, "mimeType": "image/png" }), false),
        (json!([]), false),
    ] {
        scene.world.publish_profile(&scene.alice, profile("Alice", &avatar));
        let claims = claims(&mut scene).await;
        let told = picture(&claims);
        assert_eq!(told.is_some(), good, "{avatar}");
        assert!(told.is_none_or(|url| url.starts_with(&ours) && url.ends_with(CID)));
        assert_eq!(name(&claims).as_deref(), Some("Alice"), "the name is as good as without it");
    }
}

#[tokio::test]
async fn a_record_that_is_missing_or_hostile_costs_the_login_nothing() {
    let mut scene = Scene::with(NO_NAME).await;
    scene.world.publish_profile(&scene.alice, profile("Alice", &avatar("image/png", CID)));
    let lies: [fn(&mut Lies); 14] = [
        |lies| _ = lies.profile.status(404),
        |lies| _ = lies.profile.status(500),
        |lies| _ = lies.profile.error("RecordNotFound", "<script>"),
        |lies| _ = lies.profile.redirect(302, "http://localhost:1/"),
        |lies| _ = lies.profile.body(huge_json()),
        |lies| _ = lies.profile.body(deep_json(100_000)),
        |lies| _ = lies.profile.body(gzip_bomb(100)).header("content-encoding", "gzip"),
        |lies| _ = lies.profile.body("[]"),
        |lies| _ = lies.profile.body(""),
        |lies| _ = lies.profile.body("<!doctype html>"),
        |lies| _ = lies.profile.set("value", Value::Null),
        |lies| _ = lies.profile.set("value", json!({ "displayName": ["a"], "avatar": 7 })),
        |lies| lies.profile.wire = Wire::CutOff(20),
        |lies| lies.profile.wire = Wire::EndlessHead,
    ];
    for (number, lie) in lies.into_iter().enumerate() {
        scene.world.lie(lie);
        let claims = claims(&mut scene).await;
        assert_eq!((name(&claims), picture(&claims)), (None, None), "lie {number}");
        assert_eq!(claims.preferred_username().unwrap().as_str(), scene.alice.handle());
        scene.world.be_honest();
    }
    assert_eq!(name(&claims(&mut scene).await).as_deref(), Some("Alice"), "the lies were it");
}

/// Waits for real: three seconds are what a name is worth.
#[tokio::test]
async fn a_slow_record_is_not_waited_for() {
    let mut scene = Scene::with(NO_NAME).await;
    scene.world.publish_profile(&scene.alice, profile("Alice", &Value::Null));
    scene.world.lie(|lies| lies.profile.wire = Wire::SlowHead(Duration::from_secs(1)));
    let began = tokio::time::Instant::now();
    assert_eq!(name(&claims(&mut scene).await), None);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_handle_that_is_not_verified_is_told_to_nobody() {
    let spoil: [fn(&SmallWorld, &Account); 3] = [
        |world, alice| world.unpublish_handle(alice.handle()),
        |world, alice| {
            let other = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";
            world.publish_txt(&format!("_atproto.{}", alice.handle()), &[&format!("did={other}")]);
        },
        |world, alice| {
            let mut document = world.document(alice);
            document["alsoKnownAs"] = json!(["at://handle.invalid"]);
            world.publish_document(alice, document);
        },
    ];
    for spoil in spoil {
        let mut scene = Scene::open().await;
        spoil(&scene.world, &scene.alice);
        let rp = scene.relying_party().await;
        let question = rp.ask();
        let form = scene.browser.get(&question.url).await;
        let did = scene.alice.did().to_owned();
        let answer = scene.browser.submit(&form, "sign-in", &[("account", &did)]).await;
        let known = rp.hear(&question, &answer).await;
        assert_eq!(known.claims.subject().as_str(), did);
        assert_eq!(known.claims.preferred_username(), None);
        assert_eq!(known.userinfo.preferred_username(), None);
    }
}

/// A legal DID that OpenID Connect has no room for (OIDC Core §2: 255 characters).
#[tokio::test]
async fn refuses_a_did_of_more_than_255_characters_with_a_clear_page() {
    let label = "a".repeat(60);
    let handle = format!("{label}.{label}.{label}.{label}.abcdef");
    let settings =
        Settings { tls: true, now: std::sync::Arc::new(|| START), ..Settings::default() };
    let world = SmallWorld::start(settings).await;
    let account = world.did_web_account(&world.pds(), &handle).await;
    assert!(account.did().len() > 255 && handle.len() <= 253);
    let setup = Setup { https: Some("https://login.example"), tls: true, ..Setup::default() };
    let daemon = Daemon::start(&world, setup, atlogin::clock::Clock::movable(START)).await;
    let mut browser = Browser::new(&daemon, &world);
    let rp = RelyingParty::discover(&daemon, "rp", Some(daemon::SECRET)).await;
    let form = browser.get(&rp.ask().url).await;
    let page = browser.submit(&form, "sign-in", &[("account", account.did())]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
    assert_eq!(page.heading(), "You can’t use this account here");
    assert!(page.text.contains("Start over at Relying Party"));
    for table in ["SELECT count(*) FROM authorization_code", "SELECT count(*) FROM browser_session"]
    {
        assert_eq!(daemon.count(table).await, 0, "{table}");
    }
}
