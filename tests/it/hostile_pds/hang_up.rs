//! Visitors who hang up in the middle: what they leave behind harms nobody who comes later.

use std::time::Duration;

use super::stage::Stage;
use crate::small_world::lies::{Lies, Wire};
use crate::support::{Browser, Page, Question};

/// The sign-in page of a new login, in a browser of its own.
async fn visitor(stage: &Stage) -> (Browser, Page, Question) {
    let mut browser = Browser::new(&stage.daemon, &stage.world);
    let question = stage.relying_party().await.ask();
    let form = browser.get(&question.url).await;
    (browser, form, question)
}

/// What is asked in vain, and who keeps silent.
type Silence<'a> = (&'a str, &'a dyn Fn(&mut Lies));

/// Waits until the world has been asked for `path`.
async fn until_asked(stage: &Stage, path: &str) {
    let asked = async {
        while stage.asked(path) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), asked).await.unwrap();
}

#[tokio::test]
async fn a_visitor_who_hangs_up_while_a_server_is_silent_holds_up_nobody() {
    let document = |lies: &mut Lies| lies.did_document.wire = Wire::Silent;
    let resource = |lies: &mut Lies| lies.resource_metadata.wire = Wire::Silent;
    let metadata = |lies: &mut Lies| lies.server_metadata.wire = Wire::Silent;
    let par = |lies: &mut Lies| lies.par.wire = Wire::Silent;
    let mut stage = Stage::open().await;
    let plc = format!("/{}", stage.alice.did());
    let silences: [Silence<'_>; 4] = [
        (&plc, &document),
        ("/.well-known/oauth-protected-resource", &resource),
        ("/.well-known/oauth-authorization-server", &metadata),
        ("/oauth/par", &par),
    ];
    for (path, silence) in silences {
        stage.world.lie(silence);
        let mut visitors = Vec::new();
        for _ in 0..3 {
            visitors.push(visitor(&stage).await);
        }
        stage.world.forget_seen();
        let starts = visitors.iter_mut().map(|(browser, form, _)| {
            browser.submit(form, "sign-in", &[("account", "alice.pds.test")])
        });
        tokio::select! {
            _ = futures_util::future::join_all(starts) => panic!("{path} is silent"),
            () = until_asked(&stage, path) => {}
        }
        // They are gone. Everybody else, and they themselves, get through at once.
        stage.world.be_honest();
        let logins = async {
            for (browser, form, question) in &mut visitors {
                let page = browser.submit(form, "sign-in", &[("account", "alice.pds.test")]).await;
                stage.hears(question, &page).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), logins).await.expect(path);
        stage.honest_again().await;
    }
}

/// The code is spent, and what became of it is told to who comes again: the server did not answer. The login
/// is not over, and the way back leads to another try.
#[tokio::test]
async fn a_visitor_who_hangs_up_at_the_callback_can_begin_again() {
    let mut stage = Stage::open().await;
    let (mut browser, form, question) = visitor(&stage).await;
    browser.stop_before("/atproto/callback");
    let callback = browser.submit(&form, "sign-in", &[("account", "alice.pds.test")]).await.url;
    browser.stop_nowhere();
    stage.world.lie(|lies| lies.token.wire = Wire::Silent);
    tokio::select! {
        _ = browser.get(callback.as_str()) => panic!("the token endpoint is silent"),
        () = until_asked(&stage, "/oauth/token") => {}
    }
    stage.world.be_honest();
    for status in [502, 410] {
        let page = browser.get(callback.as_str()).await;
        assert_eq!(page.status.as_u16(), status, "{}", page.text);
        assert!(page.text.contains(&format!("href=\"{}\"", form.url.path())), "{}", page.text);
    }
    let page = browser.submit(&form, "sign-in", &[("account", "alice.pds.test")]).await;
    let known = stage.hears(&question, &page).await;
    assert_eq!(known.claims.subject().as_str(), stage.alice.did());
    stage.honest_again().await;
}

#[tokio::test]
async fn the_tokens_of_a_visitor_who_hangs_up_are_given_back() {
    let mut stage = Stage::open().await;
    let (mut browser, form, _) = visitor(&stage).await;
    browser.stop_before("/atproto/callback");
    let callback = browser.submit(&form, "sign-in", &[("account", "alice.pds.test")]).await.url;
    browser.stop_nowhere();
    // The tokens are there, and the identity is being looked up.
    stage.world.lie(|lies| lies.did_document.wire = Wire::Silent);
    let plc = format!("/{}", stage.alice.did());
    stage.world.forget_seen();
    tokio::select! {
        _ = browser.get(callback.as_str()) => panic!("the directory is silent"),
        () = until_asked(&stage, &plc) => {}
    }
    let revoked = async {
        while !stage.world.pds().tokens().iter().all(|token| token.revoked) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), revoked).await.expect("revoked");
    assert_eq!(stage.world.pds().tokens().len(), 1);
    assert_eq!(stage.given().await, 0, "no code and no session");
    stage.honest_again().await;
}

/// Strangers choose the servers that we ask: those of one of them must not take every place there is.
#[tokio::test]
async fn a_hundred_visitors_of_one_silent_server_hold_up_nobody_elses_login() {
    let mut stage = Stage::open().await;
    let evil = stage.world.add_pds("evil").await;
    let mallory = stage.world.account(&evil, "mallory.pds.test").await;
    evil.lie(|lies| lies.resource_metadata.wire = Wire::Silent);
    let mut visitors = Vec::new();
    for _ in 0..100 {
        visitors.push(visitor(&stage).await);
    }
    let fields = [("account", mallory.handle())];
    let waiting =
        visitors.iter_mut().map(|(browser, form, _)| browser.submit(form, "sign-in", &fields));
    let honest = async {
        until_asked(&stage, "/.well-known/oauth-protected-resource").await;
        let (mut browser, form, question) = visitor(&stage).await;
        let login = browser.submit(&form, "sign-in", &[("account", "alice.pds.test")]);
        let page = tokio::time::timeout(Duration::from_secs(5), login).await.unwrap();
        stage.hears(&question, &page).await;
    };
    tokio::select! {
        _ = futures_util::future::join_all(waiting) => panic!("the server is silent"),
        () = honest => {}
    }
    stage.honest_again().await;
}
