//! `/account`: a person sees and ends their sessions, who has access, and what is stored.
//!
//! The pages are only about the person of the browser's session: what a form names is searched for
//! among that person's data. They use the database and ask no server. So a person whose server is
//! down, or whose account is gone, can still see and end everything.
//!
//! Each file is one task: [`overview`], [`stored`], [`end_session`] for one session or one relying
//! party, and [`sign_out_everywhere`] for all of them, after a [`question`]. [`visitor`] finds out who is
//! there, and [`way_in`] leads to a sign-in.

mod end_session;
mod given_name;
mod overview;
mod parts;
mod question;
mod relying_parties;
mod sign_ins;
mod sign_out_everywhere;
mod stored;
mod visitor;
mod way_in;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::bridge::Bridge;

pub use way_in::redirect_uri;

/// The pages, below `/account`.
pub(super) fn routes() -> Router<Arc<Bridge>> {
    Router::new()
        .route("/account", get(overview::show))
        .route("/account/back", get(way_in::back))
        .route("/account/stored", get(stored::show))
        .route("/account/end-session", post(end_session::end_session))
        .route("/account/revoke", post(end_session::revoke))
        .route("/account/sign-out", post(end_session::sign_out))
        .route(
            "/account/everywhere",
            get(sign_out_everywhere::ask_everywhere).post(sign_out_everywhere::everywhere),
        )
        .route(
            "/account/delete",
            get(sign_out_everywhere::ask_delete).post(sign_out_everywhere::delete),
        )
}
