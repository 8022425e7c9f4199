//! Forms of the account page: sign out everywhere, or delete the stored data, after confirmation.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::question::Question;
use super::visitor::{Form, Visitor};
use super::way_in;
use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::error_page::Failure;
use crate::login::just_ended::Ended;
use crate::login::store::account::Account;
use crate::login::store::chosen_account::ChosenAccount;
use crate::login::store::consent;

const EVERYWHERE: Question = Question {
    at: way_in::EVERYWHERE,
    title: "Sign out everywhere?",
    points: &[
        "You are signed out here in every browser.",
        "Every app and site loses its access here. Those that can are told to sign you out too, \
         however long ago you used them.",
        "If that includes a Matrix app, it may lose the keys to your encrypted messages. Make sure \
         first that you have a backup of them.",
        "Your account at your own server stays as it is.",
    ],
    yes: "Sign out everywhere",
};

const DELETE: Question = Question {
    at: way_in::DELETE,
    title: "Delete it all?",
    points: &[
        "You are signed out here in every browser, and what is stored about you here is deleted.",
        "Every app and site loses its access here. Those that can are told to sign you out too, \
         however long ago you used them: until they have heard it, for a day at most, we keep what \
         they call you.",
        "If that includes a Matrix app, it may lose the keys to your encrypted messages. Make sure \
         first that you have a backup of them.",
        "One thing stays: names and addresses that were given to you here for apps and sites, and that \
         they are yours. They never pass to somebody else, and if you come back you have the same.",
        "What apps and sites know of you, and your account at your own server, stay as they are.",
    ],
    yes: "Delete it all",
};

/// `GET /account/everywhere`.
pub(super) async fn ask_everywhere(
    State(bridge): State<Arc<Bridge>>,
    visitor: Visitor,
) -> Response {
    EVERYWHERE.ask(&bridge, &visitor)
}

/// `GET /account/delete`.
pub(super) async fn ask_delete(State(bridge): State<Arc<Bridge>>, visitor: Visitor) -> Response {
    DELETE.ask(&bridge, &visitor)
}

/// `POST /account/everywhere`.
pub(super) async fn everywhere(
    State(bridge): State<Arc<Bridge>>,
    form: Form,
) -> Result<Response, Failure> {
    let Some(did) = form.recent_account(bridge.now()) else {
        return Ok(bridge.go_to(EVERYWHERE.at));
    };
    bridge.people.sign_out.everywhere(did).await?;
    Ok(form.has_ended(&bridge, Ended::Everywhere))
}

/// `POST /account/delete`.
pub(super) async fn delete(
    State(bridge): State<Arc<Bridge>>,
    form: Form,
) -> Result<Response, Failure> {
    let Some(did) = form.recent_account(bridge.now()) else {
        return Ok(bridge.go_to(DELETE.at));
    };
    // The session ends last. If that fails, the person is still signed in and can try again.
    forget(&bridge, did).await?;
    bridge.people.sign_out.everywhere(did).await?;
    tracing::info!(did, "all that was stored about an account was deleted");
    Ok(form.has_ended(&bridge, Ended::AndDeleted))
}

/// Forgets all that signing out does not end, except for the names that stay bound to the account.
async fn forget(bridge: &Bridge, did: &str) -> Result<(), DbError> {
    let mut transaction = bridge.db().begin_durable().await?;
    consent::forget(&mut transaction, did).await?;
    ChosenAccount::forget_everywhere(&mut transaction, did).await?;
    Account::forget(&mut transaction, did).await?;
    Ok(transaction.commit().await?)
}
