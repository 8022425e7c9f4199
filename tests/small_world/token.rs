//! The token endpoint: a code, once, for tokens (RFC 6749 §4.1.3, RFC 7636 §4.6).

use super::answer::{Answer, Asked};
use super::authorization_server::{Sender, sender};
use super::grants::{Code, IssuedToken, TOKEN_LIFETIME};
use super::jwt::sha256;
use super::random;
use super::refusal::Refusal;
use super::world::Site;
use serde_json::json;

pub(super) async fn answer(site: &Site, asked: &Asked) -> Result<Answer, Refusal> {
    let sender = sender(site, asked).await?;
    if asked.field("grant_type") != Some("authorization_code") {
        return Err(Refusal::new("unsupported_grant_type", "only authorization_code"));
    }
    let code = asked.field("code").ok_or_else(|| Refusal::request("no code"))?;
    let granted = take(site, code)?;
    check(site, asked, &sender, &granted)?;
    let refreshes = sender.client.has_grant("refresh_token");
    let issued = IssuedToken {
        access_token: random::text("tok-"),
        refresh_token: refreshes.then(|| random::text("ref-")),
        did: granted.did,
        scope: granted.request.scope.clone(),
        client_id: sender.client.id,
        dpop_key: sender.dpop_key,
        revoked: false,
        client_key: sender.client_key,
    };
    let mut document = json!({
        "access_token": issued.access_token,
        "token_type": "DPoP",
        "expires_in": TOKEN_LIFETIME - 1,
        "scope": granted.request.scope,
        "sub": issued.did,
    });
    if let Some(refresh_token) = &issued.refresh_token {
        document["refresh_token"] = json!(refresh_token);
    }
    if let Some(code) = site.grants.codes.lock().unwrap().get_mut(code) {
        code.redeemed = Some(issued.access_token.clone());
    }
    site.grants.tokens.lock().unwrap().push(issued);
    Ok(Answer::json(200, &document))
}

/// Takes the code. It is spent from here on, even if what comes with it is wrong; whoever brings
/// it again also ends the tokens it was redeemed for (RFC 6749 §4.1.2).
fn take(site: &Site, code: &str) -> Result<Code, Refusal> {
    let mut codes = site.grants.codes.lock().unwrap();
    let known = codes.get_mut(code).ok_or_else(|| Refusal::grant("unknown code"))?;
    if let Some(token) = &known.redeemed {
        site.grants.revoke(token);
        return Err(Refusal::grant("the code was used before"));
    }
    let granted = known.clone();
    known.redeemed = Some(String::new());
    Ok(granted)
}

fn check(site: &Site, asked: &Asked, sender: &Sender, granted: &Code) -> Result<(), Refusal> {
    let request = &granted.request;
    if site.world.now() >= granted.expires_at {
        return Err(Refusal::grant("the code has expired"));
    }
    if sender.client.id != request.client_id {
        return Err(Refusal::grant("the code is another client's"));
    }
    if sender.client_key != request.client_key {
        return Err(Refusal::grant("the client's key is not the one of the pushed request"));
    }
    if sender.dpop_key != request.dpop_key {
        return Err(Refusal::grant("the DPoP key is not the one of the pushed request"));
    }
    if asked.field("redirect_uri") != Some(&request.redirect_uri) {
        return Err(Refusal::grant("redirect_uri is not the one of the pushed request"));
    }
    let verifier = asked.field("code_verifier").unwrap_or_default();
    if !(43..=128).contains(&verifier.len())
        || sha256(verifier.as_bytes()) != request.code_challenge
    {
        return Err(Refusal::grant("code_verifier does not match"));
    }
    Ok(())
}
