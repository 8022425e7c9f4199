//! SIGHUP: the program reads its configuration again, without a restart. SIGTERM says what it waits for.

use std::os::unix::net::UnixDatagram;

use reqwest::Method;
use serde_json::Value;

use crate::small_world::{Account, Settings, SmallWorld};
use crate::support::browser::client_builder;
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Browser, Install, Program, RelyingParty, Setup};

const OTHER_SECRET: &str = "other-secret-0123456789-abcdefghijklmnopq";

/// A program that runs, and a browser at its door.
struct Scene {
    /// Held, because it ends when it is dropped.
    world: SmallWorld,
    alice: Account,
    install: Install,
    program: Program,
    browser: Browser,
    /// How many times it has reloaded.
    reloads: usize,
}

impl Scene {
    async fn open() -> Self {
        Self::with(Setup::default()).await
    }

    async fn with(setup: Setup) -> Self {
        let world = SmallWorld::start(Settings::default()).await;
        let alice = world.account(&world.pds(), "alice.pds.test").await;
        let install = Install::new(&world, &setup);
        let (program, browser) = (install.start().await, install.browser(&world));
        Self { world, alice, install, program, browser, reloads: 0 }
    }

    /// Changes the configuration file, sends SIGHUP, and gives what was logged when `last` was.
    async fn reload(&mut self, change: impl FnOnce(&str) -> String, last: &str) -> String {
        let file = self.install.config();
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, change(&text)).unwrap();
        self.program.signal("HUP").await;
        self.reloads += 1;
        self.program.log_times(last, self.reloads).await
    }

    async fn party(&self, id: &str, secret: &str) -> RelyingParty {
        let now = atlogin::clock::Clock::system().now();
        let place = (self.install.url.as_str(), self.install.address);
        RelyingParty::at(place, now, id, Some(secret)).await
    }

    /// Signs alice in at this relying party, and gives the access token.
    async fn sign_in(&mut self, rp: &RelyingParty) -> String {
        let question = rp.ask();
        self.browser.forget_cookie("-session");
        let form = self.browser.get(&question.url).await;
        let handle = self.alice.handle().to_owned();
        let answer = self.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
        let known = rp.hear(&question, &answer).await;
        openidconnect::OAuth2TokenResponse::access_token(&known.tokens).secret().clone()
    }

    async fn userinfo(&self, token: &str) -> u16 {
        let url = format!("http://{}/userinfo", self.install.address);
        let request =
            client_builder().build().unwrap().request(Method::GET, url).bearer_auth(token);
        request.send().await.unwrap().status().as_u16()
    }

    /// What the token endpoint says to these credentials and a code that is none.
    async fn shown(&self, id: &str, secret: &str) -> (u16, String) {
        let url = format!("http://{}/token", self.install.address);
        let form = "grant_type=authorization_code&code=x&redirect_uri=https://rp.example/cb";
        let request =
            client_builder().build().unwrap().post(url).basic_auth(id, Some(secret)).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.unwrap_or_default();
        (status, body["error"].as_str().unwrap_or_default().to_owned())
    }
}

const IN_FORCE: &str =
    "the clients, limits and rules for all of the configuration file are in force";
const NOTHING: &str = "so nothing was changed";

fn other() -> String {
    format!(
        "\n[[clients]]\nclient_id = \"other\"\nclient_secret = \"{OTHER_SECRET}\"\n\
         redirect_uris = [\"{REDIRECT_URI}\"]\n"
    )
}

#[tokio::test]
async fn an_added_a_changed_and_a_removed_client_are_in_force_after_sighup() {
    let mut scene = Scene::open().await;
    assert_eq!(scene.shown("other", OTHER_SECRET).await.1, "invalid_client");
    let log = scene.reload(|config| format!("{config}{}", other()), IN_FORCE).await;
    assert!(log.contains("added=\"other\""), "{log}");
    let party = scene.party("other", OTHER_SECRET).await;
    let token = scene.sign_in(&party).await;
    assert_eq!(scene.userinfo(&token).await, 200);

    // Changed: its secret, and a rule that keeps alice out.
    let changed = "changed-secret-0123456789-abcdefghijklmno";
    let rule = "client_id = \"other\"\nallow = [\"nobody.example\"]";
    let change =
        |config: &str| config.replace(OTHER_SECRET, changed).replace("client_id = \"other\"", rule);
    let log = scene.reload(change, IN_FORCE).await;
    assert!(log.contains("changed=\"other\""), "{log}");
    assert_eq!(scene.shown("other", OTHER_SECRET).await.1, "invalid_client");
    assert_eq!(scene.shown("other", changed).await.1, "invalid_grant");
    let question = party.ask();
    scene.browser.forget_cookie("-session");
    let form = scene.browser.get(&question.url).await;
    let handle = scene.alice.handle().to_owned();
    let page = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
    assert!(!page.url.as_str().starts_with(REDIRECT_URI), "{}", page.url);

    // Removed: its token has ended, as after a restart.
    let change = |config: &str| {
        config.split_once("\n[[clients]]\nclient_id = \"other\"").unwrap().0.to_owned()
    };
    let log = scene.reload(change, IN_FORCE).await;
    assert!(log.contains("removed=\"other\""), "{log}");
    assert_eq!(scene.shown("other", changed).await.1, "invalid_client");
    assert_eq!(scene.userinfo(&token).await, 401);
    assert_eq!(scene.browser.get(&party.ask().url).await.status, 400);
    assert_eq!(scene.shown("rp", SECRET).await.1, "invalid_grant", "the rest stays");
    let Scene { install, program, .. } = scene;
    program.kill().await;
    let program = install.start().await;
    let url = format!("http://{}/userinfo", install.address);
    let asked =
        client_builder().build().unwrap().get(url).bearer_auth(&token).send().await.unwrap();
    assert_eq!(asked.status(), 401, "a restart says the same");
    program.kill().await;
}

#[tokio::test]
async fn a_login_under_way_goes_on_through_a_reload() {
    let mut scene = Scene::open().await;
    let rp = scene.install.relying_party().await;
    let question = rp.ask();
    let form = scene.browser.get(&question.url).await;
    scene.reload(|config| format!("{config}{}", other()), IN_FORCE).await;
    let handle = scene.alice.handle().to_owned();
    scene.browser.stop_before("/atproto/callback");
    let page = scene.browser.submit(&form, "sign-in", &[("account", &handle)]).await;
    scene.reload(|config| config.replace("Relying Party", "Another name"), IN_FORCE).await;
    scene.browser.stop_nowhere();
    let answer = scene.browser.get(page.url.as_str()).await;
    let known = rp.hear(&question, &answer).await;
    assert_eq!(known.claims.subject().as_str(), scene.alice.did());
    scene.program.kill().await;
}

#[tokio::test]
async fn mistakes_leave_the_old_configuration_in_force_and_each_is_logged_with_its_place() {
    let mut scene = Scene::open().await;
    let change = |config: &str| {
        let config = config.replace("client_id = \"rp\"", "client_id = \"renamed\"\nconsent = 1");
        format!("{config}\n[[clients]]\nclient_id = \"other\"\npublic = true\n")
    };
    let log = scene.reload(change, NOTHING).await;
    let file = scene.install.config();
    let places = log.lines().filter(|line| line.contains(file.to_str().unwrap()));
    let places: Vec<&str> = places.collect();
    assert!(places.iter().any(|line| line.contains("clients[0].consent")), "{log}");
    assert!(places.iter().any(|line| line.contains("redirect_uris")), "{log}");
    assert!(log.contains("mistakes=2"), "{log}");
    assert_eq!(scene.shown("rp", SECRET).await.1, "invalid_grant");
    assert_eq!(scene.shown("renamed", SECRET).await.1, "invalid_client");

    // A file that is not there is a mistake too.
    std::fs::rename(&file, file.with_extension("away")).unwrap();
    scene.program.signal("HUP").await;
    scene.program.log_times(NOTHING, 2).await;
    assert_eq!(scene.shown("rp", SECRET).await.1, "invalid_grant");
    scene.program.kill().await;
}

#[tokio::test]
async fn a_limit_of_the_file_holds_at_once() {
    let mut scene = Scene::open().await;
    for _ in 0..5 {
        assert_eq!(scene.shown("rp", SECRET).await.0, 400);
    }
    let limit = |config: &str| format!("{config}\n[limits]\nrequests_per_client = 1\n");
    scene.reload(limit, IN_FORCE).await;
    let mut statuses = vec![];
    for _ in 0..3 {
        statuses.push(scene.shown("rp", SECRET).await.0);
    }
    assert!(statuses.contains(&429), "{statuses:?}");
    let limit =
        |config: &str| config.replace("requests_per_client = 1", "requests_per_client = \"off\"");
    scene.reload(limit, IN_FORCE).await;
    for _ in 0..5 {
        assert_eq!(scene.shown("rp", SECRET).await.0, 400);
    }
    scene.program.kill().await;
}

#[tokio::test]
async fn what_needs_a_restart_is_named_and_what_is_as_before_is_not() {
    let mut scene = Scene::open().await;
    let change =
        |config: &str| format!("service_name = \"Other\"\nlisten = \"127.0.0.1:1\"\n{config}");
    let log = scene.reload(change, "has changed in the configuration").await;
    for setting in ["service_name", "listen"] {
        let line = format!("{setting} has changed in the configuration, and needs a restart");
        scene.program.log(&line).await;
    }
    assert!(log.contains(IN_FORCE), "{log}");
    let log = scene.program.log(IN_FORCE).await;
    assert_eq!(log.matches("needs a restart").count(), 2, "{log}");
    let page = scene.browser.get(&scene.install.url.clone()).await;
    assert!(!page.text.contains("Other"), "{}", page.text);
    let _ = &scene.world;
    scene.program.kill().await;
}

#[tokio::test]
async fn systemd_is_told_that_it_reloads_and_that_it_is_ready_again() {
    let world = SmallWorld::start(Settings::default()).await;
    let install = Install::new(&world, &Setup::default());
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(std::time::Duration::from_mins(1))).unwrap();
    let mut command = install.command();
    command.env("NOTIFY_SOCKET", &path);
    let mut program = Program::spawn(command);
    let told = || {
        let mut buffer = [0; 1024];
        let length = socket.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    program.output("database").await;
    assert!(told().contains("READY=1"));
    program.signal("HUP").await;
    let reloading = told();
    assert!(
        reloading.contains("RELOADING=1") && reloading.contains("MONOTONIC_USEC="),
        "{reloading}"
    );
    assert_eq!(told().trim(), "READY=1");
    program.signal("TERM").await;
    assert!(told().contains("STOPPING=1"));
    let (status, _, log) = program.end().await;
    assert!(status.success());
    let lines = ["SIGTERM: ATLogin stops", "for 25 seconds at most", "ATLogin has stopped"];
    let mut rest = log.as_str();
    for line in lines {
        let (_, after) = rest.split_once(line).unwrap_or_else(|| panic!("{line}: {log}"));
        rest = after;
    }
}

#[tokio::test]
async fn rules_for_all_are_in_force_after_sighup_at_clients_of_the_file_and_of_the_database() {
    let mut scene = Scene::open().await;
    let mut command = crate::support::program::bare();
    command.arg("--config").arg(scene.install.config());
    command.arg("--state-dir").arg(scene.install.state_dir());
    command.args(["client", "add", "wiki", "--redirect-uri", REDIRECT_URI, "--json"]);
    command.arg("--no-consent");
    let added: Value = serde_json::from_slice(&command.output().await.unwrap().stdout).unwrap();
    let secret = added["client_secret"].as_str().unwrap().to_owned();
    let mut tokens = Vec::new();
    for (id, secret) in [("rp", SECRET), ("wiki", secret.as_str())] {
        let party = scene.party(id, secret).await;
        tokens.push(scene.sign_in(&party).await);
    }
    for token in &tokens {
        assert_eq!(scene.userinfo(token).await, 200);
    }
    let deny = |config: &str| format!("deny = [\"alice.pds.test\"]\n{config}");
    scene.reload(deny, IN_FORCE).await;
    for token in &tokens {
        assert_eq!(scene.userinfo(token).await, 401);
    }
    // And taken back: a rule ends no token.
    scene.reload(|config| config.split_once('\n').unwrap().1.to_owned(), IN_FORCE).await;
    for token in &tokens {
        assert_eq!(scene.userinfo(token).await, 200);
    }
    scene.program.kill().await;
}
