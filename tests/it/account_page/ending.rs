//! The end of a session, of access, of everything: what ends, what stays, and by whose word.

use reqwest::StatusCode;

use super::{SCOPES, alices, bob, buttons, give_access, open, still_good};
use crate::support::{Browser, Page, Scene, Setup};

const SESSIONS: &str = "SELECT count(*) FROM browser_session";

/// Everything that a form could end.
const ALL_OF_IT: &str = "SELECT (SELECT count(*) FROM browser_session)
    + (SELECT count(*) FROM consent) + (SELECT count(*) FROM access_token)
    + (SELECT count(*) FROM refresh_token) + (SELECT count(*) FROM account)
    + (SELECT count(*) FROM chosen_account)";

async fn scene() -> Scene {
    Scene::with(Setup { client: SCOPES, ..Setup::default() }).await
}

#[tokio::test]
async fn all_browsers_are_listed_and_each_can_be_signed_out() {
    let mut scene = scene().await;
    alices(&mut scene).await;
    let mut other = Browser::new(&scene.daemon, &scene.world);
    open(&scene, &mut other, &scene.alice).await;
    bob(&scene).await;
    scene.daemon.hand.advance(3 * 60 * 60);
    let page = alices(&mut scene).await;
    assert_eq!(page.text.matches("This browser").count(), 1);
    assert_eq!(page.text.matches("A browser</bdi>").count(), 2, "no more, and no less");
    assert!(
        page.text.contains("Last used 3 hours ago. Signed in on 21 September 2026, 14:13 UTC.")
    );
    let sessions = buttons(&page, "session");
    assert_eq!(sessions.len(), 1, "the other one");
    let page = scene.browser.submit(&page, "sessions", &[("session", &sessions[0])]).await;
    assert_eq!((page.heading().as_str(), buttons(&page, "session").len()), ("Your account", 0));
    let there = other.get(&scene.daemon.at("/account")).await;
    assert_eq!(there.heading(), "Sign in", "it has ended");
    assert_eq!(scene.daemon.count(SESSIONS).await, 2, "Alice's and Bob's");
}

#[tokio::test]
async fn nobody_can_end_what_is_somebody_elses() {
    let mut scene = scene().await;
    let tokens = give_access(&mut scene).await;
    alices(&mut scene).await;
    let mut other = Browser::new(&scene.daemon, &scene.world);
    let theirs = buttons(&open(&scene, &mut other, &scene.alice).await, "session");
    assert_eq!(theirs.len(), 1);
    let (_, mut bobs, page) = bob(&scene).await;
    let before = scene.daemon.count(ALL_OF_IT).await;
    for name in [theirs[0].as_str(), "", "%"] {
        bobs.submit(&page, "sessions", &[("session", name)]).await;
    }
    let mut forged = page.clone();
    forged.text = forged.text.replace("id=\"sessions\"", "id=\"relying-parties\"");
    forged.text = forged.text.replace("/account/end-session", "/account/revoke");
    bobs.submit(&forged, "relying-parties", &[("client", "rp")]).await;
    assert_eq!(scene.daemon.count(ALL_OF_IT).await, before);
    assert_eq!(still_good(&scene, &tokens).await, (true, true));
}

#[tokio::test]
async fn access_that_is_taken_back_is_gone_and_the_session_stays() {
    let mut scene = scene().await;
    let tokens = give_access(&mut scene).await;
    let question = scene.relying_party().await.ask();
    let code = scene.browser.get(&question.url).await.parameter("code").unwrap();
    let page = alices(&mut scene).await;
    for words in [
        "Relying Party",
        "rp.example",
        "display name, picture and profile page",
        "while you’re away",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("Your account at"), "the page itself has no access");
    let (_, mut bobs, bobs_page) = bob(&scene).await;
    assert!(bobs_page.element("no-access").is_some(), "not to Bob's account");
    let page = scene.browser.submit(&page, "relying-parties", &[("client", "rp")]).await;
    assert_eq!(page.heading(), "Your account");
    assert!(page.element("no-access").is_some(), "{}", page.text);
    assert_eq!(still_good(&scene, &tokens).await, (false, false));
    assert!(scene.relying_party().await.redeem(&code, &question).await.is_err());
    let question = scene.relying_party().await.ask();
    let silent = scene.browser.get(&format!("{}&prompt=none", question.url)).await;
    assert!(silent.parameter("code").is_some(), "the session stays");
    assert_eq!(bobs.get(&scene.daemon.at("/account")).await.heading(), "Your account");
}

#[tokio::test]
async fn access_is_taken_from_one_relying_party_and_from_nobody_else() {
    let mut scene = scene().await;
    let tokens = give_access(&mut scene).await;
    let page = alices(&mut scene).await;
    for client in ["", "other", "atlogin-account", "RP", "rp%"] {
        scene.browser.submit(&page, "relying-parties", &[("client", client)]).await;
    }
    assert_eq!(still_good(&scene, &tokens).await, (true, true));
    assert_eq!(scene.daemon.count("SELECT count(*) FROM consent").await, 1);
}

#[tokio::test]
async fn signing_out_of_this_browser_ends_its_session_only() {
    let mut scene = scene().await;
    let page = alices(&mut scene).await;
    let mut other = Browser::new(&scene.daemon, &scene.world);
    open(&scene, &mut other, &scene.alice).await;
    let cookie = scene.browser.cookie("-session").unwrap().to_owned();
    let done = scene.browser.submit(&page, "sign-out", &[]).await;
    assert_eq!((done.status, done.heading().as_str()), (StatusCode::OK, "You are signed out"));
    assert_eq!(scene.browser.cookie("-session"), None);
    let name = if scene.daemon.url.starts_with("https") { "__Host-atlogin" } else { "atlogin" };
    let request = scene.daemon.request(reqwest::Method::GET, "/account");
    let request = request.header("cookie", format!("{name}-session={cookie}"));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "a copy of the cookie is worth nothing");
    assert_eq!(other.get(&scene.daemon.at("/account")).await.heading(), "Your account");
}

#[tokio::test]
async fn signing_out_everywhere_ends_all_sessions_and_tokens() {
    let mut scene = scene().await;
    let tokens = give_access(&mut scene).await;
    let mut other = Browser::new(&scene.daemon, &scene.world);
    open(&scene, &mut other, &scene.alice).await;
    let (_, mut bobs, _) = bob(&scene).await;
    let question = scene.browser.get(&scene.daemon.at("/account/everywhere")).await;
    assert!(question.element("question").unwrap().contains("in every browser"));
    let done = scene.browser.submit(&question, "answer", &[]).await;
    assert_eq!(done.heading(), "You are signed out everywhere");
    assert_eq!(still_good(&scene, &tokens).await, (false, false));
    for browser in [&mut scene.browser, &mut other] {
        assert_eq!(browser.get(&scene.daemon.at("/account")).await.heading(), "Sign in");
    }
    assert_eq!(bobs.get(&scene.daemon.at("/account")).await.heading(), "Your account");
}

/// Each form of the account, and what it could end.
const FORMS: [(&str, (&str, &str)); 5] = [
    ("/account/end-session", ("session", "")),
    ("/account/revoke", ("client", "rp")),
    ("/account/sign-out", ("x", "x")),
    ("/account/everywhere", ("x", "x")),
    ("/account/delete", ("x", "x")),
];

fn csrf_of(page: &Page) -> String {
    page.form("sign-out").1[0].1.clone()
}

#[tokio::test]
async fn a_form_that_is_not_ours_achieves_nothing_but_the_page() {
    let mut scene = scene().await;
    let tokens = give_access(&mut scene).await;
    let page = alices(&mut scene).await;
    let (_, _, bobs) = bob(&scene).await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&format!("{}&prompt=login", question.url)).await;
    let of_a_login = form.form("sign-in").1[0].1.clone();
    let mut other = Browser::new(&scene.daemon, &scene.world);
    let of_another_session = csrf_of(&open(&scene, &mut other, &scene.alice).await);
    let session = buttons(&alices(&mut scene).await, "session")[0].clone();
    let before = scene.daemon.count(ALL_OF_IT).await;
    for (path, (name, value)) in FORMS {
        let value = if name == "session" { &session } else { value };
        let address = scene.daemon.at(path);
        // From elsewhere the browser sends no cookie along, whatever token the form carries.
        let fields = [("csrf", csrf_of(&page)), (name, value.to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let shown = scene.browser.post_from_elsewhere(&address, &fields).await;
        assert_eq!(shown.hops[0].0, StatusCode::SEE_OTHER);
        assert!(shown.hops[0].1.path().starts_with("/account"), "{}", shown.hops[0].1);
        // With the cookie it takes the token of this very session in this very browser.
        for csrf in ["", "guess", &csrf_of(&bobs), &of_a_login, &of_another_session] {
            let mut forged = page.clone();
            forged.text = forged.text.replace(&csrf_of(&page), csrf);
            forged.text = forged.text.replace("/account/sign-out", path);
            let shown = scene.browser.submit(&forged, "sign-out", &[(name, value)]).await;
            assert_eq!(shown.status, StatusCode::OK, "{path}");
            assert_eq!(scene.daemon.count(ALL_OF_IT).await, before, "{path} with {csrf}");
        }
    }
    assert_eq!(still_good(&scene, &tokens).await, (true, true));
}

#[tokio::test]
async fn a_page_left_open_by_one_person_is_no_form_of_the_next() {
    let mut scene = scene().await;
    let page = alices(&mut scene).await;
    let bob = scene.world.account(&scene.world.pds(), "bob.pds.test").await;
    scene.browser.forget_cookie("-session");
    let mut browser =
        std::mem::replace(&mut scene.browser, Browser::new(&scene.daemon, &scene.world));
    open(&scene, &mut browser, &bob).await;
    let shown = browser.submit(&page, "sign-out", &[]).await;
    assert_eq!(shown.heading(), "Your account");
    assert!(shown.text.contains(bob.did()));
}

#[tokio::test]
async fn a_lost_binding_cookie_is_replaced_and_its_forms_are_no_good() {
    let mut scene = scene().await;
    let page = alices(&mut scene).await;
    let session = scene.browser.cookie("-session").unwrap().to_owned();
    scene.browser.forget();
    let request = |method, path: &str| {
        scene.daemon.request(method, path).header("cookie", format!("atlogin-session={session}"))
    };
    let fresh = request(reqwest::Method::GET, "/account").send().await.unwrap();
    assert!(fresh.headers()["set-cookie"].to_str().unwrap().starts_with("atlogin="));
    let form = format!("csrf={}", csrf_of(&page));
    let response = request(reqwest::Method::POST, "/account/sign-out")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(scene.daemon.count(SESSIONS).await, 1);
}
