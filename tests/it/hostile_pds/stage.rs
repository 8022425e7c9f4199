//! A scene whose servers lie: what comes of a login, and that honest servers still get through.

use std::ops::{Deref, DerefMut};

use reqwest::StatusCode;

use crate::small_world::{Pds, Settings, SmallWorld};
use crate::support::log::Log;
use crate::support::relying_party::Known;
use crate::support::{Browser, Daemon, Question, RelyingParty, START, Scene, Setup};

pub(super) use crate::support::Page;

/// A scene, what the daemon writes down in it, and a relying party that asks.
pub(super) struct Stage {
    scene: Scene,
    asks: RelyingParty,
    /// The log of everything since the beginning.
    pub(super) log: Log,
}

/// Codes, tokens and sessions: what no lie may bring about.
const GIVEN: &str = "SELECT (SELECT count(*) FROM authorization_code)
    + (SELECT count(*) FROM access_token) + (SELECT count(*) FROM browser_session)";

impl Stage {
    /// Loopback addresses over http.
    pub(super) async fn open() -> Self {
        Self::with(false, async |_| Setup::default()).await
    }

    /// A world that speaks TLS: handles are found by their web servers too.
    pub(super) async fn tls() -> Self {
        Self::with(true, async |_| Setup::default()).await
    }

    /// A confidential client in a world that speaks TLS.
    pub(super) async fn confidential() -> Self {
        let https = Some("https://login.example");
        Self::with(true, async |_| Setup { https, ..Setup::default() }).await
    }

    /// `prepare` makes whatever the daemon's configuration has to know of.
    pub(super) async fn with(tls: bool, prepare: impl AsyncFnOnce(&SmallWorld) -> Setup) -> Self {
        let log = Log::start();
        let (clock, hand) = atlogin::clock::Clock::movable(START);
        let time = clock.clone();
        let now = std::sync::Arc::new(move || time.now());
        let world = SmallWorld::start(Settings { tls, now, ..Settings::default() }).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let setup = prepare(&world).await;
        let daemon = Daemon::start(&world, Setup { tls, ..setup }, (clock, hand)).await;
        let browser = Browser::new(&daemon, &world);
        let scene = Scene { world, alice, daemon, browser };
        let asks = scene.relying_party().await;
        Self { scene, asks, log }
    }

    /// What a person types to begin at this server.
    pub(super) fn server_of(pds: &Pds) -> String {
        pds.origin().replace("http://", "")
    }

    /// A sign-in by a fresh browser in which `typed` is typed, and where it ended.
    pub(super) async fn attempt(&mut self, typed: &str) -> (Question, Page) {
        self.browser.forget();
        let question = self.asks.ask();
        let form = self.browser.get(&question.url).await;
        let page = self.browser.submit(&form, "sign-in", &[("account", typed)]).await;
        (question, page)
    }

    /// The same, up to the first address with this path, which is not opened.
    pub(super) async fn up_to(&mut self, path: &str, typed: &str) -> (Question, String) {
        self.browser.stop_before(path);
        let (question, page) = self.attempt(typed).await;
        self.browser.stop_nowhere();
        assert_eq!(page.url.path(), path, "{}", page.text);
        (question, page.url.to_string())
    }

    /// A sign-in that must come to nothing.
    pub(super) async fn refused(&mut self, typed: &str) -> Page {
        let before = self.given().await;
        let (_, page) = self.attempt(typed).await;
        self.is_refusal(page, before).await
    }

    /// An address that must lead to nothing.
    pub(super) async fn refused_at(&mut self, address: &str) -> Page {
        let before = self.given().await;
        let page = self.browser.get(address).await;
        self.is_refusal(page, before).await
    }

    async fn is_refusal(&self, page: Page, before: i64) -> Page {
        assert_eq!(page.url.host_str(), self.host().as_deref(), "stays with us: {}", page.url);
        assert!(
            page.status.is_client_error() || page.status == StatusCode::BAD_GATEWAY,
            "{page:?}"
        );
        assert_eq!(self.given().await, before, "no code and no session");
        assert!(self.browser.cookie("-session").is_none(), "no session cookie");
        assert!(!page.text.contains("<script"), "{}", page.text);
        page
    }

    /// A sign-in that must succeed, and what the relying party then knows.
    pub(super) async fn signs_in(&mut self, typed: &str) -> Known {
        let (question, page) = self.attempt(typed).await;
        self.hears(&question, &page).await
    }

    /// What the relying party hears, its clock being right.
    pub(super) async fn hears(&self, question: &Question, page: &Page) -> Known {
        self.relying_party().await.hear(question, page).await
    }

    /// Every server is honest again, and alice signs in.
    pub(super) async fn honest_again(&mut self) -> Known {
        self.world.be_honest();
        let handle = self.alice.handle().to_owned();
        let known = self.signs_in(&handle).await;
        assert_eq!(known.claims.subject().as_str(), self.alice.did());
        known
    }

    /// How many codes, tokens and sessions there are.
    pub(super) async fn given(&self) -> i64 {
        self.daemon.count(GIVEN).await
    }

    /// How often an endpoint of the world was asked.
    pub(super) fn asked(&self, path: &str) -> usize {
        self.world.seen().iter().filter(|seen| seen.path == path).count()
    }

    fn host(&self) -> Option<String> {
        url::Url::parse(&self.daemon.url).unwrap().host_str().map(str::to_owned)
    }
}

impl Deref for Stage {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        &self.scene
    }
}

impl DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut Scene {
        &mut self.scene
    }
}

/// The one sentence below the sign-in field.
pub(super) fn error_of(page: &Page) -> String {
    assert_eq!(page.heading(), "Sign in", "{}", page.text);
    page.element("error").unwrap_or_else(|| panic!("no error: {}", page.text))
}

/// What a person reads whenever a server is at fault, whatever it did.
pub(super) fn is_the_fault_of_a_server(page: &Page) -> bool {
    let detail = page.element("detail").unwrap_or_default();
    page.status == StatusCode::BAD_GATEWAY
        && !error_of(page).is_empty()
        && detail.contains("no usable answer for")
}
