//! Bounds of a request, and requests whose bounds two readers would see in different places (attacks
//! W1, W2). By hand, over raw connections.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::small_world::{Settings, SmallWorld};
use crate::support::{Daemon, Install, Scene, Setup, raw};

async fn answer(daemon: &Daemon, request: &str) -> String {
    let host = daemon.url.trim_start_matches("http://");
    raw::exchange(daemon.address, request.replace("HOST", host).as_bytes()).await
}

#[tokio::test]
async fn refuses_a_large_body_at_every_address_that_takes_one() {
    let scene = Scene::open().await;
    let chunk = format!("{:x}\r\n{}\r\n", 8192, "a".repeat(8192)).repeat(9);
    for path in ["/token", "/authorize", "/userinfo", "/sign-in/x", "/sign-in/x/cancel", "/try-it"]
    {
        // Announced: refused before a byte of it is sent.
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\n"
        );
        let announced = format!("{head}content-length: 10000000\r\n\r\n");
        let refused = answer(&scene.daemon, &announced).await;
        assert_eq!(raw::statuses(&refused), [413], "{path}: {refused}");
        let counted = format!("{head}transfer-encoding: chunked\r\n\r\n{chunk}0\r\n\r\n");
        let refused = answer(&scene.daemon, &counted).await;
        assert_eq!(raw::statuses(&refused), [413], "{path}: {refused}");
    }
}

#[tokio::test]
async fn refuses_a_large_header() {
    let scene = Scene::open().await;
    let large = "a".repeat(64 * 1024);
    let many = "x: y\r\n".repeat(200);
    for request in [
        format!("GET / HTTP/1.1\r\nhost: HOST\r\ncookie: atlogin={large}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: HOST\r\n{many}\r\n"),
        format!("GET /authorize?state={large} HTTP/1.1\r\nhost: HOST\r\n\r\n"),
    ] {
        let refused = answer(&scene.daemon, &request).await;
        let statuses = raw::statuses(&refused);
        assert!(matches!(statuses[..], [431 | 414]), "{:?}: {statuses:?}", &request[..40]);
    }
    let page = answer(&scene.daemon, "GET / HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\n\r\n");
    assert_eq!(raw::statuses(&page.await), [200], "and answers the next one");
}

/// Waits for real, for the ten seconds that a header, a body and an idle connection have.
#[tokio::test]
async fn cuts_off_who_sends_slowly_and_lets_the_others_in() {
    let world = SmallWorld::start(Settings::default()).await;
    let install = Install::new(&world, &Setup::default());
    let program = install.start().await;
    let began = Instant::now();
    let host = install.url.trim_start_matches("http://").to_owned();
    let mut slow = Vec::new();
    for number in 0..300 {
        let mut stream = TcpStream::connect(install.address).await.unwrap();
        let sent = match number % 3 {
            0 => String::new(),
            1 => format!("GET / HTTP/1.1\r\nhost: {host}\r\nx-slow: "),
            _ => format!("POST /token HTTP/1.1\r\nhost: {host}\r\ncontent-length: 9\r\n\r\ngrant"),
        };
        stream.write_all(sent.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    // They hold nobody up meanwhile …
    let request = format!("GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let page = raw::exchange(install.address, request.as_bytes()).await;
    assert_eq!(raw::statuses(&page), [200]);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    // … and one byte now and then buys no time.
    slow[1].write_all(b"a").await.unwrap();
    for (number, mut stream) in slow.into_iter().enumerate() {
        let mut answer = String::new();
        let read = timeout(Duration::from_secs(25), stream.read_to_string(&mut answer)).await;
        assert!(read.is_ok(), "connection {number} is held for ever");
        let expected: &[u16] = if number % 3 == 2 { &[408] } else { &[] };
        let statuses = raw::statuses(&answer);
        assert!(statuses == expected || statuses == [408], "{number}: {answer}");
    }
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
    program.kill().await;
}

/// Whatever a proxy in front makes of these, no second request comes out of them here.
#[tokio::test]
async fn refuses_a_request_whose_end_is_not_clear() {
    let scene = Scene::open().await;
    let smuggled = "GET /jwks HTTP/1.1\r\nhost: HOST\r\n\r\n";
    for framing in [
        "content-length: 5\r\ncontent-length: 6\r\n",
        "content-length: 5, 6\r\n",
        "content-length: +5\r\n",
        "content-length: -1\r\n",
        "content-length: 0x5\r\n",
        "content-length: 5 5\r\n",
        "content-length:\r\n",
        "content-length : 5\r\n",
        "content-length: 99999999999999999999999\r\n",
        "transfer-encoding: xchunked\r\n",
        "transfer-encoding: identity\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding : chunked\r\n",
        "transfer-encoding:\u{b}chunked\r\n",
        "x: y\r\n transfer-encoding: chunked\r\n",
        "x: a\0b\r\n",
        "x: a\rb: c\r\n",
    ] {
        let request = format!("POST /token HTTP/1.1\r\nhost: HOST\r\n{framing}\r\n{smuggled}");
        let refused = answer(&scene.daemon, &request).await;
        let statuses = raw::statuses(&refused);
        assert!(matches!(statuses[..], [400..=499 | 501]), "{framing:?}: {statuses:?} {refused}");
    }
}

/// RFC 9112 §6.3: the connection must not be used any further, whichever length was believed.
#[tokio::test]
async fn answers_at_most_once_when_a_request_has_two_lengths() {
    let scene = Scene::open().await;
    let smuggled = "GET /jwks HTTP/1.1\r\nhost: HOST\r\n\r\n";
    for (version, framing, body) in [
        ("1.1", "content-length: 5\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n"),
        ("1.1", "transfer-encoding: chunked\r\ncontent-length: 5\r\n", "0\r\n\r\n"),
        ("1.1", "content-length: 60\r\ntransfer-encoding: chunked\r\n", "0\r\n\r\n"),
        ("1.0", "transfer-encoding: chunked\r\n", "0\r\n\r\n"),
        ("1.1", "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n", "0\r\n\r\n"),
        ("1.1", "transfer-encoding: chunked\r\n", "5;a=\nb\r\nhello\r\nzz\r\n"),
        ("1.1", "transfer-encoding: chunked\r\n", "ffffffffffffffff5\r\nhello\r\n0\r\n\r\n"),
        ("1.1", "transfer-encoding: chunked\r\n", "-5\r\nhello\r\n0\r\n\r\n"),
    ] {
        let request =
            format!("POST /token HTTP/{version}\r\nhost: HOST\r\n{framing}\r\n{body}{smuggled}");
        let answers = answer(&scene.daemon, &request).await;
        assert!(raw::statuses(&answers).len() <= 1, "{framing:?} {body:?}: {answers}");
        assert!(!answers.contains("\"keys\""), "{framing:?} {body:?}");
    }
}
