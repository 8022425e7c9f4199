//! The page that several account actions end with: it says that something is done.

use axum::http::StatusCode;
use axum::response::Response;

use crate::login::bridge::Bridge;
use crate::login::just_ended::Ended;
use crate::web::cookie::Cookie;
use crate::web::page::respond;
use crate::web::pages::account::AccountDone;

/// The page after something was ended. `way_on` is the label of the link to the account.
pub(super) fn done(bridge: &Bridge, title: &str, text: &str, way_on: &str) -> Response {
    respond(StatusCode::OK, &AccountDone { site: &bridge.site, title, text, account_link: way_on })
}

/// The page after this browser's own session has ended.
pub(super) fn signed_out(bridge: &Bridge, ended: Ended) -> Response {
    let (title, text) = match ended {
        Ended::Here => (
            "You are signed out",
            "This browser is signed out here. Apps and sites that you signed in to may keep you \
             signed in on their own side.",
        ),
        Ended::Everywhere => (
            "You are signed out everywhere",
            "No browser is signed in here any more, and no app or site has access. Those that \
             can are being told to sign you out too.",
        ),
        Ended::AndDeleted => (
            "All of it is deleted",
            "You are signed out, and what was stored about you is gone. Only names and addresses \
             that were given to you for apps and sites stay, so that nobody else ever gets them.",
        ),
    };
    let mut response = done(bridge, title, text, "Sign in again");
    bridge.cookies.clear(&mut response, Cookie::Session);
    response
}
