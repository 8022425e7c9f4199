//! The provider's part of `/authorize`: checks the request and its redirect URI.
//! `login` handles the person.

use std::sync::Arc;

use super::provider::Provider;
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::protocol::authorization_request::{AuthorizationRequest, Channel, Refused, parse};
use crate::oidc::protocol::error::Untrusted;
use crate::oidc::protocol::received;
use crate::oidc::protocol::redirect_target::RedirectTarget;
use crate::oidc::store::pushed_request;
use crate::params::Params;
use crate::telemetry::{belongs_to, is_about_client};

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
    is_about_client(client_id);
    let client = provider.context.clients.find(client_id).await?.ok_or(Untrusted::UnknownClient)?;
    if let Ok(Some(request_uri)) = params.one("request_uri")
        && pushed_request::is_ours(request_uri)
    {
        let now = provider.context.now();
        let pushed =
            pushed_request::take(&provider.context.db, client_id, request_uri, now).await?;
        let (request, login) = pushed.ok_or(Untrusted::PushedRequestOver)?;
        belongs_to(login);
        return Ok(request);
    }
    check(provider, params, &client, Channel::Front)
}

/// What a request sent that is not trusted, for the log.
pub async fn received_instead(
    provider: &Provider,
    params: &Params,
    untrusted: Untrusted,
) -> Result<Option<String>, DbError> {
    let client = match params.one("client_id").ok().flatten() {
        Some(client_id) => provider.context.clients.find(client_id).await?,
        None => None,
    };
    Ok(received::instead_of_trust(untrusted, params, client.as_deref()))
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
