//! What is stored is shown, all of it, and deleted, all but the names that stay.

use super::{alices, bob, give_access};
use crate::support::receiver::{Answer, Receiver};
use crate::support::{Page, Scene, Setup};

/// What of somebody's life may stand in a table that has no part of its own on the page: what a
/// relying party told of them at a sign-in under way. The page says so in its own words.
const TOLD_IN_WORDS: [&str; 1] = ["pending_login"];

/// Alice with something in every table: she has allowed `rp`, which holds tokens, binds a name, and
/// is still to hear that she has signed out elsewhere.
async fn a_full_life() -> Scene {
    let receiver = Receiver::listen().await;
    receiver.answers(Answer::Status(503));
    let client = format!(
        "scopes = [\"openid\", \"profile\", \"offline_access\"]\nlocalpart = \"{{handle}}\"\n\
         backchannel_logout_uri = \"http://127.0.0.1:{}/bye\"",
        receiver.port
    );
    let mut scene = Scene::with(Setup { client: client.leak(), ..Setup::default() }).await;
    give_access(&mut scene).await;
    let page = alices(&mut scene).await;
    scene.browser.submit(&page, "sign-out", &[]).await;
    give_access(&mut scene).await;
    scene
}

/// Each table, and how many of its rows name `did` anywhere.
async fn rows_that_name(scene: &Scene, did: &str) -> Vec<(String, usize)> {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut found = Vec::new();
    for table in scene.daemon.texts(tables.to_owned()).await {
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = scene.daemon.texts(columns).await;
        let names_it: Vec<_> = columns
            .iter()
            .map(|column| format!("instr(CAST({column} AS TEXT), '{did}') > 0"))
            .collect();
        let rows = format!("SELECT '' FROM {table} WHERE {}", names_it.join(" OR "));
        let rows = scene.daemon.texts(rows).await.len();
        found.push((table, rows));
    }
    found
}

/// The tables that could name an account, by their columns.
async fn tables_of_people(scene: &Scene) -> Vec<String> {
    let query = "SELECT DISTINCT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.name IN ('did', 'account', 'sub')";
    scene.daemon.texts(query.to_owned()).await
}

/// How many rows of `table` the page says there are.
fn shown(page: &Page, table: &str) -> usize {
    let title = page.element(&format!("stored-{table}"));
    let title = title.unwrap_or_else(|| panic!("{table} is not shown: {}", page.text));
    title.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn every_table_that_could_name_somebody_is_shown_and_counted() {
    let mut scene = a_full_life().await;
    bob(&scene).await;
    // Blocking would end the rest.
    scene.daemon.change("INSERT INTO blocked_person SELECT did, 1, 'why' FROM account").await;
    let page = scene.browser.get(&scene.daemon.at("/account/stored")).await;
    assert_eq!(page.heading(), "What is stored about you");
    let of_people = tables_of_people(&scene).await;
    assert!(of_people.len() >= 11, "{of_people:?}");
    for (table, rows) in rows_that_name(&scene, scene.alice.did()).await {
        if of_people.contains(&table) {
            assert_eq!(shown(&page, &table), rows, "{table}");
            assert!(rows > 0, "{table}: a full life has something everywhere");
        } else {
            assert!(rows == 0 || TOLD_IN_WORDS.contains(&table.as_str()), "{table} is not shown");
        }
    }
}

#[tokio::test]
async fn what_is_known_of_the_account_is_shown_word_by_word() {
    let mut scene = Scene::open().await;
    let profile = serde_json::json!({
        "$type": "app.bsky.actor.profile", "displayName": "<b>Alice</b>"
    });
    scene.world.publish_profile(&scene.alice, profile);
    alices(&mut scene).await;
    let page = scene.browser.get(&scene.daemon.at("/account/stored")).await;
    let pds = scene.world.pds().origin();
    for words in
        [scene.alice.did(), "alice.pds.test", &pds, "&#60;b&#62;Alice&#60;/b&#62;", "A browser"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let query = "SELECT j.key FROM account a, json_each(a.person) j WHERE j.value IS NOT NULL";
    let members = scene.daemon.texts(query.to_owned()).await;
    let part = page.text.split("id=\"stored-account\"").nth(1).unwrap();
    let part = part.split("<h2").next().unwrap();
    assert_eq!(part.matches("<dt>").count(), members.len() + 1, "and when it was confirmed");
}

#[tokio::test]
async fn everything_is_deleted_but_the_names_that_stay() {
    let mut scene = a_full_life().await;
    let (bob, mut bobs, _) = bob(&scene).await;
    let of_bob = rows_that_name(&scene, bob.did()).await;
    let question = scene.browser.get(&scene.daemon.at("/account/delete")).await;
    assert!(question.text.contains("One thing stays"), "{}", question.text);
    let done = scene.browser.submit(&question, "answer", &[]).await;
    assert_eq!(done.heading(), "Your data has been deleted", "{}", done.text);
    assert!(done.text.contains("so that nobody else ever gets them"));
    for (table, rows) in rows_that_name(&scene, scene.alice.did()).await {
        match table.as_str() {
            "name_binding" | "name_choice" => assert_eq!(rows, 1, "{table}"),
            "logout_notice" => assert_eq!(rows, 3, "of each session, and of all, until heard"),
            _ => assert_eq!(rows, 0, "{table}"),
        }
    }
    assert_eq!(rows_that_name(&scene, bob.did()).await, of_bob, "nobody else lost anything");
    assert_eq!(bobs.get(&scene.daemon.at("/account")).await.heading(), "Your account");
    scene.daemon.hand.advance(24 * 60 * 60);
    scene.daemon.housekeep().await;
    let left: Vec<_> = rows_that_name(&scene, scene.alice.did()).await;
    let left: Vec<_> = left.into_iter().filter(|(_, rows)| *rows > 0).collect();
    let names = ["name_binding", "name_choice"].map(|table| (table.to_owned(), 1));
    assert_eq!(left, names, "and then nothing else at all");
    assert_eq!(scene.browser.get(&scene.daemon.at("/account")).await.heading(), "Sign in");
}

#[tokio::test]
async fn who_comes_back_after_deleting_everything_has_their_name_again_and_no_other() {
    let mut scene = a_full_life().await;
    let names = "SELECT name FROM name_binding".to_owned();
    let before = scene.daemon.texts(names.clone()).await;
    assert_eq!(before, ["alice.pds.test"]);
    for handle in ["alicia.pds.test", "alison.pds.test"] {
        let question = scene.browser.get(&scene.daemon.at("/account/delete")).await;
        let done = scene.browser.submit(&question, "answer", &[]).await;
        assert_eq!(done.heading(), "Your data has been deleted", "{}", done.text);
        scene.world.change_handle(&scene.alice, handle);
        let (did, mut form) = (scene.alice.did().to_owned(), scene.relying_party().await.ask());
        form.url.push_str("&prompt=consent");
        let page = scene.browser.get(&form.url).await;
        let page = scene.browser.submit(&page, "sign-in", &[("account", &did)]).await;
        let answer = scene.browser.submit(&page, "consent", &[]).await;
        assert!(answer.parameter("code").is_some(), "{}", answer.text);
        assert_eq!(scene.daemon.texts(names.clone()).await, before, "nobody collects names");
    }
}
