//! `POST /sign-in/{id}/consent`: the person allows a relying party what it asks for.
//!
//! The page before it says who asks, where the answer goes and what they get. It is shown for
//! relying parties that the operator has not vouched for, whenever one asks for it, and each time for
//! an app on the person's device that any other app there could pretend to be. "Cancel" is that of the
//! sign-in page.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::bridge::Bridge;
use super::browser::Browser;
use super::error_page::Failure;
use super::issue_code::Session;
use super::open_login::{OpenLogin, PageId};
use super::person::decision::Decision;
use super::sso::{self, Progress, SignedInPerson, Turned};
use crate::client::{Client, EmailClaim, SubjectType};
use crate::limits::Source;
use crate::locale::Message;
use crate::oidc::protocol::subject::Scope;
use crate::web::page::respond;
use crate::web::pages::Consent;

/// The query of the sign-in page that asks even a person who is signed in. It changes nothing, so a
/// link from another site that has it only shows the page.
pub(super) const ANOTHER: &str = "another";

/// The consent page.
pub(super) fn page(
    bridge: &Bridge,
    open: &OpenLogin,
    browser: &Browser,
    signed_in: &SignedInPerson,
) -> Response {
    let id = &open.pending.id;
    let person = &signed_in.person;
    let page = Consent {
        site: &bridge.site,
        relying_party: &open.client.client_name,
        relying_party_host: &open.host(),
        account: person.handle().unwrap_or_else(|| person.did()),
        on_device: open.address_on_device(),
        learns: &in_words(&open.pending.request.scope, &open.client),
        csrf: &browser.csrf_token(&about(id, person.did())),
        cancel_csrf: &browser.csrf_token(id),
        action: &bridge.site.href(&format!("/sign-in/{id}/consent")),
        cancel_action: &bridge.site.href(&format!("/sign-in/{id}/cancel")),
        other_account: &bridge.site.href(&format!("/sign-in/{id}?{ANOTHER}")),
    };
    respond(StatusCode::OK, &page)
}

/// What `client` learns by these scopes.
pub(super) fn in_words(scope: &Scope, client: &Client) -> Vec<Message> {
    let number = match client.subject_type {
        SubjectType::Public => Message::new("learn-did"),
        SubjectType::Pairwise { .. } => Message::new("learn-pairwise"),
    };
    let email = match client.email {
        EmailClaim::None => None,
        EmailClaim::Account { .. } => Some(Message::new("learn-email")),
        EmailClaim::Synthetic { .. } | EmailClaim::Handle { .. } => {
            Some(Message::new("learn-email-made"))
        }
    };
    [
        ("openid", Some(number)),
        ("profile", Some(Message::new("learn-profile"))),
        ("email", email),
        ("offline_access", Some(Message::new("learn-offline"))),
    ]
    .into_iter()
    .filter(|(name, _)| scope.contains(name))
    .filter_map(|(_, words)| words)
    .collect()
}

/// `POST /sign-in/{id}/consent`.
pub(super) async fn allow(
    State(bridge): State<Arc<Bridge>>,
    (PageId(id), source): (PageId, Source),
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let open = OpenLogin::find_for_form(&bridge, &id).await?;
    let proven_by = open.pending.proven_by.as_deref();
    let progress = Progress { proven_by, consented: true, ..Progress::default() };
    let signed_in = sso::signed_in(&bridge, &open.client, Turned::Not(source), &headers).await;
    let signed_in = signed_in.map_err(|failure| open.with_ways_on(failure))?;
    let decision = sso::decide(&bridge, open.asked(), signed_in.as_ref(), progress).await?;
    // The person may have signed out, or changed the account, since the page was shown.
    let (Decision::Answer, Some(SignedInPerson { session, person })) = (decision, &signed_in)
    else {
        return Ok(open.back_to_its_page(&bridge));
    };
    if open.form_about(&bridge, &headers, &body, &about(&id, person.did())).is_none() {
        return Ok(open.back_to_its_page(&bridge));
    }
    open.issue_code(&bridge, (person, source), Session::Known(session), true).await
}

/// What the form's CSRF token is about: this login, and the person whom the page named.
fn about(id: &str, did: &str) -> String {
    format!("consent {id} {did}")
}
