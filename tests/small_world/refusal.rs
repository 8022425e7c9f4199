//! A request that the authorization server refuses (RFC 6749 §5.2).

use super::answer::Answer;
use serde_json::json;

/// The error code, the sentence beside it, and the status it goes out with.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: u16,
    error: &'static str,
    description: String,
}

impl Refusal {
    /// A refusal with status 400, or 401 for `invalid_client`.
    pub(super) fn new(error: &'static str, description: impl Into<String>) -> Self {
        let status = if error == "invalid_client" { 401 } else { 400 };
        Self { status, error, description: description.into() }
    }

    /// `invalid_request`.
    pub(super) fn request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// `invalid_grant`.
    pub(super) fn grant(description: impl Into<String>) -> Self {
        Self::new("invalid_grant", description)
    }

    /// As a resource server says it: always 401, the error in a header (RFC 9449 §7.1, §9).
    pub(super) fn answer_of_resource(&self) -> Answer {
        let challenge = format!("DPoP error=\"{}\"", self.error);
        Answer::json(401, &json!({ "error": self.error })).with("www-authenticate", challenge)
    }

    pub(super) fn answer(&self) -> Answer {
        let document = json!({ "error": self.error, "error_description": self.description });
        Answer::json(self.status, &document)
    }
}

/// "Come again with a nonce" (RFC 9449 §8).
pub(super) fn nonce_wanted() -> Refusal {
    Refusal::new("use_dpop_nonce", "a nonce of this server is required")
}
