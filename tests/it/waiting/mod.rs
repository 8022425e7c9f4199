//! The page at which a person waits while other servers are slow: when it comes, what it shows, and how it
//! goes on (docs/decisions/waiting-pages.md).
//!
//! A server is held back by a gate. The page comes after 400 ms, which is the only time that passes here.

mod coming_back;
mod going_on;
mod leaving;
mod showing;
mod staying;

use crate::small_world::Lies;
use crate::small_world::lies::{Gate, Wire};
use crate::support::browser::Begun;
use crate::support::{Browser, Page, Question, Scene, Setup};

/// The last line of the beginning.
const BEGUN: &str = "Back to the sign-in page</a>";

const CODES: &str = "SELECT count(*) FROM authorization_code";
const SESSIONS: &str = "SELECT count(*) FROM browser_session";
const ATTEMPTS: &str = "SELECT count(*) FROM pds_request";

/// A scene whose browser takes pages.
async fn scene() -> Scene {
    scene_with(Setup::default()).await
}

async fn scene_with(setup: Setup) -> Scene {
    let mut scene = Scene::with(setup).await;
    scene.browser.take_pages();
    scene
}

/// From now on something of the world is held back by the gate.
fn hold(scene: &Scene, lie: impl Fn(&mut Lies, Wire)) -> Gate {
    let gate = Gate::closed();
    scene.world.lie(|lies| lie(lies, Wire::Held(gate.clone())));
    gate
}

fn hold_handle(scene: &Scene) -> Gate {
    hold(scene, |lies, wire| lies.did_document.wire = wire)
}

fn hold_token(scene: &Scene) -> Gate {
    hold(scene, |lies, wire| lies.token.wire = wire)
}

/// A start that waits, with its sign-in page and the question.
async fn slow_start(scene: &mut Scene, gate: impl FnOnce(&Scene) -> Gate) -> Start {
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let gate = gate(scene);
    let begun = begin(&mut scene.browser, &form, scene.alice.handle()).await;
    Start { question, form, gate, begun }
}

struct Start {
    question: Question,
    form: Page,
    gate: Gate,
    begun: Begun,
}

impl Start {
    /// The page when it is whole.
    async fn whole(self) -> (Page, Page, Question) {
        self.gate.open();
        (self.begun.whole().await.unwrap(), self.form, self.question)
    }
}

async fn begin(browser: &mut Browser, form: &Page, account: &str) -> Begun {
    let mut begun = browser.begin_submit(form, "sign-in", &[("account", account)]).await;
    begun.read_to(BEGUN).await;
    begun
}

/// The address of a callback that was not opened yet.
async fn callback_address(scene: &mut Scene, url: &str) -> String {
    let form = scene.browser.get(url).await;
    scene.browser.stop_before("/atproto/callback");
    let page = scene.say_who(form).await;
    scene.browser.stop_nowhere();
    assert_eq!(page.url.path(), "/atproto/callback", "{}", page.text);
    page.url.to_string()
}

/// A callback that waits for the token endpoint.
async fn slow_callback(scene: &mut Scene, url: &str) -> (String, Gate, Begun) {
    let callback = callback_address(scene, url).await;
    let gate = hold_token(scene);
    let mut begun = scene.browser.begin_get(&callback).await;
    begun.read_to(BEGUN).await;
    (callback, gate, begun)
}

/// A callback whose page has waited until its end: its address, and where the page leads.
async fn waited_callback(scene: &mut Scene, url: &str) -> (String, String) {
    let (callback, gate, begun) = slow_callback(scene, url).await;
    gate.open();
    let page = begun.whole().await.unwrap();
    (callback, way_on(scene, &page))
}

/// Where a page that has ended leads by itself: an address of our own that names its login.
fn way_on(scene: &Scene, page: &Page) -> String {
    let url = page.refresh().unwrap_or_else(|| panic!("no refresh: {}", page.text));
    assert!(url.as_str().starts_with(&scene.daemon.at("/sign-in/")), "{url}");
    assert!(url.path().contains("/go-on/"), "{url}");
    let link = page.attribute("a", "go-on", "href");
    assert_eq!(link.as_deref(), Some(url.path()), "the link leads where the refresh does");
    url.to_string()
}

/// What a waiting page says is no secret: no code, no address of anybody else.
fn tells_nothing(scene: &Scene, page: &Page) {
    for secret in ["code=", "state=", "request_uri", "http://", "https://", "urn:"] {
        assert!(!page.text.contains(secret), "{secret} in {}", page.text);
    }
    let cookies = scene.browser.cookies();
    assert!(cookies.iter().all(|cookie| !page.text.contains(cookie.as_str())), "{}", page.text);
}

async fn given(scene: &Scene) -> (i64, i64) {
    (scene.daemon.count(CODES).await, scene.daemon.count(SESSIONS).await)
}

fn is_signed_in(page: &Page) -> bool {
    page.url.host_str() == Some("rp.example") && page.parameter("code").is_some()
}

/// The error page of a number that leads nowhere (any more): it has a way on.
fn leads_back(page: &Page, form: &Page) {
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (410, "Please try again"));
    assert!(page.text.contains(&format!("href=\"{}\"", form.url.path())), "{}", page.text);
}
