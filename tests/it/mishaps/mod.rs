//! What goes wrong between people and their servers, told as data (`situations.json`, `README.md`).
//!
//! Each situation ends signed in, or where the person has one correct next step. The reference
//! client meets the same ones: `tests/stack/verdicts/run` writes both verdicts into `verdicts.md`.

use std::collections::HashSet;

use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::Value;

use crate::small_world::situation::{arrange, spelt};
use crate::support::daemon::REDIRECT_URI;
use crate::support::{Page, Scene, Setup};

const SITUATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/mishaps/situations.json");

/// The button that the sign-in page has.
const BUTTON: &str = "[[servers]]\nname = \"Small\"\nhost = \"pds.internal\"\n";

/// How many worlds are up at the same time.
const AT_A_TIME: usize = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Situation {
    name: String,
    world: Value,
    types: String,
    /// Whether it is the host of the button that the person presses.
    #[serde(default)]
    presses: bool,
    ends: String,
    /// What has to be on the page.
    #[serde(default)]
    page: Vec<String>,
    /// The row that is still to be done: until then it must not end as it should.
    #[serde(default)]
    pending: Option<String>,
    /// For `tests/stack/verdicts`: what the reference client does, and why we do otherwise.
    reference: String,
    #[serde(default)]
    why: Option<String>,
}

fn situations() -> Vec<Situation> {
    serde_json::from_slice(&std::fs::read(SITUATIONS).unwrap()).unwrap()
}

/// Where somebody ends who types it, and what they read there.
async fn walked(situation: &Situation) -> (String, Page) {
    let mut scene = Scene::with(Setup { tls: true, more: BUTTON, ..Setup::default() }).await;
    arrange(&scene.world, &scene.alice, &situation.world);
    let typed = spelt(&situation.types, &scene.world, &scene.alice);
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    let field = if situation.presses { "server" } else { "account" };
    let page = scene.browser.submit(&form, "sign-in", &[(field, &typed)]).await;
    if !page.url.as_str().starts_with(REDIRECT_URI) {
        let ours = page.url.as_str().starts_with(&scene.daemon.url);
        let end = match page.heading().as_str() {
            _ if !ours => format!("elsewhere: {}", page.url),
            "Sign in" => "sign-in page".to_owned(),
            _ => "error page".to_owned(),
        };
        return (end, page);
    }
    if let Some(error) = page.parameter("error") {
        return (format!("relying party: {error}"), page);
    }
    let known = scene.relying_party().await.hear(&question, &page).await;
    let who = known.claims.subject().as_str() == scene.alice.did();
    (if who { "signed in" } else { "signed in as somebody else" }.to_owned(), page)
}

/// What is wrong about it, if anything.
async fn judged(situation: &Situation) -> Option<String> {
    let (end, page) = walked(situation).await;
    let read = plain(&page);
    let missing = situation.page.iter().find(|text| !read.contains(text.as_str()));
    let name = &situation.name;
    let right = end == situation.ends && missing.is_none();
    match &situation.pending {
        Some(row) if right => Some(format!("{name}: as it should, so {row:?} is done: unmark it")),
        None if !right => {
            Some(format!("{name}: ended at the {end}, without {missing:?}, in {read}"))
        }
        Some(_) | None => None,
    }
}

/// The text below the heading.
fn plain(page: &Page) -> String {
    page.element("error").unwrap_or_else(|| page.text.clone())
}

#[tokio::test]
async fn every_situation_ends_signed_in_or_with_a_correct_next_step() {
    let situations = situations();
    let mut wrong = Vec::new();
    for some in situations.chunks(AT_A_TIME) {
        wrong.extend(join_all(some.iter().map(judged)).await.into_iter().flatten());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_situation_has_a_name_of_its_own_and_tells_why_the_verdicts_differ() {
    let situations = situations();
    let names: HashSet<_> = situations.iter().map(|situation| &situation.name).collect();
    assert_eq!(names.len(), situations.len());
    for Situation { name, ends, reference, why, .. } in &situations {
        let differ = (ends == "signed in") != (reference == "signed in");
        assert_eq!(
            differ,
            why.is_some(),
            "{name}: {ends} here, {reference} at the reference client"
        );
    }
}
