//! The field of the sign-in page: what it forgives, and what it says when something is wrong.
//!
//! Over the real program where its log is read too: every reference that a page shows is found there.

use reqwest::StatusCode;
use serde_json::json;

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::{Browser, Install, Page, Program, Scene, Setup};

#[tokio::test]
async fn forgives_what_can_not_change_the_meaning() {
    let mut scene = Scene::open().await;
    let did = scene.alice.did().to_owned();
    let host = scene.world.pds().origin().replace("http://", "");
    let link = format!("https://bsky.app/profile/{did}");
    scene.browser.stop_before("/oauth/authorize");
    for typed in [
        "alice.pds.test",
        "@alice.pds.test",
        "  alice.pds.test \t",
        "Alice.PDS.Test",
        "alice.pds.test.",
        "alice.pds.test/",
        "https://alice.pds.test",
        "http://alice.pds.test/",
        "(alice.pds.test)",
        "“@alice.pds.test”,",
        "\u{202a}alice.pds.test\u{202c}",
        "\u{200e}@\u{feff}alice.\u{200b}pds\u{00ad}.test",
        "alice. pds. test",
        "at://alice.pds.test",
        "at://alice.pds.test/app.bsky.feed.post/3k",
        "https://bsky.app/profile/alice.pds.test",
        "bsky.app/profile/alice.pds.test/post/3k?ref=x",
        "https://bsky.app/profile/@alice.pds.test",
        &link,
        &did,
        &format!(" {did} "),
        &format!("\u{2068}{did}\u{2069}"),
        &host,
        &format!("http://{host}/"),
        &format!("https://{host}"),
    ] {
        let question = scene.relying_party().await.ask();
        let form = scene.browser.get(&question.url).await;
        let page = scene.browser.submit(&form, "sign-in", &[("account", typed)]).await;
        assert_eq!(page.url.path(), "/oauth/authorize", "{typed:?}: {:?}", page.element("error"));
    }
}

#[tokio::test]
async fn a_button_starts_at_its_server_without_a_handle() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let (install, program) = with_button(&world).await;
    let (rp, mut browser) = (install.relying_party().await, install.browser(&world));
    let question = rp.ask();
    let form = browser.get(&question.url).await;
    assert!(form.text.contains("Sign in with Small PDS"));
    let host = world.pds().origin().replace("http://", "");
    // The field is sent along with the button, and means nothing then.
    let fields = [("account", "???"), ("server", host.as_str())];
    let answer = browser.submit(&form, "sign-in", &fields).await;
    let known = rp.hear(&question, &answer).await;
    assert_eq!(known.claims.subject().as_str(), alice.did());
    program.kill().await;
}

#[tokio::test]
async fn a_button_that_fails_speaks_of_its_server_and_not_of_spelling() {
    let world = SmallWorld::start(Settings::default()).await;
    let directory = world.plc_url().replace("http://", "");
    let pds = world.pds().origin().replace("http://", "");
    for (host, sentence) in [
        (directory.as_str(), "Signing in at Small PDS doesn’t work right now."),
        ("localhost:1", "localhost:1 isn’t responding right now."),
        (&pds, "localhost:"),
    ] {
        world.lie(|lies| {
            lies.server_metadata.status(503);
        });
        let (install, mut program) = with_button_at(&world, host).await;
        let (mut browser, form) = form(&install, &world).await;
        let fields = [("account", ""), ("server", host)];
        let page = browser.submit(&form, "sign-in", &fields).await;
        let said = page.element("error").unwrap();
        assert!(said.starts_with(sentence), "{host}: {said}");
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{host}");
        for word in ["spelling", "handle", "name", "typ"] {
            assert!(!said.contains(word), "{host}: {said}");
        }
        assert!(!page.text.contains("aria-invalid"), "{host}: the field is not to blame");
        program.log(&page.element("reference").unwrap()).await;
        program.kill().await;
    }
}

#[tokio::test]
async fn an_account_of_the_list_that_is_gone_is_not_a_spelling_mistake() {
    let mut scene = Scene::open().await;
    scene.code().await;
    let url = format!("{}&prompt=login", scene.relying_party().await.ask().url);
    let form = scene.browser.get(&url).await;
    scene.world.bury(&scene.alice);
    let did = scene.alice.did().to_owned();
    let page = scene.browser.submit(&form, "accounts", &[("known", &did)]).await;
    assert!(page.element("error").unwrap().starts_with("This account doesn’t exist any more."));
}

#[tokio::test]
async fn an_email_address_leads_to_the_button_and_never_to_a_handle_of_a_stranger() {
    let world = SmallWorld::start(Settings::default()).await;
    let (install, program) = with_button(&world).await;
    let (mut browser, form) = form(&install, &world).await;
    let page = browser.submit(&form, "sign-in", &[("account", "max@gmail.com")]).await;
    assert!(page.element("error").unwrap().contains("use the button for Small PDS"));
    assert!(!page.text.contains("max.gmail.com"), "{}", page.text);
    assert!(page.text.contains("aria-invalid"));
    program.kill().await;
}

#[tokio::test]
async fn a_fediverse_address_begins_at_the_account_that_its_domain_is() {
    let mut scene = Scene::open().await;
    scene.browser.stop_before("/oauth/authorize");
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let page =
        scene.browser.submit(&form, "sign-in", &[("account", "@alice@alice.pds.test")]).await;
    assert_eq!(page.url.path(), "/oauth/authorize", "{:?}", page.element("error"));
}

#[tokio::test]
async fn a_login_hint_stands_in_the_field_and_is_sent_by_nobody_but_the_person() {
    let mut scene = Scene::open().await;
    let url = format!("{}&login_hint=alice.pds.test", scene.relying_party().await.ask().url);
    let form = scene.browser.get(&url).await;
    assert_eq!(form.attribute("input", "account", "value").as_deref(), Some("alice.pds.test"));
    assert_eq!(form.heading(), "Sign in");
    assert!(scene.world.seen().is_empty());
}

/// What goes wrong, by whose fault, and the beginning of what the page says.
struct Case {
    typed: String,
    status: StatusCode,
    sentence: &'static str,
    suggestion: Option<String>,
}

fn case(typed: &str, status: u16, sentence: &'static str) -> Case {
    let status = StatusCode::from_u16(status).unwrap();
    Case { typed: typed.to_owned(), status, sentence, suggestion: None }
}

#[tokio::test]
async fn says_what_is_wrong_with_what_was_typed() {
    let world = SmallWorld::start(Settings::default()).await;
    let (install, mut program) = with_button(&world).await;
    let host = world.pds().origin().replace("http://", "");
    let suggested = |suggestion: String, case: Case| Case { suggestion: Some(suggestion), ..case };
    for case in [
        case("   ", 422, "Enter your handle, like alice.bsky.social."),
        suggested(format!("alice.{host}"), case("alice", 422, "A handle has at least one dot")),
        case("maria@pds.test", 422, "This looks like an email address."),
        case("max_muster@gmail.com", 422, "This looks like an email address."),
        case(
            "@ted@nobody.pds.test",
            422,
            "This looks like a Fediverse address, so we tried the handle nobody.pds.test. We found no account",
        ),
        case("alice.local", 422, "Handles ending in .local can’t be used here."),
        case("al ice.pds.test", 422, "This is not a handle."),
        case("did:example:123", 422, "This kind of DID is not supported."),
        case("did:web:pds.test:alice", 422, "This kind of DID is not supported."),
        case("javascript:alert(1)", 422, "This is not a handle."),
        case("nobody.pds.test", 422, "We found no account with this handle."),
        case("localhost:1", 502, "localhost:1 isn’t responding right now."),
        case(&world.plc_url(), 422, "We found no account with this name, and localhost"),
    ] {
        says(&install, &mut program, &world, &case).await;
    }
    let form = form(&install, &world).await;
    let mut browser = form.0;
    let page = browser.submit(&form.1, "sign-in", &[("server", "evil.example")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.element("error").unwrap().starts_with("This page has changed since"));
    program.log(&page.element("reference").unwrap()).await;
    program.kill().await;
}

#[tokio::test]
async fn says_what_is_wrong_with_the_account_or_its_server() {
    let world = SmallWorld::start(Settings::default()).await;
    let (install, mut program) = with_button(&world).await;
    for (name, status, sentence, spoil) in FAULTS {
        let handle = format!("{name}.pds.test");
        let account = world.account(&world.pds(), &handle).await;
        spoil(&world, &account);
        says(&install, &mut program, &world, &case(&handle, status, sentence)).await;
        world.be_honest();
    }
    program.kill().await;
}

type Fault = (&'static str, u16, &'static str, fn(&SmallWorld, &Account));

const FAULTS: [Fault; 8] = [
    ("several", 422, "This handle points to several accounts.", |world, account| {
        let records = [&format!("did={}", account.did()), "did=did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"];
        world.publish_txt(&format!("_atproto.{}", account.handle()), &records);
    }),
    ("nodid", 422, "This handle is set up incorrectly", |world, account| {
        world.unpublish_handle(account.handle());
        world.publish_txt(&format!("_atproto.{}", account.handle()), &["did=nonsense"]);
    }),
    ("unclaimed", 422, "This handle points to an account that uses another", |world, account| {
        let mut document = world.document(account);
        document["alsoKnownAs"] = json!(["at://other.pds.test"]);
        world.publish_document(account, document);
    }),
    ("nopds", 422, "This account has no server we could send you to", |world, account| {
        let mut document = world.document(account);
        document["service"] = json!([]);
        world.publish_document(account, document);
    }),
    ("closed", 502, "localhost", |world, _| {
        world.lie(|lies| {
            lies.server_metadata.status(503);
        });
    }),
    ("refused", 502, "localhost", |world, _| {
        world.lie(|lies| {
            lies.par.error("invalid_client_metadata", "no localhost clients here");
        });
    }),
    ("par", 502, "localhost", |world, _| {
        world.lie(|lies| {
            lies.par.error("temporarily_unavailable", "later");
        });
    }),
    ("plc", 502, "localhost", |world, _| {
        world.lie(|lies| {
            lies.did_document.status(500);
        });
    }),
];

/// One try to sign in: the page says so, keeps what was typed, and its reference is in the log.
async fn says(install: &Install, program: &mut Program, world: &SmallWorld, case: &Case) {
    let (mut browser, form) = form(install, world).await;
    let page = browser.submit(&form, "sign-in", &[("account", &case.typed)]).await;
    let said = page.element("error").unwrap_or_default();
    assert!(said.starts_with(case.sentence), "{}: {said}", case.typed);
    assert_eq!(page.status, case.status, "{}", case.typed);
    assert_eq!(page.heading(), "Sign in");
    let kept = page.attribute("input", "account", "value");
    assert_eq!(kept.as_deref(), Some(case.typed.trim()));
    let offered = page.text.contains("<form id=\"suggestion\"");
    assert_eq!(offered, case.suggestion.is_some(), "{}", case.typed);
    if let Some(suggestion) = &case.suggestion {
        assert!(page.text.contains(&format!("value=\"{suggestion}\"")), "{}", page.text);
    }
    let reference = page.headers["x-request-id"].to_str().unwrap();
    let shown = page.element("reference").unwrap_or_else(|| panic!("{}", page.text));
    assert_eq!(page.text.matches("id=\"reference\"").count(), 1, "{}", page.text);
    let log = program.log(&format!("request{{id={reference}")).await;
    let is_told = |line: &&str| line.contains(reference) && line.contains(&shown);
    let told = log.lines().filter(is_told).count();
    assert!(told >= 2, "why, and that it was answered: {log}");
}

async fn form(install: &Install, world: &SmallWorld) -> (Browser, Page) {
    let (rp, mut browser) = (install.relying_party().await, install.browser(world));
    let page = browser.get(&rp.ask().url).await;
    (browser, page)
}

/// The real program, with a button for the small PDS.
async fn with_button(world: &SmallWorld) -> (Install, Program) {
    with_button_at(world, &world.pds().origin().replace("http://", "")).await
}

/// The same for a button that leads to `host`.
async fn with_button_at(world: &SmallWorld, host: &str) -> (Install, Program) {
    let button = format!("[[servers]]\nname = \"Small PDS\"\nhost = \"{host}\"\n");
    let more: &'static str = Box::leak(button.into_boxed_str());
    let install = Install::new(world, &Setup { more, ..Setup::default() });
    let program = install.start().await;
    (install, program)
}
