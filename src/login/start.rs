//! `POST /sign-in/{id}`: the person says who they are, and is sent to their own server.
//!
//! What was typed is looked up, the authorization server is asked (PAR), what is needed to finish is
//! sealed and stored, and only then does the person leave. Whatever goes wrong before is one
//! sentence on the same page, with what they typed still in the field.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::Bridge;
use super::failure::{Cause, Failure};
use super::pds_request::PdsRequest;
use super::sign_in::{OpenLogin, PageId, Shown};
use super::trouble::Trouble;
use crate::atproto::{self, Account, Wish};
use crate::params::Params;
use crate::telemetry::RequestId;
use crate::web::page::see_other;
use crate::web::pages::SignInProblem;

/// `POST /sign-in/{id}`.
pub(super) async fn submit(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    PageId(id): PageId,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = start(&bridge, &id, &headers, &body, &request_id).await;
    bridge.tell(answer, &request_id)
}

async fn start(
    bridge: &Bridge,
    id: &str,
    headers: &HeaderMap,
    body: &Bytes,
    request_id: &RequestId,
) -> Result<Response, Failure> {
    let open = OpenLogin::find(bridge, id).await?;
    let Some((browser, form)) = open.written_by_its_browser(bridge, headers, body) else {
        // A form from elsewhere, or from before the cookie was lost: nothing happens but the page.
        return Ok(open.back_to_its_page(bridge));
    };
    let typed = form.one("account").ok().flatten().unwrap_or_default();
    match begin(bridge, &form, typed).await {
        Ok(begun) => leave(bridge, &open, begun).await,
        Err(trouble) => {
            trouble.log();
            let suggestion = trouble.suggestion(&bridge.servers);
            let problem = SignInProblem {
                text: &trouble.to_string(),
                suggestion: suggestion.as_deref(),
                reference: Some(request_id.as_str()),
            };
            let status = trouble.status();
            let shown = Shown { status, account: typed, problem: Some(problem) };
            Ok(open.page(bridge, &browser, shown))
        }
    }
}

/// Reads what was typed, or which button was pressed, and asks that person's server.
async fn begin(bridge: &Bridge, form: &Params, typed: &str) -> Result<atproto::Begun, Trouble> {
    let network = bridge.fetch.network();
    let account = match form.one("server").ok().flatten() {
        // Only the operator's own buttons: nobody else's name comes in by this field.
        Some(host) if bridge.servers.iter().any(|button| button.host == host) => {
            Account::server(host, network)
        }
        Some(_) => return Err(Trouble::UnknownButton),
        None => Account::read(typed, network),
    };
    Ok(bridge.atproto.begin(&account?, &Wish::default()).await?)
}

/// Stores the attempt, then lets the person go.
async fn leave(
    bridge: &Bridge,
    open: &OpenLogin,
    begun: atproto::Begun,
) -> Result<Response, Failure> {
    let now = bridge.now();
    let (state, flow) = (&begun.state, &begun.flow);
    let stored = PdsRequest::remember(bridge.db(), &open.pending, state, flow, now).await;
    if !stored.map_err(|error| open.failure(Cause::from(error)))? {
        return Err(open.over_at(now));
    }
    tracing::info!(issuer = begun.issuer.as_str(), "sent to the authorization server");
    Ok(see_other(begun.redirect.as_str()))
}
