//! Pushes authorization requests (PAR, RFC 9126) and builds the URL of the authorization endpoint.
//!
//! In: a exchange, the authorization server, and what to ask for. Out: a [`PushedAuthorization`],
//! whose URL has only `client_id` and `request_uri`.

use std::sync::Arc;

use serde::Deserialize;
use url::Url;

use super::exchange::{Answer, Exchange};
use super::metadata::AuthorizationServer;
use super::prompt::Prompt;
use super::server_fault::{Cause, OAuthError, ServerFault, Step};
use crate::jws::sha256_base64url;
use crate::secret::Secret;

/// The scope of every request. It proves who the person is and gives no access.
pub(super) const SCOPE: &str = "atproto";

const LONGEST_REQUEST_URI: usize = 2048;

/// What to ask for.
pub(super) struct Request<'a> {
    /// The handle or DID that the person typed. The reference server refuses any other text.
    pub(super) login_hint: Option<&'a str>,
    pub(super) scope: &'a str,
    pub(super) prompt: Option<Prompt>,
}

/// A request that the server has accepted.
pub(super) struct PushedAuthorization {
    /// The URL to send the person to.
    pub(super) redirect: Url,
    /// The `state` of the callback. It is random and holds no data.
    pub(super) state: Secret,
    /// The PKCE verifier for the token request (RFC 7636).
    pub(super) verifier: Secret,
    /// The prompt that was sent.
    pub(super) prompt: Option<Prompt>,
}

/// Pushes the request with a `state` and a PKCE verifier of its own.
pub(super) async fn push(
    exchange: &mut Exchange,
    server: &AuthorizationServer,
    &Request { login_hint, scope, prompt }: &Request<'_>,
) -> Result<PushedAuthorization, ServerFault> {
    let (state, verifier) = (Secret::mint(), Secret::mint());
    let identity = Arc::clone(&exchange.client.identity);
    let challenge = sha256_base64url(verifier.expose().as_bytes());
    let mut form = vec![
        ("response_type", "code"),
        ("redirect_uri", identity.redirect_uri.as_str()),
        ("scope", scope),
        ("state", state.expose()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    form.extend(login_hint.map(|hint| ("login_hint", hint)));
    form.extend(prompt.map(|prompt| ("prompt", prompt.name())));
    let endpoint = &server.pushed_authorization_request_endpoint;
    let answer = exchange.post(Step::PushRequest, endpoint, &form).await?;
    let request_uri = request_uri(&answer)
        .map_err(|cause| cause.at(Step::PushRequest, exchange.issuer.host()))?;
    let client_id = identity.client_ids.of(exchange.our_client);
    let redirect = redirect(&server.authorization_endpoint, client_id, &request_uri);
    Ok(PushedAuthorization { redirect, state, verifier, prompt })
}

/// The `request_uri` of the answer. The status is 201 (RFC 9126 §2.2), but some servers send 200.
pub(super) fn request_uri(answer: &Answer) -> Result<String, Cause> {
    #[derive(Deserialize)]
    struct Pushed {
        request_uri: String,
    }
    answer.nonce?;
    if !matches!(answer.response.status, 200 | 201) {
        return Err(Cause::Status(answer.response.status));
    }
    let Pushed { request_uri } = answer.response.json()?;
    if is_usable(&request_uri) { Ok(request_uri) } else { Err(Cause::RequestUri) }
}

fn is_usable(request_uri: &str) -> bool {
    (1..=LONGEST_REQUEST_URI).contains(&request_uri.len())
        && request_uri.bytes().all(|byte| byte.is_ascii_graphic())
}

pub(super) fn redirect(authorization_endpoint: &Url, client_id: &str, request_uri: &str) -> Url {
    let mut url = authorization_endpoint.clone();
    url.query_pairs_mut()
        .append_pair("client_id", client_id)
        .append_pair("request_uri", request_uri);
    url
}

/// Whether a server refused the client, and not the request.
pub(super) fn is_about_the_client(error: &OAuthError) -> bool {
    error.code.starts_with("invalid_client")
        || error.code == "unauthorized_client"
        || (error.code == "invalid_request"
            && ["client_id", "client id", "client metadata"]
                .iter()
                .any(|words| error.mentions(words)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_browser_carries_client_id_and_request_uri_and_nothing_else() {
        let endpoint = Url::parse("https://auth.example.com/oauth/authorize").unwrap();
        let url = redirect(&endpoint, "https://a.example.com/client.json", "urn:x:1&state=evil");
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(
            pairs,
            [
                ("client_id".to_owned(), "https://a.example.com/client.json".to_owned()),
                ("request_uri".to_owned(), "urn:x:1&state=evil".to_owned()),
            ]
        );
    }

    #[test]
    fn a_server_that_does_not_know_us_is_told_from_one_that_dislikes_the_request() {
        let about =
            |code, description| is_about_the_client(&OAuthError::new(code, Some(description)));
        assert!(about("invalid_client_metadata", "Unable to obtain client metadata"));
        assert!(about("invalid_client", ""));
        assert!(about("invalid_client_id", ""));
        assert!(about("unauthorized_client", ""));
        assert!(about("invalid_request", "Invalid client_id: http://localhost"));
        assert!(!about("invalid_request", "Invalid login_hint"));
        assert!(!about("invalid_scope", "client_id"));
    }

    proptest! {
        #[test]
        fn no_name_of_a_request_changes_where_the_person_is_sent(name in "\\PC{0,300}") {
            let endpoint = Url::parse("https://auth.example.com/oauth/authorize").unwrap();
            let url = redirect(&endpoint, "https://a.example.com/client.json", &name);
            prop_assert_eq!(url.origin(), endpoint.origin());
            prop_assert_eq!(url.query_pairs().count(), 2);
            prop_assert!(!is_usable(&name) || name.is_ascii());
        }
    }
}
