//! "Stay signed in on this browser": who leaves it unticked is signed in until the browser is closed, and for
//! an hour at most, and is not offered there again.

use crate::small_world::Person;
use crate::small_world::lies::Prompting;
use crate::support::holders::{self, refresh};
use crate::support::{Browser, Page, Scene, Setup};

const HOUR: i64 = 60 * 60;
const REMEMBERED: &str = "SELECT did FROM chosen_account ORDER BY did";

async fn sign_in_page(scene: &mut Scene, more: &str) -> Page {
    let question = scene.relying_party().await.ask();
    let page = scene.browser.get(&format!("{}{more}", question.url)).await;
    assert_eq!(page.heading(), "Sign in", "{}", page.text);
    page
}

/// Alice signs in and does not want to stay.
async fn passes_by(scene: &mut Scene, more: &str) -> Page {
    let page = sign_in_page(scene, more).await.with_box("stay", false);
    let answer = scene.say_who(page).await;
    assert!(answer.parameter("code").is_some(), "{}: {}", answer.url, answer.text);
    answer
}

/// Alice signs in and stays.
async fn stays(scene: &mut Scene, more: &str) {
    let page = sign_in_page(scene, more).await.with_box("stay", true);
    let answer = scene.say_who(page).await;
    assert!(answer.parameter("code").is_some(), "{}: {}", answer.url, answer.text);
}

/// From now on it is Bob who signs in where Alice did.
async fn is_bob_now(scene: &mut Scene) -> String {
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.person(Person::Is(bob.clone()));
    let alice = std::mem::replace(&mut scene.alice, bob);
    alice.did().to_owned()
}

async fn is_known(scene: &mut Scene) -> bool {
    let question = scene.relying_party().await.ask();
    let answer = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert_ne!(answer.parameter("code").is_some(), answer.parameter("error").is_some());
    answer.parameter("code").is_some()
}

/// The cookies that an answer sets, without their values.
fn cookies(answer: &Page) -> Vec<String> {
    let set = answer.headers.get_all("set-cookie").iter();
    set.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_box_stands_at_each_form_and_is_ticked_as_the_operator_says() {
    for (top, ticked) in [("", true), ("stay_signed_in = false", false)] {
        let mut scene = Scene::with(Setup { top, ..Setup::default() }).await;
        let page = sign_in_page(&mut scene, "").await;
        let sent = |page: &Page, form| page.form(form).1.iter().any(|(name, _)| name == "stay");
        assert_eq!(sent(&page, "sign-in"), ticked, "{top}");
        stays(&mut scene, "").await;
        let page = sign_in_page(&mut scene, "&prompt=select_account").await;
        assert_eq!(sent(&page, "sign-in"), ticked, "{top}");
        assert!(sent(&page, "accounts"), "who is in the list has stayed before");
    }
}

#[tokio::test]
async fn who_stays_is_known_after_the_browser_was_closed() {
    let mut scene = Scene::open().await;
    stays(&mut scene, "").await;
    scene.browser.close();
    scene.daemon.hand.advance(2 * HOUR);
    assert!(is_known(&mut scene).await);
}

#[tokio::test]
async fn who_does_not_stay_is_known_until_the_browser_is_closed() {
    let mut scene = Scene::open().await;
    let answer = passes_by(&mut scene, "").await;
    let set = cookies(&answer);
    assert_eq!(set.len(), 1, "the session's, and the other one goes on: {set:?}");
    assert!(
        set[0].contains("-session=") && !set[0].contains("Max-Age") && !set[0].contains("xpires")
    );
    assert!(is_known(&mut scene).await);
    scene.browser.close();
    assert!(!is_known(&mut scene).await);
    assert!(scene.browser.cookies().is_empty(), "not even a name for the browser");
}

#[tokio::test]
async fn who_does_not_stay_is_known_for_an_hour_however_often_it_is_used() {
    let mut scene = Scene::open().await;
    passes_by(&mut scene, "").await;
    for _ in 0..3 {
        scene.daemon.hand.advance(HOUR / 3 - 1);
        assert!(is_known(&mut scene).await);
    }
    scene.daemon.hand.advance(2);
    assert!(is_known(&mut scene).await);
    scene.daemon.hand.advance(1);
    assert!(!is_known(&mut scene).await);
    scene.daemon.housekeep().await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 0);
}

#[tokio::test]
async fn the_chooser_has_no_entry_of_who_does_not_stay_and_keeps_those_of_others() {
    let mut scene = Scene::open().await;
    passes_by(&mut scene, "").await;
    assert!(scene.daemon.texts(REMEMBERED.to_owned()).await.is_empty());
    stays(&mut scene, "&prompt=login").await;
    let alice = is_bob_now(&mut scene).await;
    passes_by(&mut scene, "&prompt=login").await;
    assert_eq!(
        scene.daemon.texts(REMEMBERED.to_owned()).await,
        [alice.as_str()],
        "Bob is not there"
    );
    stays(&mut scene, "&prompt=login").await;
    assert_eq!(scene.daemon.texts(REMEMBERED.to_owned()).await.len(), 2);
    passes_by(&mut scene, "&prompt=login").await;
    assert_eq!(scene.daemon.texts(REMEMBERED.to_owned()).await, [alice], "nor is he any more");
}

#[tokio::test]
async fn a_session_of_another_account_stays_as_it_is() {
    let mut scene = Scene::open().await;
    stays(&mut scene, "").await;
    let sessions = "SELECT did || ' ' || authenticated_at || ' ' || expires_at || ' '
        || coalesce(ends_by, 'stays') FROM browser_session WHERE did = '";
    let of_alice = format!("{sessions}{}'", scene.alice.did());
    let before = scene.daemon.texts(of_alice.clone()).await;
    assert!(before.len() == 1 && before[0].ends_with("stays"), "{before:?}");
    is_bob_now(&mut scene).await;
    passes_by(&mut scene, "&prompt=login").await;
    assert_eq!(scene.daemon.texts(of_alice).await, before);
}

#[tokio::test]
async fn who_signs_in_again_and_does_not_stay_has_the_same_session_for_an_hour() {
    let mut scene = Scene::open().await;
    stays(&mut scene, "").await;
    let id = "SELECT id FROM browser_session".to_owned();
    let before = scene.daemon.texts(id.clone()).await;
    passes_by(&mut scene, "&prompt=login").await;
    assert_eq!(scene.daemon.texts(id.clone()).await, before, "relying parties know it by its sid");
    scene.daemon.hand.advance(HOUR);
    assert!(!is_known(&mut scene).await);
    // And the other way round.
    passes_by(&mut scene, "").await;
    stays(&mut scene, "&prompt=login").await;
    scene.daemon.hand.advance(HOUR);
    assert!(is_known(&mut scene).await);
}

#[tokio::test]
async fn the_choice_comes_through_the_question_for_consent() {
    let mut scene = Scene::with(Setup { client: "consent = true", ..Setup::default() }).await;
    let page = sign_in_page(&mut scene, "").await.with_box("stay", false);
    let question = scene.say_who(page).await;
    assert_eq!(question.heading(), "Allow this sign-in?", "{}", question.text);
    assert!(scene.browser.submit(&question, "consent", &[]).await.parameter("code").is_some());
    assert!(scene.daemon.texts(REMEMBERED.to_owned()).await.is_empty());
    assert!(is_known(&mut scene).await);
    scene.daemon.hand.advance(HOUR);
    assert!(!is_known(&mut scene).await);
}

#[tokio::test]
async fn the_choice_comes_through_a_prompt_that_the_server_refuses() {
    let mut scene = Scene::with_button().await;
    let refusal = Prompting::RefusedLater("account_selection_required");
    scene.world.lie(|lies| lies.prompt = refusal.clone());
    let page = sign_in_page(&mut scene, "&prompt=select_account").await.with_box("stay", false);
    let host = scene.world.pds().origin().replace("http://", "");
    let answer = scene.browser.submit(&page, "sign-in", &[("server", &host)]).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM pds_request").await, 2, "asked twice");
    scene.browser.close();
    assert!(!is_known(&mut scene).await);
}

#[tokio::test]
async fn who_picks_the_account_that_is_signed_in_and_does_not_stay_is_forgotten_too() {
    for client in ["", "consent = true"] {
        let mut scene = Scene::with(Setup { client, ..Setup::default() }).await;
        let page = sign_in_page(&mut scene, "").await;
        scene.say_who(page).await;
        scene.daemon.hand.advance(2 * HOUR);
        let page = if client.is_empty() {
            sign_in_page(&mut scene, "&prompt=select_account").await
        } else {
            let url = scene.relying_party().await.ask().url;
            let asked = scene.browser.get(&url).await;
            scene.browser.get(&format!("{}?another", asked.url)).await
        };
        let did = scene.alice.did().to_owned();
        let page = page.with_box("stay-known", false);
        let mut answer = scene.browser.submit(&page, "accounts", &[("known", &did)]).await;
        if answer.heading() == "Allow this sign-in?" {
            answer = scene.browser.submit(&answer, "consent", &[]).await;
        }
        assert!(answer.parameter("code").is_some(), "{}", answer.text);
        assert!(scene.daemon.texts(REMEMBERED.to_owned()).await.is_empty());
        scene.daemon.hand.advance(HOUR - 1);
        assert!(is_known(&mut scene).await, "an hour from now, not from the sign-in");
        let jar = scene.browser.jar();
        scene.browser.close();
        assert!(!is_known(&mut scene).await);
        scene.browser.hold(jar);
        scene.daemon.hand.advance(1);
        assert!(!is_known(&mut scene).await);
    }
}

#[tokio::test]
async fn a_mistyped_handle_keeps_the_choice() {
    let mut scene = Scene::open().await;
    let page = sign_in_page(&mut scene, "").await.with_box("stay", false);
    let typed = [("account", "nobody.pds.test")];
    let page = scene.browser.submit(&page, "sign-in", &typed).await;
    assert!(page.element("error").is_some(), "{}", page.text);
    let answer = scene.say_who(page).await;
    assert!(answer.parameter("code").is_some());
    scene.browser.close();
    assert!(!is_known(&mut scene).await);
    // Whoever passed by a moment ago does not have to say so again.
    passes_by(&mut scene, "").await;
    let page = sign_in_page(&mut scene, "&prompt=login").await;
    assert!(page.form("sign-in").1.iter().all(|(name, _)| name != "stay"), "{}", page.text);
}

#[tokio::test]
async fn nobody_changes_the_choice_of_who_is_away() {
    let mut scene = Scene::open().await;
    let page = sign_in_page(&mut scene, "").await.with_box("stay", false);
    scene.browser.stop_before("/atproto/callback");
    let back = scene.say_who(page.clone()).await;
    scene.browser.stop_nowhere();
    assert_eq!(back.url.path(), "/atproto/callback", "{}", back.text);
    let fields = [("account", "alice.pds.test"), ("stay", "yes"), ("csrf", "guess")];
    scene.browser.post_from_elsewhere(page.url.as_str(), &fields).await;
    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    stranger.submit(&page, "sign-in", &fields[..2]).await;
    let answer = scene.browser.get(&format!("{}&stay=yes", back.url)).await;
    assert!(answer.parameter("code").is_some(), "{}", answer.text);
    scene.browser.close();
    assert!(!is_known(&mut scene).await);
}

#[tokio::test]
async fn two_attempts_of_one_login_have_each_its_own_choice() {
    for (first, is_kept) in [(0, true), (1, false)] {
        let mut scene = Scene::open().await;
        let page = sign_in_page(&mut scene, "").await;
        scene.browser.stop_before("/atproto/callback");
        let ways = [
            scene.say_who(page.clone()).await.url.to_string(),
            scene.say_who(page.with_box("stay", false)).await.url.to_string(),
        ];
        scene.browser.stop_nowhere();
        assert!(scene.browser.get(&ways[first]).await.parameter("code").is_some());
        scene.browser.close();
        assert_eq!(is_known(&mut scene).await, is_kept);
    }
}

#[tokio::test]
async fn what_a_relying_party_holds_outlives_the_hour() {
    let mut scene = Scene::with(holders::setup()).await;
    let rp = scene.relying_party().await;
    let question = rp.ask_for(&["profile", "offline_access"]);
    let page = scene.browser.get(&question.url).await.with_box("stay", false);
    let answer = scene.say_who(page).await;
    let code = answer.parameter("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", crate::support::daemon::REDIRECT_URI),
        ("code_verifier", question.verifier.as_str()),
    ];
    let (status, tokens) = scene.daemon.token(&form).await;
    assert_eq!(status, 200, "{tokens}");
    scene.daemon.hand.advance(HOUR - 1);
    assert!(holders::opens_userinfo(&scene, &tokens).await);
    scene.daemon.hand.advance(2);
    scene.daemon.housekeep().await;
    assert!(!is_known(&mut scene).await);
    assert_eq!(refresh(&scene, &tokens).await.0, 200, "it is for when nobody is there");
}

#[tokio::test]
async fn the_account_page_says_what_ends_and_what_is_remembered() {
    let mut scene = Scene::open().await;
    passes_by(&mut scene, "").await;
    let mut other = Browser::new(&scene.daemon, &scene.world);
    std::mem::swap(&mut scene.browser, &mut other);
    stays(&mut scene, "").await;
    let page = other.get(&scene.daemon.at("/account")).await;
    assert_eq!(page.text.matches("Ends when that browser is closed").count(), 1, "{}", page.text);
    let (this, that) = page.text.split_once("</li>").unwrap();
    assert!(this.contains("This browser") && this.contains("Ends when that browser is closed"));
    assert!(!that.contains("Ends when"), "the other one stays");
    let page = other.get(&scene.daemon.at("/account/stored")).await;
    assert_eq!(page.text.matches("or when that browser is closed").count(), 1, "{}", page.text);
    let title = page.element("stored-chosen_account");
    assert_eq!(title.as_deref(), Some("Browsers that offer your account: 1"));
}

#[tokio::test]
async fn who_does_not_stay_can_sign_out_before_that() {
    let mut scene = Scene::open().await;
    passes_by(&mut scene, "").await;
    let page = scene.browser.get(&scene.daemon.at("/account")).await;
    let done = scene.browser.submit(&page, "sign-out", &[]).await;
    assert_eq!(done.heading(), "You are signed out");
    assert!(!is_known(&mut scene).await);
}
