//! The authorization server in front of a PDS: its metadata, its doors, and who stands at them.
//!
//! Behaves as the reference server does when it is looked at from outside: PAR only, `DPoP` with
//! nonces always, PKCE always, clients known by the document their `client_id` leads to.

use super::answer::{Answer, Asked};
use super::client_registry::Client;
use super::dpop::Use;
use super::lies::Nonce;
use super::refusal::{Refusal, nonce_wanted};
use super::world::Site;
use super::{authorize, client_assertion, par, revocation, token};
use serde_json::{Value, json};

pub(super) async fn answer(site: &Site, asked: &Asked) -> Answer {
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/.well-known/oauth-authorization-server") => {
            let document = site.ways().metadata(metadata(site));
            Answer::json(200, &document).told(&site.lies().server_metadata)
        }
        ("GET", "/oauth/jwks") => Answer::json(200, &json!({ "keys": [] })),
        ("GET", "/oauth/authorize") => authorize::page(site, asked),
        ("POST", "/oauth/authorize") => authorize::decision(site, asked),
        ("POST", "/oauth/par") => endpoint(site, par::answer(site, asked).await, Endpoint::Par),
        ("POST", "/oauth/token") if site.lies().nonce == Nonce::NeverGood => {
            endpoint(site, Err(nonce_wanted()), Endpoint::Token)
        }
        ("POST", "/oauth/token") => {
            endpoint(site, token::answer(site, asked).await, Endpoint::Token)
        }
        ("POST", "/oauth/revoke") => {
            endpoint(site, revocation::answer(site, asked).await, Endpoint::Revocation)
        }
        _ => Answer::text(404, "Not found"),
    }
}

/// Who sent a request to one of the three endpoints for machines.
pub(super) struct Sender {
    pub(super) client: Client,
    /// Thumbprint of the key that authenticated the client; none for a public one.
    pub(super) client_key: Option<String>,
    /// Thumbprint of the `DPoP` key.
    pub(super) dpop_key: String,
}

/// Checks what all three endpoints demand: single parameters, a `DPoP` proof, a client that is who
/// it says it is.
pub(super) async fn sender(site: &Site, asked: &Asked) -> Result<Sender, Refusal> {
    for (at, (name, _)) in asked.form.iter().enumerate() {
        if asked.form.iter().skip(at + 1).any(|(other, _)| other == name) {
            return Err(Refusal::request(format!("{name} stands twice")));
        }
    }
    let proof =
        asked.header("dpop").ok_or_else(|| Refusal::new("invalid_dpop_proof", "no proof"))?;
    let htu = format!("{}{}", site.origin, asked.path);
    let needs_nonce = site.ways().has_nonce(&asked.path);
    let request = Use { htm: "POST", htu: &htu, token: None, needs_nonce };
    let dpop_key = site.dpop.prove(proof, &request, site.world.now())?;
    let client_id = asked.field("client_id").ok_or_else(|| Refusal::request("no client_id"))?;
    let client = site.world.clients.find(client_id, site.world.now()).await?;
    client.check_scopes(site.ways().known_scopes())?;
    let client_key = client_assertion::authenticate(site, &client, asked)?;
    if client_key.as_ref() == Some(&dpop_key) {
        return Err(Refusal::new("invalid_client", "the client's key must not be the DPoP key"));
    }
    Ok(Sender { client, client_key, dpop_key })
}

#[derive(Clone, Copy)]
enum Endpoint {
    Par,
    Token,
    Revocation,
}

impl Endpoint {
    const fn path(self) -> &'static str {
        match self {
            Self::Par => "/oauth/par",
            Self::Token => "/oauth/token",
            Self::Revocation => "/oauth/revoke",
        }
    }
}

/// The answer of an endpoint with its nonce, and the lies about both.
fn endpoint(site: &Site, answer: Result<Answer, Refusal>, which: Endpoint) -> Answer {
    let lies = site.lies();
    let accepted = answer.is_ok();
    let lie = match which {
        Endpoint::Par => lies.par,
        Endpoint::Token => lies.token,
        Endpoint::Revocation => lies.revocation,
    };
    // A refusal stays honest: a lie is for whoever would have had an honest success.
    let answer = match answer {
        Ok(answer) => answer.told(&lie),
        Err(refusal) => refusal.answer(),
    };
    let answer = answer.with("cache-control", "no-store");
    match lies.nonce {
        _ if !site.ways().has_nonce(which.path()) => answer,
        Nonce::Absent => answer,
        Nonce::AbsentOnSuccess if accepted => answer,
        Nonce::Text(nonce) => answer.with("dpop-nonce", nonce),
        Nonce::Good | Nonce::AbsentOnSuccess | Nonce::NeverGood => {
            answer.with("dpop-nonce", site.dpop.nonce(site.world.now()))
        }
    }
}

/// The server metadata (RFC 8414 §2): what this server really does, in the reference's words.
fn metadata(site: &Site) -> Value {
    let issuer = &site.origin;
    let pages = site.pages.lock().unwrap().clone();
    let pages = pages.as_ref().unwrap_or(issuer);
    json!({
        "issuer": issuer,
        "scopes_supported": ["atproto", "transition:email", "transition:generic", "transition:chat.bsky"],
        "subject_types_supported": ["public"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "ui_locales_supported": ["en-US"],
        "display_values_supported": ["page", "popup", "touch"],
        "prompt_values_supported": ["none", "login", "consent", "select_account", "create"],
        "authorization_response_iss_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": true,
        "require_request_uri_registration": true,
        "jwks_uri": format!("{issuer}/oauth/jwks"),
        "authorization_endpoint": format!("{pages}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "pushed_authorization_request_endpoint": format!("{issuer}/oauth/par"),
        "require_pushed_authorization_requests": true,
        "dpop_signing_alg_values_supported": ["ES256"],
        "client_id_metadata_document_supported": true,
    })
}
