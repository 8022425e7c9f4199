//! What the tests share: a world, a daemon on a movable clock, a browser, a relying party.
//!
//! [`Scene`] sets up all four and walks the usual login, so that a test says only what is special
//! about it. The daemon runs in this process but is met over HTTP alone; the relying party is the
//! `openidconnect` crate, which shares no code with the provider.

pub(crate) mod browser;
pub(crate) mod daemon;
pub(crate) mod holders;
pub(crate) mod log;
pub(crate) mod program;
pub(crate) mod raw;
pub(crate) mod receiver;
pub(crate) mod relying_party;
pub(crate) mod signer;

pub(crate) use browser::{Browser, Page};
pub(crate) use daemon::{Daemon, Setup};
pub(crate) use program::{Install, Program};
pub(crate) use relying_party::{Question, RelyingParty};

use crate::small_world::{Account, Settings, SmallWorld};

/// When the movable clock of the tests starts: a fixed day, so that nothing depends on today.
pub(crate) const START: i64 = 1_790_000_000;

/// A world with alice in it, a daemon, and a browser at its door.
pub(crate) struct Scene {
    pub(crate) world: SmallWorld,
    pub(crate) alice: Account,
    pub(crate) daemon: Daemon,
    pub(crate) browser: Browser,
}

impl Scene {
    /// The usual scene: loopback network, no path.
    pub(crate) async fn open() -> Self {
        Self::with(Setup::default()).await
    }

    /// A scene with another set-up of the daemon.
    pub(crate) async fn with(setup: Setup) -> Self {
        Self::prepared(setup, |_| String::new()).await
    }

    /// A scene with buttons for the small PDS on the sign-in page, also for creating an account there.
    pub(crate) async fn with_button() -> Self {
        let button = |world: &SmallWorld| {
            let host = world.pds().origin().replace("http://", "");
            let list = |key: &str| format!("[[{key}]]\nname = \"Small\"\nhost = \"{host}\"\n");
            list("servers") + &list("sign_up_servers")
        };
        Self::prepared(Setup::default(), button).await
    }

    async fn prepared(setup: Setup, more: impl FnOnce(&SmallWorld) -> String) -> Self {
        let (clock, hand) = atlogin::clock::Clock::movable(START);
        let time = clock.clone();
        let now = std::sync::Arc::new(move || time.now());
        let settings = Settings { now, tls: setup.tls, ..Settings::default() };
        let world = SmallWorld::start(settings).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        // Once for each test: a leak that ends with it.
        let more = format!("{}{}", setup.more, more(&world)).leak();
        let daemon = Daemon::start(&world, Setup { more, ..setup }, (clock, hand)).await;
        let browser = Browser::new(&daemon, &world);
        Self { world, alice, daemon, browser }
    }

    /// The relying party that the daemon knows as `rp`.
    pub(crate) async fn relying_party(&self) -> RelyingParty {
        RelyingParty::discover(&self.daemon, "rp", Some(daemon::SECRET)).await
    }

    /// From the relying party's question to the address that its answer goes to, by somebody whom
    /// the browser does not know.
    pub(crate) async fn sign_in(&mut self, authorization_url: &str) -> Page {
        self.browser.forget_cookie("-session");
        let form = self.browser.get(authorization_url).await;
        self.say_who(form).await
    }

    /// A fresh code for alice, and the question it answers.
    pub(crate) async fn code(&mut self) -> (String, Question) {
        self.code_for(&["profile"]).await
    }

    /// The same for these scopes and `openid`.
    pub(crate) async fn code_for(&mut self, scopes: &[&str]) -> (String, Question) {
        let question = self.relying_party().await.ask_for(scopes);
        let answer = self.sign_in(&question.url).await;
        let code = answer.parameter("code");
        (code.unwrap_or_else(|| panic!("{}: {}", answer.url, answer.text)), question)
    }

    /// The tokens of a fresh code.
    pub(crate) async fn tokens(&mut self) -> serde_json::Value {
        self.tokens_for(&["profile"]).await
    }

    /// The same for these scopes and `openid`.
    pub(crate) async fn tokens_for(&mut self, scopes: &[&str]) -> serde_json::Value {
        let (code, question) = self.code_for(scopes).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", daemon::REDIRECT_URI),
            ("code_verifier", question.verifier.as_str()),
        ];
        let (status, tokens) = self.daemon.token(&form).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    /// Types alice's handle into the sign-in page and follows where it leads.
    pub(crate) async fn say_who(&mut self, form: Page) -> Page {
        let handle = self.alice.handle().to_owned();
        self.browser.submit(&form, "sign-in", &[("account", &handle)]).await
    }
}
