//! A name that is not that of the handle is explained beside the relying party that is told it.

use super::{Scene, alices, open};
use crate::small_world::Account;
use crate::support::{Browser, Page, Setup};

/// `account` signs in to `rp`, which hears who it is, and looks at the account page.
async fn told(scene: &mut Scene, account: &Account) -> Page {
    scene.browser = Browser::new(&scene.daemon, &scene.world);
    let alice = std::mem::replace(&mut scene.alice, account.clone());
    scene.tokens().await;
    scene.alice = alice;
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    std::mem::swap(&mut browser, &mut scene.browser);
    let page = open(scene, &mut browser, account).await;
    scene.browser = browser;
    assert!(page.text.contains("Relying Party"), "{}", page.text);
    page
}

/// The sentence about the name, without the marks that keep directions of writing apart.
fn sentence(page: &Page) -> Option<String> {
    let (_, rest) = page.text.split_once("given-name\">")?;
    let sentence = rest.split("</p>").next().unwrap();
    Some(sentence.replace(['\u{2068}', '\u{2069}'], ""))
}

#[tokio::test]
async fn the_next_owner_of_a_handle_reads_why_they_have_another_name_and_the_first_that_theirs_stays()
 {
    let client = "localpart = \"{handle}\"";
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    let first = scene.alice.clone();
    let page = told(&mut scene, &first).await;
    assert_eq!(sentence(&page), None, "it is the handle");

    let renamed = scene.world.change_handle(&first, "alice.new.test");
    let second = scene.world.account(&scene.world.pds(), "alice.pds.test").await;
    let page = told(&mut scene, &second).await;
    let tail = &second.did()[second.did().len() - 7..];
    let taken = format!(
        "We call you alice.pds.test-{tail} there, because alice.pds.test already belongs to \
         someone else."
    );
    assert_eq!(sentence(&page).as_deref(), Some(taken.as_str()));
    let page = told(&mut scene, &renamed).await;
    let kept = "We call you alice.pds.test there, and that stays so even if your handle changes.";
    assert_eq!(sentence(&page).as_deref(), Some(kept));
}

#[tokio::test]
async fn whose_name_is_reserved_reads_that_it_is() {
    let client = "localpart = \"{handle_label:pds.test}\"\nreserved_localparts = [\"alice\"]";
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    let alice = scene.alice.clone();
    let page = told(&mut scene, &alice).await;
    let tail = &alice.did()[alice.did().len() - 7..];
    let reserved = format!("We call you alice-{tail} there, because alice is reserved.");
    assert_eq!(sentence(&page).as_deref(), Some(reserved.as_str()));
}

#[tokio::test]
async fn who_was_told_no_name_reads_of_none() {
    let client = "localpart = \"{handle_label:pds.test}\"\nreserved_localparts = [\"alice\"]\n\
                  scopes = [\"openid\"]\nconsent = true";
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    let question = scene.relying_party().await.ask_for(&[]);
    let page = scene.browser.get(&question.url).await;
    let page = scene.say_who(page).await;
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
    let page = alices(&mut scene).await;
    assert!(page.text.contains("Relying Party"), "{}", page.text);
    assert_eq!(sentence(&page), None);
}
