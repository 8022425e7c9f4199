//! Requests that are refused: by a page, where it is not proven who asks, or by a redirect.

use serde_json::{Value, json};

use crate::oidf::Mode;
use crate::oidf::question::{Question, RP};
use crate::oidf::stage::Stage;
use crate::support::daemon::REDIRECT_URI;
use crate::support::signer::forged;

const UNREGISTERED: &str = "redirect_uri is not registered for this client";

pub(crate) async fn oidcc_response_type_missing(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let asked = stage.question(RP, "openid").without("response_type");
    let page = stage.send(&asked).await;
    let error = stage.error(&asked, &page);
    assert!(["unsupported_response_type", "invalid_request"].contains(&error.as_str()), "{error}");
}

pub(crate) async fn oidcc_ensure_registered_redirect_uri(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    for uri in ["https://rp.example/callback/Xk2pQ9", "https://rp.example/cb/Xk2pQ9"] {
        let asked = stage.question(RP, "openid").with("redirect_uri", uri);
        let page = stage.send(&asked).await;
        Stage::stays_with(&page, UNREGISTERED);
    }
}

pub(crate) async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(
    mode: Mode,
) {
    let refused = "request_uri_not_supported";
    let place = |_: &Question| "https://rp.example/request.jwt#1a2b".to_owned();
    is_not_supported(mode, "request_uri", place, refused).await;
}

pub(crate) async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(
    mode: Mode,
) {
    is_not_supported(mode, "request", object, "request_not_supported").await;
}

/// The address outside is not registered: whoever is answered there or at the one in the object, which
/// we refuse, is answered wrongly.
pub(crate) async fn oidcc_ensure_request_object_with_redirect_uri(mode: Mode) {
    let mut stage = Stage::open(mode).await;
    let inside = stage.question(RP, "openid");
    let outside = around(&inside, "request", object(&inside))
        .with("redirect_uri", format!("{REDIRECT_URI}_invalid"));
    let page = stage.send(&outside).await;
    Stage::stays_with(&page, UNREGISTERED);
}

/// The suite takes the right error for an answer. It leaves everything but what RFC 6749 demands in the
/// object, `response_mode` too, and wants to hear the error in that way. Of an object that is only named
/// nobody can know it; but that module is not for static clients.
async fn is_not_supported(
    mode: Mode,
    name: &'static str,
    object: impl Fn(&Question) -> String,
    refused: &str,
) {
    let mut stage = Stage::open(mode).await;
    assert_eq!(stage.metadata[format!("{name}_parameter_supported")], false);
    let inside = stage.question(RP, "openid");
    let outside = around(&inside, name, object(&inside));
    let page = stage.send(&outside).await;
    let listens = match inside.get("response_mode") {
        Some(mode) if name == "request" => outside.with("response_mode", mode),
        _ => outside,
    };
    assert_eq!(stage.error(&listens, &page), refused);
    // Said outside, state and mode are heeded.
    let all = inside.clone().with(name, object(&inside));
    let page = stage.send(&all).await;
    assert_eq!(stage.error(&all, &page), refused);
}

fn around(inside: &Question, name: &'static str, object: String) -> Question {
    let required = ["response_type", "client_id", "scope", "redirect_uri"];
    let mut outside = inside.clone().with(name, object);
    outside.params.retain(|(known, _)| required.contains(known) || *known == name);
    outside
}

fn object(inside: &Question) -> String {
    let claims: serde_json::Map<String, Value> =
        inside.params.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    forged(&json!({ "alg": "none" }), &Value::Object(claims), "")
}
