//! A power cut takes nothing back that has ended: at each frame of the WAL that it may leave.
//!
//! SQLite appends what is committed to the WAL, frame by frame. After a power cut there is what was synced
//! to the disk, and any number of the frames behind it. `strace` shows what was synced when the answer was
//! given. Later writes follow, and the database is opened as each possible cut would leave it. A cut
//! before the end itself brings back what had ended, which shows that each test can fail.

use std::path::PathBuf;

use atlogin::clock::Clock;
use reqwest::redirect::Policy;
use serde_json::Value;
use tempfile::TempDir;

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::browser::client_builder;
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::holders::token;
use crate::support::{Browser, Daemon, Install, Program, Setup};

mod operator;
mod tokens;

/// The header of the WAL, and what stands before the page of each frame, in bytes.
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

const SETUP: Setup = Setup {
    path: "",
    https: None,
    tls: false,
    network: None,
    client: "scopes = [\"openid\", \"profile\", \"offline_access\"]",
    more: "",
    top: "",
};

/// A daemon whose writes are watched, and alice, who has signed in at `rp` in her browser.
struct Scene {
    setup: Setup,
    world: SmallWorld,
    install: Install,
    program: Program,
    watched: TempDir,
    browser: Browser,
    /// The account of alice.
    alice: String,
    /// A code that was not redeemed.
    code: Vec<(&'static str, String)>,
    /// How long the WAL was before the end of something.
    before: usize,
}

impl Scene {
    async fn open() -> Self {
        Self::with(SETUP).await
    }

    async fn with(setup: Setup) -> Self {
        let world = SmallWorld::start(Settings::default()).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let install = Install::new(&world, &setup);
        let watched = tempfile::tempdir().unwrap();
        let mut program = Program::spawn(install.watched(&watched.path().join("0")));
        program.output("database").await;
        let browser = install.browser(&world);
        let mut scene = Self {
            setup,
            world,
            install,
            program,
            watched,
            browser,
            alice: alice.did().to_owned(),
            code: vec![],
            before: 0,
        };
        scene.sign_in(&alice).await;
        scene.before = scene.wal().len();
        scene
    }

    async fn sign_in(&mut self, alice: &Account) {
        let question = self.install.relying_party().await.ask_for(&["offline_access"]);
        let form = self.browser.get(&question.url).await;
        let fields = [("account", alice.handle())];
        let answer = self.browser.submit(&form, "sign-in", &fields).await;
        let code = answer.parameter("code").unwrap_or_else(|| panic!("{}", answer.text));
        self.code = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code),
            ("redirect_uri", REDIRECT_URI.to_owned()),
            ("code_verifier", question.verifier),
        ];
    }

    /// Redeems the code.
    async fn tokens(&mut self) -> Value {
        let (status, tokens) = self.post("/token", &self.code).await;
        assert_eq!(status, 200, "{tokens}");
        self.before = self.wal().len();
        tokens
    }

    async fn refresh(&self, token: &str) -> (u16, Value) {
        self.post("/token", &refresh_form(token)).await
    }

    async fn post(&self, path: &str, form: &[(&str, String)]) -> (u16, Value) {
        self.post_as(Some(("rp", SECRET)), path, form).await
    }

    async fn post_as(
        &self,
        basic: Option<(&str, &str)>,
        path: &str,
        form: &[(&str, String)],
    ) -> (u16, Value) {
        let mut request =
            client_builder().build().unwrap().post(format!("{}{path}", self.install.url));
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let form = "application/x-www-form-urlencoded";
        let request = request.header("content-type", form);
        let answer = request.body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    /// Answers the question at `path` with yes.
    async fn confirm(&mut self, path: &str, form: &str) {
        let page = self.browser.get(&format!("{}{path}", self.install.url)).await;
        self.before = self.wal().len();
        let page = self.browser.submit(&page, form, &[]).await;
        assert_eq!(page.status, 200, "{}", page.text);
    }

    fn session(&self) -> String {
        self.browser.cookie("-session").unwrap().to_owned()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.install.state_dir().join(name)
    }

    fn wal(&self) -> Vec<u8> {
        std::fs::read(self.file("atlogin.db-wal")).unwrap()
    }

    /// A command of the operator beside the daemon. Its writes are watched too.
    async fn command(&self, arguments: &[&str]) -> String {
        let mut command = self.install.watched(&self.watched.path().join("1"));
        let ran = command.args(arguments).output().await.unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }

    /// Cuts the power at each moment after now, and looks each time whether it `is_over`.
    async fn cut(mut self, is_over: impl AsyncFn(&Daemon) -> bool) {
        let synced = self.synced();
        assert!(synced > self.before, "answered before it was on the disk");
        // What follows need not be durable.
        for _ in 0..3 {
            self.browser.forget();
            let question = self.install.relying_party().await.ask();
            self.browser.get(&question.url).await;
        }
        let (database, wal) = (std::fs::read(self.file("atlogin.db")).unwrap(), self.wal());
        self.program.kill().await;

        let at = async |length: usize| {
            let place = tempfile::tempdir().unwrap();
            std::fs::write(place.path().join("atlogin.db"), &database).unwrap();
            std::fs::write(place.path().join("atlogin.db-wal"), &wal[..length]).unwrap();
            let time = Clock::movable(Clock::system().now());
            let mut daemon = Daemon::start_on(place, &self.world, self.setup.clone(), time).await;
            let is_over = is_over(&daemon).await;
            daemon.stop().await;
            is_over
        };
        assert!(!at(self.before).await, "a cut before the end brings it back");
        let page_size = u32::from_be_bytes(wal[8..12].try_into().unwrap());
        let frame = FRAME_HEADER + usize::try_from(page_size).unwrap();
        assert_eq!((synced - HEADER) % frame, 0, "whole frames are synced");
        let cuts: Vec<_> = (synced..=wal.len()).step_by(frame).collect();
        assert!(cuts.len() > 3, "frames follow: {cuts:?}");
        for length in cuts {
            assert!(at(length).await, "cut at {length}, synced up to {synced}");
        }
    }

    /// How much of the WAL was synced, as far as `strace` has seen.
    fn synced(&self) -> usize {
        let mut most = 0;
        for entry in std::fs::read_dir(self.watched.path()).unwrap() {
            let log = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            most = most.max(synced(&log));
        }
        most
    }
}

/// How far the WAL is on the disk by a log of `strace`: the end of what was written to it before it was
/// synced the last time (`fsync` or `fdatasync`). Only one thread writes.
fn synced(log: &str) -> usize {
    let (mut written, mut synced, mut is_syncing) = (0, 0, false);
    for line in log.lines() {
        let is_wal = line.contains("atlogin.db-wal>");
        if is_wal && line.contains(" pwrite64(") {
            // 7 pwrite64(9</place/atlogin.db-wal>, ""..., 4096, 56) = 4096
            let numbers = line.split_once("..., ").unwrap_or_else(|| panic!("{line}")).1;
            let mut numbers = numbers.split([',', ')', ' ']).filter_map(|text| text.parse().ok());
            let (length, offset): (usize, usize) =
                (numbers.next().unwrap(), numbers.next().unwrap());
            assert!(offset > 0 || written == 0, "the WAL began again");
            written = written.max(offset + length);
        } else if is_wal && line.contains("sync(") {
            is_syncing = !line.ends_with("= 0");
            synced = if is_syncing { synced } else { written };
        } else if is_syncing && line.contains("sync resumed") {
            assert!(line.ends_with("= 0"), "{line}");
            (synced, is_syncing) = (written, false);
        }
    }
    synced
}

fn refresh_form(token: &str) -> [(&'static str, String); 2] {
    [("grant_type", "refresh_token".to_owned()), ("refresh_token", token.to_owned())]
}

/// Whether `rp` gets tokens for this.
async fn gives_tokens(daemon: &Daemon, form: &[(&str, String)]) -> bool {
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match daemon.token(&form).await {
        (200, _) => true,
        (400, answer) if answer["error"] == "invalid_grant" => false,
        other => panic!("{other:?}"),
    }
}

/// Whether the cookie of a session gets a code without a page.
async fn signs_in(daemon: &Daemon, session: &str) -> bool {
    let path = format!(
        "{}/authorize?client_id=rp&response_type=code&scope=openid&prompt=none\
         &code_challenge={}&code_challenge_method=S256&redirect_uri={REDIRECT_URI}",
        daemon.url,
        "c".repeat(43),
    );
    let client = client_builder().redirect(Policy::none()).build().unwrap();
    let request = client.get(path).header("cookie", format!("atlogin-session={session}"));
    let answer = request.send().await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap();
    assert!(location.contains("code=") || location.contains("error=login_required"), "{location}");
    location.contains("code=")
}

#[tokio::test]
async fn a_sign_out_stays_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let session = scene.session();
    scene.confirm("/logout", "logout").await;
    scene.cut(async |daemon: &Daemon| !signs_in(daemon, &session).await).await;
}

#[tokio::test]
async fn a_sign_out_everywhere_stays_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let session = scene.session();
    let tokens = scene.tokens().await;
    scene.confirm("/account/everywhere", "answer").await;
    let form = refresh_form(token(&tokens, "refresh_token"));
    scene
        .cut(async |daemon: &Daemon| {
            !signs_in(daemon, &session).await && !gives_tokens(daemon, &form).await
        })
        .await;
}

#[tokio::test]
async fn a_deletion_stays_after_a_power_cut() {
    let mut scene = Scene::open().await;
    let session = scene.session();
    scene.confirm("/account/delete", "answer").await;
    scene
        .cut(async |daemon: &Daemon| {
            let left =
                "SELECT (SELECT count(*) FROM account) + (SELECT count(*) FROM browser_session)
                + (SELECT count(*) FROM authorization_code)";
            !signs_in(daemon, &session).await && daemon.count(left).await == 0
        })
        .await;
}

#[tokio::test]
async fn an_account_that_a_browser_forgot_stays_forgotten_after_a_power_cut() {
    let mut scene = Scene::open().await;
    // Without a session: the end of one would bring this to the disk too.
    scene.confirm("/logout", "logout").await;
    let question = scene.install.relying_party().await.ask();
    let chooser = scene.browser.get(&format!("{}&prompt=select_account", question.url)).await;
    assert!(chooser.text.contains("alice.pds.test"), "{}", chooser.text);
    scene.before = scene.wal().len();
    let did = scene.alice.clone();
    let page = scene.browser.submit(&chooser, "accounts", &[("forget", &did)]).await;
    assert!(!page.text.contains("alice.pds.test"), "{}", page.text);
    let listed = "SELECT count(*) FROM chosen_account";
    scene.cut(async |daemon: &Daemon| daemon.count(listed).await == 0).await;
}
