//! SIGTERM: what is under way is finished, nothing new is begun.

use std::net::TcpStream;
use std::time::Duration;

use crate::small_world::lies::Wire;
use crate::small_world::{Settings, SmallWorld};
use crate::support::{Install, Setup};

#[tokio::test]
async fn sigterm_finishes_the_login_step_that_is_under_way() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let mut install = Install::new(&world, &Setup::default());
    // The queue of a socket that is handed over would take new connections for ever.
    install.hand_nothing_over();
    let mut program = install.start().await;
    let rp = install.relying_party().await;
    let mut browser = install.browser(&world);
    browser.stop_before("/oauth/authorize");
    let question = rp.ask();
    let form = browser.get(&question.url).await;
    // About a second for this one document: long enough for a signal to come in between.
    world.lie(|lies| lies.did_document.wire = Wire::SlowBody(Duration::from_millis(8)));
    let under_way = tokio::spawn(async move {
        let page = browser.submit(&form, "sign-in", &[("account", alice.handle())]).await;
        (browser, page)
    });
    while !world.seen().iter().any(|seen| seen.server == "plc") {
        tokio::task::yield_now().await;
    }
    program.signal("TERM").await;
    let log = program.log("requests under way are answered first").await;
    assert!(log.contains("for 25 seconds at most") && log.contains("requests=1"), "{log}");
    while TcpStream::connect(install.address).is_ok() {
        tokio::task::yield_now().await;
    }
    let (mut browser, page) = under_way.await.unwrap();
    assert_eq!((page.status.as_u16(), page.url.path()), (303, "/oauth/authorize"), "{}", page.text);
    assert!(program.end().await.0.success());

    // What was finished is kept.
    browser.stop_nowhere();
    let program = install.start().await;
    let answer = browser.get(page.url.as_str()).await;
    rp.hear(&question, &answer).await;
    program.kill().await;
}
