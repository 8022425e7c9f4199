//! Which methods each address takes, and that it says so.

use reqwest::Method;

use crate::architecture::source;
use crate::support::{Scene, Setup};

/// Each route, an address of it, and what it allows.
const ROUTES: [(&str, &str, &str); 42] = [
    ("/", "/", "GET, HEAD"),
    ("/authorize", "/authorize", "GET, POST"),
    ("/sign-in/{id}", "/sign-in/x", "GET, POST"),
    ("/sign-in/{id}/consent", "/sign-in/x/consent", "POST"),
    ("/sign-in/{id}/cancel", "/sign-in/x/cancel", "POST"),
    ("/sign-in/{id}/go-on/{number}", "/sign-in/x/go-on/y", "GET"),
    ("/logout", "/logout", "GET, POST"),
    ("/logout/{id}", "/logout/x", "GET, POST"),
    ("/atproto/callback", "/atproto/callback", "GET"),
    ("/account", "/account", "GET, HEAD"),
    ("/account/back", "/account/back", "GET, HEAD"),
    ("/account/stored", "/account/stored", "GET, HEAD"),
    ("/account/end-session", "/account/end-session", "POST"),
    ("/account/revoke", "/account/revoke", "POST"),
    ("/account/sign-out", "/account/sign-out", "POST"),
    ("/account/everywhere", "/account/everywhere", "GET, HEAD, POST"),
    ("/account/delete", "/account/delete", "GET, HEAD, POST"),
    ("/try-it", "/try-it", "POST"),
    ("/try-it/callback", "/try-it/callback", "GET"),
    ("/language/{tag}", "/language/de", "GET"),
    ("OurClient::Identity.path()", "/client-metadata.json", "GET, HEAD"),
    ("OurClient::Email.path()", "/client-metadata-email.json", "GET, HEAD"),
    ("/client-jwks.json", "/client-jwks.json", "GET, HEAD"),
    ("/.well-known/openid-configuration", "/.well-known/openid-configuration", "GET, HEAD"),
    (
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server",
        "GET, HEAD",
    ),
    ("/jwks", "/jwks", "GET, HEAD"),
    ("/par", "/par", "POST"),
    ("/token", "/token", "POST"),
    ("/revoke", "/revoke", "POST"),
    ("/introspect", "/introspect", "POST"),
    ("/userinfo", "/userinfo", "GET, HEAD, POST"),
    ("/.well-known/webfinger", "/.well-known/webfinger", "GET, HEAD"),
    ("PATH", "/doctor/arrival", "GET, HEAD"),
    ("ALIVE", "/healthz", "GET, HEAD"),
    ("READY", "/readyz", "GET, HEAD"),
    ("&favicon(site)", "/favicon.ico", "GET, HEAD"),
    ("/robots.txt", "/robots.txt", "GET, HEAD"),
    ("&asset.href(site)", "{stylesheet}", "GET, HEAD"),
    // Below a path these are there a second time.
    ("&format!(\"{path}/\")", "", ""),
    ("&format!(\"/.well-known/openid-configuration{path}\")", "", ""),
    ("&format!(\"/.well-known/oauth-authorization-server{path}\")", "", ""),
    ("/.well-known/webfinger", "", ""),
];

/// The first argument of each `.route(…)` in the code.
fn routes_in_the_code() -> Vec<String> {
    let mut found = Vec::new();
    for text in source::code().into_values() {
        for rest in text.split(".route(").skip(1) {
            let rest = rest.trim_start();
            let mut depth = 0;
            let end = rest.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                c == ',' && depth == 0
            });
            found.push(rest[..end.unwrap()].trim_matches('"').to_owned());
        }
    }
    found.sort();
    found
}

#[test]
fn the_table_has_every_route_of_the_code() {
    let mut listed: Vec<_> = ROUTES.map(|(route, _, _)| route.to_owned()).to_vec();
    listed.retain(|route| !route.is_empty());
    listed.sort();
    assert_eq!(routes_in_the_code(), listed);
}

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"];

#[tokio::test]
async fn each_address_says_what_it_allows_and_takes_just_that() {
    for path in ["", "/at/login"] {
        let scene = Scene::with(Setup { path, ..Setup::default() }).await;
        let home =
            scene.daemon.request(Method::GET, "/").send().await.unwrap().text().await.unwrap();
        let stylesheet = home.split('"').find(|text| text.contains("/assets/atlogin-")).unwrap();
        let stylesheet = stylesheet.strip_prefix(path).unwrap().to_owned();
        for (_, address, allow) in ROUTES.iter().filter(|(_, address, _)| !address.is_empty()) {
            if !path.is_empty() && *address == "/robots.txt" {
                continue;
            }
            let address = address.replace("{stylesheet}", &stylesheet);
            let expected = format!("{allow}, OPTIONS");
            for name in METHODS {
                let method = Method::from_bytes(name.as_bytes()).unwrap();
                let answer = scene.daemon.request(method, &address).send().await.unwrap();
                let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
                let what = format!("{name} {path}{address}: {status}");
                let is_allowed = expected.split(", ").any(|allowed| allowed == name);
                assert_eq!(status != 405, is_allowed, "{what}");
                if status == 405 || name == "OPTIONS" {
                    assert_eq!(headers["allow"], expected.as_str(), "{what}");
                    assert!(status == 405 || answer.status().is_success(), "{what}");
                } else {
                    assert!(!headers.contains_key("allow"), "{what}");
                }
            }
        }
        let nowhere = scene.daemon.request(Method::OPTIONS, "/nowhere").send().await.unwrap();
        assert_eq!((nowhere.status().as_u16(), nowhere.headers().get("allow")), (404, None));
    }
}

#[tokio::test]
async fn a_head_is_answered_as_a_get_would_be() {
    let scene = Scene::open().await;
    for (_, address, allow) in ROUTES.iter().filter(|(_, _, allow)| allow.contains("HEAD")) {
        if address.starts_with('{') {
            continue;
        }
        let ask = async |method| scene.daemon.request(method, address).send().await.unwrap();
        let (get, head) = (ask(Method::GET).await, ask(Method::HEAD).await);
        assert_eq!(get.status(), head.status(), "{address} {allow}");
        for header in ["content-type", "cache-control", "location"] {
            assert_eq!(get.headers().get(header), head.headers().get(header), "{address} {header}");
        }
        assert_eq!(head.bytes().await.unwrap().len(), 0, "{address}");
    }
}

#[tokio::test]
async fn crawlers_are_told_to_look_at_the_front_page_only() {
    let scene = Scene::open().await;
    let answer = scene.daemon.request(Method::GET, "/robots.txt").send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain"));
    let text = answer.text().await.unwrap();
    assert_eq!(text, "User-agent: *\nAllow: /$\nAllow: /assets/\nDisallow: /\n");
}

#[tokio::test]
async fn the_place_of_a_sign_in_or_a_logout_is_told_by_its_whole_address() {
    for path in ["", "/at/login"] {
        let mut scene = Scene::with(Setup { path, ..Setup::default() }).await;
        let question = scene.relying_party().await.ask().url;
        let logout = scene.daemon.at("/logout");
        for url in [question, logout] {
            let relative = url.strip_prefix(&scene.daemon.url).unwrap();
            let answer = scene.daemon.request(Method::GET, relative).send().await.unwrap();
            let location = answer.headers()["location"].to_str().unwrap();
            assert!(location.starts_with(&format!("{}/", scene.daemon.url)), "{location}");
            assert_eq!(scene.browser.get(location).await.status, 200, "{location}");
        }
    }
}

#[tokio::test]
async fn a_page_elsewhere_may_send_any_header_to_the_endpoints_for_machines() {
    let scene = Scene::open().await;
    let wanted = "authorization,content-type,traceparent,tracestate,baggage,sentry-trace,\
                  x-requested-with,cache-control,pragma,dpop,accept,x-anything";
    for path in [
        "/token",
        "/par",
        "/revoke",
        "/introspect",
        "/userinfo",
        "/jwks",
        "/.well-known/openid-configuration",
        "/.well-known/webfinger",
        "/client-jwks.json",
    ] {
        let preflight = scene.daemon.request(Method::OPTIONS, path);
        let preflight = preflight
            .header("origin", "https://app.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", wanted);
        let answer = preflight.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}");
        let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap();
        let allowed = allowed.to_ascii_lowercase();
        let mut wanted = wanted.split(',');
        assert!(wanted.all(|name| allowed.split(',').any(|it| it.trim() == name)), "{allowed}");
        assert!(!answer.headers().contains_key("access-control-allow-credentials"), "{path}");
    }
    for path in ["/authorize", "/sign-in/x", "/account", "/logout", "/try-it"] {
        let preflight = scene.daemon.request(Method::OPTIONS, path);
        let preflight = preflight.header("origin", "https://app.example");
        let answer =
            preflight.header("access-control-request-method", "POST").send().await.unwrap();
        let cors = answer.headers().keys().find(|name| name.as_str().starts_with("access-control"));
        assert_eq!(cors, None, "{path}");
    }
}
