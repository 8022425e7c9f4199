//! A handle that only its web server names, because DNS does not answer: it may begin a sign-in, and
//! nothing new is told or bound by it.

use super::stage::{Stage, error_of};
use crate::small_world::lies::Lies;
use crate::support::daemon::SECRET;
use crate::support::{Page, RelyingParty, Setup};

const ALICE: &str = "alice.pds.test";
const UNCONFIRMED: &str = "Your handle can’t be confirmed right now";
const NAMES: &str = "SELECT count(*) FROM name_binding";
const TEN_MINUTES: i64 = 10 * 60;
const DAY: i64 = 86_400;

/// Settings of a relying party that goes by a name made from the handle.
const NAMED: [&str; 4] = [
    "localpart = \"{handle}\"",
    "localpart = \"{handle_label:pds.test}\"",
    "email = \"synthetic\"\nemail_domain = \"login.example\"",
    "email = \"handle\"\nemail_domains = [\"pds.test\"]",
];

async fn tls(client: &'static str) -> Stage {
    let scope = if client.contains("email") { ", \"email\"" } else { "" };
    let client = format!("scopes = [\"openid\", \"profile\"{scope}]\n{client}").leak();
    Stage::with(true, async |_| Setup { client, ..Setup::default() }).await
}

fn name_servers_fail(stage: &Stage) {
    stage.world.lie(|lies| lies.dns.code = Some(2));
}

async fn must_try_again(stage: &mut Stage, typed: &str) -> Page {
    let before = stage.given().await;
    let (_, page) = stage.attempt(typed).await;
    assert_eq!(
        (page.status.as_u16(), page.heading().as_str()),
        (503, UNCONFIRMED),
        "{}",
        page.text
    );
    assert!(page.text.contains("Try again"), "{}", page.text);
    assert_eq!(stage.given().await, before, "no code and no session");
    page
}

#[tokio::test]
async fn a_handle_that_only_its_web_server_names_begins_a_sign_in_and_is_not_told() {
    let mut stage = tls("").await;
    let outages: [fn(&mut Lies); 4] = [
        |lies| lies.dns.code = Some(1),
        |lies| lies.dns.code = Some(2),
        |lies| lies.dns.code = Some(5),
        |lies| lies.dns.silent = true,
    ];
    for outage in outages {
        stage.world.lie(outage);
        let known = stage.signs_in(ALICE).await;
        assert_eq!(known.claims.subject().as_str(), stage.alice.did());
        assert_eq!(known.claims.preferred_username(), None);
        assert_eq!(known.userinfo.preferred_username(), None);
        stage.world.be_honest();
    }
    let known = stage.honest_again().await;
    assert_eq!(known.claims.preferred_username().unwrap().as_str(), ALICE);
}

#[tokio::test]
async fn a_server_that_was_named_is_begun_at_while_dns_fails_and_what_is_proven_stays_the_same() {
    let mut stage = tls("localpart = \"{handle}\"").await;
    let outages: [fn(&mut Lies); 3] = [
        |lies| lies.dns.code = Some(2),
        |lies| lies.dns.silent = true,
        |lies| _ = lies.atproto_did.status(503),
    ];
    for outage in outages {
        for typed in ["https://pds.internal", "https://pds.internal/", "pds.internal"] {
            stage.world.lie(outage);
            let (_, address) = stage.up_to("/oauth/authorize", typed).await;
            assert!(address.starts_with("https://pds.internal/"), "{address}");
            stage.world.be_honest();
        }
    }
    name_servers_fail(&stage);
    must_try_again(&mut stage, "https://pds.internal").await;
    stage.world.be_honest();
    let known = stage.signs_in("https://pds.internal").await;
    assert_eq!(known.claims.subject().as_str(), stage.alice.did());
    // What is no server either says what it said.
    name_servers_fail(&stage);
    stage.world.lie(|lies| {
        lies.resource_metadata.status(404);
        lies.server_metadata.status(404);
    });
    let page = stage.refused("https://pds.internal").await;
    let said = "pds.internal isn’t responding right now.";
    assert!(error_of(&page).starts_with(said), "{}", page.text);
}

#[tokio::test]
async fn who_needs_a_new_name_may_try_again_and_gets_no_other_name_for_ever() {
    for client in NAMED {
        let mut stage = tls(client).await;
        let did = stage.alice.did().to_owned();
        name_servers_fail(&stage);
        must_try_again(&mut stage, ALICE).await;
        // Nor by another way in, or if nobody answers at all.
        must_try_again(&mut stage, &did).await;
        stage.world.lie(|lies| _ = lies.atproto_did.status(503));
        must_try_again(&mut stage, &did).await;
        assert_eq!(stage.daemon.count(NAMES).await, 0, "{client}");
        stage.honest_again().await;
        let named = stage.daemon.texts("SELECT name FROM name_binding".to_owned()).await;
        assert!(named[0].starts_with("alice"), "{client}: {named:?}");
    }
}

#[tokio::test]
async fn a_name_that_does_not_follow_the_handle_is_bound_all_the_same() {
    let mut stage = tls("localpart = \"u{did_tail}\"").await;
    name_servers_fail(&stage);
    stage.signs_in(ALICE).await;
    assert_eq!(stage.daemon.count(NAMES).await, 1);
}

#[tokio::test]
async fn names_that_are_bound_and_a_handle_that_was_told_stay() {
    for client in NAMED {
        let mut stage = tls(client).await;
        stage.signs_in(ALICE).await;
        name_servers_fail(&stage);
        stage.daemon.hand.advance(DAY);
        let known = stage.signs_in(ALICE).await;
        assert_eq!(known.claims.preferred_username().unwrap().as_str(), ALICE, "{client}");
        assert_eq!(stage.daemon.count(NAMES).await, 1, "{client}");
        // The outage is bridged from when the handle was last confirmed, not from the last sign-in.
        stage.daemon.hand.advance(1);
        if client.contains("\"handle\"") {
            // Mail for whoever has the handle is not for somebody who may have lost it.
            must_try_again(&mut stage, ALICE).await;
            continue;
        }
        let known = stage.signs_in(ALICE).await;
        assert_eq!(known.claims.preferred_username(), None, "{client}");
        assert_eq!(stage.daemon.count(NAMES).await, 1, "{client}");
    }
}

/// Her handle was taken away, and she claims another one under the same domain, whose servers say nothing.
#[tokio::test]
async fn an_address_by_a_lost_handle_is_not_told_for_a_claim_beside_it() {
    let mut stage = tls("email = \"handle\"\nemail_domains = [\"pds.test\"]").await;
    stage.signs_in(ALICE).await;
    assert_eq!(stage.daemon.count(NAMES).await, 1);
    let alice = stage.alice.clone();
    stage.world.change_handle(&alice, "mail.pds.test");
    name_servers_fail(&stage);
    must_try_again(&mut stage, alice.did()).await;
}

#[tokio::test]
async fn a_rule_about_handles_lets_nobody_in_by_one_that_is_not_confirmed_and_keeps_out() {
    for rule in [ALICE, "*.pds.test"] {
        let mut stage = tls(format!("allow = [\"{rule}\"]").leak()).await;
        name_servers_fail(&stage);
        must_try_again(&mut stage, ALICE).await;
        stage.honest_again().await;
        let mut stage = tls(format!("deny = [\"{rule}\"]").leak()).await;
        name_servers_fail(&stage);
        assert_eq!(stage.refused(ALICE).await.heading(), "You can’t use this account there");
    }
    let mut stage = tls("allow = [\"*.other.test\"]").await;
    name_servers_fail(&stage);
    assert_eq!(stage.refused(ALICE).await.status.as_u16(), 403, "nor would it if it were");
}

#[tokio::test]
async fn what_the_beginning_confirmed_counts_while_dns_fails_at_the_callback() {
    for outage in [
        |lies: &mut Lies| lies.dns.code = Some(2),
        |lies: &mut Lies| {
            lies.dns.silent = true;
            lies.atproto_did.status(503);
        },
    ] {
        let mut stage = tls("localpart = \"{handle}\"").await;
        let (question, address) = stage.up_to("/oauth/authorize", ALICE).await;
        stage.world.lie(outage);
        let page = stage.browser.get(&address).await;
        let known = stage.hears(&question, &page).await;
        assert_eq!(known.claims.preferred_username().unwrap().as_str(), ALICE);
        let named = stage.daemon.texts("SELECT name FROM name_binding".to_owned()).await;
        assert_eq!(named, [ALICE]);
    }
}

#[tokio::test]
async fn what_the_beginning_confirmed_does_not_count_against_another_word() {
    let mut stage = tls("localpart = \"{handle}\"").await;
    let (_, address) = stage.up_to("/oauth/authorize", ALICE).await;
    name_servers_fail(&stage);
    stage.world.publish_atproto_did(ALICE, "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    let page = stage.browser.get(&address).await;
    assert_eq!(page.heading(), UNCONFIRMED, "{}", page.text);
    assert_eq!(stage.daemon.count(NAMES).await, 0);
    let did = stage.alice.did().to_owned();
    stage.world.publish_atproto_did(ALICE, &did);
    stage.honest_again().await;
}

/// A relying party whose people have a name, and one that told of none before.
#[tokio::test]
async fn a_silent_sign_in_binds_nothing_during_an_outage() {
    let outages: [fn(&mut Lies); 3] = [
        |lies| lies.dns.code = Some(2),
        |lies| _ = lies.did_document.status(503),
        |lies| _ = lies.repo_status.status(503),
    ];
    for outage in outages {
        let more = format!(
            "[[clients]]\nclient_id = \"other\"\nclient_secret = \"{SECRET}\"\n\
             redirect_uris = [\"https://rp.example/cb\"]\nlocalpart = \"{{handle}}\"\n"
        );
        let mut stage =
            Stage::with(true, async |_| Setup { more: more.leak(), ..Setup::default() }).await;
        stage.signs_in(ALICE).await;
        stage.world.lie(outage);
        stage.daemon.hand.advance(TEN_MINUTES);
        for _ in 0..2 {
            let other = RelyingParty::discover(&stage.daemon, "other", Some(SECRET)).await;
            let page = stage.browser.get(&format!("{}&prompt=none", other.ask().url)).await;
            assert_eq!(page.parameter("error").as_deref(), Some("login_required"), "{}", page.url);
            assert_eq!(stage.daemon.count(NAMES).await, 0);
            // Where no name is needed, the known handle is told as always.
            let question = stage.relying_party().await.ask();
            let page = stage.browser.get(&format!("{}&prompt=none", question.url)).await;
            let known = stage.hears(&question, &page).await;
            assert_eq!(known.claims.preferred_username().unwrap().as_str(), ALICE);
        }
    }
}
