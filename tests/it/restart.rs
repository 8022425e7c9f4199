//! `kill -9` between any two steps of a login: none is lost, nothing is usable twice.

use reqwest::StatusCode;

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::relying_party::Known;
use crate::support::{Browser, Install, Page, Program, Question, RelyingParty, Setup};

/// A world and an installed program that a test kills as it likes.
struct Scene {
    /// Held, because it ends when it is dropped.
    _world: SmallWorld,
    alice: Account,
    install: Install,
    running: Option<Program>,
    browser: Browser,
    rp: RelyingParty,
    question: Question,
}

impl Scene {
    async fn open() -> Self {
        let world = SmallWorld::start(Settings::default()).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let install = Install::new(&world, &Setup::default());
        let running = Some(install.start().await);
        let rp = install.relying_party().await;
        let (question, browser) = (rp.ask(), install.browser(&world));
        Self { _world: world, alice, install, running, browser, rp, question }
    }

    /// Kills the program and starts it again on what is on the disk.
    async fn crash(&mut self) {
        self.running.take().unwrap().kill().await;
        assert_eq!(self.install.integrity().await, "ok");
        self.running = Some(self.install.start().await);
    }

    /// The sign-in page, whose address is not opened before a crash.
    async fn form(&mut self) -> Page {
        self.browser.stop_before("/sign-in/");
        let url = self.question.url.clone();
        let page = self.browser.get(&url).await;
        self.browser.stop_nowhere();
        page
    }

    /// Types alice's handle, and stops at the address of this path.
    async fn say_who(&mut self, form: &Page, stop: &str) -> Page {
        self.browser.stop_before(stop);
        let page = self.browser.submit(form, "sign-in", &[("account", self.alice.handle())]).await;
        self.browser.stop_nowhere();
        assert_eq!(page.url.path(), stop, "{}", page.text);
        page
    }

    async fn is_alice(&self, answer: &Page) {
        let Known { claims, .. } = self.rp.hear(&self.question, answer).await;
        assert_eq!(claims.subject().as_str(), self.alice.did());
    }
}

#[tokio::test]
async fn a_login_survives_a_crash_between_any_two_steps() {
    let mut scene = Scene::open().await;
    let page = scene.form().await;
    scene.crash().await;
    let form = scene.browser.get(page.url.as_str()).await;
    assert_eq!(form.heading(), "Sign in", "after /authorize");
    scene.crash().await;
    let page = scene.say_who(&form, "/oauth/authorize").await;
    scene.crash().await;
    scene.browser.stop_before("/atproto/callback");
    let page = scene.browser.get(page.url.as_str()).await;
    scene.crash().await;
    scene.browser.stop_nowhere();
    let answer = scene.browser.get(page.url.as_str()).await;
    scene.crash().await;
    scene.is_alice(&answer).await;
}

#[tokio::test]
async fn nothing_becomes_usable_again_by_a_crash() {
    let mut scene = Scene::open().await;
    let form = scene.browser.get(&scene.question.url.clone()).await;
    let back = scene.say_who(&form, "/atproto/callback").await;
    let answer = scene.browser.get(back.url.as_str()).await;
    let code = answer.parameter("code").unwrap();
    scene.crash().await;
    for address in [&back.url, &form.url] {
        let page = scene.browser.get(address.as_str()).await;
        assert_eq!(page.status, StatusCode::GONE, "{address}: {}", page.text);
    }
    scene.is_alice(&answer).await;
    scene.crash().await;
    let again = scene.rp.redeem(&code, &scene.question).await;
    assert!(again.is_err_and(|error| error.contains("invalid_grant")));
}

#[tokio::test]
async fn a_token_survives_a_crash_and_a_replay_before_or_after_ends_it() {
    let mut scene = Scene::open().await;
    let answer = {
        let form = scene.browser.get(&scene.question.url.clone()).await;
        let back = scene.say_who(&form, "/atproto/callback").await;
        scene.browser.get(back.url.as_str()).await
    };
    let known = scene.rp.hear(&scene.question, &answer).await;
    let token = {
        use openidconnect::OAuth2TokenResponse;
        known.tokens.access_token().secret().clone()
    };
    scene.crash().await;
    assert_eq!(userinfo(&scene.install, &token).await, 200);
    let code = answer.parameter("code").unwrap();
    assert!(scene.rp.redeem(&code, &scene.question).await.is_err());
    assert_eq!(userinfo(&scene.install, &token).await, 401);
    scene.crash().await;
    assert_eq!(userinfo(&scene.install, &token).await, 401, "what was ended stays ended");
}

#[tokio::test]
async fn keys_and_registrations_are_the_same_after_a_crash() {
    let mut scene = Scene::open().await;
    let before = scene.browser.get(&format!("{}/jwks", scene.install.url)).await.text;
    scene.crash().await;
    let after = scene.browser.get(&format!("{}/jwks", scene.install.url)).await.text;
    assert_eq!(before, after);
}

async fn userinfo(install: &Install, token: &str) -> u16 {
    let client = crate::support::browser::client_builder().build().unwrap();
    let url = format!("{}/userinfo", install.url);
    client.get(url).bearer_auth(token).send().await.unwrap().status().as_u16()
}
