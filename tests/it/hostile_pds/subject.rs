//! Whom the server claims to have signed in: never believed, always proven ("critical" in the ATProto
//! OAuth specification, "Identity Authentication").

use super::stage::Stage;
use crate::small_world::{Account, Lies, Pds, Person};

const UNPROVEN: &str = "We couldn’t confirm who you are";
const ANOTHER: &str = "That was another account";

/// mallory, whose own PDS says that whoever signs in there is alice.
async fn evil(stage: &Stage) -> (Pds, Account) {
    let evil = stage.world.add_pds("evil").await;
    let mallory = stage.world.account(&evil, "mallory.pds.test").await;
    let victim = stage.alice.did().to_owned();
    evil.lie(|lies| {
        lies.token.set("sub", victim);
    });
    (evil, mallory)
}

#[tokio::test]
async fn refuses_another_did_as_sub_when_an_account_was_typed() {
    let mut stage = Stage::open().await;
    let (_, mallory) = evil(&stage).await;
    for typed in [mallory.handle(), mallory.did()] {
        let page = stage.refused(typed).await;
        assert_eq!((page.status.as_u16(), page.heading().as_str()), (403, ANOTHER));
        assert!(stage.log.take().contains("another account signed in"));
    }
    stage.world.be_honest();
    let known = stage.signs_in(mallory.handle()).await;
    assert_eq!(known.claims.subject().as_str(), mallory.did());
}

#[tokio::test]
async fn refuses_the_did_of_another_servers_account_when_a_server_was_typed() {
    let mut stage = Stage::open().await;
    let (evil, mallory) = evil(&stage).await;
    let page = stage.refused(&Stage::server_of(&evil)).await;
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (403, UNPROVEN));
    assert!(stage.log.text().contains("the account is with another server"));
    stage.world.be_honest();
    let known = stage.signs_in(&Stage::server_of(&evil)).await;
    assert_eq!(known.claims.subject().as_str(), mallory.did());
}

#[tokio::test]
async fn refuses_the_did_of_an_account_that_is_known_here_already() {
    let mut stage = Stage::open().await;
    let (evil, mallory) = evil(&stage).await;
    // Whatever might be remembered of the victim is remembered now.
    stage.signs_in("alice.pds.test").await;
    stage.signs_in(&Stage::server_of(&stage.world.pds())).await;
    for typed in [mallory.handle().to_owned(), Stage::server_of(&evil)] {
        stage.refused(&typed).await;
    }
    stage.honest_again().await;
}

/// mallory's PDS sends its people to the honest server, where somebody else signs in.
#[tokio::test]
async fn refuses_a_stranger_at_the_honest_server_that_an_evil_pds_names() {
    let mut stage = Stage::open().await;
    let honest = stage.world.pds();
    let evil = stage.world.add_pds("evil").await;
    let mallory = stage.world.account(&evil, "mallory.pds.test").await;
    let issuer = honest.issuer();
    evil.lie(|lies| {
        lies.resource_metadata.set("authorization_servers", vec![issuer]);
    });
    let alice = stage.alice.clone();
    stage.world.person(Person::Is(alice.clone()));
    let page = stage.refused(mallory.handle()).await;
    assert_eq!(page.heading(), ANOTHER);
    // Begun with the evil server, it is the honest one that vouches: for its own account only.
    let known = stage.signs_in(&Stage::server_of(&evil)).await;
    assert_eq!(known.claims.subject().as_str(), alice.did());
    stage.world.person(Person::Is(mallory));
    evil.lie(|lies| *lies = Lies::default());
    let page = stage.refused(&Stage::server_of(&honest)).await;
    assert_eq!(page.heading(), UNPROVEN);
}

#[tokio::test]
async fn refuses_a_sub_that_nobody_has() {
    let mut stage = Stage::open().await;
    let typed = Stage::server_of(&stage.world.pds());
    for sub in ["did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:web:localhost%3A1"] {
        stage.world.lie(|lies| {
            lies.token.set("sub", sub);
        });
        stage.refused(&typed).await;
        stage.honest_again().await;
    }
}

/// Two people at one server: which of them signed in is for that server to say.
#[tokio::test]
async fn a_server_that_was_typed_vouches_for_each_of_its_own_accounts() {
    let mut stage = Stage::open().await;
    let pds = stage.world.pds();
    let bob = stage.world.account(&pds, "bob.pds.test").await;
    for account in [bob, stage.alice.clone()] {
        stage.world.person(Person::Is(account.clone()));
        let known = stage.signs_in(&Stage::server_of(&pds)).await;
        assert_eq!(known.claims.subject().as_str(), account.did());
    }
}

#[tokio::test]
async fn refuses_another_account_of_the_same_server_when_one_was_typed() {
    let mut stage = Stage::open().await;
    let bob = stage.world.account(&stage.world.pds(), "bob.pds.test").await;
    stage.world.person(Person::Is(bob));
    for typed in [stage.alice.handle().to_owned(), stage.alice.did().to_owned()] {
        assert_eq!(stage.refused(&typed).await.heading(), ANOTHER);
    }
    stage.world.person(Person::Approves);
    stage.honest_again().await;
}

#[tokio::test]
async fn refuses_the_old_server_of_an_account_that_moved_while_its_person_was_away() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await;
    let alice = stage.alice.clone();
    for typed in ["alice.pds.test".to_owned(), Stage::server_of(&stage.world.pds())] {
        let home = stage.world.pds();
        stage.world.move_account(&alice, &home);
        let (_, callback) = stage.up_to("/atproto/callback", &typed).await;
        stage.world.move_account(&alice, &other);
        let page = stage.refused_at(&callback).await;
        assert_eq!(page.heading(), UNPROVEN);
        // A second try asks afresh, at once: nothing of the old server is remembered.
        let known = stage.honest_again().await;
        assert_eq!(known.claims.subject().as_str(), alice.did());
        assert!(other.tokens().iter().all(|token| token.did == alice.did()));
    }
}

#[tokio::test]
async fn refuses_a_server_that_the_pds_no_longer_trusts_at_the_callback() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await.issuer();
    let (_, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    stage.world.lie(|lies| {
        lies.resource_metadata.set("authorization_servers", vec![other.clone()]);
    });
    assert_eq!(stage.refused_at(&callback).await.heading(), UNPROVEN);
    stage.honest_again().await;
}
