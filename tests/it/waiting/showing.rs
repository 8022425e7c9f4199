//! When the page comes, and what it shows.

use std::time::Duration;

use futures_util::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::support::raw;

#[tokio::test]
async fn quick_answers_come_without_a_page_in_between() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let page = scene.sign_in(&question.url).await;
    assert!(is_signed_in(&page), "{}: {}", page.url, page.text);
    assert!(page.hops.iter().all(|(status, _)| *status == 303), "{:?}", page.hops);
    let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
    let form = if form.url.host_str() == Some("rp.example") {
        scene.browser.forget_cookie("-session");
        scene.browser.get(&scene.relying_party().await.ask().url).await
    } else {
        form
    };
    let typo = scene.browser.submit(&form, "sign-in", &[("account", "nobody.pds.test")]).await;
    assert_eq!((typo.status.as_u16(), typo.heading().as_str()), (422, "Sign in"));
}

#[tokio::test]
async fn a_slow_handle_shows_a_page_that_names_it_and_leads_back() {
    let mut scene = scene().await;
    let start = slow_start(&mut scene, hold_handle).await;
    let page = start.begun.page.clone();
    assert_eq!((page.status.as_u16(), page.heading().as_str()), (200, "One moment"));
    assert_eq!(page.element("asking").as_deref(), Some("Asking alice.pds.test"));
    let back = page.attribute("a", "back", "href");
    assert_eq!(back.as_deref(), Some(start.form.url.path()));
    assert!(page.refresh().is_none() && !page.text.contains("</html>"), "{}", page.text);
    let header = |name: &str| page.headers.get(name).map_or("", |value| value.to_str().unwrap());
    assert_eq!(header("x-accel-buffering"), "no");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("x-frame-options"), "DENY");
    assert_eq!(header("referrer-policy"), "same-origin");
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");
    assert!(header("set-cookie").is_empty() && header("content-length").is_empty());

    let (page, _, question) = start.whole().await;
    assert!(page.text.trim_end().ends_with("</html>") && !page.text.contains("<script"));
    tells_nothing(&scene, &page);
    let answer = scene.browser.get(&way_on(&scene, &page)).await;
    assert!(is_signed_in(&answer), "{}: {}", answer.url, answer.text);
    assert_eq!(answer.parameter("state"), Some(question.state));
}

#[tokio::test]
async fn a_slow_server_is_named_by_the_host_of_its_button() {
    let mut scene = Scene::with_button().await;
    scene.browser.take_pages();
    let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
    let host = scene.world.pds().origin().replace("http://", "");
    let gate = hold(&scene, |lies, wire| lies.par.wire = wire);
    let mut begun = scene.browser.begin_submit(&form, "sign-in", &[("server", &host)]).await;
    begun.read_to(BEGUN).await;
    assert_eq!(begun.page.element("asking"), Some(format!("Asking {host}")));
    gate.open();
    let page = begun.whole().await.unwrap();
    tells_nothing(&scene, &page);
    let answer = scene.browser.get(&way_on(&scene, &page)).await;
    assert!(is_signed_in(&answer), "{}: {}", answer.url, answer.text);
}

#[tokio::test]
async fn a_slow_callback_names_the_host_of_its_server() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let (_, gate, begun) = slow_callback(&mut scene, &question.url).await;
    let host = scene.world.pds().origin().replace("http://", "");
    let name = host.split(':').next().unwrap();
    let asking = begun.page.element("asking").unwrap();
    assert!(asking.starts_with(&format!("Asking {name}")), "{asking}");
    assert_eq!(given(&scene).await, (0, 0), "nothing is given before the browser goes on");
    gate.open();
    tells_nothing(&scene, &begun.whole().await.unwrap());
    assert_eq!(given(&scene).await, (0, 0));
}

/// Its end is written when nobody answers a request any more.
#[tokio::test]
async fn a_page_that_waits_ends_in_the_language_in_which_it_began() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&format!("{}&ui_locales=de", question.url)).await;
    let gate = hold_handle(&scene);
    let fields = [("account", scene.alice.handle())];
    let mut begun = scene.browser.begin_submit(&form, "sign-in", &fields).await;
    begun.read_to("Zurück zur Anmeldung</a>").await;
    assert_eq!(begun.page.heading(), "Einen Moment");
    assert_eq!(begun.page.headers["content-language"], "de");
    gate.open();
    let page = begun.whole().await.unwrap();
    assert_eq!(page.element("go-on").as_deref(), Some("Weiter"));
}

/// An account of the list is looked up anew when it was proven long ago.
#[tokio::test]
async fn an_account_of_the_list_is_named_as_the_list_names_it() {
    let mut scene = scene().await;
    scene.code().await;
    let url = format!("{}&prompt=select_account", scene.relying_party().await.ask().url);
    let form = scene.browser.get(&url).await;
    scene.daemon.hand.advance(601);
    let gate = hold(&scene, |lies, wire| lies.resource_metadata.wire = wire);
    let fields = [("known", scene.alice.did())];
    let mut begun = scene.browser.begin_submit(&form, "accounts", &fields).await;
    begun.read_to(BEGUN).await;
    assert_eq!(begun.page.element("asking").as_deref(), Some("Asking alice.pds.test"));
    gate.open();
    let page = begun.whole().await.unwrap();
    tells_nothing(&scene, &page);
    let answer = scene.browser.get(&way_on(&scene, &page)).await;
    assert!(is_signed_in(&answer), "{}: {}", answer.url, answer.text);
    assert!(answer.hops.len() == 1, "by the session: {:?}", answer.hops);
}

/// Somebody who came later is shown a page. Until then more than 400 ms have passed for the others.
async fn somebody_else_waits(scene: &Scene) {
    let mut other = Browser::new(&scene.daemon, &scene.world);
    other.take_pages();
    let form = other.get(&scene.relying_party().await.ask().url).await;
    begin(&mut other, &form, scene.alice.handle()).await;
}

#[tokio::test]
async fn who_does_not_ask_for_html_by_name_waits_for_the_answer() {
    for accept in ["*/*", "text/*", "application/json", "text/html;q=0"] {
        let mut scene = Scene::open().await;
        scene.browser.accept(accept);
        let form = scene.browser.get(&scene.relying_party().await.ask().url).await;
        let gate = hold_handle(&scene);
        let mut browser = Browser::new(&scene.daemon, &scene.world);
        std::mem::swap(&mut browser, &mut scene.browser);
        let fields = [("account", scene.alice.handle())];
        let mut start = Box::pin(browser.submit(&form, "sign-in", &fields));
        assert!(start.as_mut().now_or_never().is_none());
        tokio::select! {
            page = &mut start => panic!("{accept}: {} {}", page.status, page.text),
            () = somebody_else_waits(&scene) => {}
        }
        gate.open();
        let page = start.await;
        assert!(is_signed_in(&page), "{accept}: {}: {}", page.url, page.text);
        assert_eq!(page.hops[0].0, 303, "{accept}");
    }
}

/// Silent answers are for machines, and their frames: they wait.
#[tokio::test]
async fn neither_authorize_nor_the_sign_in_page_itself_waits_at_a_page() {
    let mut scene = scene().await;
    scene.code().await;
    let url = scene.relying_party().await.ask().url;
    for more in ["&prompt=none", "", "&prompt=consent"] {
        scene.daemon.hand.advance(601);
        let gate = hold(&scene, |lies, wire| {
            lies.resource_metadata.wire = wire.clone();
            lies.did_document.wire = wire;
        });
        let mut browser = Browser::new(&scene.daemon, &scene.world);
        std::mem::swap(&mut browser, &mut scene.browser);
        let address = format!("{url}{more}");
        let mut silent = Box::pin(browser.get(&address));
        tokio::select! {
            page = &mut silent => panic!("{more}: {} {}", page.status, page.text),
            () = somebody_else_waits(&scene) => {}
        }
        gate.open();
        let page = silent.await;
        let is_answered = is_signed_in(&page) || page.heading() == "Allow this sign-in?";
        assert!(is_answered, "{more}: {}", page.text);
        scene.browser = browser;
        scene.world.be_honest();
    }
}

/// A proxy that speaks HTTP/1.0, as nginx does, and one that keeps the page back until it is whole.
#[tokio::test]
async fn over_http_1_0_the_page_comes_piece_by_piece_and_ends_with_its_connection() {
    let mut scene = scene().await;
    let question = scene.relying_party().await.ask();
    let callback = callback_address(&mut scene, &question.url).await;
    let gate = hold_token(&scene);
    let url = url::Url::parse(&callback).unwrap();
    let cookie = scene.browser.cookie("atlogin").unwrap();
    let request = format!(
        "GET {}?{} HTTP/1.0\r\nhost: {}\r\naccept: text/html\r\ncookie: atlogin={cookie}\r\n\r\n",
        url.path(),
        url.query().unwrap(),
        scene.daemon.address
    );
    let mut stream = TcpStream::connect(scene.daemon.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut begun = String::new();
    let reading = async {
        let mut buffer = [0; 4096];
        while !begun.contains(BEGUN) {
            let length = stream.read(&mut buffer).await.unwrap();
            assert!(length > 0, "{begun}");
            begun.push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
    };
    tokio::time::timeout(Duration::from_secs(10), reading).await.unwrap();
    assert!(begun.starts_with("HTTP/1.0 200 ") || begun.starts_with("HTTP/1.1 200 "), "{begun}");
    assert_eq!(raw::header(&begun, "transfer-encoding"), None);
    gate.open();
    let rest = raw::read_to_end(&mut stream).await;
    assert!(rest.trim_end().ends_with("</html>") && rest.contains("/go-on/"), "{rest}");
}
