//! The file of a handle's web server: which answers are a "no", and which are none.

use super::stage::{Stage, error_of, is_the_fault_of_a_server};
use crate::small_world::lies::Lies;

const ALICE: &str = "alice.pds.test";
const TXT: &str = "_atproto.alice.pds.test";
const TEN_MINUTES: i64 = 10 * 60;

type Lie = fn(&mut Lies);

/// Answers that say nothing about the handle.
const OUTAGES: [Lie; 7] = [
    |lies| _ = lies.atproto_did.status(401),
    |lies| _ = lies.atproto_did.status(403).body("<!doctype html>"),
    |lies| _ = lies.atproto_did.status(429),
    |lies| _ = lies.atproto_did.status(500),
    |lies| _ = lies.atproto_did.status(503),
    |lies| _ = lies.atproto_did.status(403).header("cf-mitigated", "challenge"),
    |lies| _ = lies.atproto_did.status(200).body("Wait…").header("cf-mitigated", "challenge"),
];

/// Answers that say that there is no such account: parked domains answer every question with a page.
const NOES: [Lie; 5] = [
    |lies| _ = lies.atproto_did.status(404),
    |lies| _ = lies.atproto_did.status(410),
    |lies| _ = lies.atproto_did.body("<!doctype html><title>This domain is for sale"),
    |lies| _ = lies.atproto_did.body(""),
    |lies| _ = lies.atproto_did.status(204).body(""),
];

/// A stage in which alice's handle is found by her web server alone.
async fn stage() -> Stage {
    let stage = Stage::tls().await;
    stage.world.unpublish_txt(TXT);
    stage
}

#[tokio::test]
async fn the_start_says_that_a_web_server_is_out_and_that_there_is_no_account() {
    let mut stage = stage().await;
    for outage in OUTAGES {
        stage.world.lie(outage);
        let page = stage.refused(ALICE).await;
        assert!(is_the_fault_of_a_server(&page), "{}", page.text);
        stage.world.be_honest();
    }
    for no in NOES {
        stage.world.lie(no);
        let page = stage.refused(ALICE).await;
        assert!(error_of(&page).contains("no account with this handle"), "{}", page.text);
        stage.world.be_honest();
    }
    stage.honest_again().await;
}

#[tokio::test]
async fn a_silent_sign_in_keeps_the_handle_through_an_outage_and_loses_it_by_a_no() {
    for (lies, is_kept) in [(&OUTAGES[..], true), (&NOES[..], false)] {
        for lie in lies {
            let mut stage = stage().await;
            stage.signs_in(ALICE).await;
            stage.world.lie(lie);
            stage.daemon.hand.advance(TEN_MINUTES);
            let question = stage.relying_party().await.ask();
            let page = stage.browser.get(&format!("{}&prompt=none", question.url)).await;
            let known = stage.hears(&question, &page).await;
            let name = known.claims.preferred_username().map(|name| name.as_str().to_owned());
            assert_eq!(name.as_deref(), is_kept.then_some(ALICE));
        }
    }
}

/// Of a challenge, the directory and the PDS have said nothing either.
#[tokio::test]
async fn a_challenge_before_other_servers_takes_nothing_away() {
    let lies: [Lie; 3] = [
        |lies| _ = lies.did_document.status(403).header("cf-mitigated", "challenge"),
        |lies| {
            let gone = "{\"error\":\"RepoNotFound\"}";
            lies.repo_status.status(400).body(gone).header("cf-mitigated", "challenge");
        },
        |lies| _ = lies.profile.status(403),
    ];
    for lie in lies {
        let mut stage = stage().await;
        let profile = serde_json::json!({ "displayName": "Alice" });
        stage.world.publish_profile(&stage.alice, profile);
        stage.signs_in(ALICE).await;
        stage.world.lie(lie);
        stage.daemon.hand.advance(TEN_MINUTES);
        let question = stage.relying_party().await.ask();
        let page = stage.browser.get(&format!("{}&prompt=none", question.url)).await;
        let known = stage.hears(&question, &page).await;
        assert_eq!(known.claims.preferred_username().unwrap().as_str(), ALICE);
        assert_eq!(known.claims.name().unwrap().get(None).unwrap().as_str(), "Alice");
    }
}
