//! What holds for all pages.

use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine;

use super::account::{
    AccountDone, AccountNames, AccountPage, AccountQuestion, RelyingPartyRow, SessionRow,
    StoredDataPage, StoredTable,
};
use super::*;
use crate::locale::{Everywhere, Languages, Reader};
use crate::web::page::{SUBMIT_FIRST_FORM, respond};

#[test]
fn a_text_adds_no_tag_and_no_attribute_to_any_page() {
    let marks = |page: &Shown| page.html.matches(['<', '>', '"']).count();
    for tag in Languages::default().tags() {
        let calm: Vec<_> = each_page_in(&tag, "calm").iter().map(marks).collect();
        for hostile in [r#""><script>alert(1)</script>"#, "'><svg onload='alert(1)'>", "<!--"] {
            let pages = each_page_in(&tag, hostile);
            for page in &pages {
                assert!(!page.html.contains(hostile), "{}", page.html);
            }
            assert_eq!(pages.iter().map(marks).collect::<Vec<_>>(), calm, "{tag} {hostile}");
        }
    }
}

#[test]
fn every_page_is_small_and_says_its_language_and_direction() {
    for tag in Languages::default().tags() {
        let direction = if tag == "ar" { " dir=\"rtl\"" } else { "" };
        for page in each_page_in(&tag, "calm") {
            assert!(page.html.len() < 15_000, "{tag} {}: {} bytes", page.name, page.html.len());
            let opening = format!("<html lang=\"{tag}\"{direction}>");
            assert!(page.html.contains(&opening), "{tag} {}", page.name);
            assert_eq!(page.header("content-language"), tag, "{}", page.name);
        }
    }
}

#[test]
fn every_page_leads_to_itself_in_each_language_and_home() {
    let tags = Languages::default().tags();
    for page in each_page("calm") {
        assert!(page.html.contains("<a id=\"home\" href=\"/atlogin/\">"), "{}", page.name);
        for tag in &tags {
            let link = format!("href=\"/atlogin/language/{tag}?/sign-in/id\"");
            assert!(page.html.contains(&link), "{tag} on {}: {}", page.name, page.html);
        }
    }
}

#[test]
fn every_page_is_framed_by_nobody_and_cached_nowhere() {
    for page in each_page("calm") {
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self'"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert!(policy.contains("base-uri 'none'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(!page.response.headers().contains_key("cross-origin-opener-policy"));
    }
}

#[test]
fn only_the_form_that_posts_itself_has_a_script_and_only_that_one() {
    for page in each_page("calm") {
        let policy = page.header("content-security-policy");
        let scripts: Vec<_> = page.html.split("<script>").skip(1).collect();
        if page.name == "form_post" {
            let hash =
                aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, SUBMIT_FIRST_FORM.as_bytes());
            let hash = base64::engine::general_purpose::STANDARD.encode(hash);
            assert!(policy.ends_with(&format!("; script-src 'sha256-{hash}'")), "{policy}");
            assert_eq!(scripts.len(), 1);
            assert!(scripts[0].starts_with(&format!("{SUBMIT_FIRST_FORM}</script>")));
        } else {
            assert!(scripts.is_empty() && !policy.contains("script-src"), "{}", page.name);
        }
        assert_eq!(page.html.matches("<script").count(), scripts.len());
        assert!(!page.html.contains("style=") && !page.html.contains(" onload="), "{}", page.name);
    }
}

#[test]
fn a_form_ends_elsewhere_only_where_it_has_to() {
    for page in each_page("calm") {
        let policy = page.header("content-security-policy");
        let action = policy.split("form-action ").nth(1);
        let expected = match page.name {
            "sign_in" | "consent" | "form_post" | "home" => None,
            "account" | "account_question" => Some("'self'"),
            // The form is not there before the person has signed in once more.
            "account_question_first" => continue,
            _ => Some("'none'"),
        };
        assert_eq!(action, expected, "{}", page.name);
        assert_eq!(page.html.contains("<form"), action != Some("'none'"), "{}", page.name);
    }
}

#[test]
fn only_the_page_that_leads_next_door_has_an_origin_of_its_own() {
    for page in each_page("calm") {
        let is_sandboxed = page.header("content-security-policy").contains("; sandbox;");
        assert_eq!(is_sandboxed, page.name == "leave", "{}", page.name);
    }
}

#[test]
fn no_page_names_another_origin_but_in_a_link() {
    for page in each_page("calm") {
        for address in page.html.split('"').filter(|piece| piece.contains("//")) {
            assert_eq!(address, "https://rp.example/?calm", "a link, and the only one");
        }
    }
}

struct Shown {
    name: &'static str,
    html: String,
    response: Response,
}

impl Shown {
    fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).unwrap().to_str().unwrap()
    }
}

/// Each page in English with `text` in all its places.
fn each_page(text: &str) -> Vec<Shown> {
    each_page_in("en", text)
}

/// The same for a reader of this language.
fn each_page_in(tag: &str, text: &str) -> Vec<Shown> {
    let everywhere = Everywhere { service: text.to_owned(), brand: text.to_owned() };
    let languages = Languages::new(everywhere, &[]).into();
    Reader::new(&languages, Some(tag), None, "/sign-in/id").write(|| written(text))
}

fn written(text: &str) -> Vec<Shown> {
    let site = Site::new(text, "/atlogin");
    let link = Link::new(text, format!("https://rp.example/?{}", text.replace(' ', "")));
    let message = message(text);
    let problem = Problem {
        site: &site,
        text: &message,
        detail: Some(Detail { for_whom: &message, text }),
        reference: text,
        links: &[link.unwrap()],
    };
    let consent = Consent {
        site: &site,
        relying_party: text,
        relying_party_host: text,
        account: text,
        on_device: Some(text),
        learns: std::slice::from_ref(&message),
        csrf: text,
        cancel_csrf: text,
        action: text,
        cancel_action: text,
        other_account: text,
    };
    let open = OpenSignIn {
        relying_party: text.to_owned(),
        relying_party_host: text.to_owned(),
        page: text.to_owned(),
        csrf: text.to_owned(),
        cancel_action: text.to_owned(),
    };
    vec![
        sign_in(&site, text),
        shown("consent", &consent),
        shown("home", &Home { site: &site, issuer: text, try_it: true, open: Some(open) }),
        shown("leave", &Leave { site: &site, host: text, href: text }),
        shown("waiting", &Waiting { site: &site, asked: Some(text), back: text }),
        shown(
            "try_it",
            &TryItResult { site: &site, claims: &[(text.to_owned(), text.to_owned())] },
        ),
        shown("form_post", &FormPost { site: &site, action: text, fields: &[(text, text)] }),
        shown("problem", &problem),
        account(&site, text),
        shown("account_stored", &stored(&site, text)),
        shown("account_question", &question(&site, text, None)),
        shown("account_question_first", &question(&site, text, Some("/atlogin/authorize"))),
        shown("account_done", &AccountDone { site: &site, done: &message, account_link: &message }),
    ]
}

fn account(site: &Site, text: &str) -> Shown {
    let owned = text.to_owned();
    let session = |is_this_one| SessionRow {
        id: owned.clone(),
        device: owned.clone(),
        last_used: message(text),
        since: message(text),
        stays: false,
        is_this_one,
    };
    let access = RelyingPartyRow {
        client_id: owned.clone(),
        name: owned.clone(),
        host: Some(owned.clone()),
        learns: vec![message(text)],
        since: message(text),
    };
    let page = AccountPage {
        site,
        who: AccountNames { handle: Some(text), did: text },
        sessions: &[session(true), session(false)],
        relying_parties: &[access],
        csrf: text,
    };
    shown("account", &page)
}

fn stored<'a>(site: &'a Site, text: &'a str) -> StoredDataPage<'a> {
    let facts = vec![(text.to_owned(), text.to_owned())];
    let part = StoredTable { table: "account", title: message(text), rows: 1, facts };
    // A page of a test lives as long as the test.
    let parts = Box::leak(Box::new([part]));
    StoredDataPage { site, who: AccountNames { handle: None, did: text }, parts }
}

fn question<'a>(
    site: &'a Site,
    text: &'a str,
    sign_in_again: Option<&'a str>,
) -> AccountQuestion<'a> {
    // A page of a test lives as long as the test.
    let message = Box::leak(Box::new(message(text)));
    AccountQuestion {
        site,
        who: AccountNames { handle: None, did: text },
        title: message,
        points: std::slice::from_ref(message),
        sign_in_again,
        csrf: text,
        action: text,
        button: message,
    }
}

fn sign_in(site: &Site, text: &str) -> Shown {
    let servers = [ServerButton { name: text.to_owned(), host: text.to_owned() }];
    let message = message(text);
    let problem = SignInProblem {
        text: &message,
        detail: Some(text),
        is_about_the_field: true,
        suggestion: Some(text),
        again: Some(("account", text)),
        reference: Some(text),
    };
    let page = SignIn {
        site,
        relying_party: text,
        relying_party_host: text,
        accounts: &[KnownAccount { did: text, label: text }],
        account: text,
        stays: true,
        known_stays: true,
        problem: Some(problem),
        not_back_from: Some(text),
        servers: &servers,
        sign_up_servers: &servers,
        creates: false,
        csrf: text,
        action: text,
        cancel_action: text,
    };
    shown("sign_in", &page)
}

/// A message of ours with somebody's words in it.
fn message(text: &str) -> Message {
    Message::new("not-admitted").with("account", text).with("app", text)
}

fn shown<P: Page>(name: &'static str, page: &P) -> Shown {
    let html = page.render().unwrap();
    Shown { name, html, response: respond(StatusCode::OK, page) }
}
