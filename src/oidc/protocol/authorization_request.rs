//! Authorization requests: checks the parameters of `/authorize` and `/par`.
//!
//! The code uses no storage, clock or network. Nothing is redirected before
//! [`RedirectTarget::registered`] has accepted the redirect URI (RFC 6749 §4.1.2.1).

use serde::{Deserialize, Serialize};

use super::claims_request::ClaimsRequest;
use super::error::{AuthorizationError, Untrusted};
use super::id_token_hint::IdTokenHint;
use super::issuer::Issuer;
use super::pkce::CodeChallenge;
use super::prompt::{Prompt, Prompts};
use super::redirect_target::RedirectTarget;
use super::response_mode::{self, ResponseMode};
use super::subject::Scope;
use crate::client::Client;
use crate::db::DbError;
use crate::locale::preference;
use crate::params::Params;

/// The longest value of a parameter, in bytes.
const MAX_VALUE: usize = 4096;

/// The longest `state`, in bytes. Applications put the address to return to in it, and seal it.
pub(super) const MAX_STATE: usize = 8192;

/// The longest `nonce` and `login_hint` that are kept, in bytes. Any browser can make us store them
/// for an hour.
const MAX_STORED: usize = 512;

/// An authorization request whose client, redirect URI, scope and PKCE are checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The relying party that sent it.
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    /// The requested scopes that the client may have.
    pub(crate) scope: Scope,
    pub(crate) code_challenge: Option<CodeChallenge>,
    /// The account that the relying party expects, for example a handle. It is not checked.
    pub(crate) login_hint: Option<String>,
    #[serde(default)]
    pub(crate) response_mode: ResponseMode,
    /// What the person must be asked.
    #[serde(default)]
    pub(crate) prompts: Prompts,
    /// The greatest age of the person's login, in seconds (OIDC Core §3.1.2.1).
    #[serde(default)]
    pub(crate) max_age: Option<i64>,
    #[serde(default)]
    pub(crate) expected_sub: Option<String>,
    #[serde(default)]
    pub(crate) claims: ClaimsRequest,
    /// The languages that the relying party asks for, space separated. What is malformed is left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) ui_locales: String,
}

/// How a request reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// Through the person's browser, where anyone can have written it.
    Front,
    /// From the client's server, which has authenticated (RFC 9126).
    Back,
}

/// Why an authorization request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The client or its redirect URI is not trusted: show the person an error page, never
    /// redirect.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    /// The redirect URI is trusted, so the relying party gets the error.
    #[error("{1}")]
    Redirect(RedirectTarget, AuthorizationError),
    /// The storage failed, so the client is not known.
    #[error(transparent)]
    Storage(#[from] DbError),
}

impl AuthorizationRequest {
    /// Whether `sub` is the one that the relying party asked for, if it asked for one (OIDC Core
    /// §3.1.2.1 `id_token_hint`, §5.5.1 `claims`).
    pub fn admits(&self, sub: &str) -> bool {
        let is_hinted = self.expected_sub.as_deref().is_none_or(|expected| expected == sub);
        is_hinted && self.claims.admits(sub)
    }

    /// Where the response is sent. `None` if the address is no longer registered for `client`.
    pub(crate) fn target(&self, client: &Client, issuer: &Issuer) -> Option<RedirectTarget> {
        let mut target = RedirectTarget::registered(client, &self.redirect_uri, issuer)?;
        (target.state, target.mode) = (self.state.clone(), self.response_mode);
        Some(target)
    }

    /// Whether the `claims` parameter asks for this claim (OIDC Core §5.5).
    pub fn asks_for(&self, claim: &str) -> bool {
        self.claims.id_token.iter().chain(&self.claims.userinfo).any(|asked| asked == claim)
    }
}

/// Checks a request. Some clients must push it and may not send it through the front channel.
/// `read_hint` reads an ID token that we issued.
///
/// The redirect URI is checked first. `state` and `response_mode` follow, because every error
/// response needs them.
pub(crate) fn parse(
    params: &Params,
    client: &Client,
    issuer: &Issuer,
    channel: Channel,
    read_hint: impl Fn(&str) -> Option<IdTokenHint>,
) -> Result<AuthorizationRequest, Refused> {
    let asked = params.one("redirect_uri").ok().flatten().ok_or(Untrusted::NoRedirectUri)?;
    let target = RedirectTarget::registered(client, asked, issuer);
    let mut target = target.ok_or(Untrusted::UnregisteredRedirectUri)?;
    let checked = answer_parameters(params, &mut target).and_then(|()| {
        if channel == Channel::Front && client.require_pushed_authorization_requests {
            return Err(AuthorizationError::PushRequired);
        }
        checked(params, client, &target, read_hint)
    });
    checked.map_err(|error| Refused::Redirect(target, error))
}

/// Reads the parameters that each response needs, error responses included.
fn answer_parameters(
    params: &Params,
    target: &mut RedirectTarget,
) -> Result<(), AuthorizationError> {
    let (state, mode) = (params.one("state"), response_mode(params));
    // It goes back with every refusal as it came (RFC 6749 §4.1.2.1), also if it is what is refused.
    target.state = state.ok().flatten().map(str::to_owned);
    target.mode = mode.unwrap_or(target.mode);
    match state {
        Err(_) => Err(AuthorizationError::Repeated("state")),
        Ok(Some(state)) if state.len() > MAX_STATE => Err(AuthorizationError::TooLong("state")),
        Ok(Some(state)) if state.chars().any(char::is_control) => {
            Err(AuthorizationError::ControlCharacter("state"))
        }
        Ok(_) => mode.map(|_| ()),
    }
}

/// Checks all other parameters, those with the most basic mistakes first. Unknown parameters are
/// ignored (RFC 6749 §3.1), and so is `display`.
fn checked(
    params: &Params,
    client: &Client,
    target: &RedirectTarget,
    read_hint: impl Fn(&str) -> Option<IdTokenHint>,
) -> Result<AuthorizationRequest, AuthorizationError> {
    response_type(params)?;
    no_request_object(params)?;
    let scope = scope(params, client)?;
    let code_challenge = code_challenge(params, client)?;
    let hint = optional(params, "id_token_hint")?;
    let prompts = Prompts::parse(optional(params, "prompt")?.unwrap_or_default())?;
    // The client may get the claims of the scopes that it may request. If the person has to consent, only those
    // of the scopes that it did request, because only these are on the consent page.
    let is_shown = client.consent || prompts.contains(Prompt::Consent) || target.is_anybodys();
    let claims = claims(params, if is_shown { scope.names() } else { &client.scopes })?;
    let nonce = optional(params, "nonce")?;
    if nonce.is_some_and(|nonce| nonce.len() > MAX_STORED) {
        return Err(AuthorizationError::TooLong("nonce"));
    }
    // A `login_hint` that is too long or unreadable is ignored, since its use is optional (OIDC Core
    // §3.1.2.1). A repeated one is an error (RFC 6749 §3.1).
    let login_hint = given(params, "login_hint")?
        .filter(|hint| hint.len() <= MAX_STORED && !hint.chars().any(char::is_control));
    let max_age = max_age(params)?;
    let expected_sub = hint.and_then(read_hint).filter(|hint| hint.client_id == client.client_id);
    // A token that we did not sign, or issued to another client, identifies no person, so any
    // person may sign in. With `prompt=none` that could answer with the wrong person, so it is an
    // error.
    if hint.is_some() && expected_sub.is_none() && prompts.contains(Prompt::None) {
        return Err(AuthorizationError::LoginRequired);
    }
    Ok(AuthorizationRequest {
        client_id: client.client_id.clone(),
        redirect_uri: target.uri().to_owned(),
        state: target.state.clone(),
        nonce: nonce.map(str::to_owned),
        scope,
        code_challenge,
        login_hint: login_hint.map(str::to_owned),
        response_mode: target.mode,
        max_age,
        prompts,
        expected_sub: expected_sub.map(|hint| hint.sub),
        claims,
        ui_locales: ui_locales(params),
    })
}

fn response_type(params: &Params) -> Result<(), AuthorizationError> {
    match optional(params, "response_type")? {
        None => Err(AuthorizationError::NoResponseType),
        Some("code") => Ok(()),
        Some(_) => Err(AuthorizationError::UnsupportedResponseType),
    }
}

/// The response mode. A request object is refused, but the error is sent in the mode that it asks
/// for.
fn response_mode(params: &Params) -> Result<ResponseMode, AuthorizationError> {
    let in_object =
        || params.one("request").ok().flatten().and_then(response_mode::of_request_object);
    match optional(params, "response_mode")? {
        None => Ok(in_object().unwrap_or_default()),
        Some(name) => ResponseMode::named(name).ok_or(AuthorizationError::UnsupportedResponseMode),
    }
}

/// A request object could contradict the parameters, and a reference to one would make us fetch an
/// address that a stranger chooses (OIDC Core §6). `registration` is for self-issued providers
/// (§7.2.1).
fn no_request_object(params: &Params) -> Result<(), AuthorizationError> {
    for (name, code) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        if params.one(name) != Ok(None) {
            return Err(AuthorizationError::NotSupported(name, code));
        }
    }
    Ok(())
}

fn scope(params: &Params, client: &Client) -> Result<Scope, AuthorizationError> {
    let asked = optional(params, "scope")?.unwrap_or_default();
    let scope = Scope::granted(asked, &client.scopes);
    if scope.contains("openid") { Ok(scope) } else { Err(AuthorizationError::NoOpenidScope) }
}

fn code_challenge(
    params: &Params,
    client: &Client,
) -> Result<Option<CodeChallenge>, AuthorizationError> {
    let challenge = optional(params, "code_challenge")?;
    let method = optional(params, "code_challenge_method")?;
    let challenge = CodeChallenge::parse(challenge, method)?;
    if challenge.is_none() && client.must_use_pkce() {
        return Err(AuthorizationError::PkceRequired);
    }
    Ok(challenge)
}

/// The requested claims that belong to `scopes`.
fn claims(params: &Params, scopes: &[String]) -> Result<ClaimsRequest, AuthorizationError> {
    // JSON may have line breaks.
    let Some(text) = given(params, "claims")? else { return Ok(ClaimsRequest::default()) };
    Ok(ClaimsRequest::parse(text, scopes)?)
}

/// The languages that are well-formed. A wish can be ignored, and so is a malformed one.
fn ui_locales(params: &Params) -> String {
    let wished = params.one("ui_locales").ok().flatten().unwrap_or_default();
    preference::listed(wished).join(" ")
}

/// A number that does not fit counts as the largest one.
fn max_age(params: &Params) -> Result<Option<i64>, AuthorizationError> {
    let Some(text) = optional(params, "max_age")? else { return Ok(None) };
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AuthorizationError::BadMaxAge);
    }
    Ok(Some(text.parse().unwrap_or(i64::MAX)))
}

/// An optional parameter, which must not be repeated, too long, or have control characters. Those grow
/// sixfold in JSON, and no parameter may have them (RFC 6749 appendix A).
fn optional<'a>(
    params: &'a Params,
    name: &'static str,
) -> Result<Option<&'a str>, AuthorizationError> {
    match given(params, name)? {
        Some(value) if value.chars().any(char::is_control) => {
            Err(AuthorizationError::ControlCharacter(name))
        }
        value => Ok(value),
    }
}

/// The same, with control characters too.
fn given<'a>(
    params: &'a Params,
    name: &'static str,
) -> Result<Option<&'a str>, AuthorizationError> {
    match params.one(name) {
        Err(_) => Err(AuthorizationError::Repeated(name)),
        Ok(Some(value)) if value.len() > MAX_VALUE => Err(AuthorizationError::TooLong(name)),
        Ok(value) => Ok(value),
    }
}
