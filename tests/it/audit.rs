//! The audit: who signed in, when, where, how and from which network, and who was refused.

mod bounds;
mod command;
mod refusals;

use crate::support::holders::{self, refresh};
use crate::support::{Scene, Setup};

/// The rows of the audit, each as `how client did handle source number why`.
async fn rows(scene: &Scene) -> Vec<String> {
    let query =
        "SELECT how || ' ' || client_id || ' ' || did || ' ' || handle || ' ' || source || ' '
             || number || ' ' || why FROM sign_in ORDER BY id";
    scene.daemon.texts(query.to_owned()).await
}

/// The same of Alice, at `rp`, from nowhere.
fn alices(scene: &Scene, how: &str, handle: &str, number: i64, why: &str) -> String {
    format!("{how} rp {} {handle}  {number} {why}", scene.alice.did())
}

/// Signs in by the session of the browser.
async fn silently(scene: &mut Scene) {
    let question = scene.relying_party().await.ask();
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.url);
}

async fn count(scene: &Scene) -> i64 {
    scene.daemon.count("SELECT count(*) FROM sign_in").await
}

#[tokio::test]
async fn a_fresh_and_a_silent_sign_in_are_rows_with_who_where_and_how() {
    let mut scene = Scene::open().await;
    scene.code().await;
    silently(&mut scene).await;
    silently(&mut scene).await;
    let row = |how| alices(&scene, how, "alice.pds.test", 1, "");
    assert_eq!(rows(&scene).await, [row("fresh"), row("silent"), row("silent")]);
}

#[tokio::test]
async fn a_sign_in_with_consent_is_one_fresh_one() {
    let mut scene = Scene::with(Setup { client: "consent = true", ..Setup::default() }).await;
    let question = scene.relying_party().await.ask();
    let page = scene.sign_in(&question.url).await;
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
    assert_eq!(rows(&scene).await, [alices(&scene, "fresh", "alice.pds.test", 1, "")]);
}

#[tokio::test]
async fn a_source_is_the_network_that_the_limits_see_and_no_address() {
    let top = "trusted_proxies = [\"127.0.0.1\"]";
    let mut scene = Scene::with(Setup { top, ..Setup::default() }).await;
    scene.browser.come_from("203.0.113.77");
    scene.code().await;
    scene.browser.come_from("2001:db8:1:2:3:4:5:6");
    silently(&mut scene).await;
    let sources = scene.daemon.texts("SELECT source FROM sign_in ORDER BY id".to_owned()).await;
    assert_eq!(sources, ["203.0.113.0/24", "2001:db8:1::/48"]);
}

#[tokio::test]
async fn refreshes_of_a_day_are_one_row_with_their_number() {
    let mut scene = Scene::with(holders::setup()).await;
    let mut tokens = holders::tokens(&mut scene).await;
    for _ in 0..3 {
        let (status, next) = refresh(&scene, &tokens).await;
        assert_eq!(status, 200, "{next}");
        tokens = next;
    }
    scene.daemon.hand.advance(24 * 60 * 60);
    assert_eq!(refresh(&scene, &tokens).await.0, 200);
    let (fresh, days) = (
        alices(&scene, "fresh", "alice.pds.test", 1, ""),
        [3, 1].map(|number| alices(&scene, "refresh", "", number, "")),
    );
    assert_eq!(rows(&scene).await, [&[fresh][..], &days].concat());
}

#[tokio::test]
async fn what_is_not_issued_leaves_no_row_and_what_is_not_noted_is_not_issued() {
    let mut scene = Scene::open().await;
    scene.code().await;
    let codes = "SELECT count(*) FROM authorization_code";
    let prompt = async |scene: &mut Scene, more: &str| {
        let question = scene.relying_party().await.ask();
        let answer = scene.browser.get(&format!("{}{more}", question.url)).await;
        assert_eq!(answer.status.as_u16(), 500, "{}", answer.url);
    };
    for broken in ["authorization_code", "sign_in"] {
        let trigger = format!(
            "CREATE TRIGGER broken BEFORE INSERT ON {broken} BEGIN SELECT RAISE(ABORT, 'x'); END"
        );
        scene.daemon.change(trigger.leak()).await;
        // By the one step of a silent sign-in, and by a transaction that notes the use of the session.
        prompt(&mut scene, "&prompt=none").await;
        scene.daemon.hand.advance(60 * 60);
        prompt(&mut scene, "&prompt=none").await;
        assert_eq!((count(&scene).await, scene.daemon.count(codes).await), (1, 1), "{broken}");
        scene.daemon.change("DROP TRIGGER broken").await;
    }
    silently(&mut scene).await;
    silently(&mut scene).await;
    assert_eq!((count(&scene).await, scene.daemon.count(codes).await), (3, 3));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_sign_in() {
    let mut scene = Scene::with(Setup { client: "consent = true", ..Setup::default() }).await;
    let question = scene.relying_party().await.ask();
    let page = scene.sign_in(&question.url).await;
    for _ in 0..2 {
        let answer = scene.browser.submit(&page, "consent", &[]).await;
        assert!(answer.parameter("code").is_some(), "{}", answer.text);
    }
    assert_eq!(count(&scene).await, 1);
}

#[tokio::test]
async fn people_see_their_own_sign_ins_and_those_of_nobody_else() {
    let mut scene = Scene::with(holders::setup()).await;
    let mut tokens = holders::tokens(&mut scene).await;
    for _ in 0..2 {
        tokens = refresh(&scene, &tokens).await.1;
    }
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let mut bobs = crate::support::Browser::new(&scene.daemon, &scene.world);
    let form = bobs.get(&scene.daemon.at("/account")).await;
    let bobs = bobs.submit(&form, "sign-in", &[("account", bob.handle())]).await;
    let alices = scene.browser.get(&scene.daemon.at("/account")).await;
    let part = |page: &crate::support::Page| {
        let rest = page.text.split("id=\"sign-ins\"").nth(1).unwrap();
        rest.split("</ul>").next().unwrap().to_owned()
    };
    let (alices, bobs) = (part(&alices), part(&bobs));
    for words in ["Relying Party", "Signed in at your server", "Access renewed", "×2", "just now"]
    {
        assert!(alices.contains(words), "{words}: {alices}");
    }
    assert_eq!(alices.matches("<li>").count(), 2, "{alices}");
    assert_eq!(bobs.matches("<li>").count(), 1, "{bobs}");
    assert!(!bobs.contains("Relying Party"), "{bobs}");
}

#[tokio::test]
async fn the_account_page_shows_the_newest_ten_and_stays_small() {
    let mut scene = Scene::open().await;
    scene.code().await;
    scene.daemon.hand.advance(60 * 60);
    for _ in 0..12 {
        silently(&mut scene).await;
    }
    let page = scene.browser.get(&scene.daemon.at("/account")).await;
    assert!(!page.text.contains("Signed in at your server"), "{}", page.text);
    assert_eq!(page.text.matches("Signed in without a question").count(), 10, "{}", page.text);
    assert!(page.text.len() < 15_000, "{} bytes", page.text.len());
}

#[tokio::test]
async fn sign_ins_end_with_the_account_and_so_does_a_refusal_that_waits() {
    let client = "deny = [\"alice.pds.test\"]";
    let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
    let form = scene.browser.get(&scene.daemon.at("/account")).await;
    scene.say_who(form).await;
    let question = scene.relying_party().await.ask();
    scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert_eq!(count(&scene).await, 1, "the refusal waits");
    let question = scene.browser.get(&scene.daemon.at("/account/delete")).await;
    let done = scene.browser.submit(&question, "answer", &[]).await;
    assert_eq!(done.heading(), "Your data has been deleted", "{}", done.text);
    scene.daemon.housekeep().await;
    assert_eq!(count(&scene).await, 0);
    assert_eq!(scene.daemon.count("SELECT sum(number) FROM refusal").await, 1, "of somebody");
}
