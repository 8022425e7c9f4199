//! "Stay signed in on this browser": makes the session brief if the person did not choose that.
//!
//! The choice travels with the attempt at their server (`store/pds_request`), and then with the session
//! (`store/browser_session`). Who does not want to stay is signed in for an hour at most, or until the
//! browser is closed, and their account is not offered there again.

use axum::http::HeaderMap;
use axum::response::Response;

use super::bridge::Bridge;
use super::browser::{self, Browser};
use super::store::browser_session::BrowserSession;
use super::store::chosen_account::ChosenAccount;
use crate::db::DbError;
use crate::params::Params;

/// The name of the checkbox, which is only sent if it is ticked.
const FIELD: &str = "stay";

/// Whether the person who sent this form wants to stay signed in.
pub(super) fn is_wanted(form: &Params) -> bool {
    matches!(form.one(FIELD), Ok(Some(_)))
}

/// Makes a session brief that this browser already has, and takes its account from the chooser.
/// [`keep_briefly`] does the rest.
pub(super) async fn make_brief(
    bridge: &Bridge,
    browser: &Browser,
    session: &BrowserSession,
) -> Result<BrowserSession, DbError> {
    let mut transaction = bridge.db().begin_durable().await?;
    let session = session.made_brief(&mut transaction, bridge.now()).await?;
    ChosenAccount::forget(&mut transaction, browser.list(), &session.did).await?;
    transaction.commit().await?;
    Ok(session)
}

/// Lets the browser forget the cookie of `session` when it is closed, if that session is brief.
pub(super) fn keep_briefly(
    bridge: &Bridge,
    session: &BrowserSession,
    headers: &HeaderMap,
    response: &mut Response,
) {
    if !session.stays() {
        browser::keep_session_briefly(bridge, headers, response);
    }
}
