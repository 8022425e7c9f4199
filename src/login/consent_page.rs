//! `POST /sign-in/{id}/consent`: the person allows a relying party what it asks for.
//!
//! The page before it says who asks, where the answer goes and what they get. It is shown for
//! relying parties that the operator has not vouched for, and whenever one asks for it. "Cancel" is
//! that of the sign-in page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::Bridge;
use super::browser::Browser;
use super::failure::Failure;
use super::open_login::{OpenLogin, PageId};
use super::person::decision::Decision;
use super::person::standing::{Progress, Somebody, stand};
use super::sign_in::ANOTHER;
use super::store::pending::Owner;
use super::welcome::{Arrival, Session, welcome};
use crate::oidc::Client;
use crate::oidc::protocol::client::{EmailClaim, SubjectType};
use crate::oidc::protocol::subject::Scope;
use crate::params::Params;
use crate::telemetry::RequestId;
use crate::web::page::respond;
use crate::web::pages::Consent;

/// The page.
pub(super) fn page(
    bridge: &Bridge,
    open: &OpenLogin,
    browser: &Browser,
    somebody: &Somebody,
) -> Response {
    let id = open.pending.id();
    let person = &somebody.person;
    let page = Consent {
        site: &bridge.site,
        relying_party: &open.client.client_name,
        relying_party_host: &open.host(),
        account: person.handle().unwrap_or_else(|| person.did()),
        told: &in_words(open.pending.request().scope(), &open.client),
        csrf: &browser.csrf_token(&shown_to(id, person.did())),
        cancel_csrf: &browser.csrf_token(id),
        action: &bridge.site.href(&format!("/sign-in/{id}/consent")),
        cancel_action: &bridge.site.href(&format!("/sign-in/{id}/cancel")),
        another: &bridge.site.href(&format!("/sign-in/{id}?{ANOTHER}")),
    };
    respond(StatusCode::OK, &page)
}

/// What `client` learns by these scopes.
pub(super) fn in_words(scope: &Scope, client: &Client) -> Vec<&'static str> {
    let number = match client.subject_type {
        SubjectType::Public => "Your permanent account number (DID)",
        SubjectType::Pairwise { .. } => "A number for you that only this site knows",
    };
    let email = match client.email {
        EmailClaim::None => None,
        EmailClaim::Account => Some("Your e-mail address"),
        EmailClaim::Synthetic { .. } | EmailClaim::Handle { .. } => {
            Some("An address made from your handle, which need not receive mail")
        }
    };
    [
        ("openid", Some(number)),
        ("profile", Some("Your handle, display name, picture and profile page")),
        ("email", email),
        ("offline_access", Some("All of this later on too, while you are away")),
    ]
    .into_iter()
    .filter(|(name, _)| scope.contains(name))
    .filter_map(|(_, words)| words)
    .collect()
}

/// `POST /sign-in/{id}/consent`.
pub(super) async fn allow(
    State(bridge): State<Arc<Bridge>>,
    Extension(request_id): Extension<RequestId>,
    PageId(id): PageId,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    bridge.tell(go_on(&bridge, &id, &headers, &body).await, &request_id)
}

async fn go_on(
    bridge: &Bridge,
    id: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Response, Failure> {
    let open = OpenLogin::find(bridge, id).await?;
    let proven_by = open.pending.proven_by();
    let progress = Progress { proven_by, consented: true, ..Progress::default() };
    let (decision, somebody) = stand(bridge, open.asked(), headers, progress).await?;
    // Whoever was shown the page may have been signed out, or become somebody else, meanwhile.
    let (Decision::Answer, Some(Somebody { session, person })) = (decision, &somebody) else {
        return Ok(open.back_to_its_page(bridge));
    };
    if !open.is_allowed_by(bridge, headers, body, person.did()) {
        return Ok(open.back_to_its_page(bridge));
    }
    let session = Session::Known(session);
    let arrival = Arrival { pending: Some(&open.pending), person, session, consented: true };
    let answered = welcome(bridge, open.asked(), &arrival).await;
    answered.map_err(|failure| open.with_ways_on(failure))
}

/// What the form's token is for: this login, and the person whom the page named.
fn shown_to(id: &str, did: &str) -> String {
    format!("consent {id} {did}")
}

impl OpenLogin {
    /// Whether the page that named the person of `did` says so, in the browser that owns the login.
    fn is_allowed_by(&self, bridge: &Bridge, headers: &HeaderMap, body: &[u8], did: &str) -> bool {
        let Some(browser) = Browser::known(&bridge.cookies, headers) else { return false };
        let form = Params::parse(body).ok();
        let csrf = form.as_ref().and_then(|form| form.one("csrf").ok().flatten());
        self.pending.owner(Some(&browser)) == Owner::This
            && csrf.is_some_and(|csrf| browser.wrote(csrf, &shown_to(self.pending.id(), did)))
    }
}
