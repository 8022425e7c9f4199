//! The provider's part of `/logout`: checks the request and its redirect URI.
//! `login` handles the person.

use std::sync::Arc;

use super::provider::Provider;
use crate::client::Client;
use crate::db::DbError;
use crate::oidc::protocol::logout_request::{
    Flaw, Hint, LogoutParameters, LogoutRefused, LogoutRequest, WayBack,
};
use crate::oidc::protocol::post_logout_target::PostLogoutTarget;
use crate::oidc::protocol::received;
use crate::params::Params;
use crate::telemetry::{Refusal, is_about_client};

/// Checks a request to `/logout`. `logout_hint` is allowed but ignored: a browser has one session.
///
/// # Errors
/// [`LogoutRefused`] if a parameter is given twice or is too long, or if the storage failed.
pub async fn logout_request(
    provider: &Provider,
    params: &Params,
) -> Result<LogoutRequest, LogoutRefused> {
    let asked = LogoutParameters::read(params)?;
    let hint = match asked.id_token_hint {
        None => Hint::None,
        Some(token) => provider.read_hint(token).map_or(Hint::NotOurs, Hint::Ours),
    };
    let client = match hint.client_id().or(asked.client_id) {
        Some(client_id) => {
            is_about_client(client_id);
            provider.context.clients.find(client_id).await?
        }
        None => None,
    };
    let registered = client.as_ref().map(|client| client.post_logout_redirect_uris.as_slice());
    let registered: Vec<_> = registered.unwrap_or_default().iter().map(String::as_str).collect();
    let request = asked.judge(hint, client.as_deref());
    if let Some(flaw) = request.flaw() {
        let received = match flaw {
            Flaw::RedirectUri => {
                let sent = params.one("post_logout_redirect_uri").ok().flatten();
                sent.map(|uri| received::beside(uri, &registered))
            }
            Flaw::Hint | Flaw::Client => None,
        };
        Refusal::of(flaw).received(received).log();
    }
    Ok(request)
}

/// Where the person is redirected after the logout that `request` asks for. `None` if it has no
/// trusted address, or if the operator has since removed the client or the address.
pub async fn post_logout_target(
    provider: &Provider,
    request: &LogoutRequest,
) -> Result<Option<PostLogoutTarget>, DbError> {
    let (Some(client_id), Some(uri)) = (&request.client_id, &request.post_logout_redirect_uri)
    else {
        return Ok(None);
    };
    let found = registered(provider, (client_id, uri), request).await?;
    Ok(found.map(|(_, target)| target))
}

/// Where a person who has signed out may go by a link, and the name of the client there.
pub async fn offered_way_back(
    provider: &Provider,
    request: &LogoutRequest,
) -> Result<Option<(String, PostLogoutTarget)>, DbError> {
    let Some(WayBack { client_id, uri }) = &request.offered else { return Ok(None) };
    let found = registered(provider, (client_id, uri), request).await?;
    Ok(found.map(|(client, target)| (client.client_name.clone(), target)))
}

async fn registered(
    provider: &Provider,
    (client_id, uri): (&str, &str),
    request: &LogoutRequest,
) -> Result<Option<(Arc<Client>, PostLogoutTarget)>, DbError> {
    let client = provider.context.clients.find(client_id).await?;
    Ok(client.and_then(|client| {
        let target = PostLogoutTarget::registered(&client, uri, request.state.as_deref())?;
        Some((client, target))
    }))
}
