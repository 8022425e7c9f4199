//! Hints that are Matrix IDs, as Element and MAS send them: compared with who is signed in, and no more.

use crate::support::daemon::Setup;
use crate::support::{Page, Scene};

const CLIENT: &str = "localpart = \"{handle}\"\nmatrix_server = \"example.org\"\n";

/// Alice has signed in at a Matrix server, and is `@alice.pds.test:example.org` there.
async fn scene(client: &'static str) -> Scene {
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    scene.tokens().await;
    scene
}

async fn asked(scene: &mut Scene, more: &str) -> Page {
    let question = scene.relying_party().await.ask();
    scene.browser.get(&format!("{}{more}", question.url)).await
}

fn field(page: &Page) -> Option<String> {
    page.attribute("input", "account", "value")
}

#[tokio::test]
async fn a_hint_at_the_matrix_account_of_who_is_signed_in_is_answered_as_usual() {
    let mut scene = scene(CLIENT).await;
    for hint in ["mxid:@alice.pds.test:example.org", "mxid:@alice.pds.test:EXAMPLE.org"] {
        for prompt in ["", "&prompt=none"] {
            let answer = asked(&mut scene, &format!("{prompt}&login_hint={hint}")).await;
            assert!(answer.parameter("code").is_some(), "{hint}: {} {}", answer.url, answer.text);
        }
    }
    // Who has to sign in again is still offered their account.
    let page = asked(&mut scene, "&prompt=login&login_hint=mxid:@alice.pds.test:example.org").await;
    assert_eq!(field(&page).as_deref(), Some("alice.pds.test"), "{}", page.text);
}

#[tokio::test]
async fn a_hint_at_another_matrix_account_leads_to_the_list_and_fills_no_form() {
    let mut scene = scene(CLIENT).await;
    scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.forget_seen();
    for name in
        ["bob.pds.test", "nobody", "Old!Name", "alice.pds.tes", "alice.pds.test.example.org"]
    {
        let page = asked(&mut scene, &format!("&login_hint=mxid:@{name}:example.org")).await;
        assert_eq!(page.heading(), "Sign in", "{name}: {}", page.text);
        assert!(page.text.contains("id=\"accounts\""), "alice can still be chosen: {}", page.text);
        assert_eq!(field(&page).unwrap_or_default(), "", "{name}");
        let none =
            asked(&mut scene, &format!("&prompt=none&login_hint=mxid:@{name}:example.org")).await;
        assert_eq!(
            none.parameter("error").as_deref(),
            Some("account_selection_required"),
            "{name}"
        );
    }
    assert!(scene.world.seen().is_empty(), "nobody was looked up: {:?}", scene.world.seen());
}

#[tokio::test]
async fn whoever_chooses_an_account_despite_such_a_hint_is_not_refused() {
    let mut scene = scene(CLIENT).await;
    let page = asked(&mut scene, "&login_hint=mxid:@somebody:example.org").await;
    let alice = scene.alice.did().to_owned();
    let answer = scene.browser.submit(&page, "accounts", &[("known", &alice)]).await;
    assert!(answer.parameter("code").is_some(), "{} {}", answer.url, answer.text);
    // Nor is whoever signs in.
    let page = asked(&mut scene, "&login_hint=mxid:@somebody:example.org").await;
    scene.browser.forget_cookie("-session");
    let answer = scene.say_who(page).await;
    assert!(answer.parameter("code").is_some(), "{} {}", answer.url, answer.text);
}

#[tokio::test]
async fn the_name_that_the_server_was_told_counts_and_not_todays_handle() {
    let mut scene = scene(CLIENT).await;
    scene.daemon.hand.advance(2 * 60 * 60);
    let alice = scene.alice.clone();
    scene.alice = scene.world.change_handle(&alice, "anna.pds.test");
    scene.browser.forget();
    scene.tokens().await;
    let same = asked(&mut scene, "&login_hint=mxid:@alice.pds.test:example.org").await;
    assert!(same.parameter("code").is_some(), "{}", same.text);
    let other = asked(&mut scene, "&login_hint=mxid:@anna.pds.test:example.org").await;
    assert_eq!(other.heading(), "Sign in", "{}", other.text);
}

#[tokio::test]
async fn a_matrix_id_says_nothing_at_another_server_or_to_another_kind_of_client() {
    for (client, hint) in [
        (CLIENT, "mxid:@bob.pds.test:example.com"),
        (CLIENT, "mxid:bob.pds.test"),
        ("localpart = \"{handle}\"\n", "mxid:@bob.pds.test:example.org"),
        (
            "localpart = \"{handle}\"\nmatrix_server = \"example.org\"\nsubject_type = \"pairwise\"\n\
             sector_identifier = \"rp.example\"\n",
            "mxid:@bob.pds.test:example.org",
        ),
    ] {
        let mut scene = scene(client).await;
        for prompt in ["", "&prompt=none"] {
            let answer = asked(&mut scene, &format!("{prompt}&login_hint={hint}")).await;
            assert!(answer.parameter("code").is_some(), "{hint}: {} {}", answer.url, answer.text);
        }
    }
}
