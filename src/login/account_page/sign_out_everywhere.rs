//! Forms of the account page: sign out everywhere, or delete the stored data, after confirmation.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::question::Question;
use super::visitor::{Form, Visitor};
use super::way_in;
use crate::locale::Message;
use crate::login::bridge::Bridge;
use crate::login::error_page::Failure;
use crate::login::just_ended::Ended;

const EVERYWHERE: Question = Question {
    at: way_in::EVERYWHERE,
    title: Message::new("everywhere"),
    points: &[
        Message::new("everywhere-browsers"),
        Message::new("everywhere-apps"),
        Message::new("everywhere-matrix"),
        Message::new("everywhere-server"),
    ],
    yes: Message::new("account-everywhere"),
};

const DELETE: Question = Question {
    at: way_in::DELETE,
    title: Message::new("delete"),
    points: &[
        Message::new("delete-browsers"),
        Message::new("delete-apps"),
        Message::new("everywhere-matrix"),
        Message::new("delete-names"),
        Message::new("delete-rest"),
    ],
    yes: Message::new("account-delete"),
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
    let end = async {
        bridge.outcomes.forget_account(did);
        bridge.people.sign_out.everywhere(did).await.map(drop)
    };
    form.ends(&bridge, Ended::Everywhere, end).await
}

/// `POST /account/delete`.
pub(super) async fn delete(
    State(bridge): State<Arc<Bridge>>,
    form: Form,
) -> Result<Response, Failure> {
    let Some(did) = form.recent_account(bridge.now()) else {
        return Ok(bridge.go_to(DELETE.at));
    };
    let end = async {
        // All of it or nothing. If it fails, the person is still signed in and can try again.
        bridge.outcomes.forget_account(did);
        bridge.people.sign_out.and_forget(did).await.map(drop)
    };
    form.ends(&bridge, Ended::AndDeleted, end).await
}
