//! The e-mail address of an account: asked for by one scope, read once at the PDS, and never a reason
//! for a login to fail.

use atlogin::atproto::{Email, FinishError, Identity, LoginOptions};
use serde_json::json;

use super::Asking;
use crate::small_world::Ways;

const SESSION: &str = "/xrpc/com.atproto.server.getSession";
const ADDRESS: &str = "alice@mail.example";

async fn asking() -> Asking {
    let asking = Asking::start().await;
    asking.world.set_email(&asking.alice, ADDRESS, true);
    asking
}

async fn sign_in(asking: &Asking, email: bool) -> Result<Identity, FinishError> {
    let begun = asking.begin(&LoginOptions { email, ..LoginOptions::default() }).await.unwrap();
    asking.finish(begun).await
}

async fn email(asking: &Asking) -> Email {
    sign_in(asking, true).await.unwrap().email
}

fn told(confirmed: bool) -> Email {
    Email::Told { address: ADDRESS.to_owned(), confirmed }
}

/// The scope of the newest pushed request.
fn scope(asking: &Asking) -> String {
    asking.asked("/oauth/par").last().unwrap().field("scope").unwrap().to_owned()
}

#[tokio::test]
async fn the_address_is_read_where_the_account_is_and_the_tokens_go_afterwards() {
    let asking = asking().await;
    assert_eq!(email(&asking).await, told(true));
    let paths: Vec<_> = asking.world.seen().into_iter().map(|seen| seen.path).collect();
    let last = |path: &str| paths.iter().rposition(|seen| seen == path).unwrap();
    assert!(last("/oauth/token") < last(SESSION) && last(SESSION) < last("/oauth/revoke"));
    assert!(asking.world.pds().tokens().iter().all(|token| token.revoked));
    asking.world.set_email(&asking.alice, ADDRESS, false);
    assert_eq!(email(&asking).await, told(false));
}

#[tokio::test]
async fn an_address_that_nobody_wants_is_neither_asked_for_nor_read() {
    let asking = asking().await;
    assert_eq!(sign_in(&asking, false).await.unwrap().email, Email::NotAsked);
    assert_eq!(scope(&asking), "atproto");
    assert!(asking.asked(SESSION).is_empty());
}

#[tokio::test]
async fn a_server_is_asked_by_the_scope_that_it_knows_and_never_by_both() {
    let asking = asking().await;
    for (supported, asked, read) in [
        (json!(["atproto", "transition:email"]), "atproto transition:email", told(true)),
        (json!(["atproto", "account:email"]), "atproto account:email", told(true)),
        (
            json!(["atproto", "transition:email", "account:email"]),
            "atproto account:email",
            told(true),
        ),
        (json!(["atproto"]), "atproto", Email::NotTold),
    ] {
        asking.world.be_honest();
        asking
            .world
            .lie(|lies| _ = lies.server_metadata.set("scopes_supported", supported.clone()));
        assert_eq!(email(&asking).await, read);
        assert_eq!(scope(&asking), asked);
    }
}

#[tokio::test]
async fn an_address_that_the_person_keeps_to_themselves_costs_them_nothing() {
    let asking = asking().await;
    asking.world.lie(|lies| _ = lies.token.set("scope", "atproto"));
    assert_eq!(email(&asking).await, Email::NotTold);
    assert!(asking.asked(SESSION).is_empty(), "what was not granted is not tried");
    assert!(asking.world.pds().tokens().iter().all(|token| token.revoked));
}

#[tokio::test]
async fn a_server_that_does_not_tell_costs_the_login_nothing() {
    let asking = asking().await;
    for (status, known) in [(500, Email::NotAsked), (403, Email::NotTold), (401, Email::NotTold)] {
        asking.world.lie(|lies| _ = lies.session.status(status));
        assert_eq!(email(&asking).await, known, "{status}");
        asking.world.be_honest();
    }
    for (member, value) in [
        ("email", json!(null)),
        ("email", json!("alice")),
        ("email", json!("a@b.example\r\nBcc: x@y.example")),
        ("email", json!(["a@b.example"])),
        ("did", json!("did:plc:ewvi7nxzyoun6zhxrhs64oiz")),
    ] {
        asking.world.lie(|lies| _ = lies.session.set(member, value.clone()));
        assert_eq!(email(&asking).await, Email::NotTold, "{member} {value}");
        asking.world.be_honest();
    }
    assert!(asking.world.pds().tokens().iter().all(|token| token.revoked));
}

#[tokio::test]
async fn a_server_that_claims_somebody_elses_account_is_asked_for_no_address() {
    let asking = asking().await;
    let other = asking.world.add_pds("other").await;
    let victim = asking.world.account(&other, "victim.pds.test").await;
    asking.world.set_email(&victim, "victim@mail.example", true);
    asking.world.pds().lie(|lies| _ = lies.token.set("sub", victim.did()));
    let refused = sign_in(&asking, true).await;
    assert!(matches!(refused, Err(FinishError::WrongAccount { .. })), "{refused:?}");
    assert!(asking.asked(SESSION).is_empty(), "no token went anywhere");
    assert!(asking.world.pds().tokens().iter().all(|token| token.revoked));
}

#[tokio::test]
async fn a_pds_that_gives_no_nonce_tells_the_address_and_one_whose_nonce_is_malformed_does_not() {
    let asking = asking().await;
    asking.world.pds().behave_like(Ways::Cirrus);
    assert_eq!(email(&asking).await, told(true));
    for path in ["/oauth/par", "/oauth/token", SESSION] {
        let asked = asking.asked(path);
        assert!(!asked.is_empty(), "{path}");
        assert!(
            asked.iter().all(|seen| seen.header("dpop").is_some()),
            "{path}: our proof is sent"
        );
    }
    let before = asking.world.pds().tokens().len(); // Cirrus has no place to revoke at.
    asking.world.pds().behave_like(Ways::Reference);
    assert_eq!(email(&asking).await, told(true), "its nonce is known from here on");
    asking.world.lie(|lies| _ = lies.session.header("dpop-nonce", "a b"));
    assert_eq!(email(&asking).await, Email::NotTold);
    let tokens = asking.world.pds().tokens();
    assert!(tokens.len() > before && tokens[before..].iter().all(|token| token.revoked));
}

#[tokio::test]
async fn the_pds_has_nonces_of_its_own() {
    let asking = asking().await;
    assert_eq!(email(&asking).await, told(true));
    let statuses: Vec<_> = asking.asked(SESSION).iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [401, 200], "asked once more, with the nonce");
    asking.world.forget_seen();
    assert_eq!(email(&asking).await, told(true));
    assert_eq!(asking.asked(SESSION).len(), 1, "the nonce is known now");
}
