//! Pushed authorization requests (RFC 9126): the first thing a client says, checked in full.

use super::answer::{Answer, Asked};
use super::authorization_server::{Sender, sender};
use super::grants::{Pushed, REQUEST_LIFETIME};
use super::lies::Prompting;
use super::random;
use super::refusal::Refusal;
use super::world::Site;
use serde_json::json;

pub(super) async fn answer(site: &Site, asked: &Asked) -> Result<Answer, Refusal> {
    let sender = sender(site, asked).await?;
    let request = read(site, asked, sender)?;
    let request_uri = random::text("urn:ietf:params:oauth:request_uri:req-");
    site.grants.requests.lock().unwrap().insert(request_uri.clone(), request);
    let document = json!({ "request_uri": request_uri, "expires_in": REQUEST_LIFETIME - 1 });
    Ok(Answer::json(201, &document))
}

fn read(site: &Site, asked: &Asked, sender: Sender) -> Result<Pushed, Refusal> {
    let required = |name: &str| {
        let value = asked.field(name).filter(|value| !value.is_empty());
        value.map(str::to_owned).ok_or_else(|| Refusal::request(format!("no {name}")))
    };
    if required("response_type")? != "code" {
        return Err(Refusal::new("unsupported_response_type", "only code"));
    }
    if asked.field("request_uri").is_some() || asked.field("request").is_some() {
        return Err(Refusal::request("a pushed request holds no other one"));
    }
    let redirect_uri = required("redirect_uri")?;
    if !sender.client.has_redirect(&redirect_uri) {
        return Err(Refusal::request("redirect_uri is not registered"));
    }
    if required("code_challenge_method")? != "S256" {
        return Err(Refusal::request("code_challenge_method must be S256"));
    }
    let code_challenge = required("code_challenge")?;
    if code_challenge.len() != 43 {
        return Err(Refusal::request("code_challenge is no SHA-256 in base64url"));
    }
    let prompt = asked.field("prompt").map(str::to_owned);
    check_prompt(prompt.as_deref(), &sender)?;
    if let (Some(_), Prompting::RefusedAtOnce(error)) = (&prompt, site.lies().prompt) {
        return Err(Refusal::new(error, "this prompt is not supported"));
    }
    Ok(Pushed {
        scope: scope(&required("scope")?, &sender)?,
        login_hint: login_hint(asked.field("login_hint"))?,
        state: required("state")?,
        client_uri: sender.client.home(),
        client_id: sender.client.id,
        client_key: sender.client_key,
        dpop_key: sender.dpop_key,
        redirect_uri,
        code_challenge,
        prompt,
        expires_at: site.world.now() + REQUEST_LIFETIME,
    })
}

fn scope(asked_for: &str, sender: &Sender) -> Result<String, Refusal> {
    let mut values = asked_for.split(' ');
    if !values.clone().any(|value| value == "atproto") {
        return Err(Refusal::new("invalid_scope", "scope must hold atproto"));
    }
    if values.any(|value| !sender.client.has_scope(value)) {
        return Err(Refusal::new("invalid_scope", "the client did not register this scope"));
    }
    Ok(asked_for.to_owned())
}

/// A handle or a DID and nothing else, as the reference server wants it.
fn login_hint(hint: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(hint) = hint else { return Ok(None) };
    let is_did = hint.starts_with("did:plc:") || hint.starts_with("did:web:");
    let is_name = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
    let is_handle = hint.contains('.') && hint.chars().all(is_name);
    if is_did || is_handle {
        Ok(Some(hint.to_owned()))
    } else {
        Err(Refusal::request("login_hint must be a handle or a DID"))
    }
}

fn check_prompt(prompt: Option<&str>, sender: &Sender) -> Result<(), Refusal> {
    match prompt {
        None | Some("login" | "consent" | "select_account" | "create") => Ok(()),
        Some("none") if sender.client.is_confidential() => Ok(()),
        Some("none") => Err(Refusal::request("a public client may not sign in silently")),
        Some(_) => Err(Refusal::request("unknown prompt")),
    }
}
