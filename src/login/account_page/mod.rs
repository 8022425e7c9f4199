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
mod question;
mod relying_parties;
mod stored;
mod visitor;
mod way_in;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};

use super::Bridge;
use super::store::account::Account;
use super::store::person::Person;
use crate::db::DbError;
use crate::web::page::respond;
use crate::web::pages::account::{AccountDone, Who};

pub use way_in::redirect_uri;

/// The pages, below `/account`.
pub(super) fn routes() -> Router<Arc<Bridge>> {
    Router::new()
        .route("/account", get(overview::show).head(super::no_head))
        .route("/account/back", get(way_in::back).head(super::no_head))
        .route("/account/stored", get(stored::show).head(super::no_head))
        .route("/account/end-session", post(endings::end_session))
        .route("/account/revoke", post(endings::revoke))
        .route("/account/sign-out", post(endings::sign_out))
        .route(
            "/account/everywhere",
            get(farewell::ask_everywhere).post(farewell::everywhere).head(super::no_head),
        )
        .route(
            "/account/delete",
            get(farewell::ask_delete).post(farewell::delete).head(super::no_head),
        )
}

/// Somebody by the names that they were last proven to have.
#[derive(Debug)]
struct Named {
    did: String,
    handle: Option<String>,
}

impl Named {
    async fn find(bridge: &Bridge, did: &str) -> Result<Self, DbError> {
        let account = Account::find(bridge.db(), did).await?;
        let handle = account.as_ref().and_then(|account| Person::handle(&account.person));
        Ok(Self { did: did.to_owned(), handle: handle.map(str::to_owned) })
    }

    fn who(&self) -> Who<'_> {
        Who { handle: self.handle.as_deref(), did: &self.did }
    }
}

/// The page after something was ended. `way_on` is what the way to the account is called.
fn done(bridge: &Bridge, title: &str, text: &str, way_on: &str) -> Response {
    respond(StatusCode::OK, &AccountDone { site: &bridge.site, title, text, way_on })
}
