//! The door for fuzz targets (`--cfg fuzzing`): the parsers of what strangers say that are not public.

use serde_json::Value;

use crate::jwk_set::JwkSet;
use crate::oidc::protocol::claims_request::ClaimsRequest;
use crate::oidc::protocol::prompt::Prompts;

/// The `claims` parameter of an authorization request (OIDC Core §5.5), for a client that may see all.
pub fn claims_request(text: &str) -> bool {
    let scopes = ["openid", "profile", "email"].map(str::to_owned);
    ClaimsRequest::parse(text, &scopes).is_ok()
}

/// The `prompt` parameter of an authorization request (OIDC Core §3.1.2.1).
pub fn prompts(text: &str) -> bool {
    Prompts::parse(text).is_ok()
}

/// The JWK set of a relying party (RFC 7517 §5).
pub fn jwk_set(set: &Value) -> bool {
    JwkSet::parse(set).is_ok()
}
