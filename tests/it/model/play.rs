//! A world, a daemon, browsers, and the model beside them.

use atlogin::clock::Clock;
use reqwest::StatusCode;

use super::ALLOWED;
use super::expected::{Expected, SESSION};
use super::rows::{PASSING, Rows, Store};
use super::step::Step;
use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::signer::Signer;
use crate::support::{Browser, Daemon, Page, START, Setup};

/// A relying party: its identifier, its secret if it has one, and where it is answered.
pub(super) type Client = (&'static str, Option<&'static str>, &'static str);

/// One that is trusted, one whose people are asked once, an app on a device, whose people are
/// asked each time, and one that is trusted and proves itself by a key.
pub(super) const CLIENTS: [Client; 4] = [
    ("rp", Some(SECRET), REDIRECT_URI),
    ("asking", Some(SECRET), "https://asking.example/cb"),
    ("app", None, "org.example.app:/cb"),
    (KEYED, None, "https://signer.example/cb"),
];

/// The one with a key.
pub(super) const KEYED: &str = "signer";

/// Those whose people are not asked for consent.
pub(super) const TRUSTED: [&str; 3] = ["rp", KEYED, ACCOUNT_PAGE];

/// The account page, which is a relying party too.
pub(super) const ACCOUNT_PAGE: &str = "atlogin-account";

const MORE: &str = r#"
[[clients]]
client_id = "asking"
consent = true
client_secret = "rp-secret-0123456789-abcdefghijklmnopqrstu"
redirect_uris = ["https://asking.example/cb"]
scopes = ["openid", "profile", "offline_access"]

[[clients]]
client_id = "app"
public = true
redirect_uris = ["org.example.app:/cb"]
scopes = ["openid", "profile", "offline_access"]
"#;

/// A browser, and what the model knows of it.
pub(super) struct Tab {
    pub(super) browser: Browser,
    /// Another one each time that its cookies are gone.
    pub(super) name: usize,
    pub(super) session: Option<usize>,
}

/// A page that somebody has open, and its login.
pub(super) struct OpenPage {
    pub(super) tab: usize,
    pub(super) page: Page,
    pub(super) login: usize,
    /// Who is asked for consent there.
    pub(super) asks: Option<usize>,
}

pub(super) struct Play {
    pub(super) world: SmallWorld,
    pub(super) people: Vec<Account>,
    pub(super) daemon: Daemon,
    pub(super) tabs: Vec<Tab>,
    pub(super) pages: Vec<OpenPage>,
    pub(super) expected: Expected,
    pub(super) names: usize,
    /// The key of [`KEYED`], and one that it does not have.
    pub(super) keys: [Signer; 2],
    /// The assertion that was accepted last.
    pub(super) shown: Option<String>,
    /// What this step has sent, in bytes.
    pub(super) sent: usize,
    store: Store,
    stored: i64,
}

impl Play {
    pub(super) async fn begin() -> Self {
        let (clock, hand) = Clock::movable(START);
        let time = clock.clone();
        let now = std::sync::Arc::new(move || time.now());
        let world = SmallWorld::start(Settings { now, ..Settings::default() }).await;
        let mut people = Vec::new();
        for name in ["alice", "bob", "carol"] {
            people.push(world.account(&world.pds(), &format!("{name}.pds.test")).await);
        }
        let lifetimes = format!("session_idle_lifetime = {SESSION}\nsession_lifetime = {SESSION}");
        let scopes = r#"scopes = ["openid", "profile", "offline_access"]"#;
        let keys = [Signer::new("one"), Signer::new("one")];
        let setup = Setup {
            client: scopes,
            more: format!("{MORE}{}", keys[0].in_file(scopes)).leak(),
            top: lifetimes.leak(),
            ..Setup::default()
        };
        let daemon = Daemon::start(&world, setup, (clock, hand)).await;
        let tab = |name| Tab { browser: Browser::new(&daemon, &world), name, session: None };
        let tabs: Vec<_> = (0..3).map(tab).collect();
        let accounts = people.iter().map(|account| account.did().to_owned()).collect();
        let mut store = Store::open(&daemon.database()).await;
        let stored = store.bytes().await;
        let expected = Expected::new(START, accounts);
        let (pages, names, sent) = (Vec::new(), tabs.len(), 0);
        let shown = None;
        Self {
            world,
            people,
            daemon,
            tabs,
            pages,
            expected,
            names,
            keys,
            shown,
            sent,
            store,
            stored,
        }
    }

    pub(super) async fn step(&mut self, step: &Step) {
        self.sent = 0;
        match *step {
            Step::Ask { browser, client, how } => self.ask(browser, CLIENTS[client], how).await,
            Step::Push { client, how } => self.push(CLIENTS[client], how).await,
            Step::Follow { browser, pushed } => self.follow(browser, pushed).await,
            Step::Open { browser, login } => self.open(browser, login).await,
            Step::Name { page, account, approves, stays } => {
                self.name(page, account, approves, stays).await;
            }
            Step::Return { browser, attempt } => self.come_back(browser, attempt).await,
            Step::Decide { page, allows } => self.decide(page, allows).await,
            Step::Redeem { code, proof } => self.redeem(code, proof).await,
            Step::Refresh { family, shown, proof } => self.refresh(family, shown, proof).await,
            Step::Revoke { token } => self.revoke(token).await,
            Step::RevokeFamily { family } => self.revoke_family(family).await,
            Step::Look { token } => self.look(token).await,
            Step::ShowAgain => self.show_again().await,
            Step::SignOut { browser, stays } => self.sign_out(browser, stays).await,
            Step::Account { browser } => drop(self.account_page(browser, "/account").await),
            Step::EndOthers { browser } => self.end_others(browser).await,
            Step::EndThis { browser } => self.end_this(browser).await,
            Step::RemoveAccess { browser, client } => self.remove_access(browser, client).await,
            Step::Read { browser, address } => self.read(browser, address).await,
            Step::Everywhere { browser, deletes } => self.everywhere(browser, deletes).await,
            Step::CloseBrowser { browser } => self.close(browser),
            Step::Wait(seconds) => self.wait(seconds),
            Step::Sweep => self.sweep().await,
        }
    }

    fn wait(&mut self, seconds: i64) {
        self.daemon.hand.advance(seconds);
        self.expected.now += seconds;
    }

    async fn sweep(&mut self) {
        self.daemon.housekeep().await;
        self.expected.is_swept();
        assert_eq!(self.store.overdue(self.expected.now).await, 0, "the sweep left something");
    }

    /// The rows are those of the model, and not more was stored than was sent.
    pub(super) async fn compare(&mut self, when: &str) {
        let found = self.store.live(self.expected.now).await;
        let expected = self.expected.rows();
        if found != expected {
            let only = |these: &Rows, others: &Rows| -> Vec<String> {
                let others = |kind| others.get(kind).copied().unwrap_or_default();
                let differ = these.iter().filter(|(kind, count)| others(*kind) != **count);
                differ.map(|(kind, count)| format!("{count} × {kind}")).collect()
            };
            let (more, less) = (only(&found, &expected), only(&expected, &found));
            panic!("{when}: there are {more:?} where the model has {less:?}");
        }
        let stored = self.store.bytes().await;
        let sent = i64::try_from(self.sent).unwrap();
        let grown = stored - self.stored;
        assert!(grown <= ALLOWED + 2 * sent, "{when}: {grown} bytes are stored of {sent} sent");
        self.stored = stored;
    }

    /// When all has expired, one sweep leaves nothing of it.
    pub(super) async fn end(&mut self) {
        self.wait(181 * 86_400);
        self.sweep().await;
        let mut left = Vec::new();
        for table in PASSING.iter().chain(&["account", "chosen_account"]) {
            left.extend(
                Some((*table, self.store.count(table).await)).filter(|(_, rows)| *rows > 0),
            );
        }
        assert!(left.is_empty(), "all has expired and is still there: {left:?}");
    }
}

/// An answer of the daemon is never 5xx.
pub(super) fn is_no_fault(status: StatusCode, said: &str) {
    assert!(!status.is_server_error(), "{status}: {said}");
}
