//! `/account`: a person sees and ends their sessions, who has access, and what is stored.
//!
//! The pages are only about the person of the browser's session: what a form names is searched for
//! among that person's data. They use the database and ask no server. So a person whose server is
//! down, or whose account is gone, can still see and end everything.
//!
//! Each file is one task: [`overview`], [`stored`], [`endings`] of one thing, and the [`farewell`]
//! to everything, after a [`question`]. [`visitor`] finds out who is there, and [`way_in`] leads to
//! a sign-in.

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
