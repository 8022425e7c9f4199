//! Every answer that a browser may show carries the headers that keep it from being framed, guessed
//! at, cached or leaked (attacks P34, P35, P36, P10, W13).

use reqwest::header::{HOST, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};

use crate::support::{Browser, Page, Scene, Setup};

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// What every answer says to a browser, whatever it is.
fn is_guarded(what: &str, headers: &HeaderMap) {
    assert_eq!(header(headers, "x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header(headers, "x-frame-options"), "DENY", "{what}");
    assert_eq!(header(headers, "referrer-policy"), "same-origin", "{what}");
    let policy = header(headers, "content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{what}: {policy}");
    assert!(!policy.contains('*') && !policy.contains("://"), "{what}: {policy}");
}

/// A page besides: nothing of it is kept, run, or fetched from elsewhere.
fn is_harmless(page: &Page) {
    is_guarded(page.url.as_str(), &page.headers);
    assert_eq!(header(&page.headers, "cache-control"), "no-store", "{}", page.url);
    assert!(!page.headers.contains_key("access-control-allow-origin"), "{}", page.url);
    assert_eq!(header(&page.headers, "content-type"), "text/html; charset=utf-8", "{}", page.url);
    let text = page.text.to_ascii_lowercase();
    for forbidden in ["<script", "<iframe", "<object", "<embed", "javascript:", "style=", " onload"]
    {
        assert!(!text.contains(forbidden), "{forbidden} in {}", page.url);
    }
    for attribute in ["src=\"", "action=\"", "rel=\"stylesheet\" href=\"", "rel=\"icon\" href=\""] {
        for address in text.split(attribute).skip(1) {
            assert!(address.starts_with('/') && !address.starts_with("//"), "{}", page.url);
        }
    }
    can_be_used_by_everybody(&text);
    assert!(text.starts_with("<!doctype html>") && text.contains("<html lang=\"en\">"));
    assert!(text.contains("name=\"viewport\"") && text.matches("<h1").count() == 1);
}

/// As far as markup shows it: each field has its label, each way on its words, errors are announced.
fn can_be_used_by_everybody(text: &str) {
    for input in text.split("<input type=\"text\"").skip(1) {
        let id = input.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(text.contains(&format!("<label for=\"{id}\">")), "{text}");
    }
    for element in ["<button", "<a "] {
        for rest in text.split(element).skip(1) {
            let inner = rest.split_once('>').map_or("", |(_, inner)| inner);
            let words = inner.split("</").next().unwrap_or_default();
            let words = words.rsplit('>').next().unwrap_or_default();
            assert!(!words.trim().is_empty(), "{element} {rest}");
        }
    }
    if text.contains("id=\"sign-in\"") && text.contains("id=\"error\"") {
        assert!(text.contains("role=\"alert\"") && text.contains("aria-invalid=\"true\""));
        assert!(text.contains("<title>problem: "));
    }
    assert!(!text.contains("maximum-scale") && !text.contains("user-scalable"), "zoom is theirs");
}

/// One of each page that there is, over the whole walk and off it.
async fn every_page(scene: &mut Scene) -> Vec<Page> {
    let rp = scene.relying_party().await;
    let mut pages = Vec::new();
    for path in ["/", "/nowhere", "/sign-in/nobody", "/authorize", "/authorize?client_id=evil"] {
        pages.push(scene.browser.get(&scene.daemon.at(path)).await);
    }
    for path in ["/atproto/callback", "/try-it/callback", "/authorize?%ff=%zz"] {
        pages.push(scene.browser.get(&scene.daemon.at(path)).await);
    }
    let form = scene.browser.get(&rp.ask().url).await;
    for typed in ["", "alice", "maria@example.com", "???", "nobody.pds.test"] {
        pages.push(scene.browser.submit(&form, "sign-in", &[("account", typed)]).await);
    }
    let mut stranger = Browser::new(&scene.daemon, &scene.world);
    pages.push(stranger.get(form.url.as_str()).await);
    pages.push(form.clone());
    scene.say_who(form.clone()).await;
    pages.push(scene.browser.get(form.url.as_str()).await);
    scene.browser.forget_cookie("-session");
    let late = scene.browser.get(&rp.ask().url).await;
    scene.daemon.hand.advance(3601);
    pages.push(scene.browser.get(late.url.as_str()).await);
    let home = scene.browser.get(&scene.daemon.at("/")).await;
    let trial = scene.browser.submit(&home, "try-it", &[]).await;
    pages.push(scene.say_who(trial).await);
    pages
}

#[tokio::test]
async fn every_page_is_framed_by_nobody_kept_nowhere_and_runs_nothing() {
    let mut scene = Scene::open().await;
    let pages = every_page(&mut scene).await;
    let headings: std::collections::BTreeSet<String> = pages.iter().map(Page::heading).collect();
    assert!(headings.len() >= 9, "{headings:?}");
    pages.iter().for_each(is_harmless);
}

#[tokio::test]
async fn what_a_page_shows_is_there_under_a_path_too() {
    for path in ["", "/atlogin"] {
        let mut scene = Scene::with(Setup { path, ..Setup::default() }).await;
        let page = scene.browser.get(&scene.daemon.at("/")).await;
        for attribute in ["src=\"", "href=\""] {
            for address in page.text.split(attribute).skip(1) {
                let url = page.url.join(address.split('"').next().unwrap()).unwrap();
                let found = scene.browser.get(url.as_str()).await;
                assert_eq!(found.status, StatusCode::OK, "{url}");
                is_not_sniffed(&found);
            }
        }
    }
}

fn is_not_sniffed(found: &Page) {
    assert_eq!(header(&found.headers, "x-content-type-options"), "nosniff", "{}", found.url);
    assert_ne!(header(&found.headers, "content-type"), "", "{}", found.url);
}

#[tokio::test]
async fn answers_that_are_no_pages_are_guarded_too() {
    let scene = Scene::open().await;
    let big = "a".repeat(70_000);
    for (method, path, host, body, expected) in [
        (Method::GET, "/", "evil.example", "", 421),
        (Method::DELETE, "/", "", "", 405),
        (Method::GET, "/try-it", "", "", 405),
        (Method::GET, "/token", "", "", 405),
        (Method::POST, "/token", "", big.as_str(), 413),
        (Method::POST, "/token", "", "", 400),
        (Method::GET, "/userinfo", "", "", 401),
        (Method::GET, "/sign-in/%ff", "", "", 404),
        (Method::GET, "/jwks", "", "", 200),
        (Method::GET, "/.well-known/openid-configuration", "", "", 200),
        (Method::GET, "/client-metadata.json", "", "", 404),
        (Method::GET, "/healthz", "", "", 200),
    ] {
        let mut request = scene.daemon.request(method.clone(), path).body(body.to_owned());
        if !host.is_empty() {
            // Replaces what stands there; `header` would add a second one.
            request =
                request.headers([(HOST, HeaderValue::from_static(host))].into_iter().collect());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), expected, "{method} {path}");
        is_guarded(&format!("{method} {path}"), response.headers());
        assert_eq!(response.headers()["x-request-id"].len(), 10, "{path}");
    }
}

/// A browser would repeat the form, and what was typed, at the other side (RFC 9700 §4.12).
#[tokio::test]
async fn every_form_is_answered_by_303_if_it_is_answered_by_a_redirect() {
    let mut scene = Scene::open().await;
    let rp = scene.relying_party().await;
    let (url, query) =
        rp.ask().url.split_once('?').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let posted: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let posted: Vec<(&str, &str)> = posted.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let mut hops = scene.browser.post_from_elsewhere(&url, &posted).await.hops;
    let wrong = [posted.as_slice(), &[("max_age", "x")]].concat();
    hops.extend(scene.browser.post_from_elsewhere(&url, &wrong).await.hops);
    let form = scene.browser.get(&rp.ask().url).await;
    hops.extend(scene.browser.submit(&form, "sign-in", &[("csrf", "wrong")]).await.hops);
    hops.extend(scene.browser.post_from_elsewhere(form.url.as_str(), &[]).await.hops);
    hops.extend(scene.say_who(form).await.hops);
    hops.extend(scene.browser.get(&rp.ask().url).await.hops);
    scene.browser.forget_cookie("-session");
    let form = scene.browser.get(&rp.ask().url).await;
    hops.extend(scene.browser.submit(&form, "cancel", &[]).await.hops);
    let home = scene.browser.get(&scene.daemon.at("/")).await;
    hops.extend(scene.browser.submit(&home, "try-it", &[]).await.hops);
    let ours = |(status, url): &(StatusCode, url::Url)| {
        // The small PDS answers by itself.
        (!url.as_str().contains("/atproto/callback")).then_some(*status)
    };
    let statuses: Vec<StatusCode> = hops.iter().filter_map(ours).collect();
    assert!(statuses.len() >= 9, "{hops:?}");
    assert!(statuses.iter().all(|status| *status == StatusCode::SEE_OTHER), "{hops:?}");
}

#[tokio::test]
async fn what_holds_a_code_or_a_token_is_kept_by_no_cache() {
    let mut scene = Scene::open().await;
    let (code, question) = scene.code().await;
    let rp = scene.relying_party().await;
    let known = rp.redeem(&code, &question).await.unwrap();
    let token = {
        use openidconnect::OAuth2TokenResponse;
        known.tokens.access_token().secret().clone()
    };
    let userinfo = scene.daemon.request(Method::GET, "/userinfo").bearer_auth(token);
    assert_eq!(header(userinfo.send().await.unwrap().headers(), "cache-control"), "no-store");
    // The token endpoint is judged by `Daemon::token` each time.
    scene.browser.stop_before("/cb");
    let answer = scene.sign_in(&rp.ask().url).await;
    assert!(answer.parameter("code").is_some());
    assert_eq!(header(&answer.headers, "cache-control"), "no-store");
    assert_eq!(header(&answer.headers, "referrer-policy"), "same-origin");
}
