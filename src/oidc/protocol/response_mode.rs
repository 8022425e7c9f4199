//! `response_mode`: how an authorization response is sent to the relying party.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::json::Object;

/// How a response is sent (OAuth 2.0 Multiple Response Types §2.1, OAuth 2.0 Form Post Response
/// Mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In a form that the browser posts.
    FormPost,
}

impl ResponseMode {
    /// All modes, as discovery lists them. There is no `fragment`: scripts can read it, and it is
    /// for responses with tokens, which we do not send.
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

/// The mode that a request object asks for, if it is a compact JWS, signed or not, and the mode is
/// supported.
///
/// We refuse request objects (OIDC Core §6.1), but send the error in the mode that the client
/// expects. Nothing else of the object is read. The signature does not matter: the sender of the
/// object could as well send the parameter itself.
pub(crate) fn of_request_object(object: &str) -> Option<ResponseMode> {
    let parts: Vec<&str> = object.split('.').collect();
    // A JWE has five parts.
    let [_header, payload, _signature] = parts.as_slice() else { return None };
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let Object(claims): Object<Claims> = serde_json::from_slice(&payload).ok()?;
    ResponseMode::named(&claims.response_mode)
}

/// The only claim that is read.
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
        for claims in
            [json!({}), json!({ "response_mode": "fragment" }), json!(["query"]), json!(7)]
        {
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
