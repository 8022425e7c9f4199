//! Which condition of a code a request has missed, and who is told so.

use serde_json::Value;

use crate::support::daemon::{REDIRECT_URI, SECRET};
use crate::support::{Scene, Setup};

/// What everybody else is told, whatever it is.
const ONE_FOR_ALL: &str =
    "the code is not valid for this client, redirect_uri and code_verifier, or has expired";

const OTHER_SECRET: &str = "other-secret-0123456789-abcdefghijklmno";

const MORE: &str = r#"
[[clients]]
client_id = "other"
client_secret = "other-secret-0123456789-abcdefghijklmno"
redirect_uris = ["https://rp.example/cb"]
[[clients]]
client_id = "app"
public = true
redirect_uris = ["https://rp.example/cb", "https://rp.example/cb?tenant=a"]
"#;

/// What is wrong with a redemption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Code,
    OtherClient,
    Redeemed,
    RedeemedElsewhere,
    Expired,
    RedirectUri,
    NoVerifier,
    UnaskedVerifier,
    Verifier,
    MalformedVerifier,
}

/// Each, and what its client is told that has authenticated.
const CONDITIONS: [(Wrong, &str); 10] = [
    (Wrong::Code, "the code is not known, or belongs to another client"),
    (Wrong::OtherClient, "the code is not known, or belongs to another client"),
    (Wrong::Redeemed, "the code was redeemed before, so what it gave is revoked"),
    (Wrong::RedeemedElsewhere, "the code was redeemed before"),
    (Wrong::Expired, "the code has expired; it is valid for a minute"),
    (Wrong::RedirectUri, "redirect_uri is not the one of the authorization request"),
    (Wrong::NoVerifier, "code_verifier is missing: the authorization request had a code_challenge"),
    (
        Wrong::UnaskedVerifier,
        "there is a code_verifier, but the authorization request had no code_challenge",
    ),
    (
        Wrong::Verifier,
        "code_verifier does not belong to the code_challenge of the authorization request",
    ),
    (
        Wrong::MalformedVerifier,
        "code_verifier is not 43 to 128 characters of A-Z, a-z, 0-9 and -._~",
    ),
];

async fn scene() -> Scene {
    let client = "require_pkce = false";
    Scene::with(Setup { client, more: MORE, ..Setup::default() }).await
}

/// A code for this client, and its verifier.
async fn code_of(scene: &mut Scene, client_id: &str, with_challenge: bool) -> (String, String) {
    let question = scene.relying_party().await.ask();
    let mut url = url::Url::parse(&question.url).unwrap();
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| with_challenge || !name.starts_with("code_challenge"))
        .map(|(name, value)| match &*name {
            "client_id" => (name.into_owned(), client_id.to_owned()),
            _ => (name.into_owned(), value.into_owned()),
        })
        .collect();
    url.query_pairs_mut().clear().extend_pairs(kept);
    let mut page = scene.sign_in(url.as_str()).await;
    if page.parameter("code").is_none() {
        page = scene.browser.submit(&page, "answer", &[]).await;
    }
    let code = page.parameter("code").unwrap_or_else(|| panic!("{}: {}", page.url, page.text));
    (code, question.verifier)
}

/// Redeems a code of `client` with this mistake: the answer.
async fn redeem(scene: &mut Scene, client: &str, wrong: Wrong) -> (u16, Value) {
    let owner = if wrong == Wrong::OtherClient { "other" } else { client };
    let with_challenge = wrong != Wrong::UnaskedVerifier;
    let (code, verifier) = code_of(scene, owner, with_challenge).await;
    let (never, another) = ("A".repeat(43), "w".repeat(43));
    let mut form = vec![("grant_type", "authorization_code"), ("code", code.as_str())];
    form.push(("redirect_uri", REDIRECT_URI));
    let basic = (client == "rp").then_some(("rp", SECRET));
    if basic.is_none() {
        form.push(("client_id", client));
    }
    let right = [form.as_slice(), &[("code_verifier", verifier.as_str())]].concat();
    if matches!(wrong, Wrong::Redeemed | Wrong::RedeemedElsewhere) {
        assert_eq!(scene.daemon.token_as(basic, &right).await.0, 200);
    }
    if wrong == Wrong::Expired {
        scene.daemon.hand.advance(60);
    }
    let mut shown = right;
    for (name, value) in &mut shown {
        match (*name, wrong) {
            ("code", Wrong::Code) => *value = &never,
            ("redirect_uri", Wrong::RedirectUri | Wrong::RedeemedElsewhere) => {
                *value = "https://rp.example/cb?tenant=a";
            }
            ("code_verifier", Wrong::Verifier) => *value = &another,
            ("code_verifier", Wrong::MalformedVerifier) => *value = "too-short",
            _ => {}
        }
    }
    shown.retain(|(name, _)| *name != "code_verifier" || wrong != Wrong::NoVerifier);
    scene.daemon.token_as(basic, &shown).await
}

#[tokio::test]
async fn a_client_that_authenticated_hears_which_condition_of_its_own_code_failed() {
    for (wrong, told) in CONDITIONS {
        let mut scene = scene().await;
        let (status, answer) = redeem(&mut scene, "rp", wrong).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()), "{wrong:?}");
        assert_eq!(answer["error_description"], told, "{wrong:?}");
    }
}

#[tokio::test]
async fn whoever_asks_as_a_public_client_hears_the_same_of_every_condition() {
    // A public client has a challenge in any case.
    for (wrong, _) in CONDITIONS.into_iter().filter(|it| it.0 != Wrong::UnaskedVerifier) {
        let mut scene = scene().await;
        let (status, answer) = redeem(&mut scene, "app", wrong).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()), "{wrong:?}");
        assert_eq!(answer["error_description"], ONE_FOR_ALL, "{wrong:?}");
    }
}

/// Neither does it learn whether that code is good, redeemed or expired.
#[tokio::test]
async fn a_client_hears_nothing_about_the_code_of_another() {
    let mut scene = scene().await;
    let (code, verifier) = code_of(&mut scene, "rp", true).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", verifier.as_str()),
    ];
    for step in ["good", "redeemed", "expired"] {
        let (status, answer) = scene.daemon.token_as(Some(("other", OTHER_SECRET)), &form).await;
        assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()), "{step}");
        assert_eq!(answer["error_description"], CONDITIONS[0].1, "{step}");
        let (status, answer) = scene.daemon.token_as(Some(("rp", "wrong")), &form).await;
        assert_eq!((status, &answer["error"]), (401, &"invalid_client".into()), "{step}");
        assert_eq!(answer["error_description"], "client authentication failed", "{step}");
        match step {
            "good" => assert_eq!(scene.daemon.token(&form).await.0, 200),
            _ => scene.daemon.hand.advance(60),
        }
    }
}
