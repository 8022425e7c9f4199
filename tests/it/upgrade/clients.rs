//! Clients of the database: what they may, and how they prove themselves.

use serde_json::Value;

use super::fixture::upgraded;
use super::place::Place;
use crate::support::RelyingParty;

/// A client that is added: its name, its flags, and what is set beside them.
pub(super) type Added = (&'static str, &'static str, &'static [&'static str]);

/// One client of each way to prove itself and of each kind of e-mail address. Together they have every
/// setting that a client of the database can have.
pub(super) const ADDED: [Added; 3] = [
    (
        "app",
        "--name App --redirect-uri https://rp.example/cb --redirect-uri https://app.example/cb?a=b \
         --post-logout-redirect-uri https://app.example/bye --scope openid --scope profile \
         --scope email --scope offline_access",
        &[
            "client_uri=https://app.example/",
            "id_token_signed_response_alg=ES256",
            "userinfo_signed_response_alg=EdDSA",
            "claims_in_id_token=false",
            "subject_type=pairwise",
            "sector_identifier=app.example",
            "localpart=app-{handle}",
            "email=account",
            "allow=[\"*.pds.test\", \"pds:pds.internal\"]",
            "deny=[\"mallory.pds.test\"]",
            "access_token_lifetime=1200",
            "id_token_lifetime=1300",
        ],
    ),
    (
        "page",
        "--public --no-consent --redirect-uri https://page.example/cb",
        &[
            "require_pushed_authorization_requests=true",
            "email=synthetic",
            "email_domain=page.example",
            "backchannel_logout_uri=https://page.example/bye",
            "backchannel_logout_private=true",
            "refresh_token_lifetime=86400",
        ],
    ),
    (
        "robot",
        "--redirect-uri https://robot.example/cb",
        &[
            "jwks_uri=https://pds.internal/robot.json",
            "email=handle",
            "email_domains=[\"pds.test\"]",
            "require_pkce=false",
        ],
    ),
];

/// The arguments that add a client.
pub(super) fn arguments((client_id, flags, settings): Added) -> Vec<&'static str> {
    let mut arguments = vec!["client", "add", client_id, "--json"];
    arguments.extend(flags.split_whitespace());
    arguments.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    arguments
}

/// How the token endpoint takes `app` with this secret: who is let in hears of a code that does not
/// exist.
async fn shown(place: &Place, secret: &str) -> Value {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", "none"),
        ("redirect_uri", "https://rp.example/cb"),
    ];
    place.daemon.token_as(Some(("app", secret)), &form).await.1["error"].clone()
}

/// Whether all that was said before is said now; there may be more.
fn still_said(before: &Value, now: &Value) -> bool {
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => before.iter().all(|(name, value)| {
            now.get(name).is_some_and(|value_now| still_said(value, value_now))
        }),
        _ => before == now,
    }
}

#[tokio::test]
async fn the_settings_of_a_client_are_as_they_were_after_an_upgrade() {
    for upgraded in upgraded().await {
        for (client_id, ..) in ADDED {
            let before = upgraded.held.value(client_id);
            let show = ["client", "show", client_id, "--json"];
            let ran = upgraded.place.daemon.command(&show).await;
            let now: Value = serde_json::from_str(&ran.said).unwrap();
            assert!(still_said(&before, &now), "{client_id} was {before} and is {now}");
        }
    }
}

#[tokio::test]
async fn both_secrets_of_a_client_that_changes_them_are_good_after_an_upgrade() {
    for upgraded in upgraded().await {
        for name in ["app_secret", "app_secret_before"] {
            let secret = upgraded.held.text_of(name);
            assert_eq!(shown(&upgraded.place, &secret).await, "invalid_grant", "{name}");
        }
        assert_eq!(shown(&upgraded.place, "another").await, "invalid_client");
    }
}

#[tokio::test]
async fn a_client_of_the_database_signs_people_in_after_an_upgrade() {
    for upgraded in upgraded().await {
        let (place, secret) = (&upgraded.place, upgraded.held.text_of("app_secret"));
        let app = RelyingParty::discover(&place.daemon, "app", Some(&secret)).await;
        let question = app.ask();
        let mut browser = place.browser();
        let asked = place.sign_in(&mut browser, &question.url, &place.alice).await;
        assert_eq!(asked.heading(), "Allow this sign-in?", "{}", asked.text);
        let answer = browser.submit(&asked, "consent", &[]).await;
        let code = answer.parameter("code").unwrap();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", "https://rp.example/cb"),
            ("code_verifier", question.verifier.as_str()),
        ];
        let (status, tokens) = place.daemon.token_as(Some(("app", &secret)), &form).await;
        assert_eq!((status, &tokens["expires_in"]), (200, &Value::from(1200)), "{tokens}");
    }
}
