//! What comes back instead of a code: denials, errors, nonsense, and requests that have expired.

use reqwest::StatusCode;
use serde_json::json;

use super::stage::{Page, Stage};
use crate::small_world::{Lies, Person};

/// Follows the link "Try again" of a page and signs alice in, in the same login.
async fn tries_again(stage: &mut Stage, page: &Page) -> Page {
    let link = page.text.split("href=\"").find(|text| text.starts_with("/sign-in/"));
    let path = link.unwrap_or_else(|| panic!("no way back: {}", page.text));
    let form = stage.daemon.at(path.split('"').next().unwrap());
    let form = stage.browser.get(&form).await;
    stage.say_who(form).await
}

#[tokio::test]
async fn a_denial_goes_back_to_the_relying_party_without_the_servers_words() {
    let mut stage = Stage::open().await;
    stage.world.lie(|lies| {
        lies.callback.error("access_denied", "<script>alert(1)</script>");
    });
    let before = stage.given().await;
    let (question, page) = stage.attempt("alice.pds.test").await;
    assert_eq!(page.url.host_str(), Some("rp.example"), "{}", page.text);
    assert_eq!(page.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(page.parameter("state"), Some(question.state));
    assert_eq!(page.parameter("iss").as_deref(), Some(stage.daemon.url.as_str()));
    assert!(page.parameter("code").is_none());
    assert!(!page.url.as_str().contains("alert"), "{}", page.url);
    assert_eq!(stage.given().await, before);
    stage.honest_again().await;
}

/// The relying party hears of a refusal only if the person refused.
#[tokio::test]
async fn a_sign_in_that_the_server_ended_is_no_refusal_and_can_be_tried_again() {
    let mut stage = Stage::open().await;
    for (description, heading) in [
        ("This request has expired", "Your server ended the sign-in"),
        ("This request was already authorized", "Your server ended the sign-in"),
        ("This request was initiated from another device", "Your server ended the sign-in"),
        ("This account has been deactivated", "This account is not active"),
        ("Account is suspended", "This account is not active"),
    ] {
        stage.world.lie(|lies| {
            lies.callback.error("access_denied", description);
        });
        let page = stage.refused("alice.pds.test").await;
        assert_eq!((page.status, page.heading().as_str()), (StatusCode::FORBIDDEN, heading));
        assert!(!page.text.contains(description), "{}", page.text);
        stage.world.be_honest();
        let page = tries_again(&mut stage, &page).await;
        assert!(page.parameter("code").is_some(), "{description}: {}", page.text);
    }
}

type Lie<'a> = &'a dyn Fn(&mut Lies);

/// Only a cause that passes by itself is waited for.
#[tokio::test]
async fn nobody_is_told_to_wait_for_what_waiting_does_not_correct() {
    let mut stage = Stage::open().await;
    let other = stage.world.add_pds("other").await.issuer();
    let lies: [(bool, Lie<'_>); 8] = [
        (false, &|lies| _ = lies.server_metadata.set("issuer", other.as_str())),
        (false, &|lies| _ = lies.server_metadata.remove("scopes_supported")),
        (false, &|lies| _ = lies.server_metadata.status(404)),
        (false, &|lies| _ = lies.resource_metadata.set("authorization_servers", json!([]))),
        (false, &|lies| _ = lies.par.error("invalid_request", "no")),
        (false, &|lies| _ = lies.token.error("invalid_grant", "no")),
        (true, &|lies| _ = lies.server_metadata.status(503)),
        (true, &|lies| _ = lies.par.status(429)),
    ];
    for (number, (passes, lie)) in lies.into_iter().enumerate() {
        stage.world.lie(lie);
        let page = stage.refused("alice.pds.test").await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{number}");
        assert_eq!(page.text.contains("Try again in a minute"), passes, "{number}: {}", page.text);
        stage.honest_again().await;
    }
    for (passes, code) in [(true, "temporarily_unavailable"), (false, "invalid_request")] {
        stage.world.lie(|lies| _ = lies.callback.error(code, "no"));
        let page = stage.refused("alice.pds.test").await;
        assert_eq!(page.text.contains("Try again in a minute"), passes, "{code}: {}", page.text);
        stage.world.be_honest();
    }
}

#[tokio::test]
async fn another_error_is_a_page_that_leads_back_into_the_same_login() {
    let mut stage = Stage::open().await;
    for code in ["server_error", "temporarily_unavailable", "<script>alert(1)</script>", "a\r\nb"] {
        stage.world.lie(|lies| {
            lies.callback.error(code, "<b>no</b>");
        });
        let page = stage.refused("alice.pds.test").await;
        assert_eq!(page.status, StatusCode::BAD_GATEWAY, "{code}");
        assert!(!page.text.contains("<b>no") && !page.text.contains("alert(1)"), "{}", page.text);
        assert_eq!(page.element("reference").unwrap().len(), 10);
        let before = stage.given().await;
        stage.world.be_honest();
        let page = tries_again(&mut stage, &page).await;
        assert!(page.parameter("code").is_some(), "{}", page.text);
        assert_eq!(stage.given().await, before + 2, "one code and one session");
    }
}

#[tokio::test]
async fn refuses_a_callback_that_answers_nothing_or_two_things_or_another_login() {
    let mut stage = Stage::open().await;
    for (status, lie) in [
        (502, &[("code", None)][..]),
        (502, &[("error", Some("access_denied"))]),
        (502, &[("code", Some(""))]),
        (404, &[("state", None)]),
        (404, &[("state", Some("x"))]),
        (404, &[("state", Some("<script>"))]),
        (502, &[("code", Some("cod-of-nobody"))]),
        (502, &[("code", Some("<script>"))]),
    ] {
        stage.world.lie(|lies| {
            for (name, value) in lie {
                match value {
                    Some(value) => _ = lies.callback.set(name, value),
                    None => _ = lies.callback.remove(name),
                }
            }
        });
        let page = stage.refused("alice.pds.test").await;
        assert_eq!(page.status.as_u16(), status, "{lie:?}");
        stage.honest_again().await;
    }
}

#[tokio::test]
async fn a_request_that_expired_at_the_server_is_begun_again_from_the_same_page() {
    let mut stage = Stage::open().await;
    stage.browser.stop_before("/oauth/authorize");
    let question = stage.relying_party().await.ask();
    let form = stage.browser.get(&question.url).await;
    let away = stage.say_who(form.clone()).await.url;
    stage.browser.stop_nowhere();
    stage.daemon.hand.advance(600);
    let page = stage.browser.get(away.as_str()).await;
    assert_eq!(page.heading(), "This request is unknown or has expired", "the server says so");
    // The person presses "back" twice and tries again.
    let form = stage.browser.get(form.url.as_str()).await;
    let page = stage.say_who(form).await;
    let known = stage.hears(&question, &page).await;
    assert_eq!(known.claims.subject().as_str(), stage.alice.did());
}

#[tokio::test]
async fn a_code_that_came_too_late_is_refused_by_its_server_and_by_us() {
    let mut stage = Stage::open().await;
    let (_, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    stage.daemon.hand.advance(900);
    let page = stage.refused_at(&callback).await;
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    let page = tries_again(&mut stage, &page).await;
    assert!(page.parameter("code").is_some(), "{}", page.text);
}

#[tokio::test]
async fn a_state_is_good_for_one_callback() {
    let mut stage = Stage::open().await;
    stage.world.lie(|lies| {
        lies.token.error("invalid_grant", "no");
    });
    let (_, callback) = stage.up_to("/atproto/callback", "alice.pds.test").await;
    stage.refused_at(&callback).await;
    stage.world.be_honest();
    let asked = stage.asked("/oauth/token");
    let page = stage.refused_at(&callback).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(stage.asked("/oauth/token"), asked, "spent before its answer was used");
}

#[tokio::test]
async fn a_person_who_denies_can_still_sign_in_the_next_time() {
    let mut stage = Stage::open().await;
    stage.world.person(Person::Denies);
    let (_, page) = stage.attempt("alice.pds.test").await;
    assert_eq!(page.parameter("error").as_deref(), Some("access_denied"));
    stage.world.person(Person::Approves);
    stage.honest_again().await;
}
