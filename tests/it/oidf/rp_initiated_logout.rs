//! RP-Initiated Logout OP: 11 modules (OIDC RP-Initiated Logout §2 and §3).

use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Value, json};

use super::Mode;
use super::flow::Told;
use super::modules::sessions::NEEDS_A_PAGE;
use super::question::{BYE, RP, long_state};
use super::stage::Stage;
use crate::support::Page;
use crate::support::signer::forged;

/// The state of a logout: characters that an address can not hold as they are.
pub(super) const STATE: &str = "q7~Zx {}<>&=?#%/\"'|\\^`end";

const QUESTION: &str = "Do you want to sign out of ATLogin?";
const SIGNED_OUT: &str = "You have signed out of ATLogin in this browser.";

/// What the end session endpoint is asked with.
pub(super) struct Goodbye {
    id_token_hint: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

impl Goodbye {
    /// What every module begins with.
    pub(super) fn of(told: &Told) -> Self {
        Self {
            id_token_hint: Some(told.id_token.text.clone()),
            post_logout_redirect_uri: Some(BYE.to_owned()),
            state: Some(STATE.to_owned()),
        }
    }

    pub(super) async fn say(&self, stage: &mut Stage) -> Page {
        let Self { id_token_hint, post_logout_redirect_uri, state } = self;
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("id_token_hint", id_token_hint),
            ("post_logout_redirect_uri", post_logout_redirect_uri),
            ("state", state),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let endpoint = stage.metadata["end_session_endpoint"].as_str().unwrap();
        let url = format!("{endpoint}?{}", query.finish());
        stage.scene.browser.follow_link_from_elsewhere(&url).await
    }
}

/// Somebody who has signed in, by a question with a long state.
pub(super) async fn signed_in(stage: &mut Stage) -> Told {
    let asked = stage.question(RP, "openid").with("state", long_state());
    stage.play(&asked).await
}

/// The relying party is led back to with this state and nothing else, and the person is signed out.
pub(super) async fn led_back(stage: &mut Stage, page: &Page, echoed: Option<&str>) {
    assert_eq!(page.url[..url::Position::AfterPath], *BYE, "{}", page.text);
    let heard: Vec<(String, String)> = page.url.query_pairs().into_owned().collect();
    let expected = echoed.map(|state| ("state".to_owned(), state.to_owned()));
    assert_eq!(heard, Vec::from_iter(expected));
    assert_eq!(page.url.fragment(), None);
    is_signed_out(stage).await;
}

async fn is_signed_out(stage: &mut Stage) {
    let asked = stage.question(RP, "openid").with("prompt", "none").with("state", long_state());
    let page = stage.send(&asked).await;
    assert!(NEEDS_A_PAGE.contains(&stage.error(&asked, &page).as_str()));
}

/// The person is asked, and led nowhere, though they say yes. If something is wrong, they are told.
async fn only_asks(change: impl FnOnce(Goodbye) -> Goodbye, is_wrong: bool) {
    let mut stage = Stage::open(Mode::Query).await;
    let told = signed_in(&mut stage).await;
    let page = change(Goodbye::of(&told)).say(&mut stage).await;
    assert_eq!(page.element("logout-question").as_deref(), Some(QUESTION), "{}", page.text);
    assert_eq!(page.element("error").is_some(), is_wrong, "{}", page.text);
    Stage::stays(&page);
    let page = stage.scene.browser.submit(&page, "logout", &[]).await;
    is_told(&mut stage, &page).await;
}

/// The page that says that it is done.
async fn is_told(stage: &mut Stage, page: &Page) {
    assert_eq!(page.element("signed-out").as_deref(), Some(SIGNED_OUT), "{}", page.text);
    Stage::stays(page);
    is_signed_out(stage).await;
}

fn with_hint(hint: impl FnOnce(&str) -> String) -> impl FnOnce(Goodbye) -> Goodbye {
    |goodbye| {
        let id_token_hint = goodbye.id_token_hint.as_deref().map(hint);
        Goodbye { id_token_hint, ..goodbye }
    }
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_discovery_endpoint_verification() {
    let stage = Stage::open(Mode::Query).await;
    for (name, value) in stage.metadata.as_object().unwrap() {
        let is_https = value.as_str().is_some_and(|url| url.starts_with("https://"));
        assert!(is_https || !name.ends_with("_endpoint"), "{name}: {value}");
    }
    assert!(stage.metadata["end_session_endpoint"].is_string());
}

#[tokio::test]
async fn oidcc_rp_initiated_logout() {
    let mut stage = Stage::open(Mode::Query).await;
    let told = signed_in(&mut stage).await;
    let page = Goodbye::of(&told).say(&mut stage).await;
    led_back(&mut stage, &page, Some(STATE)).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_post_logout_redirect_uri() {
    let post_logout_redirect_uri =
        Some("https://rp.example/bad_post_logout_redirect_uri".to_owned());
    only_asks(|goodbye| Goodbye { post_logout_redirect_uri, ..goodbye }, true).await;
}

/// The token of this very session, without its signature.
#[tokio::test]
async fn oidcc_rp_initiated_logout_modified_id_token_hint() {
    let unsigned = |hint: &str| {
        let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(hint).unwrap().claims;
        forged(&json!({ "alg": "none" }), &claims, "")
    };
    only_asks(with_hint(unsigned), true).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_id_token_hint() {
    // Nothing is wrong with the request; it is only not known whose it is.
    only_asks(|goodbye| Goodbye { id_token_hint: None, ..goodbye }, false).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_params() {
    let nothing = |_| Goodbye { id_token_hint: None, post_logout_redirect_uri: None, state: None };
    only_asks(nothing, false).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_post_logout_redirect_uri() {
    let mut stage = Stage::open(Mode::Query).await;
    let told = signed_in(&mut stage).await;
    let goodbye = Goodbye { post_logout_redirect_uri: None, ..Goodbye::of(&told) };
    let page = goodbye.say(&mut stage).await;
    is_told(&mut stage, &page).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_state() {
    let mut stage = Stage::open(Mode::Query).await;
    let told = signed_in(&mut stage).await;
    let page = Goodbye { state: None, ..Goodbye::of(&told) }.say(&mut stage).await;
    led_back(&mut stage, &page, None).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_only_state() {
    let only_state =
        |goodbye| Goodbye { id_token_hint: None, post_logout_redirect_uri: None, ..goodbye };
    only_asks(only_state, false).await;
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri() {
    let post_logout_redirect_uri = Some(format!("{BYE}?foo=bar"));
    only_asks(|goodbye| Goodbye { post_logout_redirect_uri, ..goodbye }, true).await;
}

/// A token that the relying party has made and signed with its own secret.
#[tokio::test]
async fn oidcc_rp_initiated_logout_bad_id_token_hint() {
    let own = |_: &str| {
        let now = crate::support::START;
        let claims = json!({
            "iss": RP.id, "sub": "SubjectID", "aud": "https://login.example", "nonce": "flibble",
            "iat": now, "exp": now + 300,
        });
        let key = EncodingKey::from_secret(RP.secret.as_bytes());
        jsonwebtoken::encode(&Header::default(), &claims, &key).unwrap()
    };
    only_asks(with_hint(own), true).await;
}
