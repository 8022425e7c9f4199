//! The page that several account actions end with: it says that something is done.

use axum::http::StatusCode;
use axum::response::Response;

use crate::login::bridge::Bridge;
use crate::web::cookie::Cookie;
use crate::web::page::respond;
use crate::web::pages::account::AccountDone;

/// The page after something was ended. `way_on` is the label of the link to the account.
pub(super) fn done(bridge: &Bridge, title: &str, text: &str, way_on: &str) -> Response {
    respond(StatusCode::OK, &AccountDone { site: &bridge.site, title, text, account_link: way_on })
}

/// The page after this browser's own session has ended.
pub(super) fn signed_out(bridge: &Bridge, title: &str, text: &str) -> Response {
    let mut response = done(bridge, title, text, "Sign in again");
    bridge.cookies.clear(&mut response, Cookie::Session);
    response
}
