//! What holds for all pages.

use askama::Template;
use base64::Engine;
use serde_json::json;

use super::Waited;
use super::samples::{self, Shown, Words};
use crate::locale::Languages;
use crate::web::Site;
use crate::web::page::SUBMIT_FIRST_FORM;

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
    // Under a host name that is not ours no link of ours leads anywhere.
    for page in each_page("calm").iter().filter(|page| page.name != "elsewhere") {
        assert!(page.html.contains("<a id=\"home\" href=\"/atlogin/\">"), "{}", page.name);
        // Who leaves that page loses what it waits for.
        for tag in tags.iter().filter(|_| page.name != "waiting") {
            let link = format!("href=\"/atlogin/language/{tag}?/sign-in/id\"");
            assert!(page.html.contains(&link), "{tag} on {}: {}", page.name, page.html);
        }
    }
}

#[test]
fn the_page_at_a_wrong_host_needs_nothing_from_there() {
    let pages = each_page("calm");
    let page = pages.iter().find(|page| page.name == "elsewhere").unwrap();
    let addresses: Vec<_> = page.html.split("href=\"").skip(1).collect();
    assert_eq!(addresses.len(), 1, "the public address only: {}", page.html);
    assert!(!page.html.contains("src=") && !page.html.contains("/atlogin"), "{}", page.html);
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
            "sign_in" | "sign_in_first" | "consent" | "form_post" | "home" | "logout_question" => {
                None
            }
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
            let is_at_the_foot = address.starts_with("https://example.org/");
            assert!(is_at_the_foot || address == "https://rp.example/?calm", "a link: {address}");
        }
    }
}

#[test]
fn a_wait_that_was_in_vain_ends_with_a_way_back_and_goes_nowhere_by_itself() {
    let site = Site::new("ATLogin", "/atlogin");
    let end = |has_come| Waited { site: &site, href: "/atlogin/way", has_come }.render().unwrap();
    let (on, too_long) = (end(true), end(false));
    for end in [&on, &too_long] {
        assert!(
            end.contains(r#"<a id="go-on" class="button primary" href="/atlogin/way">"#),
            "{end}"
        );
    }
    assert!(on.contains(r#"<meta http-equiv="refresh" content="0;url=/atlogin/way">"#), "{on}");
    assert!(too_long.contains(r#"<p id="too-long" role="alert">"#), "{too_long}");
    assert!(!too_long.contains("refresh"), "{too_long}");
}

/// Each page in English with `text` in all its places.
fn each_page(text: &str) -> Vec<Shown> {
    each_page_in("en", text)
}

/// The same for a reader of this language.
fn each_page_in(tag: &str, text: &str) -> Vec<Shown> {
    samples::each_page_in(tag, &Words::all(text))
}

/// What the browsers of `tests/stack/every-page.mjs` look at.
#[test]
#[ignore = "writes a file for tests/stack/every-page.mjs, to ATLOGIN_PAGES"]
#[expect(clippy::disallowed_methods, reason = "no configuration: where a test leaves its file")]
fn write_every_page() {
    let Some(file) = std::env::var_os("ATLOGIN_PAGES") else { panic!("ATLOGIN_PAGES is a file") };
    let mut pages = Vec::new();
    for tag in Languages::default().tags() {
        for (words, of) in [(Words::usual(), "usual"), (Words::longest(), "longest")] {
            for page in samples::each_page_in(&tag, &words) {
                pages.push(
                    json!({"language": tag, "words": of, "name": page.name, "html": page.html}),
                );
            }
        }
    }
    std::fs::write(file, json!({ "pages": pages }).to_string()).unwrap();
}
