//! Token revocation (RFC 7009): any token of a grant ends all of it. Garbage is no error.

use super::answer::{Answer, Asked};
use super::authorization_server::sender;
use super::refusal::Refusal;
use super::world::Site;
use serde_json::json;

pub(super) async fn answer(site: &Site, asked: &Asked) -> Result<Answer, Refusal> {
    let sender = sender(site, asked).await?;
    let token = asked.field("token").ok_or_else(|| Refusal::request("no token"))?;
    let issued = site.grants.tokens.lock().unwrap();
    let known = issued.iter().find(|issued| {
        issued.access_token == token || issued.refresh_token.as_deref() == Some(token)
    });
    if let Some(known) = known
        && (known.client_id != sender.client.id || known.client_key != sender.client_key)
    {
        return Err(Refusal::grant("the token is another client's"));
    }
    drop(issued);
    site.grants.revoke(token);
    Ok(Answer::json(200, &json!({})))
}
