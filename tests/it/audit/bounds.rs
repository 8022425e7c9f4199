//! How much of the audit is kept: by age, by account, in all, and nothing at all.

use super::{alices, count, rows, silently};
use crate::support::{Scene, Setup};

const DAY: i64 = 24 * 60 * 60;

/// Adds so many rows of accounts of one sign-in each, older than everything else.
fn strangers(number: i64, how: &str, bytes: i64) -> &'static str {
    let statement = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
         INSERT INTO sign_in (at, did, handle, client_id, how, why, source, login, number, bytes)
         SELECT 1789990000 + i % 1000, 'did:plc:' || i, '', 'rp', '{how}', '', '', '', 1, {bytes} FROM n"
    );
    statement.leak()
}

async fn top(top: &'static str) -> Scene {
    Scene::with(Setup { top, ..Setup::default() }).await
}

#[tokio::test]
async fn a_sign_in_is_kept_for_ninety_days_and_no_longer() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.hand.advance(90 * DAY - 1);
    scene.daemon.housekeep().await;
    assert_eq!(count(&scene).await, 1);
    scene.daemon.hand.advance(1);
    scene.daemon.housekeep().await;
    assert_eq!(count(&scene).await, 0);
}

#[tokio::test]
async fn the_operator_says_for_how_long() {
    let mut scene = top("audit_days = 2").await;
    scene.code().await;
    scene.daemon.request(reqwest::Method::GET, "/authorize").send().await.unwrap();
    scene.daemon.housekeep().await;
    let refusals = "SELECT count(*) FROM refusal";
    assert_eq!((count(&scene).await, scene.daemon.count(refusals).await), (1, 1));
    scene.daemon.hand.advance(2 * DAY);
    scene.daemon.housekeep().await;
    assert_eq!(count(&scene).await, 0);
    scene.daemon.hand.advance(DAY);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count(refusals).await, 0, "whole days end when their last hour has");
}

#[tokio::test]
async fn when_it_is_off_nothing_is_kept_and_what_was_there_goes() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.request(reqwest::Method::GET, "/authorize").send().await.unwrap();
    scene.daemon.write_again(|config| format!("audit_days = 0\n{config}"));
    scene.daemon.restart().await;
    scene.daemon.housekeep().await;
    let refusals = "SELECT count(*) FROM refusal";
    assert_eq!((count(&scene).await, scene.daemon.count(refusals).await), (0, 0));
    scene.code().await;
    silently(&mut scene).await;
    scene.daemon.request(reqwest::Method::GET, "/authorize").send().await.unwrap();
    scene.daemon.housekeep().await;
    assert_eq!((count(&scene).await, scene.daemon.count(refusals).await), (0, 0));
    let page = scene.browser.get(&scene.daemon.at("/account")).await;
    assert!(!page.text.contains("sign-ins"), "{}", page.text);
    let ran = scene.daemon.command(&["audit"]).await;
    assert_eq!(ran.log, "Nothing is kept: audit_days is 0 in the configuration.\n");
}

/// Whoever signs in silently all day pushes out their own silent sign-ins and nothing else.
#[tokio::test]
async fn an_account_keeps_two_hundred_of_a_kind_and_pushes_out_nobody() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.change(strangers(1, "silent", 9)).await;
    scene
        .daemon
        .change(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
             INSERT INTO sign_in (at, did, handle, client_id, how, why, source, login, number, bytes)
             SELECT at + 1, did, '', 'rp', 'silent', '', '', 'old', 1, 9 FROM sign_in, n
             WHERE how = 'fresh'",
        )
        .await;
    scene.daemon.hand.advance(60);
    for _ in 0..3 {
        silently(&mut scene).await;
    }
    let of = |did: &str, how: &str| {
        format!("SELECT login FROM sign_in WHERE did = '{did}' AND how = '{how}'")
    };
    let silent = scene.daemon.texts(of(scene.alice.did(), "silent")).await;
    let old = silent.iter().filter(|login| *login == "old").count();
    assert_eq!((silent.len(), old), (200, 197));
    assert_eq!(scene.daemon.texts(of(scene.alice.did(), "fresh")).await.len(), 1);
    assert_eq!(scene.daemon.texts(of("did:plc:1", "silent")).await.len(), 1);
}

#[tokio::test]
async fn there_are_two_hundred_thousand_rows_at_most_and_the_oldest_go() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.change(strangers(200_003, "fresh", 9)).await;
    scene.daemon.housekeep().await;
    assert_eq!(count(&scene).await, 200_000);
    let newest = rows(&scene).await;
    assert_eq!(newest[0], alices(&scene, "fresh", "alice.pds.test", 1, ""), "the newest stays");
    let oldest = "SELECT count(*) FROM sign_in WHERE at = 1789990000";
    assert_eq!(scene.daemon.count(oldest).await, 196, "4 of 200 went");
}

#[tokio::test]
async fn the_rows_have_a_budget_of_bytes() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.change(strangers(70, "fresh", 1024 * 1024)).await;
    scene.daemon.housekeep().await;
    let bytes = scene.daemon.count("SELECT sum(bytes) FROM sign_in").await;
    assert!((60 << 20..=64 << 20).contains(&bytes), "{bytes}");
    let newest = rows(&scene).await;
    assert_eq!(newest[0], alices(&scene, "fresh", "alice.pds.test", 1, ""));
}

/// Anybody with an account can be refused, under as many accounts as they like to make.
#[tokio::test]
async fn refused_people_push_out_each_other_and_no_sign_in() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.hand.advance(DAY);
    scene.daemon.change(strangers(20_002, "refused", 9)).await;
    scene.daemon.housekeep().await;
    assert_eq!(count(&scene).await, 20_001);
    assert_eq!(rows(&scene).await[0], alices(&scene, "fresh", "alice.pds.test", 1, ""));
}
