//! What a browser or a proxy sends with every request.

use std::net::IpAddr;
use std::sync::LazyLock;

use atlogin::atproto::AccountIdentifier;
use atlogin::config::{PublicUrl, TrustedProxies};
use atlogin::fuzzing::{Cookie, Cookies, Link, login, place_of, preference, server};
use atlogin::network::Network;
use atlogin::params::Params;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use url::Url;

use crate::tools::{headers, is_printable, split, text};

const KINDS: [Cookie<'static>; 5] = [
    Cookie::Binding,
    Cookie::FirstLogin("aB3-_"),
    Cookie::Session,
    Cookie::TryIt,
    Cookie::Language,
];

/// A value is part of one header, and no value adds an attribute.
pub fn cookies(data: &[u8]) {
    let sent = headers("cookie", data);
    for cookies in [Cookies::new(true, ""), Cookies::new(false, "/at/login")] {
        for kind in KINDS {
            let Some(value) = cookies.read(&sent, kind) else { continue };
            assert!(!value.is_empty() && !value.contains([';', '\n', '\r']), "{value:?}");
            let pair = format!("{}={value}", cookies.name(kind));
            let is_there = |line: &[u8]| line.windows(pair.len()).any(|it| it == pair.as_bytes());
            assert!(sent.get_all(header::COOKIE).iter().any(|line| is_there(line.as_bytes())));
            let mut response = Response::new(Body::empty());
            cookies.set(&mut response, kind, value, Some(60));
            let set = response.headers()[header::SET_COOKIE].to_str().unwrap();
            let attributes = set.split("; ").skip(1).count();
            assert_eq!(attributes, if set.starts_with("__Host-") { 5 } else { 4 }, "{set}");
            assert!(is_printable(set));
            // What we set is what we read, for values of our own.
            if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)) {
                let pair = set.split("; ").next().unwrap();
                assert_eq!(cookies.read(&headers("cookie", pair.as_bytes()), kind), Some(value));
            }
            let device = login::device_name(&headers("user-agent", value.as_bytes()));
            assert!(device.len() <= 40 && is_printable(&device));
        }
    }
    let device = login::device_name(&headers("user-agent", data));
    assert!(device.len() <= 40 && is_printable(&device));
    if let Some(text) = text(data) {
        for heard in [preference::accepted(text), preference::listed(text)] {
            assert!(heard.len() <= 16 && heard.iter().all(|tag| preference::is_tag(tag)));
        }
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let place = place_of(&Method::GET, path, query);
        assert!(place.starts_with('/') && !place.starts_with("//") && is_printable(&place));
    }
    if let Some(trials) = text(data).and_then(login::trials) {
        assert!(trials.split('~').count() <= 4);
        assert_eq!(login::trials(&trials).as_ref(), Some(&trials));
    }
}

static COOKIES: LazyLock<Cookies> = LazyLock::new(|| Cookies::new(true, ""));
static BROWSER: LazyLock<HeaderMap> =
    LazyLock::new(|| headers("cookie", format!("__Host-atlogin={}", "c".repeat(43)).as_bytes()));

/// Only a form with the token of this browser and this page is one of ours. Every second try has the
/// token added.
pub fn form(data: &[u8]) {
    let token = login::csrf_token(&COOKIES, &BROWSER, "page").unwrap();
    for more in [String::new(), format!("&csrf={token}")] {
        let body = [data, more.as_bytes()].concat();
        let Some(form) = login::form(&COOKIES, &BROWSER, &body, "page") else {
            let ours = Params::parse(&body).is_ok_and(|form| form.one("csrf") == Ok(Some(&token)));
            assert!(!ours);
            continue;
        };
        assert_eq!(form.one("csrf"), Ok(Some(token.as_str())));
        assert!(login::form(&COOKIES, &BROWSER, &body, "another page").is_none());
        assert!(login::form(&COOKIES, &HeaderMap::new(), &body, "page").is_none());
        for field in ["account", "known", "forget", "server"] {
            if let Ok(Some(typed)) = form.one(field) {
                let _ = AccountIdentifier::read(typed, &Network::Public);
                let _ = AccountIdentifier::server(typed, &Network::Public);
            }
        }
    }
}

/// A link on a page runs nothing, and one within our site stays there.
pub fn link(data: &[u8]) {
    let Some(href) = text(data) else { return };
    let Some(link) = Link::new("Back", href) else { return };
    assert_eq!(link.href(), href);
    let page = Url::parse("https://login.example.org/x").unwrap();
    let Ok(opened) = page.join(href) else { return };
    let runs = ["javascript", "data", "vbscript", "blob", "file", "about", "view-source"];
    assert!(!runs.contains(&opened.scheme()), "{href}");
    assert!(!href.starts_with('/') || opened.origin() == page.origin(), "{href}");
}

/// `PEER\nTRUSTED\nX-FORWARDED-FOR…`: nobody unknown says where a request comes from.
pub fn forwarded(data: &[u8]) {
    let (peer, rest) = split(data);
    let (trusted, lines) = split(rest);
    let peer = text(peer).and_then(|peer| peer.parse::<IpAddr>().ok());
    let mut proxies = TrustedProxies::default();
    for entry in text(trusted).unwrap_or_default().split(' ').take(4) {
        let _ = proxies.add(entry);
    }
    let entries: Vec<String> = proxies.entries().collect();
    let mut again = TrustedProxies::default();
    assert!(entries.iter().all(|entry| again.add(entry).is_ok()) && again == proxies);
    let sent = headers("x-forwarded-for", lines);
    let (client, is_known) = server::client_address(&proxies, peer, &sent);
    assert_eq!(client, client.to_canonical());
    let believed = peer.map_or(proxies.unix, |peer| proxies.contains(peer));
    if !believed {
        let expected = peer.unwrap_or(IpAddr::from([0_u16; 8])).to_canonical();
        assert_eq!(client, expected, "a stranger is believed");
    }
    assert!(
        !is_known || !proxies.contains(client) && !client.is_unspecified() && !client.is_loopback()
    );
}

/// `TARGET\nHOST…`: only our own host is answered, and nobody is led to another one.
pub fn host(data: &[u8]) {
    let (target, hosts) = split(data);
    let Some(uri) = text(target).and_then(|target| target.parse::<axum::http::Uri>().ok()) else {
        return;
    };
    for ours in ["https://login.example.org/at", "http://127.0.0.1:9411"] {
        let public_url = PublicUrl::parse(ours).unwrap();
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = uri.clone();
        *request.headers_mut() = headers("host", hosts);
        match server::host(&public_url, &request) {
            Ok(true) => {
                let hosts: Vec<_> = request.headers().get_all(header::HOST).iter().collect();
                let host = hosts[0].to_str().unwrap().to_ascii_lowercase();
                assert_eq!(hosts.len(), 1);
                assert!(
                    host == public_url.authority() || host == "login.example.org:443",
                    "{host}"
                );
            }
            Ok(false) => {}
            Err(location) => {
                let url = Url::parse(&location).unwrap();
                let page = Url::parse(public_url.as_str()).unwrap();
                assert_eq!(url.origin(), page.origin(), "{location}");
            }
        }
    }
}
