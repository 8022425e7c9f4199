//! A request object, which we do not support (OIDC Core §6.1): how its client wants to hear that.
//!
//! In: the parameter `request`. Out: the `response_mode` in the object. Nothing else of it is looked at,
//! and nothing is believed: whoever can write the object can write the same word beside it. A client that
//! has all its parameters in the object would else be refused in an address that it does not read.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::response_mode::ResponseMode;

/// The one claim that is read.
#[derive(Deserialize)]
struct Claims {
    response_mode: String,
}

/// The mode that the object names, if it is a JWS in its compact form, signed or not, and names one that
/// we have.
pub(crate) fn response_mode(object: &str) -> Option<ResponseMode> {
    let mut parts = object.split('.');
    let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        // Five parts are encrypted.
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    ResponseMode::named(&claims.response_mode)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::jws::base64url;

    fn object(claims: &Value) -> String {
        format!("{}.{}.", base64url(r#"{"alg":"none"}"#), base64url(claims.to_string()))
    }

    #[test]
    fn the_mode_is_found_and_nothing_but_one_of_ours() {
        for mode in ResponseMode::ALL {
            let claims = json!({ "response_mode": mode.name(), "state": "s" });
            assert_eq!(response_mode(&object(&claims)), Some(mode));
            assert_eq!(response_mode(&format!("{}sig", object(&claims))), Some(mode), "signed");
            assert_eq!(response_mode(&format!("{}.a.b", object(&claims))), None, "encrypted");
        }
        for claims in [json!({}), json!({ "response_mode": "fragment" }), json!([]), json!(7)] {
            assert_eq!(response_mode(&object(&claims)), None, "{claims}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[A-Za-z0-9_.-]{0,80}|\\PC{0,80}") {
            prop_assert_eq!(response_mode(&text), None);
        }

        #[test]
        fn no_payload_makes_it_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..80),
            value in "query|form_post|\\PC{0,9}",
        ) {
            prop_assert_eq!(response_mode(&format!("e30.{}.", base64url(bytes))), None);
            let mode = response_mode(&object(&json!({ "response_mode": value })));
            prop_assert_eq!(mode, ResponseMode::named(&value));
        }
    }
}
