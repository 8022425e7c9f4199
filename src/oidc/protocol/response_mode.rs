//! `response_mode`: how an answer travels to the relying party, and where a request says it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// How an answer travels (OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0 Form Post Response Mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the address that the browser is sent to.
    #[default]
    Query,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    /// All that exist, as discovery lists them. A fragment would be readable by scripts and is for
    /// answers that hold tokens, of which there are none.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// Its registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    /// The mode of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// The mode that a request object names, if it is a JWS in its compact form, signed or not, and names one
/// that we have.
///
/// We do not support request objects (OIDC Core §6.1). But a client that has all its parameters in one would
/// else be refused in an address that it does not read. Nothing else of the object is looked at, and nothing
/// is believed: whoever can write the object can write the same word beside it.
pub(crate) fn of_request_object(object: &str) -> Option<ResponseMode> {
    let parts: Vec<&str> = object.split('.').collect();
    // Five parts are encrypted.
    let [_header, payload, _signature] = parts.as_slice() else { return None };
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    ResponseMode::named(&claims.response_mode)
}

/// The one claim that is read.
#[derive(Deserialize)]
struct Claims {
    response_mode: String,
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
            assert_eq!(of_request_object(&object(&claims)), Some(mode));
            assert_eq!(of_request_object(&format!("{}sig", object(&claims))), Some(mode), "signed");
            assert_eq!(of_request_object(&format!("{}.a.b", object(&claims))), None, "encrypted");
        }
        for claims in [json!({}), json!({ "response_mode": "fragment" }), json!([]), json!(7)] {
            assert_eq!(of_request_object(&object(&claims)), None, "{claims}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[A-Za-z0-9_.-]{0,80}|\\PC{0,80}") {
            prop_assert_eq!(of_request_object(&text), None);
        }

        #[test]
        fn no_payload_makes_it_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..80),
            value in "query|form_post|\\PC{0,9}",
        ) {
            prop_assert_eq!(of_request_object(&format!("e30.{}.", base64url(bytes))), None);
            let mode = of_request_object(&object(&json!({ "response_mode": value })));
            prop_assert_eq!(mode, ResponseMode::named(&value));
        }
    }
}
