//! The forms of the account page that end one thing: a session, this one, or a relying party's access.
//!
//! A form that is not from our own page, in this browser and for this session, achieves nothing but
//! the page (attacks P32, P39).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::overview::form_name;
use super::parts::done;
use super::visitor::Visitor;
use super::way_in::Next;
use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::error_page::Failure;
use crate::login::store::browser_session::BrowserSession;
use crate::login::store::consent;
use crate::oidc::store::granted::RevokeScope;
use crate::oidc::store::revoke;
use crate::web::cookie::Cookie;

/// `POST /account/end-session`: one of the sessions, by what the form calls it.
pub(super) async fn end_session(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let back = bridge.go_to(Next::Account.path());
    let Some((visitor, form)) = Visitor::who_wrote(&bridge, &headers, &body).await? else {
        return Ok(back);
    };
    let named = form.one("session").ok().flatten().unwrap_or_default();
    // Only among their own: nobody else's is found, whatever name is given.
    let theirs = BrowserSession::all_of(bridge.db(), visitor.session.did()).await?;
    let meant = theirs.iter().find(|listed| form_name(&bridge, &listed.session) == named);
    if let Some(meant) = meant {
        bridge.people.sign_out.of_session(&meant.session).await?;
        tracing::info!(did = visitor.session.did(), "a session was ended from another browser");
    }
    Ok(back)
}

/// `POST /account/revoke`: what a relying party was allowed, and all that it holds. Sessions stay.
pub(super) async fn revoke(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let back = bridge.go_to(Next::Account.path());
    let Some((visitor, form)) = Visitor::who_wrote(&bridge, &headers, &body).await? else {
        return Ok(back);
    };
    let (did, client_id) = (visitor.session.did(), form.one("client").ok().flatten());
    let client_id = client_id.unwrap_or_default();
    let mut transaction = bridge.db().begin().await?;
    consent::take_back(&mut transaction, did, client_id).await?;
    let tokens =
        revoke::revoke(&mut transaction, RevokeScope::AccountAtClient(did, client_id)).await?;
    transaction.commit().await.map_err(DbError::from)?;
    tracing::info!(did, client_id, tokens, "access was taken back");
    Ok(back)
}

/// `POST /account/sign-out`: this browser's session.
pub(super) async fn sign_out(
    State(bridge): State<Arc<Bridge>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let Some((visitor, _)) = Visitor::who_wrote(&bridge, &headers, &body).await? else {
        return Ok(bridge.go_to(Next::Account.path()));
    };
    bridge.people.sign_out.of_session(&visitor.session).await?;
    let mut response = done(
        &bridge,
        "You are signed out",
        "This browser is signed out here. Apps and sites that you signed in to may keep you signed in \
         on their own side.",
        "Sign in again",
    );
    bridge.cookies.clear(&mut response, Cookie::Session);
    Ok(response)
}
