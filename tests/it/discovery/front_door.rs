//! What discovery says of the authorization endpoint, value by value; and what it does not say.

use reqwest::StatusCode;
use serde_json::json;

use super::{list, unlisted};
use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Page, Scene, Setup};

/// Where a question of `rp` ends that says this too, instead of what it usually says.
async fn asked(scene: &mut Scene, more: &[(&str, &str)]) -> Page {
    let question = scene.relying_party().await.ask();
    let mut url = url::Url::parse(&question.url).unwrap();
    let usual = url.query_pairs().into_owned();
    let usual = usual.filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let usual: Vec<(String, String)> = usual.collect();
    url.query_pairs_mut().clear().extend_pairs(usual).extend_pairs(more);
    scene.browser.get(url.as_str()).await
}

/// The same, by somebody who signs in if they are asked to.
async fn answered(scene: &mut Scene, more: &[(&str, &str)]) -> Page {
    let page = asked(scene, more).await;
    if page.heading() == "Sign in" { scene.say_who(page).await } else { page }
}

async fn is_refused(scene: &mut Scene, more: &[(&str, &str)], error: &str) {
    let page = asked(scene, more).await;
    assert_eq!(page.parameter("error").as_deref(), Some(error), "{more:?}: {}", page.text);
}

async fn gives_a_code(scene: &mut Scene, more: &[(&str, &str)]) {
    let page = answered(scene, more).await;
    assert!(page.parameter("code").is_some(), "{more:?}: {} {}", page.url, page.text);
}

pub(super) async fn response_types(scene: &mut Scene, listed: &[&str]) {
    for value in listed {
        gives_a_code(scene, &[("response_type", value)]).await;
    }
    for value in unlisted(
        listed,
        &["code", "token", "id_token", "none", "code token", "code id_token", "id_token token"],
    ) {
        is_refused(scene, &[("response_type", value)], "unsupported_response_type").await;
    }
}

pub(super) async fn response_modes(scene: &mut Scene, listed: &[&str]) {
    for value in listed {
        let page = answered(scene, &[("response_mode", value)]).await;
        let in_query = page.parameter("code").is_some();
        let in_form = page.text.contains("id=\"answer\"")
            && page.form("answer").1.iter().any(|(name, _)| name == "code");
        assert_eq!((in_query, in_form), (*value == "query", *value == "form_post"), "{value}");
    }
    let all =
        ["query", "form_post", "fragment", "web_message", "jwt", "query.jwt", "form_post.jwt"];
    for value in unlisted(listed, &all) {
        is_refused(scene, &[("response_mode", value)], "invalid_request").await;
    }
}

/// By somebody who is signed in, to whom each value means something else.
pub(super) async fn prompts(listed: &[&str]) {
    let mut scene = Scene::with_button().await;
    is_refused(&mut scene, &[("prompt", "none")], "login_required").await;
    gives_a_code(&mut scene, &[]).await;
    for value in listed {
        scene.world.forget_seen();
        let page = asked(&mut scene, &[("prompt", value)]).await;
        let button = page.text.contains("Create an account at Small");
        let met = (page.heading(), page.parameter("code").is_some(), button);
        let met = (met.0.as_str(), met.1, met.2);
        match *value {
            "none" => assert!(met.1 && scene.world.seen().is_empty(), "{met:?}"),
            "consent" => assert_eq!(met, ("Allow this sign-in?", false, false)),
            "create" => assert_eq!(met, ("Sign in", false, true)),
            "select_account" => {
                assert_eq!(met, ("Sign in", false, false));
                assert!(page.text.contains("id=\"accounts\""));
            }
            "login" => {
                assert_eq!(met, ("Sign in", false, false));
                scene.say_who(page).await;
                let seen = scene.world.seen();
                let pushed = seen.iter().find(|seen| seen.path.ends_with("/par")).unwrap();
                assert_eq!(pushed.field("prompt"), Some("login"));
            }
            other => panic!("{other} is advertised, and nothing tries it"),
        }
    }
    // OIDC Core §3.1.2.1 gives no error for a value that nobody knows: it means nothing.
    for value in unlisted(listed, &["none", "login", "consent", "select_account", "create", "x"]) {
        gives_a_code(&mut scene, &[("prompt", value)]).await;
    }
}

pub(super) async fn challenge_methods(scene: &mut Scene, listed: &[&str]) {
    for value in listed {
        gives_a_code(scene, &[("code_challenge_method", value)]).await;
    }
    for value in unlisted(listed, &["S256", "plain", "s256", "S512", ""]) {
        is_refused(scene, &[("code_challenge_method", value)], "invalid_request").await;
    }
}

/// A flag of discovery, and what it promises.
pub(super) async fn flag(scene: &mut Scene, member: &str, is_on: bool) {
    match (member, is_on) {
        ("require_pushed_authorization_requests", false) => gives_a_code(scene, &[]).await,
        ("request_parameter_supported", false) => {
            is_refused(scene, &[("request", "e30.e30.")], "request_not_supported").await;
        }
        ("request_uri_parameter_supported", false) => {
            let more = [("request_uri", "https://rp.example/request.jwt")];
            is_refused(scene, &more, "request_uri_not_supported").await;
        }
        ("authorization_response_iss_parameter_supported", true) => {
            for more in [&[][..], &[("prompt", "none none")]] {
                let answer = answered(scene, more).await;
                assert_eq!(answer.parameter("iss").as_ref(), Some(&scene.daemon.url), "RFC 9207");
            }
        }
        ("claims_parameter_supported", true) => one_claim_by_its_name(scene).await,
        _ => panic!("{member} is {is_on}, and nothing tries that"),
    }
}

async fn one_claim_by_its_name(scene: &mut Scene) {
    let rp = scene.relying_party().await;
    for (claims, told) in [(r#"{"userinfo":{"preferred_username":null}}"#, true), ("{}", false)] {
        let mut question = rp.ask_for(&[]);
        question.url.push_str("&claims=");
        question.url.extend(url::form_urlencoded::byte_serialize(claims.as_bytes()));
        let answer = scene.sign_in(&question.url).await;
        let known = rp.hear(&question, &answer).await;
        assert_eq!(known.userinfo.preferred_username().is_some(), told, "{claims}");
    }
}

/// Each language is that of the page; of others there is none.
pub(super) async fn languages(scene: &mut Scene, listed: &[&str]) {
    let question = scene.relying_party().await.ask().url;
    for tag in listed.iter().copied().chain(["xx"]) {
        scene.browser.forget();
        let page = scene.browser.get(&format!("{question}&ui_locales={tag}")).await;
        let expected = if tag == "xx" { "en" } else { tag };
        assert_eq!(page.headers["content-language"], expected, "{tag}");
    }
}

pub(super) async fn pushed_requests(scene: &mut Scene, path: &str) {
    let challenge = atlogin::jws::sha256_base64url(b"verifier");
    let form = [
        ("response_type", "code"),
        ("scope", "openid"),
        ("redirect_uri", REDIRECT_URI),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let answer = scene.daemon.post(path, Some(("rp", SECRET)), &form).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let pushed: serde_json::Value = answer.json().await.unwrap();
    let name = ("request_uri", pushed["request_uri"].as_str().unwrap());
    let query = [("client_id", "rp"), name];
    let url = url::Url::parse_with_params(&scene.daemon.at("/authorize"), query).unwrap();
    let page = scene.sign_in(url.as_str()).await;
    assert!(page.parameter("code").is_some(), "{}", page.text);
}

/// Also that the list is read as discovery gives it.
#[test]
fn what_is_not_listed_is_what_is_left() {
    let metadata = json!({ "some": ["a", "b"] });
    assert_eq!(unlisted(&list(&metadata, "some"), &["a", "c", "b"]), ["c"]);
}

/// The list of servers to create an account at is one of its own.
#[tokio::test]
async fn an_account_can_be_created_at_the_servers_of_that_list_and_at_no_others() {
    const SIGN_IN: &str = "[[servers]]\nname = \"Small\"\nhost = \"{pds}\"\n";
    const SIGN_UP: &str = "[[sign_up_servers]]\nname = \"Small\"\nhost = \"{pds}\"\n";
    for (more, signs_in, signs_up) in [(SIGN_IN, true, false), (SIGN_UP, false, true)] {
        let mut scene = Scene::with(Setup { more, ..Setup::default() }).await;
        scene.browser.stop_before("/oauth/authorize");
        let host = scene.world.pds().origin().replace("http://", "");
        for prompt in ["", "&prompt=create"] {
            for (field, is_there) in [("server", signs_in), ("create", signs_up)] {
                let question = scene.relying_party().await.ask();
                let form = scene.browser.get(&format!("{}{prompt}", question.url)).await;
                let is_shown = form.text.contains(&format!("name=\"{field}\""));
                assert_eq!(is_shown, is_there, "{field}{prompt}: {}", form.text);
                let page = scene.browser.submit(&form, "sign-in", &[(field, &host)]).await;
                let begins = page.url.path() == "/oauth/authorize";
                assert_eq!(begins, is_there, "{field}{prompt}: {}", page.text);
                let said = page.element("error").unwrap_or_default();
                assert_eq!(said.starts_with("This page has changed"), !is_there, "{said}");
            }
        }
    }
}

#[tokio::test]
async fn who_has_no_account_sees_on_every_sign_in_page_where_to_get_one() {
    let mut scene = Scene::with_button().await;
    let host = scene.world.pds().origin().replace("http://", "");
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&question.url).await;
    assert!(form.text.contains("Create one at Small"), "{}", form.text);
    let mistyped = scene.browser.submit(&form, "sign-in", &[("account", "nobody.pds.test")]).await;
    assert!(mistyped.element("error").is_some());
    assert!(mistyped.text.contains("Create one at Small"), "{}", mistyped.text);
    for (lists, prompt) in [(true, Some("create")), (false, None)] {
        scene.world.forget_seen();
        scene.world.lie(|lies| {
            if !lists {
                lies.server_metadata.remove("prompt_values_supported");
            }
        });
        let question = scene.relying_party().await.ask();
        let form = scene.browser.get(&question.url).await;
        scene.browser.submit(&form, "sign-in", &[("account", ""), ("create", &host)]).await;
        let seen = scene.world.seen();
        let pushed = seen.iter().rfind(|seen| seen.path == "/oauth/par").unwrap();
        assert_eq!(pushed.field("prompt"), prompt);
        scene.browser.forget_cookie("-session");
    }
}
