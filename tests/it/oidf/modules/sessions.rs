//! Somebody who has signed in before: when they are asked again, and when not (OIDC Core §3.1.2.1).

use crate::oidf::Mode;
use crate::oidf::flow::Told;
use crate::oidf::question::{Question, RP, long_state};
use crate::oidf::stage::Stage;

/// What may be answered to `prompt=none` where a page would be needed (OIDC Core §3.1.2.6).
pub(crate) const NEEDS_A_PAGE: [&str; 4] =
    ["interaction_required", "login_required", "account_selection_required", "consent_required"];

pub(crate) async fn oidcc_prompt_login(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let first = first(&mut stage, None).await;
    stage.scene.daemon.hand.advance(1);
    let asked = stage.question(RP, "openid").with("prompt", "login");
    // `play` demands the page that the person signs in at.
    let second = stage.play(&asked).await;
    assert!(second.auth_time().unwrap() > first.auth_time().unwrap());
    assert_eq!(second.sub(), first.sub());
}

pub(crate) async fn oidcc_prompt_none_not_logged_in(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid").with("prompt", "none").with("state", long_state());
    let page = stage.send(&asked).await;
    assert!(NEEDS_A_PAGE.contains(&stage.error(&asked, &page).as_str()));
}

pub(crate) async fn oidcc_prompt_none_logged_in(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let first = first(&mut stage, None).await;
    stage.scene.daemon.hand.advance(60);
    let asked = stage.question(RP, "openid").with("prompt", "none");
    same_sign_in(&mut stage, &asked, &first).await;
}

/// The last sign-in is two seconds old.
pub(crate) async fn oidcc_max_age_1(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let first = first(&mut stage, None).await;
    stage.scene.daemon.hand.advance(2);
    let asked = stage.question(RP, "openid").with("max_age", "1");
    let second = stage.play(&asked).await;
    let auth_time = second.auth_time().unwrap_or_else(|| panic!("OIDC Core §3.1.2.1: auth_time"));
    assert!(auth_time > first.auth_time().unwrap());
    assert!((stage.scene.daemon.clock.now() - auth_time).abs() <= 1, "it is recent");
}

pub(crate) async fn oidcc_max_age_10000(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let first = first(&mut stage, Some("15000")).await;
    assert!(first.auth_time().is_some(), "OIDC Core §3.1.2.1");
    stage.scene.daemon.hand.advance(60);
    let asked = stage.question(RP, "openid").with("max_age", "10000");
    let second = same_sign_in(&mut stage, &asked, &first).await;
    assert!(second.auth_time().is_some(), "OIDC Core §3.1.2.1");
}

pub(crate) async fn oidcc_id_token_hint(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let first = first(&mut stage, None).await;
    stage.scene.daemon.hand.advance(60);
    let asked = stage
        .question(RP, "openid")
        .with("prompt", "none")
        .with("id_token_hint", &first.id_token.text);
    same_sign_in(&mut stage, &asked, &first).await;
}

async fn first(stage: &mut Stage, max_age: Option<&str>) -> Told {
    let asked = stage.question(RP, "openid");
    let asked = match max_age {
        Some(max_age) => asked.with("max_age", max_age),
        None => asked,
    };
    stage.play(&asked).await
}

/// Nobody is asked, and nothing about the sign-in changes.
async fn same_sign_in(stage: &mut Stage, asked: &Question, first: &Told) -> Told {
    let second = stage.play_silently(asked).await;
    assert_eq!(second.auth_time(), first.auth_time());
    assert_eq!(second.sub(), first.sub());
    second
}
