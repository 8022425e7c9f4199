//! Our own network is out: nobody is told that they mistyped, and few are asked whether it is.

use reqwest::StatusCode;

use crate::small_world::lies::Wire;
use crate::small_world::{Seen, Settings, SmallWorld};
use crate::support::{Install, Page, Scene, Setup};

const OUT: &str = " has no network right now.";
const NO_ACCOUNT: &str = "We found no account with this handle. Check the spelling.";

/// A place where nobody listens.
const NOWHERE: &str = "localhost:1";

/// One sentence, one try, from the start page on.
async fn attempt(scene: &mut Scene, field: (&str, &str)) -> Page {
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    scene.browser.submit(&form, "sign-in", &[field]).await
}

fn is_probe(seen: &Seen) -> bool {
    seen.path.ends_with("_health")
}

fn says(page: &Page, status: u16, sentence: &str) {
    let said = page.element("error").unwrap_or_default();
    assert!(said.contains(sentence), "{said}");
    assert_eq!(page.status.as_u16(), status, "{said}");
}

#[tokio::test]
async fn a_start_without_a_network_is_no_mistyped_handle_and_can_be_tried_again() {
    let world = SmallWorld::start(Settings::default()).await;
    let host = world.pds().origin().replace("http://", "");
    let more = format!("[[servers]]\nname = \"Small\"\nhost = \"{host}\"\n").leak();
    let install = Install::new(&world, &Setup { more, ..Setup::default() });
    let mut program = install.start().await;
    let rp = install.relying_party().await;
    world.go_out();
    for asked in [("account", "nobody.pds.test"), ("account", NOWHERE), ("server", &*host)] {
        let mut browser = install.browser(&world);
        let form = browser.get(&rp.ask().url).await;
        let mut page = browser.submit(&form, "sign-in", &[asked]).await;
        for _ in 0..2 {
            assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{asked:?}");
            says(&page, 503, OUT);
            assert!(!page.text.contains("aria-invalid"), "{asked:?}");
            let again = format!("name=\"{}\" value=\"{}\">Try again", asked.0, asked.1);
            assert!(page.text.contains(&again), "{}", page.text);
            program.log(&page.element("reference").unwrap()).await;
            page = browser.submit(&page, "again", &[asked]).await;
        }
    }
    let log = program.log("check its DNS").await;
    assert_eq!(log.matches("check its DNS").count(), 1, "the operator is told once: {log}");
    program.kill().await;
}

#[tokio::test]
async fn a_name_server_that_knows_nothing_while_servers_answer_is_no_outage_of_ours() {
    let mut scene = Scene::with_button().await;
    scene.world.lie(|lies| lies.dns.code = Some(3));
    says(&attempt(&mut scene, ("account", "alice.pds.test")).await, 422, NO_ACCOUNT);
    scene.world.lie(|lies| lies.dns.code = Some(2));
    let said = "alice.pds.test isn’t responding right now.";
    says(&attempt(&mut scene, ("account", "alice.pds.test")).await, 502, said);
}

#[tokio::test]
async fn what_was_mistyped_is_called_so_and_the_network_is_looked_at_once_in_ten_seconds() {
    let mut scene = Scene::with_button().await;
    for (seconds, asked) in [(0, 1), (0, 1), (9, 1), (1, 2), (0, 2)] {
        scene.daemon.hand.advance(seconds);
        says(&attempt(&mut scene, ("account", "nobody.pds.test")).await, 422, NO_ACCOUNT);
        let seen = scene.world.seen();
        for server in ["plc", "pds"] {
            let probes =
                seen.iter().filter(|seen| is_probe(seen)).filter(|seen| seen.server == server);
            assert_eq!(probes.count(), asked, "{server}");
        }
    }
    // Whatever is not about the network asks nobody.
    scene.daemon.hand.advance(10);
    scene.world.forget_seen();
    says(&attempt(&mut scene, ("account", "alice")).await, 422, "A handle has at least one dot");
    assert_eq!(scene.world.seen().iter().filter(|seen| is_probe(seen)).count(), 0);
}

#[tokio::test]
async fn many_who_fail_at_once_wait_for_one_look_at_the_network() {
    let scene = Scene::with_button().await;
    let mut visitors = Vec::new();
    for _ in 0..8 {
        let url = scene.relying_party().await.ask().url;
        let mut browser = crate::support::Browser::new(&scene.daemon, &scene.world);
        visitors.push(async move {
            let form = browser.get(&url).await;
            browser.submit(&form, "sign-in", &[("account", "nobody.pds.test")]).await
        });
    }
    for page in futures_util::future::join_all(visitors).await {
        says(&page, 422, NO_ACCOUNT);
    }
    assert_eq!(
        scene.world.seen().iter().filter(|seen| is_probe(seen)).count(),
        2,
        "each server once"
    );
}

#[tokio::test]
async fn a_directory_that_alone_is_out_is_not_our_network() {
    let world = SmallWorld::start(Settings::default()).await;
    let alice = world.account(&world.pds(), "alice.pds.test").await;
    let network = world.network_toml().replace(&world.plc_url(), &format!("http://{NOWHERE}"));
    let host = world.pds().origin().replace("http://", "");
    let more = format!("[[servers]]\nname = \"Small\"\nhost = \"{host}\"\n").leak();
    let install = Install::new(&world, &Setup { network: Some(network), more, ..Setup::default() });
    let program = install.start().await;
    let rp = install.relying_party().await;
    for (typed, status, sentence) in [
        (alice.handle(), 502, " isn’t responding right now."),
        ("nobody.pds.test", 422, NO_ACCOUNT),
    ] {
        let mut browser = install.browser(&world);
        let form = browser.get(&rp.ask().url).await;
        let page = browser.submit(&form, "sign-in", &[("account", typed)]).await;
        says(&page, status, sentence);
    }
    program.kill().await;
}

/// Comes back from the PDS after `what` has happened.
async fn come_back(scene: &mut Scene, what: impl FnOnce(&SmallWorld)) -> Page {
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    scene.browser.stop_before("/atproto/callback");
    let stopped = scene.say_who(form).await;
    scene.browser.stop_nowhere();
    assert_eq!(stopped.url.path(), "/atproto/callback", "{}", stopped.text);
    what(&scene.world);
    let page = scene.browser.get(stopped.url.as_str()).await;
    assert!(page.text.contains("href=\"/sign-in/"), "there is a way on: {}", page.text);
    page
}

#[tokio::test]
async fn a_callback_without_a_network_blames_no_server_and_one_silent_server_is_no_outage_of_ours()
{
    let mut scene = Scene::with_button().await;
    let cut =
        |wire: Wire| move |world: &SmallWorld| world.lie(|lies| lies.token.wire = wire.clone());
    let page = come_back(&mut scene, cut(Wire::CutOff(0))).await;
    let said = (page.status, page.heading());
    let expected = "Your server didn’t finish the sign-in".to_owned();
    assert_eq!(said, (StatusCode::BAD_GATEWAY, expected));
    cut(Wire::Prompt)(&scene.world);
    scene.daemon.hand.advance(10);
    let page = come_back(&mut scene, SmallWorld::go_out).await;
    let said = (page.status, page.heading());
    let expected = "We have no network right now".to_owned();
    assert_eq!(said, (StatusCode::SERVICE_UNAVAILABLE, expected));
}

/// With one known server only, nobody can tell whether it is that one or everything.
#[tokio::test]
async fn one_server_that_is_out_is_not_called_our_network() {
    let mut scene = Scene::open().await;
    scene.world.go_out();
    let page = attempt(&mut scene, ("account", "nobody.pds.test")).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    says(&page, 502, "nobody.pds.test isn’t responding right now.");
}
