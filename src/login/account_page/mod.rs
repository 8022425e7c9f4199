//! `/account`: what somebody is signed in to, who has access, what is stored; and the end of each.
//!
//! In goes a browser's session, out come pages about its person, and about nobody else: whatever a
//! form names is looked for among what is theirs. It works from what is stored and asks no server, so
//! that somebody whose server is down, or whose account is gone, can still see and end everything.
//!
//! Each file is one thing to do: [`overview`], [`stored`], [`endings`] of one thing, and the
//! [`farewell`] to all of it, behind a [`question`]. [`visitor`] knows who is there, and [`way_in`] how they get in.

mod endings;
mod farewell;
mod overview;
mod parts;
mod question;
mod relying_parties;
mod stored;
mod visitor;
mod way_in;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::bridge::Bridge;
use crate::web::page::no_head;

pub use way_in::redirect_uri;

/// The pages, below `/account`.
pub(super) fn routes() -> Router<Arc<Bridge>> {
    Router::new()
        .route("/account", get(overview::show).head(no_head))
        .route("/account/back", get(way_in::back).head(no_head))
        .route("/account/stored", get(stored::show).head(no_head))
        .route("/account/end-session", post(endings::end_session))
        .route("/account/revoke", post(endings::revoke))
        .route("/account/sign-out", post(endings::sign_out))
        .route(
            "/account/everywhere",
            get(farewell::ask_everywhere).post(farewell::everywhere).head(no_head),
        )
        .route("/account/delete", get(farewell::ask_delete).post(farewell::delete).head(no_head))
}
