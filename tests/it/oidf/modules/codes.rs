//! What a code and a refresh token are good for, and for whom.

use serde_json::Value;

use crate::oidf::Mode;
use crate::oidf::flow::Told;
use crate::oidf::judge::bits;
use crate::oidf::question::{Client, RP, SECOND};
use crate::oidf::stage::Stage;

const SCOPE: &str = "openid offline_access";

/// The suite only warns of whoever takes a code twice at once: we do not.
pub(crate) async fn oidcc_codereuse(mode: Mode) {
    reuse(mode, 0).await;
}

pub(crate) async fn oidcc_codereuse_30seconds(mode: Mode) {
    let (stage, told) = reuse(mode, 30).await;
    let status = stage.scene.daemon.userinfo(told.access_token()).await;
    assert_eq!(status, 401, "RFC 6749 §4.1.2: what was made of the code is worth nothing now");
}

async fn reuse(mode: Mode, seconds: i64) -> (Stage, Told) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid");
    let told = stage.play(&asked).await;
    stage.scene.daemon.hand.advance(seconds);
    stage.invalid_grant(RP, &asked.redemption(&told.code)).await;
    (stage, told)
}

pub(crate) async fn oidcc_refresh_token(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    for (name, value) in
        [("scopes_supported", "offline_access"), ("grant_types_supported", "refresh_token")]
    {
        let offered = stage.metadata[name].as_array().unwrap();
        assert!(offered.iter().any(|offered| offered == value), "{name}: {offered:?}");
    }
    come_back(&mut stage, RP, Some(SCOPE)).await;
    let token = come_back(&mut stage, SECOND, None).await;
    stage.invalid_grant(RP, &form(&token, Some(SCOPE))).await;
}

/// Signs in and refreshes; the refresh token that is left in the end.
async fn come_back(stage: &mut Stage, client: Client, scope: Option<&str>) -> String {
    // OIDC Core §11: offline access needs consent, so the plan asks for it.
    let asked = stage.question(client, SCOPE).with("prompt", "consent");
    let first = stage.play_or_allow(&asked).await;
    let token = refresh_token(&first.tokens);
    stage.scene.daemon.hand.advance(1);

    let tokens = stage.granted(client, &form(&token, scope)).await;
    assert_ne!(tokens["access_token"], first.tokens["access_token"]);
    // An ID token of a refresh is of no question (OIDC Core §12.2).
    let second = stage.judged(&asked.without("nonce"), "", tokens);
    let (old, new) = (&first.id_token.claims, &second.id_token.claims);
    for same in ["iss", "sub", "aud", "azp", "auth_time"] {
        assert_eq!(old.get(same), new.get(same), "{same}");
    }
    assert!(new["iat"].as_i64() > old["iat"].as_i64());
    stage.userinfo(&second).await;
    refresh_token(&second.tokens)
}

fn form<'a>(token: &'a str, scope: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    form.extend(scope.map(|scope| ("scope", scope)));
    form
}

fn refresh_token(tokens: &Value) -> String {
    let token = tokens["refresh_token"].as_str().unwrap_or_else(|| panic!("{tokens}"));
    assert!(token.chars().all(|c| (' '..='~').contains(&c)), "RFC 6749 §A.17: {token}");
    assert!(token.len() * 8 >= 128 && bits(token) > 96.0, "{token}");
    token.to_owned()
}
