//! DPoP nonces (RFC 9449 §8): a server may ask for one once, has to give it then, and may not make us ask
//! for ever. One that gives none protects itself less, and its people get in all the same.

use std::collections::HashSet;

use super::stage::Stage;
use crate::small_world::lies::Nonce;

const PAR: &str = "/oauth/par";
const TOKEN: &str = "/oauth/token";

#[tokio::test]
async fn a_server_that_is_never_content_with_a_nonce_is_asked_twice() {
    for (path, nonce) in [
        (TOKEN, Nonce::NeverGood),
        (PAR, Nonce::Text(b"n".to_vec())),
        (PAR, Nonce::Text(vec![b'n'; 512])),
    ] {
        let mut stage = Stage::open().await;
        stage.world.lie(|lies| lies.nonce = nonce.clone());
        stage.refused("alice.pds.test").await;
        assert_eq!(stage.asked(path), 2, "{nonce:?}");
        stage.honest_again().await;
    }
}

#[tokio::test]
async fn a_nonce_that_cannot_be_used_is_not_tried() {
    for nonce in [
        vec![b'n'; 513],
        vec![b'n'; 8192],
        b"a\r\nb".to_vec(),
        b"a b".to_vec(),
        b"a\"b".to_vec(),
        b"\xff\xfe".to_vec(),
        Vec::new(),
    ] {
        let mut stage = Stage::open().await;
        stage.world.lie(|lies| lies.nonce = Nonce::Text(nonce.clone()));
        stage.refused("alice.pds.test").await;
        assert_eq!(stage.asked(PAR), 1, "{nonce:?}");
        stage.honest_again().await;
    }
}

#[tokio::test]
async fn a_server_that_asks_for_a_nonce_and_gives_none_is_not_asked_again() {
    let mut stage = Stage::open().await;
    stage.world.lie(|lies| lies.nonce = Nonce::Absent);
    let page = stage.refused("alice.pds.test").await;
    assert_eq!((stage.asked(PAR), stage.asked("/oauth/authorize")), (1, 0));
    assert!(!page.text.contains("in a minute"), "waiting does not help: {}", page.text);
    stage.honest_again().await;
}

#[tokio::test]
async fn an_answer_of_success_needs_no_nonce() {
    let mut stage = Stage::open().await;
    stage.world.lie(|lies| lies.nonce = Nonce::AbsentOnSuccess);
    stage.signs_in("alice.pds.test").await;
    assert_eq!(stage.asked(PAR), 2, "the first was asked for its nonce");
    let tokens = stage.world.pds().tokens();
    assert!(!tokens.is_empty() && tokens.iter().all(|token| token.revoked), "{tokens:?}");
    for nonce in [Nonce::Absent, Nonce::AbsentOnSuccess] {
        stage.world.be_honest();
        let (question, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
        stage.world.lie(|lies| lies.nonce = nonce.clone());
        let page = stage.browser.get(&callback).await;
        stage.hears(&question, &page).await;
    }
}

#[tokio::test]
async fn refuses_a_success_whose_nonce_is_malformed() {
    let mut stage = Stage::open().await;
    for nonce in [b"a b".to_vec(), vec![b'n'; 513], Vec::new()] {
        stage.honest_again().await;
        // The nonce of the login before is still good.
        stage.world.lie(|lies| lies.nonce = Nonce::Text(nonce.clone()));
        stage.refused("alice.pds.test").await;
        assert_eq!(stage.asked("/oauth/authorize"), stage.asked(TOKEN), "{nonce:?}: PAR");
        stage.world.be_honest();
        let (_, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
        stage.world.lie(|lies| lies.nonce = Nonce::Text(nonce.clone()));
        stage.refused_at(&callback).await;
        let tokens = stage.world.pds().tokens();
        assert!(tokens.iter().all(|token| token.revoked), "{nonce:?}: {tokens:?}");
        stage.world.be_honest();
    }
    stage.honest_again().await;
}

/// A success brings a nonce too, and the newest one counts (RFC 9449 §8.2).
#[tokio::test]
async fn the_newest_nonce_is_used_whatever_answer_brought_it() {
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    stage.world.forget_seen();
    stage.world.lie(|lies| lies.nonce = Nonce::Text(b"newest".to_vec()));
    stage.refused("alice.pds.test").await;
    let seen = stage.world.seen();
    let pushed = seen.iter().find(|seen| seen.path == PAR).unwrap();
    assert_eq!(pushed.status, 201, "the nonce of the login before was good");
    let token = seen.iter().find(|seen| seen.path == TOKEN).unwrap();
    let proof = super::proofs::Jwt::read(token.header("dpop").unwrap());
    assert_eq!(proof.claim("nonce").as_deref(), Some("newest"));
    stage.honest_again().await;
}

/// The server's nonce of one login serves the next one: no request is sent in vain.
#[tokio::test]
async fn only_the_first_request_to_a_server_is_asked_for_a_nonce() {
    let mut stage = Stage::confidential().await;
    stage.signs_in("alice.pds.test").await;
    let statuses = |stage: &Stage, path: &str| -> Vec<u16> {
        let seen = stage.world.seen();
        seen.iter().filter(|seen| seen.path == path).map(|seen| seen.status).collect()
    };
    assert_eq!(statuses(&stage, PAR), [400, 201]);
    assert_eq!(statuses(&stage, TOKEN), [200]);
    assert_eq!(statuses(&stage, "/oauth/revoke"), [200]);
    stage.world.forget_seen();
    stage.signs_in("alice.pds.test").await;
    for (path, status) in [(PAR, 201), (TOKEN, 200), ("/oauth/revoke", 200)] {
        assert_eq!(statuses(&stage, path), [status], "{path}");
    }
}

/// Nonces turn over; one that went stale costs one request more and no login.
#[tokio::test]
async fn a_stale_nonce_is_replaced_at_each_endpoint() {
    let mut stage = Stage::open().await;
    stage.signs_in("alice.pds.test").await;
    stage.world.forget_seen();
    stage.daemon.hand.advance(200);
    let (question, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    stage.daemon.hand.advance(200);
    let page = stage.browser.get(&callback).await;
    stage.hears(&question, &page).await;
    assert_eq!((stage.asked(PAR), stage.asked(TOKEN)), (2, 2));
}

/// Each server and each login has its own: what another server said is not repeated.
#[tokio::test]
async fn the_nonce_of_one_server_is_not_shown_to_another() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await;
    let bob = stage.world.account(&other, "bob.pds.test").await;
    for handle in ["alice.pds.test", bob.handle(), "alice.pds.test", bob.handle()] {
        stage.signs_in(handle).await;
    }
    let nonces = |server: &str| -> HashSet<String> {
        let seen = stage.world.seen();
        let asked = seen.iter().filter(|seen| seen.server == server);
        let proofs = asked.filter_map(|seen| seen.header("dpop"));
        proofs.filter_map(|proof| super::proofs::Jwt::read(proof).claim("nonce")).collect()
    };
    let (first, second) = (nonces("pds"), nonces("other"));
    assert!(!first.is_empty() && !second.is_empty());
    assert!(first.is_disjoint(&second));
}
