//! Which kinds of keys are published: those that sign for a client here. Several libraries fail on a kind that
//! they do not know.

use serde_json::Value;

use super::DAY;
use crate::small_world::SmallWorld;
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Daemon, RelyingParty, Scene, Setup};

/// The published keys.
async fn published(daemon: &Daemon) -> Vec<Value> {
    let answer = daemon.request(reqwest::Method::GET, "/jwks").send().await.unwrap();
    answer.json::<Value>().await.unwrap()["keys"].as_array().unwrap().clone()
}

/// The algorithms of the published keys.
async fn kinds(daemon: &Daemon) -> Vec<String> {
    published(daemon).await.iter().map(|key| key["alg"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn no_kind_is_published_that_no_client_uses() {
    let scene = Scene::open().await;
    assert_eq!(kinds(&scene.daemon).await, ["RS256"]);
    let keys = published(&scene.daemon).await;
    assert!(keys.iter().all(|key| key["kty"] == "RSA"), "no OKP and no EC: {keys:?}");
}

#[tokio::test]
async fn the_kinds_of_id_tokens_and_of_signed_userinfo_are_published() {
    for (setting, expected) in [
        ("id_token_signed_response_alg = \"ES256\"", ["RS256", "ES256"]),
        ("userinfo_signed_response_alg = \"ES256\"", ["RS256", "ES256"]),
        ("id_token_signed_response_alg = \"EdDSA\"", ["RS256", "EdDSA"]),
        ("userinfo_signed_response_alg = \"EdDSA\"", ["RS256", "EdDSA"]),
    ] {
        let scene = Scene::with(Setup { client: setting, ..Setup::default() }).await;
        // The built-in clients use RS256.
        assert_eq!(kinds(&scene.daemon).await, expected, "{setting}");
    }
}

/// Adds `added`, whose ID tokens are signed by `EdDSA`: its secret.
async fn add(daemon: &Daemon) -> String {
    let set = "id_token_signed_response_alg=EdDSA";
    let add = ["client", "add", "added", "--no-consent", "--redirect-uri", REDIRECT_URI];
    let ran = daemon.command(&[&add[..], &["--set", set, "--json"]].concat()).await;
    assert_eq!(ran.code, 0, "{}", ran.log);
    let said: Value = serde_json::from_str(&ran.said).unwrap();
    said["client_secret"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_client_that_is_added_while_it_runs_finds_its_kind_at_once() {
    let mut scene = Scene::open().await;
    let secret = add(&scene.daemon).await;
    assert_eq!(kinds(&scene.daemon).await, ["RS256", "EdDSA"]);
    let rp = RelyingParty::discover(&scene.daemon, "added", Some(&secret)).await;
    let question = rp.ask();
    let answer = scene.sign_in(&question.url).await;
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn a_kind_stays_published_while_what_it_signed_may_count_after_its_last_client_has_gone() {
    let scene = Scene::open().await;
    add(&scene.daemon).await;
    scene.daemon.housekeep().await;
    let ran = scene.daemon.command(&["client", "remove", "added", "--yes"]).await;
    assert_eq!(ran.code, 0, "{}", ran.log);
    scene.daemon.hand.advance(2 * DAY);
    scene.daemon.housekeep().await;
    assert_eq!(kinds(&scene.daemon).await, ["RS256", "EdDSA"]);
    scene.daemon.hand.advance(3600);
    assert_eq!(kinds(&scene.daemon).await, ["RS256"]);
}

#[tokio::test]
async fn a_kind_that_the_file_does_not_name_any_more_stays_published_for_two_days() {
    let (clock, hand) = atlogin::clock::Clock::movable(crate::support::START);
    let world = SmallWorld::start(crate::small_world::Settings::default()).await;
    let before = "id_token_signed_response_alg = \"ES256\"";
    let setup = Setup { client: before, ..Setup::default() };
    let mut daemon = Daemon::start(&world, setup, (clock, hand)).await;
    assert_eq!(kinds(&daemon).await, ["RS256", "ES256"]);
    daemon.write_again(|config| config.replace(before, ""));
    daemon.restart().await;
    assert_eq!(kinds(&daemon).await, ["RS256", "ES256"]);
    daemon.hand.advance(2 * DAY + 3600);
    assert_eq!(kinds(&daemon).await, ["RS256"]);
}

/// The same day of lead as ever, for a kind that came into use while the daemon ran.
#[tokio::test]
async fn the_next_key_of_a_kind_that_came_into_use_is_published_a_day_before_it_signs() {
    let setup = Setup { top: "key_lifetime_days = 30", ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let secret = add(&scene.daemon).await;
    let mut yesterday = RelyingParty::discover(&scene.daemon, "added", Some(&secret)).await;
    let mut turns = std::collections::BTreeSet::new();
    for _ in 0..40 {
        for _ in 0..2 {
            scene.daemon.hand.advance(DAY / 2);
            scene.daemon.housekeep().await;
        }
        yesterday.wait(DAY);
        let question = yesterday.ask();
        let answer = scene.sign_in(&question.url).await;
        let known = yesterday.hear(&question, &answer).await;
        let token = openidconnect::TokenResponse::id_token(&known.tokens).unwrap().to_string();
        turns.insert(jsonwebtoken::decode_header(token).unwrap().kid.unwrap());
        yesterday = RelyingParty::discover(&scene.daemon, "added", Some(&secret)).await;
    }
    assert_eq!(turns.len(), 2, "the keys took a turn");
}

#[tokio::test]
async fn the_command_says_which_kinds_no_client_uses() {
    let scene = Scene::open().await;
    let said = scene.daemon.command(&["keys", "list"]).await.said;
    assert!(said.contains("No client uses ES256 or EdDSA."), "{said}");
    add(&scene.daemon).await;
    let said = scene.daemon.command(&["keys", "list"]).await.said;
    assert!(said.contains("No client uses ES256."), "{said}");
}

/// What `rp` has is not touched by it.
#[tokio::test]
async fn another_kind_in_use_leaves_the_first_key_what_it_was() {
    let scene = Scene::open().await;
    let first = published(&scene.daemon).await;
    add(&scene.daemon).await;
    assert_eq!(published(&scene.daemon).await[..1], first[..]);
    RelyingParty::discover(&scene.daemon, "rp", Some(SECRET)).await;
}

/// A program keeps the answer for minutes, and several fail on a kind that they do not know.
#[tokio::test]
async fn when_clients_cannot_be_read_the_kinds_that_were_noted_are_published() {
    let scene = Scene::open().await;
    scene.daemon.change("ALTER TABLE client RENAME TO away").await;
    assert_eq!(kinds(&scene.daemon).await, ["RS256"]);
}
