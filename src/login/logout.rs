//! `/logout` stores a logout request, and `/logout/{id}` ends the session or asks the person.
//! OIDC RP-Initiated Logout; by GET and by POST.
//!
//! Both methods only store the request: a POST comes from another site without cookies. The GET
//! that follows the 303 carries them. If the relying party proves that it means this very session,
//! the session ends at once. Otherwise the person is asked, since any page on the web could have
//! sent them here.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::authorize::parameters;
use super::bridge::Bridge;
use super::browser::{self, Browser};
use super::error_page::{Cause, Failure};
use super::open_login::PageId;
use super::store::account::Account;
use super::store::browser_session::BrowserSession;
use super::store::pending_logout;
use crate::db::DbError;
use crate::limits::Source;
use crate::locale::{Message, reader};
use crate::oidc::endpoint::logout;
use crate::oidc::protocol::logout_request::{Flaw, LogoutRefused, LogoutRequest};
use crate::params::Params;
use crate::telemetry::{belongs_to, is_about_client};
use crate::web::Link;
use crate::web::cookie::Cookie;
use crate::web::page::{respond, see_other};
use crate::web::pages::logout::{LogoutQuestion, SignedOut, StillSignedIn};

/// `GET /logout`.
pub(super) async fn by_get(
    State(bridge): State<Arc<Bridge>>,
    source: Source,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    remember(&bridge, &parameters(query, &[])?, source).await
}

/// `POST /logout`, with parameters in the body and perhaps some in the query.
pub(super) async fn by_post(
    State(bridge): State<Arc<Bridge>>,
    source: Source,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Failure> {
    remember(&bridge, &parameters(query, &body)?, source).await
}

async fn remember(bridge: &Bridge, params: &Params, source: Source) -> Result<Response, Failure> {
    let request =
        logout::logout_request(&bridge.provider, params).await.map_err(
            |refused| match refused {
                LogoutRefused::Storage(error) => Cause::Storage(error),
                refused @ (LogoutRefused::Repeated(_)
                | LogoutRefused::TooLong(_)
                | LogoutRefused::ControlCharacter(_)) => Cause::Logout(refused),
            },
        )?;
    reader::ask_for(&request.ui_locales);
    let site = bridge.start_limits.site(source);
    let stored = pending_logout::remember(bridge.db(), &request, site, bridge.now());
    let id = bridge.start_limits.remember(&bridge.provider.context, source, stored).await?;
    Ok(bridge.go_to(&page(&id)))
}

/// `GET /logout/{id}`: signs out at once, or asks.
pub(super) async fn show(
    State(bridge): State<Arc<Bridge>>,
    PageId(id): PageId,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let request = find(&bridge, &id).await?;
    match session(&bridge, &headers).await? {
        Some(session) if is_meant(&request, &session) => {
            end(&bridge, &request, &session, &[]).await
        }
        Some(session) => ask(&bridge, &id, &request, &session, &headers).await,
        None => goodbye(&bridge, &request, false, &[]).await,
    }
}

/// `POST /logout/{id}`: the person decides.
pub(super) async fn submit(
    State(bridge): State<Arc<Bridge>>,
    PageId(id): PageId,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let request = find(&bridge, &id).await?;
    let form = Browser::form(&bridge.cookies, &headers, &body, &about(&id));
    let Some(stays) = form.and_then(|(_, form)| Some(form.one("stay").ok()?.is_some())) else {
        // A form that is not ours only leads to the page, as a GET.
        return Ok(bridge.go_to(&page(&id)));
    };
    let back = way_back(&bridge, &request).await?;
    match session(&bridge, &headers).await? {
        Some(_) if stays => Ok(respond(StatusCode::OK, &StillSignedIn { site: &bridge.site })),
        Some(session) => end(&bridge, &request, &session, back.as_slice()).await,
        None => goodbye(&bridge, &request, false, back.as_slice()).await,
    }
}

/// The session of this browser. What follows belongs to the login that began it.
async fn session(bridge: &Bridge, headers: &HeaderMap) -> Result<Option<BrowserSession>, DbError> {
    let session = browser::session(bridge, headers).await?;
    belongs_to(session.as_ref().and_then(|session| session.login));
    Ok(session)
}

/// A link for a person who has confirmed, to the address that an unproven relying party asked for. Any site
/// could have asked, so nobody is redirected there (§3).
async fn way_back(bridge: &Bridge, request: &LogoutRequest) -> Result<Option<Link>, Failure> {
    let offered = logout::offered_way_back(&bridge.provider, request).await?;
    Ok(offered.and_then(|(name, target)| {
        let label = Message::new("home-open-back").with("app", name);
        Link::new(label.to_string(), target.location())
    }))
}

async fn find(bridge: &Bridge, id: &str) -> Result<LogoutRequest, Failure> {
    let request = pending_logout::find(bridge.db(), id, bridge.now()).await?;
    let request = request.ok_or(Cause::UnknownLogout)?;
    if let Some(client_id) = request.client_id() {
        is_about_client(client_id);
    }
    reader::ask_for(&request.ui_locales);
    Ok(request)
}

/// Whether the relying party sent an ID token of this very session. Then the person at this browser
/// is the one it means, and need not be asked (§2).
fn is_meant(request: &LogoutRequest, session: &BrowserSession) -> bool {
    match (request.client_id(), request.sid(), request.flaw()) {
        (Some(client_id), Some(sid), None) => session.sid(client_id) == sid,
        (_, _, _) => false,
    }
}

async fn ask(
    bridge: &Bridge,
    id: &str,
    request: &LogoutRequest,
    session: &BrowserSession,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let browser = Browser::known_or_new(&bridge.cookies, headers);
    let account = Account::find(bridge.db(), &session.did).await?;
    let handle = account.as_ref().and_then(|account| account.person.handle());
    let flaw = request.flaw().map(in_words);
    let question = LogoutQuestion {
        site: &bridge.site,
        account: handle.unwrap_or_else(|| &session.did),
        flaw: flaw.as_ref(),
        csrf: &browser.csrf_token(&about(id)),
        action: &bridge.site.href(&page(id)),
    };
    let mut response = respond(StatusCode::OK, &question);
    browser.keep(&bridge.cookies, &mut response);
    Ok(response)
}

async fn end(
    bridge: &Bridge,
    request: &LogoutRequest,
    session: &BrowserSession,
    ways: &[Link],
) -> Result<Response, Failure> {
    bridge.people.sign_out.of_session(session).await?;
    tracing::info!(did = &session.did, "signed out");
    let mut response = goodbye(bridge, request, true, ways).await?;
    bridge.cookies.clear(&mut response, Cookie::Session);
    Ok(response)
}

/// The browser has no session now: back to the relying party, or to a page that says so.
async fn goodbye(
    bridge: &Bridge,
    request: &LogoutRequest,
    was_signed_in: bool,
    ways: &[Link],
) -> Result<Response, Failure> {
    if let Some(target) = logout::post_logout_target(&bridge.provider, request).await? {
        return Ok(see_other(&target.location()));
    }
    let flaw = request.flaw().map(in_words);
    let page = SignedOut { site: &bridge.site, was_signed_in, flaw: flaw.as_ref(), ways };
    Ok(respond(StatusCode::OK, &page))
}

/// What the person reads about a part of the request that was not trusted.
fn in_words(flaw: Flaw) -> Message {
    match flaw {
        Flaw::Hint => Message::new("logout-flaw-hint"),
        Flaw::Client => Message::new("logout-flaw-client"),
        Flaw::RedirectUri => Message::new("logout-flaw-address"),
    }
}

fn page(id: &str) -> String {
    format!("/logout/{id}")
}

/// What the form's CSRF token is about. No login's form is about the same.
fn about(id: &str) -> String {
    format!("logout {id}")
}
