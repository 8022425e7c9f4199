//! Refusals: counted in groups, and for a proven person among their sign-ins.

use super::{alices, rows};
use crate::support::daemon::REDIRECT_URI;
use crate::support::holders::{self, refresh};
use crate::support::{Scene, Setup};

/// The groups, each as `number client why`, once they are written.
async fn groups(scene: &Scene) -> Vec<String> {
    scene.daemon.housekeep().await;
    let query =
        "SELECT number || ' ' || client_id || ' ' || why FROM refusal ORDER BY client_id, why";
    scene.daemon.texts(query.to_owned()).await
}

async fn get(scene: &Scene, path: &str) {
    scene.daemon.request(reqwest::Method::GET, path).send().await.unwrap();
}

#[tokio::test]
async fn refusals_are_counted_by_client_and_reason_and_no_word_of_a_stranger_is_kept() {
    let mut scene = Scene::open().await;
    for _ in 0..3 {
        get(&scene, "/authorize?client_id=stranger&redirect_uri=https://stranger.example").await;
    }
    get(&scene, "/authorize?client_id=rp&redirect_uri=https://stranger.example").await;
    get(&scene, &format!("/authorize?client_id=rp&redirect_uri={REDIRECT_URI}")).await;
    get(&scene, "/sign-in/stranger").await;
    let form =
        [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT_URI)];
    scene.daemon.token(&form).await;
    scene.daemon.token(&[("grant_type", "refresh_token"), ("refresh_token", "x")]).await;
    scene.daemon.token_as(Some(("stranger", "x")), &form).await;
    scene.daemon.post("/par", Some(("rp", "wrong")), &[]).await;
    let question = scene.relying_party().await.ask();
    scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    let page = scene.browser.get(&question.url).await;
    scene.browser.submit(&page, "cancel", &[]).await;
    let expected = [
        "2  client-authentication",
        "1  over",
        "3  request",
        "1 rp code",
        "1 rp declined",
        "1 rp needs-person",
        "1 rp refresh-token",
        "2 rp request",
    ];
    assert_eq!(groups(&scene).await, expected);
    assert_eq!(groups(&scene).await, expected, "nothing is counted twice");
    let file = ["atlogin.db", "atlogin.db-wal"].map(|name| {
        std::fs::read(scene.daemon.database().with_file_name(name)).unwrap_or_default()
    });
    assert!(!String::from_utf8_lossy(&file.concat()).contains("stranger"));
}

#[tokio::test]
async fn a_flood_of_refusals_writes_one_row() {
    let scene = Scene::open().await;
    scene.daemon.housekeep().await;
    let wal =
        || std::fs::metadata(scene.daemon.database().with_file_name("atlogin.db-wal")).unwrap();
    let before = wal().modified().unwrap();
    for _ in 0..200 {
        get(&scene, "/authorize?client_id=rp").await;
    }
    assert_eq!(wal().modified().unwrap(), before, "nothing is written at all");
    assert_eq!(groups(&scene).await, ["200  request"]);
}

#[tokio::test]
async fn what_was_counted_last_is_written_at_the_end() {
    let mut scene = Scene::open().await;
    get(&scene, "/authorize").await;
    scene.daemon.restart().await;
    get(&scene, "/authorize").await;
    assert_eq!(groups(&scene).await, ["2  request"]);
}

#[tokio::test]
async fn a_day_later_it_is_another_group() {
    let scene = Scene::open().await;
    get(&scene, "/authorize").await;
    scene.daemon.hand.advance(24 * 60 * 60);
    get(&scene, "/authorize").await;
    assert_eq!(groups(&scene).await, ["1  request", "1  request"]);
}

#[tokio::test]
async fn somebody_whom_the_rules_refuse_is_a_row_and_sees_it() {
    let client = "deny = [\"alice.pds.test\"]";
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    for _ in 0..2 {
        let question = scene.relying_party().await.ask();
        let page = scene.sign_in(&question.url).await;
        assert_eq!(page.status.as_u16(), 403, "{}", page.text);
    }
    assert_eq!(rows(&scene).await, [""; 0], "it waits for its minute");
    assert_eq!(groups(&scene).await, ["2 rp not-admitted"]);
    let row = alices(&scene, "refused", "alice.pds.test", 2, "not-admitted");
    assert_eq!(rows(&scene).await, [row], "of one day");
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    let page = scene.say_who(form).await;
    assert!(page.text.contains("Not let in"), "{}", page.text);
}

#[tokio::test]
async fn somebody_who_is_not_let_in_silently_any_more_is_a_row() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.write_again(|config| {
        config.replace("client_id = \"rp\"", "client_id = \"rp\"\ndeny = [\"alice.pds.test\"]")
    });
    scene.daemon.restart().await;
    let question = scene.relying_party().await.ask();
    scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert_eq!(groups(&scene).await, ["1 rp not-admitted"]);
    let refused = alices(&scene, "refused", "alice.pds.test", 1, "not-admitted");
    assert_eq!(rows(&scene).await[1..], [refused]);
}

#[tokio::test]
async fn a_refresh_of_a_lost_account_is_a_row_and_no_refresh() {
    let mut scene = Scene::with(holders::setup()).await;
    let tokens = holders::tokens(&mut scene).await;
    scene.daemon.hand.advance(60 * 60);
    scene.world.host(&scene.alice, crate::small_world::Hosting::Deactivated);
    assert_eq!(refresh(&scene, &tokens).await.0, 400);
    assert_eq!(groups(&scene).await, ["1 rp account-lost"]);
    let refused = alices(&scene, "refused", "", 1, "account-lost");
    assert_eq!(rows(&scene).await[1..], [refused]);
}
