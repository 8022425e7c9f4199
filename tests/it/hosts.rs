//! By which name the daemon is asked, and what a stranger says about that (attacks W2, W17).

use crate::support::{Daemon, Scene, Setup, raw};

async fn get(daemon: &Daemon, target: &str, headers: &[&str]) -> String {
    let headers = [&["connection: close"], headers].concat().join("\r\n");
    let request = format!("GET {target} HTTP/1.1\r\n{headers}\r\n\r\n");
    raw::exchange(daemon.address, request.as_bytes()).await
}

fn own_host(daemon: &Daemon) -> String {
    format!("host: {}", daemon.address)
}

#[tokio::test]
async fn answers_for_no_other_host_and_says_which_it_is() {
    let scene = Scene::open().await;
    let own = own_host(&scene.daemon);
    let port = scene.daemon.address.port();
    for path in ["/", "/authorize", "/jwks", "/.well-known/openid-configuration", "/nowhere"] {
        for host in [
            "evil.example".to_owned(),
            format!("evil.example:{port}"),
            "127.0.0.1".to_owned(),
            format!("127.0.0.1.:{port}"),
            format!("127.0.0.2:{port}"),
            format!("0.0.0.0:{port}"),
            format!("[::1]:{port}"),
            format!("x@127.0.0.1:{port}"),
        ] {
            let answer = get(&scene.daemon, path, &[&format!("host: {host}")]).await;
            assert_eq!(raw::statuses(&answer), [421], "{host}{path}");
            assert!(answer.contains(&scene.daemon.url) && !answer.contains("evil"), "{answer}");
            assert_eq!(raw::header(&answer, "set-cookie"), None);
        }
    }
    for headers in [vec![], vec![own.as_str(), own.as_str()], vec![own.as_str(), "host: b"]] {
        let answer = get(&scene.daemon, "/", &headers).await;
        assert_eq!(raw::statuses(&answer), [400], "{headers:?}");
    }
    for target in ["http://evil.example/", "//evil.example/", "http://evil.example@127.0.0.1/"] {
        let answer = get(&scene.daemon, target, &[&own]).await;
        assert!(matches!(raw::statuses(&answer)[..], [400 | 404 | 421]), "{target}: {answer}");
    }
}

const BROWSER: &str = "accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

#[tokio::test]
async fn a_browser_at_a_wrong_host_sees_a_page_that_leads_to_the_public_address_only() {
    let scene = Scene::open().await;
    for path in ["/", "/authorize", "/assets/atlogin.css", "/nowhere?next=https://evil.example"] {
        for host in ["evil.example", "\"><script>alert(1)</script>", "127.0.0.1.evil.example"] {
            let host = format!("host: {host}");
            let answer = get(&scene.daemon, path, &[&host, BROWSER]).await;
            assert_eq!(raw::statuses(&answer), [421], "{host}{path}");
            let href = format!("href=\"{}/\"", scene.daemon.url);
            assert!(answer.contains(&href) && answer.matches("href=").count() == 1, "{answer}");
            assert!(!answer.contains("evil") && !answer.contains("<script"), "{answer}");
            assert_eq!(raw::header(&answer, "set-cookie"), None);
            let policy = raw::header(&answer, "content-security-policy").unwrap();
            assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors"));
        }
    }
}

#[tokio::test]
async fn who_opens_the_machine_itself_is_shown_the_public_address() {
    for path in ["", "/atlogin"] {
        let https = Some("https://login.example");
        let scene = Scene::with(Setup { path, https, tls: true, ..Setup::default() }).await;
        let public = format!("href=\"https://login.example{path}/\"");
        for host in ["localhost", "LOCALHOST:9411", "127.0.0.1:9411", "[::1]:80"] {
            let host = format!("host: {host}");
            for front in ["/", path, &format!("{path}/")].iter().filter(|path| !path.is_empty()) {
                for headers in [&[host.as_str()][..], &[&host, BROWSER, "accept-language: de"]] {
                    let answer = get(&scene.daemon, front, headers).await;
                    assert_eq!(raw::statuses(&answer), [200], "{host}{front}");
                    assert!(answer.contains(&public) && !answer.contains("Relying"), "{answer}");
                    assert_eq!(raw::header(&answer, "set-cookie"), None);
                    assert_eq!(answer.contains("lang=\"de\""), headers.len() > 1, "{answer}");
                }
            }
            // All else is answered under the public address only.
            for other in ["/token", "/jwks", "/account", "/.well-known/openid-configuration"] {
                let answer = get(&scene.daemon, &format!("{path}{other}"), &[&host]).await;
                assert_eq!(raw::statuses(&answer), [421], "{host}{other}");
                assert!(answer.ends_with(&format!("It is https://login.example{path}\n")));
            }
        }
    }
}

#[tokio::test]
async fn health_checks_may_ask_by_any_name() {
    let scene = Scene::with(Setup { path: "/atlogin", ..Setup::default() }).await;
    for path in ["/healthz", "/readyz", "/atlogin/healthz", "/atlogin/readyz"] {
        for host in ["host: 10.0.0.1", "host: whatever:8080", ""] {
            let headers: &[&str] = if host.is_empty() { &[] } else { &[host] };
            let answer = get(&scene.daemon, path, headers).await;
            assert_eq!(raw::statuses(&answer), [200], "{path} {host}");
            assert!(answer.ends_with("ok\n"));
        }
    }
    let answer = get(&scene.daemon, "/healthz/../jwks", &["host: evil.example"]).await;
    assert_eq!(raw::statuses(&answer), [421]);
}

/// nginx leads from `/atlogin` to `/atlogin/` by itself if it is told of the latter.
#[tokio::test]
async fn below_a_path_the_front_page_has_both_addresses() {
    let scene = Scene::with(Setup { path: "/atlogin", ..Setup::default() }).await;
    let own = format!("host: 127.0.0.1:{}", scene.daemon.address.port());
    let mut pages = vec![];
    for path in ["/atlogin", "/atlogin/"] {
        let answer = get(&scene.daemon, path, &[&own]).await;
        assert_eq!(raw::statuses(&answer), [200], "{path}");
        let (_, page) = answer.split_once("\r\n\r\n").unwrap();
        assert!(page.contains("href=\"/atlogin") || page.contains("/atlogin/"), "{page}");
        pages.push(page.to_owned());
    }
    assert_eq!(pages[0], pages[1]);
    let answer = get(&scene.daemon, "/atlogin//", &[&own]).await;
    assert_eq!(raw::statuses(&answer), [404]);
}

#[tokio::test]
async fn localhost_is_led_to_the_address_before_any_cookie_is_set() {
    let mut scene = Scene::open().await;
    let port = scene.daemon.address.port();
    let question = scene.relying_party().await.ask();
    let by_name = question.url.replace("127.0.0.1", "localhost");
    let page = scene.browser.get(&by_name).await;
    assert_eq!(page.heading(), "Sign in");
    assert_eq!(page.url.host_str(), Some("127.0.0.1"));
    let (status, first) = &page.hops[0];
    assert_eq!((status.as_u16(), first.as_str()), (307, question.url.as_str()));
    assert!(scene.say_who(page).await.parameter("code").is_some());
    let host = format!("host: localhost:{port}");
    for path in ["/", "/try-it/callback?state=x", "/sign-in/x"] {
        let answer = get(&scene.daemon, path, &[&host]).await;
        assert_eq!(raw::statuses(&answer), [307]);
        let location = format!("{}{path}", scene.daemon.url);
        assert_eq!(raw::header(&answer, "location"), Some(location.as_str()));
        assert_eq!(raw::header(&answer, "set-cookie"), None);
    }
}

#[tokio::test]
async fn what_forwarded_headers_say_changes_no_address() {
    for top in ["", "trusted_proxies = [\"127.0.0.1\"]"] {
        let mut scene = Scene::with(Setup { top, ..Setup::default() }).await;
        let own = own_host(&scene.daemon);
        let forged = [
            own.as_str(),
            "x-forwarded-host: evil.example",
            "x-forwarded-proto: https",
            "x-forwarded-port: 444",
            "x-forwarded-prefix: /evil",
            "x-forwarded-for: 203.0.113.9, not an address, ::,",
            "forwarded: for=203.0.113.9;host=evil.example;proto=https",
            "x-original-url: /jwks",
            "x-rewrite-url: /jwks",
            "x-http-method-override: POST",
        ];
        for path in ["/.well-known/openid-configuration", "/", "/jwks"] {
            let plain = get(&scene.daemon, path, &[&own]).await;
            let told = get(&scene.daemon, path, &forged).await;
            let body = |answer: &str| answer.split("\r\n\r\n").nth(1).unwrap().to_owned();
            assert_eq!(body(&plain), body(&told), "{path}");
            assert!(!told.contains("evil"), "{told}");
        }
        let question = scene.relying_party().await.ask();
        let target = question.url.replace(&scene.daemon.url, "");
        let answer = get(&scene.daemon, &target, &forged).await;
        let location = raw::header(&answer, "location").unwrap();
        assert!(location.starts_with(&scene.daemon.at("/sign-in/")), "{location}");
        let page = scene.browser.get(location).await;
        let cookie = page.headers["set-cookie"].to_str().unwrap();
        assert!(!cookie.contains("Secure") && !cookie.contains("Domain"), "{cookie}");
    }
}
