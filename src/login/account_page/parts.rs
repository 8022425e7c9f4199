//! The page that several account actions end with: it says that something is done.

use axum::http::StatusCode;
use axum::response::Response;

use crate::locale::Message;
use crate::login::bridge::Bridge;
use crate::login::just_ended::Ended;
use crate::web::cookie::Cookie;
use crate::web::page::respond;
use crate::web::pages::account::AccountDone;

/// The page after something was ended. `way_on` is the label of the link to the account.
pub(super) fn done(bridge: &Bridge, done: &Message, way_on: &Message) -> Response {
    respond(StatusCode::OK, &AccountDone { site: &bridge.site, done, account_link: way_on })
}

/// The page after this browser's own session has ended.
pub(super) fn signed_out(bridge: &Bridge, ended: Ended) -> Response {
    let text = match ended {
        Ended::Here => Message::new("signed-out-here"),
        Ended::Everywhere => Message::new("everywhere-done"),
        Ended::AndDeleted => Message::new("delete-done"),
    };
    let mut response = done(bridge, &text, &Message::new("sign-in-again"));
    bridge.cookies.clear(&mut response, Cookie::Session);
    response
}
