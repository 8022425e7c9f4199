//! Scopes and claims that are asked for: all are accepted, and what is not known is left out.

use serde_json::json;

use crate::oidf::Mode;
use crate::oidf::flow::Told;
use crate::oidf::judge::told_of;
use crate::oidf::question::RP;
use crate::oidf::stage::Stage;

pub(crate) async fn oidcc_scope_profile(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid profile");
    let told = stage.play(&asked).await;
    judge_profile(&stage, &told).await;
}

pub(crate) async fn oidcc_scope_email(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid email");
    let told = stage.play(&asked).await;
    judge_email(&stage, &told).await;
}

pub(crate) async fn oidcc_scope_address(mode: Mode) {
    nothing_is_known_of(mode, "address").await;
}

pub(crate) async fn oidcc_scope_phone(mode: Mode) {
    nothing_is_known_of(mode, "phone").await;
}

pub(crate) async fn oidcc_scope_all(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid address email phone profile");
    let told = stage.play(&asked).await;
    judge_profile(&stage, &told).await;
    let userinfo = stage.userinfo(&told).await;
    assert_eq!(told_of("email", &userinfo), ["email", "email_verified"]);
    for scope in ["address", "phone"] {
        assert!(told_of(scope, &userinfo).is_empty(), "{userinfo}");
    }
}

pub(crate) async fn oidcc_claims_essential(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let claims = json!({ "userinfo": { "name": { "essential": true } } });
    let asked = stage.question(RP, "openid").with("claims", claims.to_string());
    let told = stage.play(&asked).await;
    let userinfo = stage.userinfo(&told).await;
    assert!(userinfo["name"].is_string(), "{userinfo}");
    assert!(told.id_token.claims.get("name").is_none(), "it was asked for in userinfo");
}

/// Claims of a scope stand in userinfo (OIDC Core §5.4): the client is set so. The suite warns of each
/// claim of the scope that is missing; these are the ones that an account has.
async fn judge_profile(stage: &Stage, told: &Told) {
    let userinfo = stage.userinfo(told).await;
    let expected = ["name", "preferred_username", "profile", "picture"];
    assert_eq!(told_of("profile", &userinfo), expected, "{userinfo}");
    assert!(told_of("profile", &told.id_token.claims).is_empty());
}

/// For a client that is allowed an address.
pub(super) async fn judge_email(stage: &Stage, told: &Told) {
    assert!(lists(stage, "email"), "else the suite skips the module");
    let userinfo = stage.userinfo(told).await;
    assert_eq!(told_of("email", &userinfo), ["email", "email_verified"], "{userinfo}");
    assert!(userinfo.get("name").is_none(), "nobody asked for it: {userinfo}");
    let claims = &told.id_token.claims;
    assert!(claims.get("email").is_none() && claims.get("name").is_none(), "{claims}");
}

async fn nothing_is_known_of(mode: Mode, scope: &str) {
    let mut stage = Stage::open(mode).await;
    assert!(!lists(&stage, scope), "the suite skips what is not listed");
    let asked = stage.question(RP, &format!("openid {scope}"));
    let told = stage.play(&asked).await;
    let userinfo = stage.userinfo(&told).await;
    assert!(told_of(scope, &userinfo).is_empty(), "{userinfo}");
    assert_eq!(userinfo.as_object().unwrap().len(), 1, "only sub: {userinfo}");
}

fn lists(stage: &Stage, scope: &str) -> bool {
    stage.metadata["scopes_supported"].as_array().unwrap().iter().any(|listed| listed == scope)
}
