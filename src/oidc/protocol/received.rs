//! What a refused request has sent for the parameters that an error is about, for the log. The log cuts it.
//!
//! Values that only the relying party may know (`state`, `nonce`, `code_challenge`, ID tokens) are never among it:
//! of these it says how long they are.

use super::error::{AuthorizationError, Untrusted};
use crate::client::{Client, RegisteredUri};
use crate::params::Params;

/// What was sent instead of a trusted client and address. `client` is the one that was named, if there is one.
pub(crate) fn instead_of_trust(
    untrusted: Untrusted,
    params: &Params,
    client: Option<&Client>,
) -> Option<String> {
    let one = |name| params.one(name).map_or(Some("twice"), |value| value);
    match untrusted {
        Untrusted::UnregisteredRedirectUri => {
            let asked = one("redirect_uri").unwrap_or_default();
            Some(client.map_or_else(|| asked.to_owned(), |client| beside_registered(asked, client)))
        }
        Untrusted::NoRedirectUri => Some(one("redirect_uri").unwrap_or("none").to_owned()),
        Untrusted::NoClient => Some(one("client_id").unwrap_or("none").to_owned()),
        Untrusted::UnknownClient => one("client_id").map(str::to_owned),
        Untrusted::PushedRequestOver => {
            one("request_uri").map(|uri| format!("a request_uri of {} characters", uri.len()))
        }
        Untrusted::Unreadable => None,
    }
}

/// An address beside the registered one that it is most like.
fn beside_registered(asked: &str, client: &Client) -> String {
    let uris: Vec<&str> = client.redirect_uris.iter().map(RegisteredUri::as_str).collect();
    beside(asked, &uris)
}

/// An address beside the one of these that it is most like.
pub(crate) fn beside(asked: &str, registered: &[&str]) -> String {
    let alike = |uri: &str| uri.chars().zip(asked.chars()).take_while(|(a, b)| a == b).count();
    let count = registered.len();
    // Of several that are as much like it, the one that is registered first.
    match registered.iter().rev().max_by_key(|uri| alike(uri)) {
        Some(nearest) => format!("{asked} ({count} registered, the nearest is {nearest})"),
        None => format!("{asked} (none is registered)"),
    }
}

/// What was sent for the parameters that `error` is about.
pub(crate) fn instead(error: AuthorizationError, params: &Params) -> Option<String> {
    use AuthorizationError as Error;
    let value = |name| match params.one(name) {
        Ok(value) => format!("{name} {}", value.unwrap_or("none")),
        Err(_) => format!("{name} twice"),
    };
    let length = |name| match params.one(name) {
        Ok(value) => format!("{name} of {} bytes", value.unwrap_or_default().len()),
        Err(_) => format!("{name} twice"),
    };
    match error {
        Error::Repeated(_) => None,
        Error::TooLong(name) | Error::ControlCharacter(name) | Error::NotSupported(name, _) => {
            Some(length(name))
        }
        Error::NoResponseType | Error::UnsupportedResponseType => Some(value("response_type")),
        Error::UnsupportedResponseMode => Some(value("response_mode")),
        Error::PushRequired => Some("the parameters themselves".to_owned()),
        Error::NoOpenidScope => Some(value("scope")),
        Error::PkceRequired => Some(value("code_challenge_method")),
        Error::Pkce(_) => {
            Some(format!("{}, {}", value("code_challenge_method"), length("code_challenge")))
        }
        Error::Claims(_) => Some(length("claims")),
        Error::BadMaxAge => Some(value("max_age")),
        Error::ContradictoryPrompt(_)
        | Error::LoginRequired
        | Error::AccountSelectionRequired
        | Error::ConsentRequired
        | Error::InteractionRequired
        | Error::NoFreshLogin
        | Error::AccessDenied
        | Error::NotAdmitted
        | Error::TooMany => Some(value("prompt")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_beside_the_one_that_it_is_most_like() {
        let registered = ["https://rp.example/cb", "https://rp.example/cb?tenant=a"];
        let text = beside("https://rp.example/cb?tenant=b", &registered);
        assert!(text.ends_with("(2 registered, the nearest is https://rp.example/cb?tenant=a)"));
        assert_eq!(beside("x", &[]), "x (none is registered)");
    }

    #[test]
    fn what_only_the_relying_party_may_know_is_not_repeated() {
        let params = "state=s3cret&nonce=s3cret&code_challenge=s3cret&request=s3cret&claims=s3cret";
        let params = Params::parse(params.as_bytes()).unwrap();
        for error in [
            AuthorizationError::TooLong("state"),
            AuthorizationError::TooLong("nonce"),
            AuthorizationError::ControlCharacter("state"),
            AuthorizationError::NotSupported("request", "request_not_supported"),
            AuthorizationError::Pkce(super::super::pkce::BadChallenge::Method),
            AuthorizationError::PkceRequired,
        ] {
            let text = instead(error, &params).unwrap();
            assert!(!text.contains("s3cret"), "{text}");
        }
    }
}
