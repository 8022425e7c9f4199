//! A form that is sent twice within ten seconds leads where the first one led: by a second press, a reload,
//! or "back" and again. There are never two codes that are good (attack P31).

mod account;
mod codes;
mod ways;

use crate::support::{Browser, Page, Question, RelyingParty, Scene, Setup};

const CODES: &str = "SELECT count(*) FROM authorization_code";
const FINISHED: &str = "This sign-in is already finished";

/// Alice has signed in to a relying party that asks for consent, and is asked.
async fn asked(more: &str) -> (Scene, RelyingParty, Question, Page) {
    let setup = Setup { client: "consent = true", ..Setup::default() };
    let mut scene = Scene::with(setup).await;
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let form = scene.browser.get(&format!("{}{more}", question.url)).await;
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "Allow this sign-in?", "{}", page.text);
    (scene, rp, question, page)
}

/// The same browser in another connection, which holds the same cookies.
fn the_same(scene: &Scene) -> Browser {
    let mut browser = Browser::new(&scene.daemon, &scene.world);
    browser.hold(scene.browser.jar());
    browser
}

/// Which of these codes are good. It redeems them.
async fn good(rp: &RelyingParty, question: &Question, codes: &[String]) -> Vec<bool> {
    let mut good = Vec::new();
    for code in codes {
        good.push(rp.redeem(code, question).await.is_ok());
    }
    good
}

/// The page says that the sign-in is done, and leads back to the relying party.
fn is_finished(page: &Page) {
    assert_eq!(page.heading(), FINISHED, "{}: {}", page.url, page.text);
    assert!(page.text.contains("href=\"https://rp.example/\""), "there is a way on");
}
