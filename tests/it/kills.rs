//! `kill -9` at random moments under load: the database stays whole, no code gives tokens twice, and
//! whoever is in the middle of a login finishes it or is told to start over.
//!
//! The only test that runs for a set time of the real clock: there is no other way to hit moments.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use atlogin::secret::random_bytes;
use reqwest::StatusCode;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::browser::client_builder;
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Browser, Install, Page, Program, Question, RelyingParty, Setup};

/// How long there are kills.
const DURATION: Duration = Duration::from_secs(10);
/// How many people sign in at a time.
const PEOPLE: usize = 4;

/// What the people at the door share.
struct Load {
    install: Install,
    world: SmallWorld,
    alice: Account,
    rp: RelyingParty,
    http: reqwest::Client,
    /// Each code, and how many times it gave tokens.
    codes: Mutex<HashMap<String, (Question, usize)>>,
    finished: AtomicUsize,
    over: AtomicBool,
}

/// Does a step again until nobody is killed over its answer.
macro_rules! until_answered {
    ($step:expr) => {
        loop {
            if let Ok(answer) = $step.await {
                break answer;
            }
        }
    };
}

/// The answer to a step was lost with the connection; the step itself was done.
struct StartOver;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_at_random_moments_spoil_nothing() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let install = Install::new(&world, &Setup::default());
    let mut program = install.start().await;
    let http = client_builder().build().unwrap();
    let rp = install.relying_party().await;
    let (codes, finished, over) = (Mutex::default(), AtomicUsize::new(0), AtomicBool::new(false));
    let load = Arc::new(Load { install, world, alice, rp, http, codes, finished, over });
    let mut people = JoinSet::new();
    for _ in 0..PEOPLE {
        people.spawn(person(Arc::clone(&load)));
    }

    let end = Instant::now() + DURATION;
    let mut kills = 0;
    while Instant::now() < end {
        let [moment] = random_bytes::<1>();
        sleep(Duration::from_millis(u64::from(moment))).await;
        program.kill().await;
        kills += 1;
        assert_eq!(load.install.integrity().await, "ok", "after {kills} kills");
        program = load.install.start().await;
    }
    load.over.store(true, Ordering::Relaxed);
    while let Some(ended) = people.join_next().await {
        ended.unwrap();
    }
    let codes = std::mem::take(&mut *load.codes.lock().unwrap());
    let finished = load.finished.load(Ordering::Relaxed);
    assert!(kills >= 10 && finished >= PEOPLE, "{kills} kills, {finished} logins");
    for (code, (question, times)) in codes {
        assert!(times <= 1, "a code gave tokens {times} times");
        let (status, _) = load.redeem(&code, &question).await.unwrap();
        assert_eq!(status, StatusCode::BAD_REQUEST, "and no code gives more in the end");
    }
    program.kill().await;
}

#[tokio::test]
async fn a_kill_during_the_first_start_leaves_a_place_to_start_at() {
    let world = SmallWorld::start(Settings::default()).await;
    // With RS256, which the built-in clients use, each kind is published.
    let client = "id_token_signed_response_alg = \"ES256\"\n\
                  userinfo_signed_response_alg = \"EdDSA\"";
    let setup = Setup { client, ..Setup::default() };
    let mut before_ready = 0;
    for attempt in 0..8_u64 {
        let install = Install::new(&world, &setup);
        let program = Program::spawn(install.command());
        // The file, the tables and the keys are made in the first quarter of a second.
        sleep(Duration::from_millis(attempt * 30)).await;
        before_ready += usize::from(!program.has_said("database"));
        program.kill().await;
        let program = install.start().await;
        let keys = load_keys(&install).await;
        assert_eq!(keys, 3, "one of each algorithm, killed after {attempt} times 30 ms");
        program.kill().await;
    }
    assert!(before_ready >= 2, "{before_ready}");
}

async fn load_keys(install: &Install) -> usize {
    let jwks = client_builder().build().unwrap().get(format!("{}/jwks", install.url));
    let jwks: serde_json::Value = jwks.send().await.unwrap().json().await.unwrap();
    jwks["keys"].as_array().unwrap().len()
}

/// Signs in again and again.
async fn person(load: Arc<Load>) {
    while !load.over.load(Ordering::Relaxed) {
        let mut browser = load.install.browser(&load.world);
        if load.login(&mut browser, load.rp.ask()).await.is_ok() {
            load.finished.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Load {
    async fn login(&self, browser: &mut Browser, question: Question) -> Result<(), StartOver> {
        let form = until_answered!(browser.try_get(&question.url));
        assert_eq!(form.heading(), "Sign in", "{}: {}", form.url, form.text);
        let code = self.code(browser, &form).await?;
        let mut answers_lost = 0;
        let (status, body) = loop {
            match self.redeem(&code, &question).await {
                Ok(answer) => break answer,
                Err(_) => answers_lost += 1,
            }
        };
        let gave_tokens = usize::from(status == StatusCode::OK);
        assert!(gave_tokens == 1 || answers_lost > 0, "{status} {body}");
        self.codes.lock().unwrap().insert(code, (question, gave_tokens));
        if gave_tokens == 1 { Ok(()) } else { Err(StartOver) }
    }

    /// From the sign-in page to a code, over as many attempts as it takes.
    async fn code(&self, browser: &mut Browser, form: &Page) -> Result<String, StartOver> {
        loop {
            browser.stop_before("/atproto/callback");
            let fields = [("account", self.alice.handle())];
            let back = until_answered!(browser.try_submit(form, "sign-in", &fields));
            browser.stop_nowhere();
            assert_eq!(back.url.path(), "/atproto/callback", "{} {}", back.status, back.text);
            let answer = until_answered!(browser.try_get(back.url.as_str()));
            if let Some(code) = answer.parameter("code").filter(|_| answer.status.is_redirection())
            {
                return Ok(code);
            }
            match answer.heading().as_str() {
                // Killed between the two: the page leads back to the form.
                "This answer was already used" if answer.text.contains(form.url.path()) => {}
                "This sign-in is already finished" => return Err(StartOver),
                _ => panic!("{} {}", answer.status, answer.text),
            }
        }
    }

    async fn redeem(
        &self,
        code: &str,
        question: &Question,
    ) -> Result<(StatusCode, String), reqwest::Error> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", &question.verifier),
        ];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.http.post(format!("{}/token", self.install.url));
        let request = request.basic_auth("rp", Some(SECRET)).body(body);
        let form = "application/x-www-form-urlencoded";
        let response = request.header("content-type", form).send().await?;
        Ok((response.status(), response.text().await?))
    }
}
