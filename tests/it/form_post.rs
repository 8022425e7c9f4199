//! `response_mode=form_post`: the answer as a form that the browser posts (OAuth 2.0 Form Post Response
//! Mode), with a button for where nothing runs.

use crate::support::{Page, Scene};

async fn answered(scene: &mut Scene, more: &str) -> (crate::support::Question, Page) {
    let question = scene.relying_party().await.ask();
    let url = format!("{}&response_mode=form_post{more}", question.url);
    let page = scene.browser.get(&url).await;
    let page = if page.heading() == "Sign in" { scene.say_who(page).await } else { page };
    (question, page)
}

fn field(page: &Page, name: &str) -> Option<String> {
    let (_, fields) = page.form("answer");
    fields.into_iter().find(|(field, _)| field == name).map(|(_, value)| value)
}

#[tokio::test]
async fn a_code_travels_in_the_body_and_never_in_an_address() {
    let mut scene = Scene::open().await;
    let (question, page) = answered(&mut scene, "").await;
    assert_eq!(page.form("answer").0.as_str(), "https://rp.example/cb");
    assert_eq!(field(&page, "state").as_deref(), Some(question.state.as_str()));
    assert_eq!(field(&page, "iss").as_deref(), Some(scene.daemon.url.as_str()), "RFC 9207");
    let code = field(&page, "code").unwrap();
    assert!(page.hops.iter().all(|(_, url)| !url.as_str().contains(&code)));
    let rp = scene.relying_party().await;
    rp.redeem(&code, &question).await.unwrap();
}

#[tokio::test]
async fn an_error_travels_in_the_body_too() {
    let mut scene = Scene::open().await;
    for (more, error) in [("&prompt=none", "login_required"), ("&max_age=x", "invalid_request")] {
        let (question, page) = answered(&mut scene, more).await;
        assert_eq!(field(&page, "error").as_deref(), Some(error));
        assert_eq!(field(&page, "state"), Some(question.state));
    }
    let question = scene.relying_party().await.ask();
    let form = scene.browser.get(&format!("{}&response_mode=form_post", question.url)).await;
    let page = scene.browser.submit(&form, "cancel", &[]).await;
    assert_eq!(field(&page, "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn the_page_has_a_button_and_a_policy_that_lets_the_form_leave() {
    let mut scene = Scene::open().await;
    let (_, page) = answered(&mut scene, "").await;
    assert!(page.text.contains("<button class=\"primary\">Continue</button>"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("form-action") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_hostile_state_is_a_value_of_the_form_and_nothing_else() {
    let mut scene = Scene::open().await;
    let question = scene.relying_party().await.ask();
    let mut url = url::Url::parse(&question.url).unwrap();
    let hostile = "\"><script>alert(1)</script>\r\nSet-Cookie: a=b";
    let pairs: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| name != "state").collect();
    url.query_pairs_mut().clear().extend_pairs(pairs).extend_pairs([
        ("state", hostile),
        ("response_mode", "form_post"),
        ("prompt", "none"),
    ]);
    let page = scene.browser.get(url.as_str()).await;
    assert_eq!(field(&page, "state").as_deref(), Some(hostile));
    assert_eq!(page.text.matches("<script").count(), 1, "ours");
}
