//! One login has one number: in each of its lines, and on each of its pages.

use reqwest::Method;
use serde_json::Value;

use super::town::{Town, question, redemption};
use crate::support::holders::RP;
use crate::support::{Browser, Page};

/// What the lines of a login say, with their fields.
fn messages(log: &str, login: &str) -> Vec<String> {
    let mark = format!("login={login}");
    let lines = log.lines().filter(|line| line.contains(&mark) && line.contains(" INFO "));
    // Behind the request and the module.
    lines.map(|line| line.splitn(3, ": ").nth(2).unwrap().to_owned()).collect()
}

/// The lines of requests to this route.
fn of_route<'a>(log: &'a str, route: &str) -> Vec<&'a str> {
    let mark = format!("route=\"{route}\"");
    log.lines().filter(|line| line.contains(&mark)).collect()
}

fn is_on(page: &Page, login: &str) {
    assert_eq!(page.element("reference").as_deref(), Some(login), "{}: {}", page.url, page.text);
    assert_eq!(page.text.matches("id=\"reference\"").count(), 1, "once on {}", page.url);
}

fn text<'a>(tokens: &'a Value, kind: &str) -> &'a str {
    tokens[kind].as_str().unwrap_or_else(|| panic!("no {kind}: {tokens}"))
}

#[tokio::test]
async fn one_login_has_one_number_from_authorize_to_the_last_token_and_the_logout() {
    let mut town = Town::open().await;
    let held = town.code().await;
    let login = held.login.as_str();
    let daemon = &town.scene.daemon;
    let (_, tokens) = daemon.token(&redemption(&held.code, &held.verifier)).await;
    assert_eq!(daemon.userinfo(text(&tokens, "access_token")).await, 200);
    daemon.post("/introspect", RP, &[("token", text(&tokens, "access_token"))]).await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", text(&tokens, "refresh_token"))];
    let (status, refreshed) = daemon.token(&form).await;
    assert_eq!(status, 200, "{refreshed}");
    daemon.post("/revoke", RP, &[("token", text(&refreshed, "access_token"))]).await;
    let hint = text(&tokens, "id_token");
    let query = format!("/logout?client_id=rp&id_token_hint={hint}");
    let page = town.scene.browser.get(&town.scene.daemon.at(&query)).await;
    is_on(&page, login);
    let log = town.log.text();
    for route in [
        "/authorize",
        "/sign-in/{id}",
        "/atproto/callback",
        "/token",
        "/userinfo",
        "/introspect",
        "/revoke",
        "/logout/{id}",
    ] {
        let lines = of_route(&log, route);
        assert!(!lines.is_empty(), "{route}: {log}");
        for line in lines.iter().filter(|line| line.contains("answered")) {
            assert!(line.contains(&format!("login={login}")), "{route}: {line}");
        }
    }
    let said = messages(&log, login).join("\n");
    let did = town.scene.alice.did();
    for line in [
        "sign-in begun client_id=\"rp\"".to_owned(),
        format!("signed in client_id=\"rp\" did=\"{did}\" handle=\"alice.pds.test\""),
        format!("code redeemed client_id=\"rp\" did=\"{did}\""),
        format!("claims told client_id=\"rp\" did=\"{did}\""),
        format!("tokens refreshed client_id=\"rp\" did=\"{did}\""),
        format!("access token revoked client_id=\"rp\" did=\"{did}\""),
        format!("signed out did=\"{did}\""),
    ] {
        assert!(said.contains(&line), "{line}:\n{said}");
    }
    assert!(!log.contains(": refused "), "{log}");
}

#[tokio::test]
async fn fresh_silent_and_refused_sign_ins_read_differently() {
    let mut town = Town::open().await;
    let fresh = town.sign_in("rp").await;
    let question = question("rp");
    let url = town.scene.daemon.at(&format!("/authorize?{question}"));
    let silent = town.scene.browser.get(&url).await;
    assert!(silent.parameter("code").is_some(), "{}", silent.url);
    let silent = silent.headers["x-request-id"].to_str().unwrap().to_owned();
    let refused = town.sign_in("club").await;
    let log = town.log.text();
    let said = |login: &str| messages(&log, login).join("\n");
    let account =
        format!("client_id=\"rp\" did=\"{}\" handle=\"alice.pds.test\"", town.scene.alice.did());
    assert!(said(&fresh).contains(&format!("signed in {account}")), "{}", said(&fresh));
    let again = format!("signed in again without a page {account}");
    assert!(said(&silent).contains(&again), "{}", said(&silent));
    assert!(said(&refused).contains("refused client_id=\"club\""), "{}", said(&refused));
    for login in [&fresh, &silent, &refused] {
        let ends = messages(&log, login);
        let ends =
            ends.iter().filter(|it| it.starts_with("signed in") || it.starts_with("refused"));
        assert_eq!(ends.count(), 1, "{}", said(login));
    }
}

#[tokio::test]
async fn a_pushed_request_keeps_the_number_that_it_was_pushed_with() {
    let mut town = Town::open().await;
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(question("rp").as_bytes()).into_owned().collect();
    let form: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let answer = town.scene.daemon.post("/par", RP, &form).await;
    let pushed = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    let answer: Value = answer.json().await.unwrap();
    let uri = text(&answer, "request_uri").to_owned();
    let url = town.scene.daemon.at(&format!("/authorize?client_id=rp&request_uri={uri}"));
    let page = town.scene.browser.get(&url).await;
    is_on(&page, &pushed);
    let said = messages(&town.log.text(), &pushed).join("\n");
    assert!(
        said.contains("authorization request pushed") && said.contains("sign-in begun"),
        "{said}"
    );
}

#[tokio::test]
async fn every_page_of_a_login_shows_its_number_once_and_other_pages_show_none() {
    let mut town = Town::open().await;
    let (form, login) = town.sign_in_page("rp").await;
    is_on(&form, &login);
    let typed =
        town.scene.browser.submit(&form, "sign-in", &[("account", "nobody.pds.test")]).await;
    is_on(&typed, &login);
    town.scene.world.lie(|lies| {
        lies.server_metadata.status(503);
    });
    let failed = town.scene.say_who(typed).await;
    assert!(failed.element("error").is_some());
    is_on(&failed, &login);
    town.world_is_honest();
    let home =
        Browser::new(&town.scene.daemon, &town.scene.world).get(&town.scene.daemon.at("/")).await;
    assert!(home.element("reference").is_none(), "{}", home.text);
    town.scene.world.lie(|lies| {
        lies.callback.set("iss", "https://evil.example");
    });
    let failed = town.scene.say_who(failed).await;
    assert_eq!(failed.status.as_u16(), 403);
    is_on(&failed, &login);
    town.world_is_honest();
    // A client whose person is asked.
    let consent = question("rp") + "&prompt=consent";
    let page =
        town.scene.browser.get(&town.scene.daemon.at(&format!("/authorize?{consent}"))).await;
    let login = page.element("reference").unwrap();
    let page = town.scene.say_who(page).await;
    assert_eq!(page.heading(), "Allow this sign-in?");
    is_on(&page, &login);
    // The finished page of a trial has redeemed its code itself.
    let home = town.scene.browser.get(&town.scene.daemon.at("/")).await;
    let form = town.scene.browser.submit(&home, "try-it", &[]).await;
    let is_asked = form.text.contains("<form id=\"sign-in\"");
    let page = if is_asked { town.scene.say_who(form).await } else { form };
    let shown = page.element("reference").unwrap_or_else(|| panic!("{}", page.text));
    let said = messages(&town.log.text(), &shown).join("\n");
    assert!(said.contains("code redeemed"), "{said}");
}

/// The lines of who told a relying party belong to the login, too, although nobody is there any more.
#[tokio::test]
async fn a_notice_of_a_logout_has_the_number_of_the_login_whose_session_ended() {
    let mut town = Town::open().await;
    let (login, tokens) = town.tokens().await;
    let query = format!("/logout?id_token_hint={}", text(&tokens, "id_token"));
    town.scene.browser.get(&town.scene.daemon.at(&query)).await;
    let stored = town.scene.daemon.texts("SELECT login FROM logout_notice".to_owned()).await;
    assert_eq!(stored, [login]);
}

#[tokio::test]
async fn what_a_login_leads_to_is_stored_with_its_number() {
    let mut town = Town::open().await;
    let (login, tokens) = town.tokens().await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", text(&tokens, "refresh_token"))];
    town.post("/token", RP, &form).await;
    for table in
        ["pending_login", "authorization_code", "access_token", "refresh_token", "browser_session"]
    {
        let stored = town.scene.daemon.texts(format!("SELECT login FROM {table}")).await;
        assert!(!stored.is_empty() && stored.iter().all(|it| *it == login), "{table}: {stored:?}");
    }
    let request = town.scene.daemon.request(Method::GET, "/userinfo");
    let answer = request.bearer_auth(text(&tokens, "access_token")).send().await.unwrap();
    let headers = format!("{:?}", answer.headers());
    let wire = headers + &answer.text().await.unwrap();
    assert!(!wire.contains(&login), "the number is for the log and for people: {wire}");
}
