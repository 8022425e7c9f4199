//! The provider's part of `/authorize`: checks the request and its redirect URI.
//! `login` handles the person.

use std::sync::Arc;

use super::provider::Provider;
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::protocol::authorization_request::{AuthorizationRequest, Channel, Refused, parse};
use crate::oidc::protocol::error::Untrusted;
use crate::oidc::protocol::redirect_target::RedirectTarget;
use crate::oidc::store::pushed_request;
use crate::params::Params;

/// Checks a request to `/authorize`. If the client pushed the request before, all other parameters
/// are ignored (RFC 9126 §4, RFC 9101 §6.3).
///
/// # Errors
/// [`Refused`]: its variant decides whether the person or the relying party gets the error.
pub async fn authorization_request(
    provider: &Provider,
    params: &Params,
) -> Result<AuthorizationRequest, Refused> {
    let client_id = params.one("client_id").ok().flatten().ok_or(Untrusted::NoClient)?;
    let client = provider.context.clients.find(client_id).await?.ok_or(Untrusted::UnknownClient)?;
    if let Ok(Some(request_uri)) = params.one("request_uri")
        && pushed_request::is_ours(request_uri)
    {
        let now = provider.context.now();
        let pushed =
            pushed_request::take(&provider.context.db, client_id, request_uri, now).await?;
        return Ok(pushed.ok_or(Untrusted::PushedRequestOver)?);
    }
    check(provider, params, &client, Channel::Front)
}

/// Checks the parameters of a request.
pub(crate) fn check(
    provider: &Provider,
    params: &Params,
    client: &Client,
    channel: Channel,
) -> Result<AuthorizationRequest, Refused> {
    parse(params, client, &provider.issuer, channel, |token| provider.read_hint(token))
}

/// The client and the redirect URI of a request that was checked earlier. `None` if the operator
/// has since removed the client or the redirect URI.
pub async fn still_registered(
    provider: &Provider,
    request: &AuthorizationRequest,
) -> Result<Option<(Arc<Client>, RedirectTarget)>, DbError> {
    let client = provider.context.clients.find(&request.client_id).await?;
    Ok(client.and_then(|client| {
        let target = request.target(&client, &provider.issuer)?;
        Some((client, target))
    }))
}
