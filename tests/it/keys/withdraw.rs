//! `atlogin keys withdraw`, beside a service that runs, and a relying party that keeps a copy of the keys.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation};
use openidconnect::{OAuth2TokenResponse, TokenResponse};
use tokio::time::{sleep, timeout};

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::browser::client_builder;
use crate::support::daemon::SECRET;
use crate::support::relying_party::Known;
use crate::support::{Browser, Install, Program, RelyingParty, Setup};

/// A relying party that keeps the keys for as long as `Cache-Control` says, and reads them anew before that
/// if it meets one that it does not know.
struct Keeper {
    address: SocketAddr,
    /// The keys, and until when they are kept.
    kept: RefCell<(JwkSet, i64)>,
}

impl Keeper {
    fn new(address: SocketAddr) -> Self {
        Self { address, kept: RefCell::new((JwkSet { keys: vec![] }, 0)) }
    }

    async fn read(&self, now: i64) {
        let answer = reqwest::get(format!("http://{}/jwks", self.address)).await.unwrap();
        let control = answer.headers()["cache-control"].to_str().unwrap();
        let (_, age) = control.split_once("max-age=").unwrap();
        let until = now + age.parse::<i64>().unwrap();
        let keys = answer.json().await.unwrap();
        self.kept.replace((keys, until));
    }

    /// Whether it takes this ID token at `now`.
    async fn takes(&self, token: &str, now: i64) -> bool {
        let kid = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        if self.kept.borrow().1 <= now {
            self.read(now).await;
        }
        if self.kept.borrow().0.find(&kid).is_none() {
            self.read(now).await;
        }
        let kept = self.kept.borrow();
        let Some(key) = kept.0.find(&kid) else { return false };
        let mut validation = Validation::new(jsonwebtoken::Algorithm::RS256);
        validation.set_audience(&["rp"]);
        let key = DecodingKey::from_jwk(key).unwrap();
        jsonwebtoken::decode::<serde_json::Value>(token, &key, &validation).is_ok()
    }
}

struct Scene {
    /// Held, because it ends when it is dropped.
    _world: SmallWorld,
    alice: Account,
    install: Install,
    program: Program,
    browser: Browser,
    rp: RelyingParty,
}

impl Scene {
    async fn open() -> Self {
        let setup = Setup {
            client: "scopes = [\"openid\", \"profile\", \"offline_access\"]",
            ..Setup::default()
        };
        let world = SmallWorld::start(Settings::default()).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let install = Install::new(&world, &setup);
        let program = install.start().await;
        let (rp, browser) = (install.relying_party().await, install.browser(&world));
        Self { _world: world, alice, install, program, browser, rp }
    }

    async fn sign_in(&mut self) -> Known {
        let question = self.rp.ask_for(&["offline_access"]);
        self.browser.forget_cookie("-session");
        let form = self.browser.get(&question.url).await;
        let handle = self.alice.handle().to_owned();
        let answer = self.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
        self.rp.hear(&question, &answer).await
    }

    /// A relying party that has read the keys anew.
    async fn read_anew(&mut self) {
        self.rp = self.install.relying_party().await;
    }

    async fn keys(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = self.install.command();
        let ended = command.arg("keys").args(arguments).output().await.unwrap();
        let text = [ended.stdout, ended.stderr].concat();
        (ended.status.code(), String::from_utf8(text).unwrap())
    }

    async fn published(&self) -> Vec<String> {
        let answer = reqwest::get(format!("http://{}/jwks", self.install.address)).await.unwrap();
        let keys: JwkSet = answer.json().await.unwrap();
        keys.keys.into_iter().filter_map(|key| key.common.key_id).collect()
    }

    /// Waits until this key is published no more: seconds, where housekeeping would take a minute.
    async fn until_gone(&self, kid: &str) {
        let gone = async {
            while self.published().await.iter().any(|published| published == kid) {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(Duration::from_secs(30), gone).await.unwrap();
    }

    async fn userinfo(&self, token: &str) -> u16 {
        let url = format!("http://{}/userinfo", self.install.address);
        let asked =
            client_builder().build().unwrap().get(url).bearer_auth(token).send().await.unwrap();
        asked.status().as_u16()
    }
}

fn id_token(known: &Known) -> String {
    known.tokens.id_token().unwrap().to_string()
}

fn kid(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

#[tokio::test]
async fn a_withdrawn_key_is_published_no_more_and_another_one_signs_at_once() {
    let mut scene = Scene::open().await;
    let keeper = Keeper::new(scene.install.address);
    let now = atlogin::clock::Clock::system().now();
    let before = scene.sign_in().await;
    let old = id_token(&before);
    assert!(keeper.takes(&old, now).await);

    let (code, said) = scene.keys(&["withdraw", &kid(&old)]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("cannot be called back") && said.contains("In its place"), "{said}");
    scene.until_gone(&kid(&old)).await;
    assert_eq!(scene.published().await.len(), 1);

    // What is in its copy it cannot know better; after that it does.
    assert!(keeper.takes(&old, now + 299).await);
    assert!(!keeper.takes(&old, now + 300).await);

    // Another one meets the new key before its copy is too old.
    let other = Keeper::new(scene.install.address);
    scene.read_anew().await;
    let after = scene.sign_in().await;
    let new = id_token(&after);
    assert_ne!(kid(&new), kid(&old));
    assert!(other.takes(&new, now).await && !other.takes(&old, now).await);
    assert_eq!(scene.userinfo(before.tokens.access_token().secret()).await, 200, "tokens stay");
    let (code, said) = scene.keys(&["withdraw", &kid(&old)]).await;
    assert!(code == Some(1) && said.contains("`atlogin keys list` shows them"), "{said}");
    scene.program.kill().await;
}

#[tokio::test]
async fn a_relying_party_that_meets_the_new_key_refuses_the_old_one_from_then_on() {
    let mut scene = Scene::open().await;
    let keeper = Keeper::new(scene.install.address);
    let now = atlogin::clock::Clock::system().now();
    let old = id_token(&scene.sign_in().await);
    assert!(keeper.takes(&old, now).await);
    let (code, said) = scene.keys(&["withdraw", &kid(&old)]).await;
    assert_eq!(code, Some(0), "{said}");
    scene.until_gone(&kid(&old)).await;
    scene.read_anew().await;
    let new = id_token(&scene.sign_in().await);
    assert!(keeper.takes(&new, now + 1).await, "it reads the keys anew");
    assert!(!keeper.takes(&old, now + 1).await);
    scene.program.kill().await;
}

#[tokio::test]
async fn withdrawing_the_next_key_leaves_one_that_signs_and_another_next() {
    let scene = Scene::open().await;
    scene.keys(&["rotate"]).await;
    let (_, listed) = scene.keys(&["list"]).await;
    let next = listed.lines().find(|line| line.contains("RS256") && line.contains("next")).unwrap();
    let next = next.split_whitespace().last().unwrap();
    let (code, said) = scene.keys(&["withdraw", next]).await;
    assert_eq!(code, Some(0), "{said}");
    let (_, after) = scene.keys(&["list"]).await;
    assert!(!after.contains(next), "{after}");
    let states = |state: &str| after.lines().filter(|line| line.contains(state)).count();
    assert_eq!((states("  signing  "), states("  next  ")), (3, 3), "{after}");
    scene.program.kill().await;
}

#[tokio::test]
async fn after_a_leak_every_key_session_and_token_ends_within_moments() {
    let mut scene = Scene::open().await;
    let before = scene.sign_in().await;
    let token = before.tokens.access_token().secret().clone();
    let refresh = before.tokens.refresh_token().unwrap().clone();
    let old = id_token(&before);
    let (code, said) = scene.keys(&["withdraw", "--all"]).await;
    assert!(code == Some(1) && said.contains("nothing was changed"), "{said}");
    assert_eq!(scene.userinfo(&token).await, 200);

    let (code, said) = scene.keys(&["withdraw", "--all", "--yes"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Ended: 1 sessions of browsers, 2 access and refresh tokens"), "{said}");
    assert!(said.contains("  rp (in the configuration file)") && !said.contains(SECRET), "{said}");
    assert_eq!(scene.userinfo(&token).await, 401, "at once");
    assert!(scene.rp.refresh(&refresh).await.is_err());
    scene.until_gone(&kid(&old)).await;

    // The browser is known no more, and whoever signs in gets a token of the new key.
    scene.read_anew().await;
    let question = scene.rp.ask();
    let form = scene.browser.get(&question.url).await;
    assert_eq!(form.heading(), "Sign in");
    let handle = scene.alice.handle().to_owned();
    let answer = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
    let known = scene.rp.hear(&question, &answer).await;
    assert_ne!(kid(&id_token(&known)), kid(&old));
    scene.program.kill().await;
}
