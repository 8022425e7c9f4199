//! `atlogin person`, run as an operator runs it beside a daemon that runs: what each command does, and every
//! way by which somebody who is blocked might still get in.

mod blocked;
mod shown;

use serde_json::Value;

use crate::small_world::Account;
use crate::support::daemon::Ran;
use crate::support::holders::{refresh, setup, token};
use crate::support::receiver::Receiver;
use crate::support::{Browser, Page, Scene, Setup};

/// The page of somebody who is not admitted.
const REFUSED: &str = "You can’t use this account there";

const BLOCKED: &str = "SELECT count(*) FROM blocked_person";
const CODES: &str = "SELECT count(*) FROM authorization_code";
const SESSIONS: &str = "SELECT count(*) FROM browser_session";

/// `rp` may come back while nobody is there.
async fn scene() -> Scene {
    Scene::with(setup()).await
}

async fn person(scene: &Scene, arguments: &[&str]) -> Ran {
    scene.daemon.command(&[&["person"], arguments].concat()).await
}

/// The same, which has to succeed.
async fn done(scene: &Scene, arguments: &[&str]) -> String {
    let ran = person(scene, arguments).await;
    assert_eq!((ran.code, ran.log.as_str()), (0, ""), "{ran:?}");
    ran.said
}

async fn block(scene: &Scene) -> String {
    done(scene, &["block", scene.alice.did()]).await
}

fn json(said: &str) -> Value {
    serde_json::from_str(said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// A sign-in by `account` at a browser that knows nobody, up to where it ended.
async fn sign_in(scene: &Scene, account: &Account) -> Page {
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    let question = scene.relying_party().await.ask();
    let form = browser.get(&question.url).await;
    browser.submit(&form, "sign-in", &[("account", account.handle())]).await
}

async fn is_active(scene: &Scene, token: &str) -> Value {
    let rp = crate::support::holders::RP;
    let answer = scene.daemon.post("/introspect", rp, &[("token", token)]).await;
    answer.json::<Value>().await.unwrap()["active"].clone()
}

#[tokio::test]
async fn blocking_says_what_has_ended_and_who_goes_on() {
    let mut scene = scene().await;
    scene.tokens_for(&["profile", "offline_access"]).await;
    let said = block(&scene).await;
    let start =
        format!("Blocked {} (alice.pds.test): 1 session and 2 tokens ended.", scene.alice.did());
    assert!(said.starts_with(&start), "{said}");
    assert!(said.contains("Relying Party (rp) is not told"), "{said}");
    assert!(said.contains("/account") && said.contains("person unblock did:plc:"), "{said}");
    assert!(!said.contains("within a minute"), "{said}");
}

#[tokio::test]
async fn relying_parties_with_back_channel_logout_hear_of_a_block() {
    let receiver = Receiver::listen().await;
    let client = format!("backchannel_logout_uri = \"http://127.0.0.1:{}/bye\"", receiver.port);
    let mut scene = Scene::with(Setup { client: client.leak(), ..Setup::default() }).await;
    scene.tokens().await;
    let said = block(&scene).await;
    assert!(said.contains("1 relying party is told within a minute: rp."), "{said}");
    assert!(!said.contains("is not told"), "{said}");
    let notices = "SELECT count(*) FROM logout_notice WHERE client_id = 'rp'";
    assert!(scene.daemon.count(notices).await >= 1);
}

#[tokio::test]
async fn somebody_is_blocked_by_the_handle_by_which_they_are_known_here() {
    let mut scene = scene().await;
    scene.tokens().await;
    // It leads to somebody else by now. Whoever is meant is the one who was here.
    let handle = scene.alice.handle().to_owned();
    scene
        .world
        .publish_txt(&format!("_atproto.{handle}"), &["did=did:plc:ewvi7nxzyoun6zhxrhs64oiz"]);
    let said = done(&scene, &["block", &handle]).await;
    assert!(said.contains(scene.alice.did()), "{said}");
    assert_eq!(scene.daemon.count(BLOCKED).await, 1);
}

#[tokio::test]
async fn whoever_never_was_here_is_blocked_in_advance_by_handle_or_did() {
    let scene = scene().await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let said = done(&scene, &["block", "@Bob.pds.test"]).await;
    assert!(said.contains(bob.did()), "{said}");
    assert_eq!(sign_in(&scene, &bob).await.heading(), REFUSED);
    block(&scene).await;
    assert_eq!(sign_in(&scene, &scene.alice).await.heading(), REFUSED);
}

#[tokio::test]
async fn a_handle_that_several_accounts_had_blocks_nobody_and_lists_them() {
    let mut scene = scene().await;
    scene.tokens().await;
    scene
        .daemon
        .change(
            "INSERT INTO account (did, person, proven_at)
             SELECT 'did:plc:ewvi7nxzyoun6zhxrhs64oiz',
                    json_set(person, '$.did', 'did:plc:ewvi7nxzyoun6zhxrhs64oiz'), 1 FROM account",
        )
        .await;
    let ran = person(&scene, &["block", scene.alice.handle()]).await;
    assert_eq!((ran.code, ran.said.as_str()), (2, ""), "{ran:?}");
    for did in [scene.alice.did(), "did:plc:ewvi7nxzyoun6zhxrhs64oiz"] {
        assert!(ran.log.contains(&format!("\n  {did}")), "{ran:?}");
    }
    assert_eq!(scene.daemon.count(BLOCKED).await, 0);
}

#[tokio::test]
async fn whoever_cannot_be_found_is_refused_with_a_sentence() {
    let scene = scene().await;
    for (who, code, words) in [
        ("nobody.pds.test", 1, "give the DID"),
        ("a@b@c", 2, "neither a handle nor a DID"),
        ("did:key:abc", 2, "neither a handle nor a DID"),
        ("\u{1b}[31mx", 2, "neither a handle nor a DID"),
    ] {
        for command in ["show", "block", "unblock", "end-sessions", "export", "erase"] {
            let ran = person(&scene, &[command, who]).await;
            assert_eq!((ran.code, ran.said.as_str()), (code, ""), "{command} {who}: {ran:?}");
            assert!(ran.log.contains(words) && !ran.log.contains('\u{1b}'), "{ran:?}");
        }
    }
    let ran = person(&scene, &["block", scene.alice.did(), "--note", "a\nb"]).await;
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(scene.daemon.count(BLOCKED).await, 0);
}

#[tokio::test]
async fn unblocking_lets_somebody_in_again_and_says_if_there_was_nothing_to_do() {
    let scene = scene().await;
    block(&scene).await;
    let said = done(&scene, &["unblock", scene.alice.did()]).await;
    assert!(said.starts_with("Unblocked "), "{said}");
    assert!(sign_in(&scene, &scene.alice).await.parameter("code").is_some());
    let ran = person(&scene, &["unblock", scene.alice.did()]).await;
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.log.contains("is not blocked"), "{ran:?}");
}

#[tokio::test]
async fn a_second_block_keeps_the_first_day_and_a_note_that_is_not_replaced() {
    let scene = scene().await;
    done(&scene, &["block", scene.alice.did(), "--note", "spam"]).await;
    scene.daemon.change("UPDATE blocked_person SET since = 1").await;
    let said = block(&scene).await;
    assert!(said.contains("blocked already, since 1970-01-01"), "{said}");
    let row = || scene.daemon.texts("SELECT since || ' ' || note FROM blocked_person".to_owned());
    assert_eq!(row().await, ["1 spam"]);
    done(&scene, &["block", scene.alice.did(), "--note", "more spam"]).await;
    assert_eq!(row().await, ["1 more spam"]);
}

#[tokio::test]
async fn ended_sessions_are_over_and_their_person_may_come_back() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    let said = done(&scene, &["end-sessions", scene.alice.handle()]).await;
    assert!(said.contains("1 session and 2 tokens ended."), "{said}");
    assert_eq!(scene.daemon.userinfo(token(&tokens, "access_token")).await, 401);
    assert_eq!(refresh(&scene, &tokens).await.0, 400);
    assert_eq!(scene.daemon.count(SESSIONS).await, 0);
    assert!(sign_in(&scene, &scene.alice).await.parameter("code").is_some());
}

#[tokio::test]
async fn a_block_that_was_made_while_the_daemon_was_stopped_holds() {
    let mut scene = scene().await;
    let tokens = scene.tokens_for(&["profile", "offline_access"]).await;
    scene.daemon.stop().await;
    block(&scene).await;
    scene.daemon.restart().await;
    assert_eq!(scene.daemon.userinfo(token(&tokens, "access_token")).await, 401);
    assert_eq!(sign_in(&scene, &scene.alice).await.heading(), REFUSED);
}
