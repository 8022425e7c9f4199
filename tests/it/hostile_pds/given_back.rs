//! What is left of somebody's tokens: nothing, neither with their server nor with us (RFC 7009).

use super::stage::Stage;
use crate::small_world::Person;
use crate::small_world::lies::{AnswerLie, Wire};
use crate::support::Browser;

/// The files of the daemon's database, all in one.
fn files(stage: &Stage) -> Vec<u8> {
    let directory = stage.daemon.database();
    let files = std::fs::read_dir(directory.parent().unwrap()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn nothing_that_opens_an_account_is_stored_or_logged() {
    let mut stage = Stage::open().await;
    let (question, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    let while_away = files(&stage);
    let page = stage.browser.get(&callback).await;
    stage.hears(&question, &page).await;
    // One more that fails after the tokens were given.
    stage.world.lie(|lies| _ = lies.token.set("sub", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"));
    stage.refused("alice.pds.test").await;
    let mut secrets = Vec::new();
    for token in stage.world.pds().tokens() {
        secrets.push(token.access_token);
        secrets.extend(token.refresh_token);
    }
    for seen in stage.world.seen() {
        for name in ["code", "code_verifier", "state", "token"] {
            secrets.extend(seen.field(name).map(str::to_owned));
        }
        secrets.extend(seen.header("dpop").map(str::to_owned));
    }
    secrets.extend(["-session", "atlogin"].map(|c| stage.browser.cookie(c).unwrap_or("-").into()));
    assert!(secrets.len() >= 16, "{}", secrets.len());
    let (files, log) = (files(&stage), stage.log.text());
    assert!(holds(&files, stage.alice.did()), "it is the right file");
    assert!(log.contains("signed in") && log.contains("refused"), "it is the right log");
    for secret in secrets.iter().filter(|secret| secret.len() > 20) {
        assert!(!holds(&while_away, secret), "stored while the person is away: {secret}");
        assert!(!holds(&files, secret), "stored: {secret}");
        assert!(!log.contains(secret.as_str()), "logged: {secret}");
    }
}

#[tokio::test]
async fn tokens_are_revoked_whatever_becomes_of_the_login() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await;
    let bob = stage.world.account(&stage.world.pds(), "bob.pds.test").await;
    let alice = stage.alice.clone();
    stage.signs_in("alice.pds.test").await;
    stage.world.person(Person::Is(bob));
    stage.refused("alice.pds.test").await;
    stage.world.person(Person::Approves);
    let (_, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    stage.world.move_account(&alice, &other);
    stage.refused_at(&callback).await;
    let tokens = stage.world.pds().tokens();
    assert_eq!(tokens.len(), 3);
    assert!(tokens.iter().all(|token| token.revoked), "{tokens:?}");
}

/// Sessions are kept by login and not by account: neither of two hides the other's tokens.
#[tokio::test]
async fn two_logins_of_one_account_at_once_both_give_their_tokens_back() {
    let mut stage = Stage::open().await;
    let (first, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    let fresh = Browser::new(&stage.daemon, &stage.world);
    let mut first_browser = std::mem::replace(&mut stage.browser, fresh);
    let (second, other_callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    let (page, other_page) =
        tokio::join!(first_browser.get(&callback), stage.browser.get(&other_callback));
    for (question, page) in [(first, page), (second, other_page)] {
        let known = stage.hears(&question, &page).await;
        assert_eq!(known.claims.subject().as_str(), stage.alice.did());
    }
    let tokens = stage.world.pds().tokens();
    assert_eq!(tokens.len(), 2);
    assert!(tokens.iter().all(|token| token.revoked), "{tokens:?}");
}

#[tokio::test]
async fn a_revocation_that_fails_or_answers_oddly_fails_no_login() {
    let mut stage = Stage::open().await;
    let lies: &[&dyn Fn(&mut AnswerLie)] = &[
        &|lie| _ = lie.status(200),
        &|lie| _ = lie.status(204).body(""),
        &|lie| _ = lie.body(""),
        &|lie| _ = lie.body("<!doctype html>").content_type("text/html"),
        &|lie| _ = lie.error("unsupported_token_type", "no"),
        &|lie| _ = lie.status(404),
        &|lie| _ = lie.status(500),
        &|lie| _ = lie.status(503),
        &|lie| _ = lie.redirect(307, "https://evil.example.com/"),
        &|lie| lie.wire = Wire::CutOff(0),
        &|lie| lie.wire = Wire::CutOff(20),
    ];
    for lie in lies {
        stage.world.be_honest();
        stage.world.lie(|lies| lie(&mut lies.revocation));
        let known = stage.signs_in("alice.pds.test").await;
        assert_eq!(known.claims.subject().as_str(), stage.alice.did());
    }
    let log = stage.log.text();
    assert!(log.contains("tokens could not be revoked"), "the operator can know");
}

#[tokio::test]
async fn both_successes_that_servers_answer_a_revocation_with_are_successes() {
    let mut stage = Stage::open().await;
    for status in [200, 204] {
        stage.world.lie(|lies| _ = lies.revocation.status(status));
        stage.log.take();
        stage.signs_in("alice.pds.test").await;
        let log = stage.log.take();
        assert!(log.contains("tokens revoked") && !log.contains("could not"), "{status}: {log}");
        stage.world.be_honest();
    }
}

#[tokio::test]
async fn a_server_without_a_revocation_endpoint_signs_people_in() {
    let mut stage = Stage::open().await;
    stage.world.lie(|lies| _ = lies.server_metadata.remove("revocation_endpoint"));
    stage.signs_in("alice.pds.test").await;
    assert_eq!(stage.asked("/oauth/revoke"), 0);
}

/// What was sealed for the way back is wiped with the login, and gone from the table's rows.
#[tokio::test]
async fn what_was_sealed_while_the_person_was_away_does_not_outlive_the_login() {
    const SEALED: &str = "SELECT count(*) FROM pds_request WHERE length(sealed) > 0";
    let mut stage = Stage::open().await;
    let (question, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    assert_eq!(stage.daemon.count(SEALED).await, 1);
    let page = stage.browser.get(&callback).await;
    stage.hears(&question, &page).await;
    assert_eq!(stage.daemon.count(SEALED).await, 0);
}
