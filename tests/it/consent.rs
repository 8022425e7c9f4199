//! Consent: asked for relying parties that the operator did not vouch for, and whenever one wants it.

use crate::support::{Page, Question, RelyingParty, Scene, Setup};

const CONSENT: Setup = Setup {
    client: "consent = true",
    path: "",
    https: None,
    tls: false,
    network: None,
    more: "",
    top: "",
};

async fn ask(scene: &mut Scene, more: &str) -> (RelyingParty, Question, Page) {
    let rp = scene.relying_party().await;
    let question = rp.ask();
    let page = scene.browser.get(&format!("{}{more}", question.url)).await;
    (rp, question, page)
}

/// Alice has signed in, and is asked.
async fn asked() -> (Scene, RelyingParty, Question, Page) {
    let mut scene = Scene::with(CONSENT.clone()).await;
    let (rp, question, form) = ask(&mut scene, "").await;
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "Allow this sign-in?", "{}", page.text);
    (scene, rp, question, page)
}

#[tokio::test]
async fn names_the_relying_party_its_host_and_what_it_gets() {
    let (_, _, _, page) = asked().await;
    for words in
        ["Relying Party", "rp.example", "alice.pds.test", "display name, picture and profile page"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("e-mail address"), "it did not ask for that");
}

#[tokio::test]
async fn nothing_is_given_before_the_person_allows_it() {
    let (mut scene, rp, question, page) = asked().await;
    assert_eq!(scene.daemon.count("SELECT count(*) FROM authorization_code").await, 0);
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn is_remembered_for_this_account_and_this_relying_party() {
    let (mut scene, rp, question, page) = asked().await;
    let answer = scene.browser.submit(&page, "consent", &[]).await;
    rp.hear(&question, &answer).await;
    let (rp, question, answer) = ask(&mut scene, "&prompt=none").await;
    rp.hear(&question, &answer).await;
    scene.browser.forget();
    let (rp, question, form) = ask(&mut scene, "").await;
    let answer = scene.say_who(form).await;
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn is_asked_again_if_the_relying_party_wants_to_know_more() {
    let mut scene = Scene::with(CONSENT.clone()).await;
    let less = |url: &str| url.replace("scope=openid+profile", "scope=openid");
    let rp = scene.relying_party().await;
    let question = rp.ask();
    assert_ne!(less(&question.url), question.url);
    let form = scene.browser.get(&less(&question.url)).await;
    let page = scene.say_who(form).await;
    assert!(!page.text.contains("display name"), "{}", page.text);
    assert!(scene.browser.submit(&page, "consent", &[]).await.parameter("code").is_some());
    let (_, _, page) = ask(&mut scene, "").await;
    assert_eq!(page.heading(), "Allow this sign-in?");
    let (_, _, answer) = ask(&mut scene, "&prompt=none").await;
    assert_eq!(answer.parameter("error").as_deref(), Some("consent_required"));
}

#[tokio::test]
async fn prompt_none_is_consent_required_while_it_is_missing() {
    let (mut scene, _, _, _) = asked().await;
    let (_, _, answer) = ask(&mut scene, "&prompt=none").await;
    assert_eq!(answer.parameter("error").as_deref(), Some("consent_required"));
}

#[tokio::test]
async fn prompt_consent_asks_even_who_allowed_it_before_and_where_nobody_has_to() {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    for _ in 0..2 {
        let (rp, question, page) = ask(&mut scene, "&prompt=consent").await;
        assert_eq!(page.heading(), "Allow this sign-in?");
        let answer = scene.browser.submit(&page, "consent", &[]).await;
        rp.hear(&question, &answer).await;
    }
}

#[tokio::test]
async fn prompt_login_and_consent_ask_for_one_login_and_then_for_consent() {
    let mut scene = Scene::open().await;
    scene.tokens().await;
    let (rp, question, form) = ask(&mut scene, "&prompt=login%20consent").await;
    assert_eq!(form.heading(), "Sign in");
    let page = scene.say_who(form).await;
    assert_eq!(page.heading(), "Allow this sign-in?", "{}", page.text);
    let again = scene.browser.get(page.url.as_str()).await;
    assert_eq!(again.heading(), "Allow this sign-in?", "a reload asks for no second login");
    let answer = scene.browser.submit(&again, "consent", &[]).await;
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn declining_is_access_denied_and_remembered_as_nothing() {
    let (mut scene, _, question, page) = asked().await;
    let answer = scene.browser.submit(&page, "cancel", &[]).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(answer.parameter("state"), Some(question.state));
    assert_eq!(scene.daemon.count("SELECT count(*) FROM consent").await, 0);
}

#[tokio::test]
async fn a_form_from_another_site_or_browser_allows_nothing() {
    let (mut scene, _, _, page) = asked().await;
    let action = page.form("consent").0.to_string();
    let csrf = page.form("consent").1[0].1.clone();
    let shown = scene.browser.post_from_elsewhere(&action, &[("csrf", &csrf)]).await;
    assert!(shown.parameter("code").is_none(), "a cross-site form carries no cookie");
    let mut stranger = crate::support::Browser::new(&scene.daemon, &scene.world);
    let shown = stranger.submit(&page, "consent", &[]).await;
    assert_eq!(shown.heading(), "This sign-in was started in another browser");
    let shown = scene.browser.submit(&page, "consent", &[("csrf", "guess")]).await;
    assert!(shown.parameter("code").is_none());
    assert_eq!(scene.daemon.count("SELECT count(*) FROM authorization_code").await, 0);
}

#[tokio::test]
async fn whoever_is_not_signed_in_any_more_allows_nothing() {
    let (mut scene, _, _, page) = asked().await;
    scene.browser.forget_cookie("-session");
    let shown = scene.browser.submit(&page, "consent", &[]).await;
    assert_eq!(shown.heading(), "Sign in");
    assert_eq!(scene.daemon.count("SELECT count(*) FROM consent").await, 0);
}

#[tokio::test]
async fn what_one_person_was_shown_is_not_allowed_by_another() {
    let (mut scene, _, _, page) = asked().await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.world.person(crate::small_world::Person::Is(bob.clone()));
    scene.alice = bob;
    let (_, _, form) = ask(&mut scene, "&prompt=login").await;
    let bobs = scene.say_who(form).await;
    assert!(bobs.text.contains("bob.pds.test"), "{}", bobs.text);
    let shown = scene.browser.submit(&page, "consent", &[]).await;
    assert!(shown.parameter("code").is_none(), "{}", shown.url);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM consent").await, 0);
}

/// Where "Use another account" leads.
fn another(scene: &Scene, page: &Page) -> String {
    let href = page.attribute("a", "another", "href").unwrap();
    url::Url::parse(&scene.daemon.url).unwrap().join(&href).unwrap().into()
}

#[tokio::test]
async fn whoever_wants_to_be_somebody_else_picks_or_signs_in_and_the_question_stays() {
    let (mut scene, rp, question, page) = asked().await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    let form = scene.browser.get(&another(&scene, &page)).await;
    assert_eq!(form.heading(), "Sign in");
    assert!(form.element("accounts").is_some() || form.text.contains("id=\"accounts\""));
    assert_eq!(form.attribute("input", "account", "value").as_deref(), Some(""), "no guess");
    let bobs = scene.browser.submit(&form, "sign-in", &[("account", bob.handle())]).await;
    assert_eq!(bobs.heading(), "Allow this sign-in?", "{}", bobs.text);
    assert!(bobs.text.contains("bob.pds.test") && !bobs.text.contains("alice.pds.test"));
    let answer = scene.browser.submit(&bobs, "consent", &[]).await;
    rp.hear(&question, &answer).await;
    let query = "SELECT did FROM consent".to_owned();
    assert_eq!(scene.daemon.texts(query).await, [bob.did()], "it was never Alice's");
}

#[tokio::test]
async fn whoever_looks_at_the_list_and_stays_is_asked_the_same_without_a_login() {
    let (mut scene, rp, question, page) = asked().await;
    let form = scene.browser.get(&another(&scene, &page)).await;
    scene.world.forget_seen();
    let did = scene.alice.did().to_owned();
    let again = scene.browser.submit(&form, "accounts", &[("known", &did)]).await;
    assert_eq!(again.heading(), "Allow this sign-in?", "{}", again.text);
    assert!(scene.world.seen().iter().all(|seen| seen.path != "/oauth/par"), "nobody was asked");
    let answer = scene.browser.submit(&again, "consent", &[]).await;
    rp.hear(&question, &answer).await;
}

#[tokio::test]
async fn the_way_to_another_account_is_this_browsers_and_answers_nobody() {
    let (mut scene, _, _, page) = asked().await;
    let way = another(&scene, &page);
    let mut stranger = crate::support::Browser::new(&scene.daemon, &scene.world);
    let shown = stranger.get(&way).await;
    assert_eq!(shown.heading(), "This sign-in was started in another browser");
    // Nor does it hand out a code where nothing would have to be asked.
    scene.browser.submit(&page, "consent", &[]).await;
    let (_, _, form) = ask(&mut scene, "&prompt=login").await;
    let shown = scene.browser.follow_link_from_elsewhere(&format!("{}?another", form.url)).await;
    assert_eq!(shown.heading(), "Sign in");
    assert!(shown.parameter("code").is_none());
    assert_eq!(scene.daemon.count("SELECT count(*) FROM browser_session").await, 1);
}
