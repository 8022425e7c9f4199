//! Forms of the account page: end one session, sign out here, or end a relying party's access.
//!
//! [`Form`] decides which forms are accepted.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::overview::form_name;
use super::visitor::Form;
use super::way_in::ACCOUNT;
use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::error_page::Failure;
use crate::login::just_ended::Ended;
use crate::login::store::browser_session::BrowserSession;
use crate::login::store::consent;
use crate::oidc::store::granted::RevokeScope;
use crate::oidc::store::revoke;

/// `POST /account/end-session`: ends the session that the form names.
pub(super) async fn end_session(
    State(bridge): State<Arc<Bridge>>,
    form: Form,
) -> Result<Response, Failure> {
    let (did, named) = (&form.visitor.session.did, form.field("session"));
    // Only the person's own sessions are searched, whatever the form names.
    let theirs = BrowserSession::all_of(bridge.db(), did).await?;
    let meant = theirs.iter().find(|listed| form_name(&bridge, &listed.session) == named);
    if let Some(meant) = meant {
        bridge.people.sign_out.of_session(&meant.session).await?;
        tracing::info!(did, "a session was ended from another browser");
    }
    Ok(bridge.go_to(ACCOUNT))
}

/// `POST /account/revoke`: ends consent and all tokens of a relying party. Sessions stay.
pub(super) async fn revoke(
    State(bridge): State<Arc<Bridge>>,
    form: Form,
) -> Result<Response, Failure> {
    let (did, client_id) = (&form.visitor.session.did, form.field("client"));
    let mut transaction = bridge.db().begin_durable().await?;
    consent::take_back(&mut transaction, did, client_id).await?;
    let scope = RevokeScope::AccountAtClient(did, client_id);
    let tokens = revoke::revoke(&mut transaction, scope).await?;
    transaction.commit().await.map_err(DbError::from)?;
    tracing::info!(did, client_id, tokens, "access was taken back");
    Ok(bridge.go_to(ACCOUNT))
}

/// `POST /account/sign-out`: ends this browser's session.
pub(super) async fn sign_out(
    State(bridge): State<Arc<Bridge>>,
    form: Form,
) -> Result<Response, Failure> {
    let end = bridge.people.sign_out.of_session(&form.visitor.session);
    form.ends(&bridge, Ended::Here, end).await
}
