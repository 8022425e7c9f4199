//! `GET|POST /authorize`: remember the question, lead the person to the sign-in page.
//!
//! Both methods do the same and touch no cookie: a POST comes from another site and carries none
//! (`SameSite`), and the GET that follows the 303 is the one that ties the login to the browser.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, RawQuery, State};
use axum::response::Response;

use super::Bridge;
use super::failure::{Cause, Failure};
use super::pending::PendingLogin;
use crate::oidc::error::{AuthorizationError, Refused, Untrusted};
use crate::oidc::prompt::Prompt;
use crate::params::Params;
use crate::telemetry::RequestId;
use crate::web::page::see_other;

/// `GET /authorize` (OIDC Core §3.1.2.1).
pub(super) async fn by_get(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    RawQuery(query): RawQuery,
) -> Response {
    let params = Params::parse(query.unwrap_or_default().as_bytes());
    let answer = authorize(&bridge, params.map_err(|_| Untrusted::Unreadable)).await;
    bridge.tell(answer, &request_id)
}

/// `POST /authorize`, its parameters in the body. Some in the address too is no error, but each may
/// stand in one place only.
pub(super) async fn by_post(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let params = Params::parse(&body)
        .and_then(|body| body.join(Params::parse(query.unwrap_or_default().as_bytes())?));
    let answer = authorize(&bridge, params.map_err(|_| Untrusted::Unreadable)).await;
    bridge.tell(answer, &request_id)
}

async fn authorize(
    bridge: &Bridge,
    params: Result<Params, Untrusted>,
) -> Result<Response, Failure> {
    let params = params.map_err(|untrusted| Failure::new(Cause::Untrusted(untrusted)))?;
    match bridge.provider.authorization_request(&params).await {
        Ok(request) if request.prompts().contains(Prompt::None) => {
            // Nobody is known to us from before, so the person would have to be asked.
            let registered = bridge.provider.still_registered(&request).await?;
            let (_, target) = registered.ok_or(Failure::new(Cause::ClientGone))?;
            Ok(bridge.answer(&target.refuse(AuthorizationError::LoginRequired)))
        }
        Ok(request) => {
            let id = PendingLogin::remember(bridge.db(), &request, bridge.now()).await?;
            tracing::info!(client_id = request.client_id(), "sign-in begun");
            Ok(see_other(&bridge.site.href(&format!("/sign-in/{id}"))))
        }
        Err(Refused::Redirect(target, error)) => {
            tracing::info!(%error, "authorization request refused");
            Ok(bridge.answer(&target.refuse(error)))
        }
        Err(Refused::Untrusted(untrusted)) => Err(Failure::new(Cause::Untrusted(untrusted))),
        Err(Refused::Storage(error)) => Err(error.into()),
    }
}
