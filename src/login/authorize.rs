//! `GET|POST /authorize`: answers at once, or stores the request and leads to the sign-in page.
//!
//! A POST comes from another site without cookies (`SameSite`), so it only stores the request. The
//! GET that follows its 303 carries them. A GET is answered without a page if the browser's session
//! is enough, or if the request forbids to ask the person.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::bridge::Bridge;
use super::error_page::{Cause, Failure};
use super::issue_code::{AuthenticatedLogin, Session, issue_code};
use super::person::admission::refused_by;
use super::person::decision::Decision;
use super::sso::{self, AnswerableRequest, Progress, SignedInPerson, Turned};
use super::store::pending::PendingLogin;
use crate::limits::{Source, TooOften};
use crate::locale::reader;
use crate::oidc::AuthorizationRequest;
use crate::oidc::endpoint::authorization::{
    authorization_request, received_instead, still_registered,
};
use crate::oidc::protocol::authorization_request::Refused;
use crate::oidc::protocol::error::{AuthorizationError, Untrusted};
use crate::oidc::protocol::prompt::Prompt;
use crate::oidc::protocol::received;
use crate::oidc::store::audit::Who;
use crate::params::Params;
use crate::telemetry::{LoginNumber, Refusal, begin_login, current_login};

/// `GET /authorize` (OIDC Core §3.1.2.1).
pub(super) async fn by_get(
    State(bridge): State<Arc<Bridge>>,
    source: Source,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    authorize(&bridge, &parameters(query, &[])?, source, Some(&headers)).await
}

/// `POST /authorize`, with parameters in the body. Some may be in the query too, but each in one
/// place only.
pub(super) async fn by_post(
    State(bridge): State<Arc<Bridge>>,
    source: Source,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Failure> {
    authorize(&bridge, &parameters(query, &body)?, source, None).await
}

/// The parameters of a relying party's request: from the query, and for a form from its body too.
pub(super) fn parameters(query: Option<String>, form: &[u8]) -> Result<Params, Cause> {
    Params::parse(form)
        .and_then(|form| form.join(Params::parse(query.unwrap_or_default().as_bytes())?))
        .map_err(|_| Cause::Untrusted(Untrusted::Unreadable))
}

/// `headers` are those of a GET, which carries the browser's cookies.
async fn authorize(
    bridge: &Bridge,
    params: &Params,
    source: Source,
    headers: Option<&HeaderMap>,
) -> Result<Response, Failure> {
    let checked = authorization_request(&bridge.provider, params).await;
    // A request that was pushed has begun its login before.
    begin_login();
    let request = match checked {
        Ok(request) => request,
        Err(Refused::Redirect(target, error)) => {
            Refusal::of(error).received(received::instead(error, params)).log();
            bridge.count_refusal(client_id(params), error);
            return Ok(bridge.redirect_back(&target.refuse(error)));
        }
        Err(Refused::Untrusted(untrusted)) => {
            let received = received_instead(&bridge.provider, params, untrusted).await?;
            let failure = Failure::new(Cause::Untrusted(untrusted)).with_received(received);
            return Err(match untrusted {
                Untrusted::UnregisteredRedirectUri => failure.at(client_id(params)),
                Untrusted::Unreadable
                | Untrusted::NoClient
                | Untrusted::UnknownClient
                | Untrusted::NoRedirectUri
                | Untrusted::PushedRequestOver => failure,
            });
        }
        Err(Refused::Storage(error)) => return Err(error.into()),
    };
    reader::ask_for(&request.ui_locales);
    if let Some(headers) = headers
        && let Some(response) = at_once(bridge, &request, source, headers).await?
    {
        return Ok(response);
    }
    let site = bridge.start_limits.site(source);
    let stored = PendingLogin::remember(bridge.db(), &request, site, bridge.now());
    let id = bridge.start_limits.remember(&bridge.provider.context, source, stored).await?;
    tracing::info!(client_id = request.client_id, "sign-in begun");
    Ok(bridge.go_to(&format!("/sign-in/{id}")))
}

/// The client of a request that was judged by its settings, so it is one of ours.
fn client_id(params: &Params) -> &str {
    params.one("client_id").ok().flatten().unwrap_or_default()
}

/// The answer, if no question is needed or none is allowed: then there is nothing to store.
async fn at_once(
    bridge: &Bridge,
    request: &AuthorizationRequest,
    source: Source,
    headers: &HeaderMap,
) -> Result<Option<Response>, Failure> {
    let registered = still_registered(&bridge.provider, request).await?;
    let (client, target) = registered.ok_or(Cause::ClientGone)?;
    let asked = AnswerableRequest { request, client: &client, target: &target };
    let signed_in = match sso::signed_in(bridge, &client, Turned::Not(source), headers).await {
        // Nobody sees a page there: the relying party is sent the error.
        Err(Failure { cause: Cause::TooMany(_) | Cause::NoTurn(_), .. })
            if request.prompts.contains(Prompt::None) =>
        {
            Refusal::of(AuthorizationError::TooMany).received(Some("prompt=none")).log();
            bridge.count_refusal(&client.client_id, AuthorizationError::TooMany);
            let mut answer = bridge.redirect_back(&target.refuse(AuthorizationError::TooMany));
            answer.extensions_mut().insert(TooOften);
            return Ok(Some(answer));
        }
        signed_in => signed_in?,
    };
    let decision = sso::decide(bridge, asked, signed_in.as_ref(), Progress::default()).await?;
    match (decision, &signed_in) {
        (Decision::Answer, Some(SignedInPerson { session, person })) => {
            let session = Session::Known(session);
            let (pending, consented) = (None, false);
            let login = AuthenticatedLogin { pending, person, session, consented, source };
            issue_code(bridge, asked, &login).await.map(Some)
        }
        (Decision::Refuse(error), _) => {
            let account = signed_in.as_ref().map(SignedInPerson::account);
            let received = match (error, &signed_in) {
                (AuthorizationError::NotAdmitted, Some(SignedInPerson { person, .. })) => {
                    refused_by(&client, person).map(|rule| rule.to_string()).unwrap_or_default()
                }
                (_, Some(_)) => "prompt=none, by a browser with a session".to_owned(),
                (_, None) => "prompt=none, by a browser without a session".to_owned(),
            };
            Refusal::of(error).received(Some(received)).about(account).log();
            refused(bridge, asked, signed_in.as_ref(), (error, source));
            Ok(Some(bridge.redirect_back(&target.refuse(error))))
        }
        (Decision::Answer | Decision::AskConsent | Decision::Ask, _) => Ok(None),
    }
}

/// Counts a refusal without a page. Somebody whom the rules do not admit finds it among their sign-ins.
fn refused(
    bridge: &Bridge,
    asked: AnswerableRequest<'_>,
    signed_in: Option<&SignedInPerson>,
    (error, source): (AuthorizationError, Source),
) {
    let client_id = asked.client.client_id.as_str();
    let Some(signed_in) = signed_in.filter(|_| error == AuthorizationError::NotAdmitted) else {
        return bridge.count_refusal(client_id, error);
    };
    let (person, login) = (&signed_in.person, current_login());
    let login = login.as_ref().map(LoginNumber::as_str);
    let who = Who { did: person.did(), handle: person.handle(), client_id, source, login };
    bridge.provider.context.audit.refuse_person(who, error.into(), bridge.now());
}
