//! The forms of the account page that end the session they were written for.

use crate::support::{Browser, Page, Scene};

/// Each form, the page that it stands on, and what the page says that it leads to.
const FORMS: [(&str, &str, &str); 3] = [
    ("/account", "sign-out", "You are signed out"),
    ("/account/everywhere", "answer", "You are signed out everywhere"),
    ("/account/delete", "answer", "Your data has been deleted"),
];

async fn signed_in(path: &str) -> (Scene, Page) {
    let mut scene = Scene::open().await;
    let page = scene.browser.get(&scene.daemon.at(path)).await;
    let page = scene.say_who(page).await;
    assert!(page.url.path().starts_with("/account"), "{}: {}", page.url, page.text);
    (scene, page)
}

#[tokio::test]
async fn the_second_press_shows_what_the_first_did() {
    for (path, form, title) in FORMS {
        let (mut scene, page) = signed_in(path).await;
        for seconds in [0, 9] {
            scene.daemon.hand.advance(seconds);
            let shown = scene.browser.submit(&page, form, &[]).await;
            assert_eq!(shown.heading(), title, "{path}: {}", shown.text);
        }
        scene.daemon.hand.advance(1);
        let shown = scene.browser.submit(&page, form, &[]).await;
        assert_eq!(shown.heading(), "Sign in", "{path}: ten seconds are over");
    }
}

#[tokio::test]
async fn two_presses_at_the_same_instant_show_the_same() {
    for (path, form, title) in FORMS {
        let (scene, page) = signed_in(path).await;
        let (mut one, mut other) = (super::the_same(&scene), super::the_same(&scene));
        let (first, second) =
            tokio::join!(one.submit(&page, form, &[]), other.submit(&page, form, &[]));
        assert_eq!([first.heading(), second.heading()], [title, title], "{path}");
    }
}

#[tokio::test]
async fn nobody_else_is_shown_it_and_no_other_form_is() {
    for (path, form, title) in FORMS {
        let (mut scene, page) = signed_in(path).await;
        let done = scene.browser.submit(&page, form, &[]).await;
        assert_eq!(done.heading(), title);
        let mut stranger = Browser::new(&scene.daemon, &scene.world);
        assert_eq!(stranger.submit(&page, form, &[]).await.heading(), "Sign in", "{path}");
        let guessed = scene.browser.submit(&page, form, &[("csrf", "guess")]).await;
        assert_eq!(guessed.heading(), "Sign in", "{path}");
        let (action, fields) = page.form(form);
        let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let forged = scene.browser.post_from_elsewhere(action.as_str(), &fields).await;
        assert_eq!(forged.heading(), "Sign in", "{path}: from another site it has no cookie");
        let mut other = page.clone();
        let elsewhere = if path == "/account/delete" { "everywhere" } else { "delete" };
        let (at, _) = page.form(form);
        other.text = page.text.replace(at.path(), &format!("/account/{elsewhere}"));
        let shown = scene.browser.submit(&other, form, &[]).await;
        assert_eq!(shown.heading(), "Sign in", "{path}: another form");
    }
}

#[tokio::test]
async fn a_session_that_ran_out_is_no_form_that_was_sent() {
    let (mut scene, page) = signed_in("/account/delete").await;
    scene.browser.forget_cookie("-session");
    let shown = scene.browser.submit(&page, "answer", &[]).await;
    assert_eq!(shown.heading(), "Sign in", "{}", shown.text);
    assert_eq!(scene.daemon.count("SELECT count(*) FROM account").await, 1, "nothing is deleted");
}
