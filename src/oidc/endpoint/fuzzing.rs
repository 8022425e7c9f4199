//! The door for fuzz targets to what relying parties and their browsers send.

use axum::http::{HeaderMap, Method, Uri};
use serde_json::Value;

use super::{bearer_token, client_authentication, webfinger};
use crate::client::Client;
use crate::jwk_set::JwkSet;
use crate::jws::ASSERTION_TYPE;
use crate::oidc::protocol::authorization_request::AuthorizationRequest;
use crate::oidc::protocol::authorization_request::{self, Channel, Refused};
use crate::oidc::protocol::claims_request::ClaimsRequest;
use crate::oidc::protocol::client_assertion::{ClientAssertion, OurAudience};
use crate::oidc::protocol::id_token_hint::IdTokenHint;
use crate::oidc::protocol::issuer::Issuer;
use crate::oidc::protocol::logout_request::{Hint, LogoutParameters, LogoutRequest};
use crate::oidc::protocol::pkce::CodeChallenge;
use crate::oidc::protocol::post_logout_target::PostLogoutTarget;
use crate::oidc::protocol::prompt::Prompts;
use crate::oidc::protocol::redirect_target::RedirectTarget;
use crate::oidc::protocol::response_mode::{self, ResponseMode};
use crate::params::Params;

/// The answer to an authorization request.
#[derive(Debug)]
pub enum Asked {
    /// It is accepted: this is stored, and the answer goes to this target.
    Accepted(String, RedirectTarget),
    /// The error goes to this address.
    Refused(RedirectTarget, String),
    /// The person gets an error page.
    Untrusted,
}

/// Checks an authorization request of `client`, whose `id_token_hint` names `sub`.
pub fn authorization_request(
    params: &Params,
    client: &Client,
    issuer: &Issuer,
    sub: Option<&str>,
) -> Asked {
    let hint = |_: &str| {
        let client_id = client.client_id.clone();
        sub.map(|sub| IdTokenHint { sub: sub.to_owned(), client_id, sid: None })
    };
    match authorization_request::parse(params, client, issuer, Channel::Front, hint) {
        Ok(request) => {
            let target = request.target(client, issuer);
            let stored = serde_json::to_string(&request).ok();
            target.zip(stored).map_or(Asked::Untrusted, |(it, stored)| Asked::Accepted(stored, it))
        }
        Err(Refused::Redirect(target, error)) => {
            let location = target.refuse(error).location();
            Asked::Refused(target, location)
        }
        Err(Refused::Untrusted(_) | Refused::Storage(_)) => Asked::Untrusted,
    }
}

/// A stored authorization request, read and written again.
pub fn stored_request(text: &str) -> Option<String> {
    let request: AuthorizationRequest = serde_json::from_str(text).ok()?;
    serde_json::to_string(&request).ok()
}

/// Checks a logout request, and where it leads: what is stored, and the address.
pub fn logout_request(
    params: &Params,
    client: &Client,
    hint: Option<(&str, &str)>,
) -> Option<(String, Option<String>)> {
    let asked = LogoutParameters::read(params).ok()?;
    let hint = match (asked.id_token_hint, hint) {
        (None, _) => Hint::None,
        (Some(_), None) => Hint::NotOurs,
        (Some(_), Some((sub, sid))) => Hint::Ours(IdTokenHint {
            sub: sub.to_owned(),
            client_id: client.client_id.clone(),
            sid: Some(sid.to_owned()),
        }),
    };
    let client_id = hint.client_id().or(asked.client_id).map(str::to_owned);
    let named = (client_id.as_deref() == Some(&client.client_id)).then_some(client);
    let request: LogoutRequest = asked.judge(hint, named);
    let uri = request.post_logout_redirect_uri.as_deref();
    let target =
        uri.and_then(|uri| PostLogoutTarget::registered(client, uri, request.state.as_deref()));
    let stored = serde_json::to_string(&request).ok()?;
    Some((stored, target.map(|target| target.location())))
}

/// The person, the client and the session in an ID token of ours.
pub fn id_token_hint(
    token: &str,
    key: &Value,
    issuer: &Issuer,
) -> Option<(String, String, Option<String>)> {
    let ours = |kid: &str| (key.get("kid")?.as_str()? == kid).then(|| key.clone());
    let IdTokenHint { sub, client_id, sid } = IdTokenHint::read(token, ours, issuer)?;
    Some((sub, client_id, sid))
}

/// The client that an assertion claims to be of. If `keys` prove it, also its identifier and when it
/// is forgotten.
pub fn client_assertion(
    token: &str,
    keys: &JwkSet,
    issuer: &Issuer,
    now: i64,
) -> Option<(String, Option<(String, i64)>)> {
    let assertion = ClientAssertion::read(token, Some(ASSERTION_TYPE)).ok()?;
    let proven = assertion.prove(keys, &OurAudience::AnyOfOurs(issuer), now).ok();
    let proven = proven.map(|proven| (proven.jti, proven.forgotten_at));
    Some((assertion.client_id, proven))
}

/// The claims that a client may get which asks for them by name, as they are stored.
pub fn claims_request(text: &str, scopes: &[String]) -> Option<String> {
    serde_json::to_string(&ClaimsRequest::parse(text, scopes).ok()?).ok()
}

/// Stored claims, read and written again.
pub fn stored_claims(text: &str) -> Option<String> {
    serde_json::to_string(&serde_json::from_str::<ClaimsRequest>(text).ok()?).ok()
}

/// The prompts of a request, as they are stored.
pub fn prompts(text: &str) -> Option<String> {
    serde_json::to_string(&Prompts::parse(text).ok()?).ok()
}

/// The challenge of a request.
pub fn code_challenge(challenge: Option<&str>, method: Option<&str>) -> Option<String> {
    CodeChallenge::parse(challenge, method).ok()?.map(|challenge| challenge.as_str().to_owned())
}

/// The challenge that a verifier answers.
pub fn challenge_answered_by(verifier: &str) -> Option<String> {
    CodeChallenge::answered_by(verifier).map(|challenge| challenge.as_str().to_owned())
}

/// The response mode that a request object asks for.
pub fn mode_of_request_object(object: &str) -> Option<&'static str> {
    response_mode::of_request_object(object).map(ResponseMode::name)
}

/// The credentials in an `Authorization` header, in each reading.
pub fn basic_credentials(headers: &HeaderMap) -> Option<Vec<(String, String)>> {
    let readings = client_authentication::basic_credentials(headers).ok()??;
    Some(readings.into_iter().map(|(id, secret)| (id, secret.expose().to_owned())).collect())
}

/// The clients that a request claims to be of.
pub fn claimed_client_ids(headers: &HeaderMap, form: &Params) -> Vec<String> {
    client_authentication::claimed_client_ids(headers, form)
}

/// The access token of a request.
pub fn bearer_token(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<String> {
    let token = bearer_token::bearer_token((method, uri), headers, body).ok()?;
    Some(token.expose().to_owned())
}

/// Host and port of a `WebFinger` resource.
pub fn webfinger_host(resource: &str) -> Option<(String, Option<u16>)> {
    webfinger::Host::of_resource(resource).map(|host| (host.name, host.port))
}
