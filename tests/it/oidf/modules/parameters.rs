//! Parameters that need not be followed and must not do harm (OIDC Core §15.1, RFC 6749 §3.1).

use crate::oidf::Mode;
use crate::oidf::flow::Told;
use crate::oidf::question::RP;
use crate::oidf::stage::Stage;

pub(crate) async fn oidcc_display_page(mode: Mode) {
    does_no_harm(mode, "display", "page").await;
}

pub(crate) async fn oidcc_display_popup(mode: Mode) {
    does_no_harm(mode, "display", "popup").await;
}

pub(crate) async fn oidcc_ensure_request_with_unknown_parameter_succeeds(mode: Mode) {
    does_no_harm(mode, "extra", "foobar").await;
}

/// A hint that is no handle: somebody at our own host.
pub(crate) async fn oidcc_login_hint(mode: Mode) {
    does_no_harm(mode, "login_hint", "buffy@login.example").await;
}

pub(crate) async fn oidcc_ui_locales(mode: Mode) {
    does_no_harm(mode, "ui_locales", "se").await;
}

pub(crate) async fn oidcc_claims_locales(mode: Mode) {
    does_no_harm(mode, "claims_locales", "se").await;
}

/// Nothing is offered, so the suite asks for these two, and warns of an ID token without `acr`. We know
/// nothing about how somebody has signed in at their own server, and do not make it up.
pub(crate) async fn oidcc_ensure_request_with_acr_values_succeeds(mode: Mode) {
    let told = does_no_harm(mode, "acr_values", "1 2").await;
    assert!(told.id_token.claims.get("acr").is_none());
}

async fn does_no_harm(mode: Mode, name: &'static str, value: &str) -> Told {
    let mut stage = Stage::open(mode).await;
    assert!(stage.metadata.get("acr_values_supported").is_none());
    let asked = stage.question(RP, "openid").with(name, value);
    stage.play(&asked).await
}
