//! Whether an account is still what it was: what each of its public places may say, and what it means.

use atlogin::atproto::{AccountStatus, AccountStatusError, Did, Handle, HandleStatus};
use serde_json::json;

use super::Asking;
use crate::small_world::Hosting;

impl Asking {
    async fn account_status(&self) -> Result<AccountStatus, AccountStatusError> {
        self.client.account_status(&Did::parse(self.alice.did()).unwrap()).await
    }

    async fn is_gone(&self) -> bool {
        matches!(self.account_status().await, Err(AccountStatusError::Gone))
    }

    async fn is_unknown(&self) -> bool {
        match self.account_status().await {
            Ok(status) => status.issuer.is_err() || status.hosted.is_err(),
            Err(error) => matches!(error, AccountStatusError::Unknown(_)),
        }
    }

    async fn is_known(&self) -> bool {
        self.account_status().await.is_ok_and(|now| now.issuer.is_ok() && now.hosted.is_ok())
    }
}

#[tokio::test]
async fn an_account_that_is_as_it_was_is_recognised_without_any_token() {
    let asking = Asking::start().await;
    let status = asking.account_status().await.unwrap();
    let (pds, alice) = (asking.world.pds(), Handle::parse("alice.pds.test").unwrap());
    let issuer = status.issuer.unwrap();
    assert_eq!((status.pds.as_str(), issuer.as_str()), (&*pds.origin(), &*pds.issuer()));
    assert!(status.hosted.unwrap());
    assert_eq!(status.handle, HandleStatus::Verified(alice));
    assert!(asking.world.seen().iter().all(|seen| seen.header("authorization").is_none()));
}

#[tokio::test]
async fn an_account_that_its_server_says_is_not_active_is_gone() {
    let asking = Asking::start().await;
    for hosting in [Hosting::Deactivated, Hosting::TakenDown, Hosting::Unknown] {
        asking.world.host(&asking.alice, hosting);
        assert!(asking.is_gone().await, "{hosting:?}");
    }
    asking.world.host(&asking.alice, Hosting::Active);
    assert!(asking.is_known().await);
}

#[tokio::test]
async fn a_server_that_is_out_is_no_loss_of_its_accounts() {
    let asking = Asking::start().await;
    for status in [500, 502, 503, 429] {
        asking.world.lie(|lies| _ = lies.repo_status.status(status));
        assert!(asking.is_unknown().await, "{status}");
        asking.world.be_honest();
    }
    for status in [500, 404] {
        asking.world.lie(|lies| _ = lies.resource_metadata.status(status));
        assert!(asking.is_unknown().await, "{status}");
        asking.world.be_honest();
    }
    asking.world.lie(|lies| _ = lies.did_document.status(503));
    assert!(asking.is_unknown().await, "the directory");
    asking.world.be_honest();
    asking.world.lie(|lies| _ = lies.repo_status.body("<!doctype html>"));
    assert!(asking.is_unknown().await, "what cannot be read says nothing");
}

#[tokio::test]
async fn a_server_that_does_not_know_the_question_leaves_it_to_the_document() {
    let asking = Asking::start().await;
    for status in [404, 405, 501] {
        asking.world.lie(|lies| _ = lies.repo_status.status(status));
        assert!(asking.is_known().await, "{status}");
        asking.world.be_honest();
    }
}

#[tokio::test]
async fn an_account_that_was_ended_or_has_no_server_is_gone() {
    let asking = Asking::start().await;
    let document = asking.world.document(&asking.alice);
    let mut homeless = document.clone();
    homeless["service"] = json!([]);
    asking.world.publish_document(&asking.alice, homeless);
    assert!(asking.is_gone().await);
    asking.world.publish_document(&asking.alice, document);
    assert!(asking.is_known().await);
    asking.world.bury(&asking.alice);
    assert!(asking.is_gone().await);
}

#[tokio::test]
async fn an_account_that_has_moved_is_recognised_at_its_new_place() {
    let asking = Asking::start().await;
    let other = asking.world.add_pds("other").await;
    asking.world.move_account(&asking.alice, &other);
    let status = asking.account_status().await.unwrap();
    assert_eq!(status.pds.as_str(), other.origin());
    assert_eq!(status.issuer.unwrap().as_str(), other.issuer());
}

#[tokio::test]
async fn a_handle_that_is_not_the_accounts_own_any_more_is_none() {
    let asking = Asking::start().await;
    asking.world.unpublish_handle(asking.alice.handle());
    // Nor is there a web server by that name, whose outage would be no answer.
    let nowhere = ("alice.pds.test".to_owned(), vec![vec![]]);
    asking.world.lie(|lies| lies.dns.addresses.extend([nowhere.clone()]));
    assert_eq!(asking.account_status().await.unwrap().handle, HandleStatus::None, "names nobody");
    let mallory = asking.world.account(&asking.world.pds(), "mallory.pds.test").await;
    let named = format!("did={}", mallory.did());
    asking.world.publish_txt("_atproto.alice.pds.test", &[&named]);
    assert_eq!(asking.account_status().await.unwrap().handle, HandleStatus::None, "names another");
    let mut document = asking.world.document(&asking.alice);
    document["alsoKnownAs"] = json!([]);
    asking.world.publish_document(&asking.alice, document);
    assert_eq!(asking.account_status().await.unwrap().handle, HandleStatus::None, "claims none");
}

#[tokio::test]
async fn a_handle_that_nobody_can_tell_about_is_not_a_lost_one() {
    let asking = Asking::start().await;
    asking.world.lie(|lies| lies.dns.code = Some(2));
    let status = asking.account_status().await.unwrap();
    let claimed = Handle::parse(asking.alice.handle()).unwrap();
    let HandleStatus::Unconfirmed(unconfirmed) = status.handle else { panic!("{status:?}") };
    assert!(unconfirmed.claims(&claimed));
}

#[tokio::test]
async fn what_is_certain_is_told_although_others_are_out() {
    let asking = Asking::start().await;
    asking.world.lie(|lies| _ = lies.repo_status.status(503));
    asking.world.lie(|lies| _ = lies.resource_metadata.status(503));
    let mallory = asking.world.account(&asking.world.pds(), "mallory.pds.test").await;
    asking.world.publish_txt("_atproto.alice.pds.test", &[&format!("did={}", mallory.did())]);
    let status = asking.account_status().await.unwrap();
    assert!(status.issuer.is_err() && status.hosted.is_err());
    assert_eq!(status.handle, HandleStatus::None, "the handle is another's");
    asking.world.be_honest();
    asking.world.lie(|lies| _ = lies.resource_metadata.status(503));
    asking.world.host(&asking.alice, Hosting::Deactivated);
    assert!(asking.is_gone().await, "its server says so");
}

#[tokio::test]
async fn a_directory_that_has_forgotten_an_account_is_no_end_of_it() {
    let asking = Asking::start().await;
    asking.world.lie(|lies| _ = lies.did_document.status(404));
    assert!(asking.is_unknown().await, "a directory forgets none, so it is out of order");
    asking.world.be_honest();
    asking.world.lie(|lies| _ = lies.did_document.status(410));
    assert!(asking.is_gone().await, "given up");
}
