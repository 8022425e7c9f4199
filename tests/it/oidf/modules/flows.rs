//! Flows that end well: what comes out, and the ways to ask for it.

use reqwest::Method;

use crate::oidf::Mode;
use crate::oidf::question::{POSTING, RP};
use crate::oidf::stage::Stage;

pub(crate) async fn oidcc_server(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid");
    let told = stage.play(&asked).await;
    assert!(told.id_token.claims.get("name").is_none(), "nobody asked for it");
}

pub(crate) async fn oidcc_idtoken_signature(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid");
    // That it names its key is looked at with every ID token.
    assert_eq!(stage.play(&asked).await.id_token.alg, "RS256");
}

/// The suite skips it for who does not offer `none`: we do not, and do not sign so either.
pub(crate) async fn oidcc_idtoken_unsigned(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let offered = stage.metadata["id_token_signing_alg_values_supported"].as_array().unwrap();
    assert!(offered.iter().all(|alg| alg != "none"), "{offered:?}");
    let asked = stage.question(RP, "openid").with("id_token_signed_response_alg", "none");
    let told = stage.play(&asked).await;
    assert!(told.id_token.text.split('.').all(|part| !part.is_empty()));
}

pub(crate) async fn oidcc_userinfo_get(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid");
    // Each flow ends with userinfo by GET.
    stage.play(&asked).await;
}

pub(crate) async fn oidcc_userinfo_post_header(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid");
    let told = stage.play(&asked).await;
    let request = stage.scene.daemon.request(Method::POST, &stage.path("userinfo_endpoint"));
    let response = request.bearer_auth(told.access_token()).send().await.unwrap();
    stage.judge_userinfo(response, &told).await;
}

/// Whoever refuses that is only warned: we do not.
pub(crate) async fn oidcc_userinfo_post_body(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid");
    let told = stage.play(&asked).await;
    let form = [("access_token", told.access_token())];
    let response = stage.scene.daemon.post(&stage.path("userinfo_endpoint"), None, &form).await;
    stage.judge_userinfo(response, &told).await;
}

pub(crate) async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid").without("nonce");
    // The module ends with the code; that the ID token has no nonce then is looked at besides.
    stage.play(&asked).await;
}

/// Scopes and parameters the other way round.
pub(crate) async fn oidcc_alternate_happy_flow(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let mut asked = stage.question(RP, "email openid");
    asked.params.sort_by(|(one, _), (other, _)| other.cmp(one));
    assert_eq!(asked.params[0].0, "state");
    let told = stage.play(&asked).await;
    super::scopes::judge_email(&stage, &told).await;
}

/// By a form of another site, with which a browser sends none of our cookies.
pub(crate) async fn oidcc_ensure_post_request_succeeds(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid");
    let params: Vec<(&str, &str)> =
        asked.params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let endpoint = stage.metadata["authorization_endpoint"].as_str().unwrap();
    let page = stage.scene.browser.post_from_elsewhere(endpoint, &params).await;
    let page = stage.sign_in(page).await;
    stage.finish(&asked, &page).await;
}

pub(crate) async fn oidcc_server_client_secret_post(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let offered = stage.metadata["token_endpoint_auth_methods_supported"].as_array().unwrap();
    assert!(offered.iter().any(|method| method == "client_secret_post"), "{offered:?}");
    let asked = stage.question(POSTING, "openid");
    stage.play(&asked).await;
}

pub(crate) async fn oidcc_ensure_request_with_valid_pkce_succeeds(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let (challenge, verifier) = openidconnect::PkceCodeChallenge::new_random_sha256();
    let asked = stage
        .question(RP, "openid")
        .with("code_challenge", challenge.as_str())
        .with("code_challenge_method", "S256");
    let page = stage.send(&asked).await;
    let page = stage.sign_in(page).await;
    let code = stage.code(&asked, &page);
    let mut form = asked.redemption(&code).to_vec();
    form.push(("code_verifier", verifier.secret()));
    let tokens = stage.granted(asked.client, &form).await;
    let told = stage.judged(&asked, &code, tokens);
    stage.userinfo(&told).await;
}
