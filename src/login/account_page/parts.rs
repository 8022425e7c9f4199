//! What several of the account pages show: whose account it is, and that something is done.

use axum::http::StatusCode;
use axum::response::Response;

use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::store::account::Account;
use crate::login::store::person::Person;
use crate::web::page::respond;
use crate::web::pages::account::{AccountDone, AccountNames};

/// The names that a person was last proven to have.
#[derive(Debug)]
pub(super) struct Named {
    did: String,
    handle: Option<String>,
}

impl Named {
    pub(super) async fn find(bridge: &Bridge, did: &str) -> Result<Self, DbError> {
        let account = Account::find(bridge.db(), did).await?;
        let handle = account.as_ref().and_then(|account| Person::handle(&account.person));
        Ok(Self { did: did.to_owned(), handle: handle.map(str::to_owned) })
    }

    pub(super) fn who(&self) -> AccountNames<'_> {
        AccountNames { handle: self.handle.as_deref(), did: &self.did }
    }
}

/// The page after something was ended. `way_on` is what the way to the account is called.
pub(super) fn done(bridge: &Bridge, title: &str, text: &str, way_on: &str) -> Response {
    respond(StatusCode::OK, &AccountDone { site: &bridge.site, title, text, account_link: way_on })
}
