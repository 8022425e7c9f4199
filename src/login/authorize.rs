//! `GET|POST /authorize`: answer at once, or remember the question and lead the person to its page.
//!
//! A POST comes from another site and carries no cookie (`SameSite`), so it only remembers: the GET
//! that follows its 303 is the one that knows the browser. A GET whose browser is known, or that
//! forbids to ask anybody, is answered without a page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::Bridge;
use super::failure::{Cause, Failure};
use super::person::decision::Decision;
use super::person::standing::{Asked, Progress, Somebody, stand};
use super::welcome::{Arrival, Session, welcome};
use crate::limits::Source;
use crate::oidc::AuthorizationRequest;
use crate::oidc::endpoint::authorization::{authorization_request, still_registered};
use crate::oidc::protocol::authorization_request::Refused;
use crate::oidc::protocol::error::Untrusted;
use crate::params::Params;
use crate::telemetry::RequestId;
use crate::web::page::see_other;

/// `GET /authorize` (OIDC Core §3.1.2.1).
pub(super) async fn by_get(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    source: Source,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let params = brought(query, &[]);
    let answer = authorize(&bridge, params, source, Some(&headers)).await;
    bridge.tell(answer, &request_id)
}

/// `POST /authorize`, its parameters in the body. Some in the address too is no error, but each may
/// stand in one place only.
pub(super) async fn by_post(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    source: Source,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let params = brought(query, &body);
    let answer = authorize(&bridge, params, source, None).await;
    bridge.tell(answer, &request_id)
}

/// What a browser brings from a relying party: in the address, or in a form, and then perhaps some
/// in the address too.
pub(super) fn brought(query: Option<String>, form: &[u8]) -> Result<Params, Untrusted> {
    Params::parse(form)
        .and_then(|form| form.join(Params::parse(query.unwrap_or_default().as_bytes())?))
        .map_err(|_| Untrusted::Unreadable)
}

/// `headers` are those of a GET, which carries the browser's cookies.
async fn authorize(
    bridge: &Bridge,
    params: Result<Params, Untrusted>,
    source: Source,
    headers: Option<&HeaderMap>,
) -> Result<Response, Failure> {
    let params = params.map_err(|untrusted| Failure::new(Cause::Untrusted(untrusted)))?;
    let request = match authorization_request(&bridge.provider, &params).await {
        Ok(request) => request,
        Err(Refused::Redirect(target, error)) => {
            tracing::info!(%error, "authorization request refused");
            return Ok(bridge.answer(&target.refuse(error)));
        }
        Err(Refused::Untrusted(untrusted)) => {
            return Err(Failure::new(Cause::Untrusted(untrusted)));
        }
        Err(Refused::Storage(error)) => return Err(error.into()),
    };
    if let Some(headers) = headers
        && let Some(response) = at_once(bridge, &request, headers).await?
    {
        return Ok(response);
    }
    let id = bridge.remember_login(source, &request).await?;
    tracing::info!(client_id = request.client_id(), "sign-in begun");
    Ok(see_other(&bridge.site.href(&format!("/sign-in/{id}"))))
}

/// The answer, if nobody has to be asked or nobody may be: then there is nothing to remember.
async fn at_once(
    bridge: &Bridge,
    request: &AuthorizationRequest,
    headers: &HeaderMap,
) -> Result<Option<Response>, Failure> {
    let registered = still_registered(&bridge.provider, request).await?;
    let (client, target) = registered.ok_or(Failure::new(Cause::ClientGone))?;
    let asked = Asked { request, client: &client, target: &target };
    match stand(bridge, asked, headers, Progress::default()).await? {
        (Decision::Answer, Some(Somebody { session, person })) => {
            let session = Session::Known(&session);
            let arrival = Arrival { pending: None, person: &person, session, consented: false };
            welcome(bridge, asked, &arrival).await.map(Some)
        }
        (Decision::Refuse(error), _) => {
            tracing::info!(client_id = request.client_id(), %error, "no sign-in");
            Ok(Some(bridge.answer(&target.refuse(error))))
        }
        (Decision::Answer | Decision::AskConsent | Decision::Ask, _) => Ok(None),
    }
}
