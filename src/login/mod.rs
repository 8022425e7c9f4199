//! The login: the bridge between a relying party's request and a person's own ATProto server.
//!
//! This is the only module that knows both protocols. Its files are the steps of a login, in order:
//! [`authorize`] stores the request, [`sign_in`] asks who the person is, [`start`] looks up their
//! server and [`send_to_pds`] sends them there, [`callback`] proves who they are, and
//! [`issue_code`] answers the relying party. Two layers below serve the steps: [`person`] says who
//! a person is, and [`store`] holds the state of a login.
//!
//! While the person reads our page, the login is a [`PendingLogin`](store::pending::PendingLogin).
//! While they are at their server, it is also a [`PdsRequest`](store::pds_request::PdsRequest).
//! Afterwards there is a [`BrowserSession`](store::browser_session::BrowserSession), until
//! [`logout`] or a [`sign_out`](person::sign_out) ends it. [`sso`] answers requests by that
//! session, without a page.
//!
//! If other servers take long, the person is at a page that waits ([`waiting`]), and what was learned is an
//! [`Outcome`](outcome::Outcome), until their browser comes for the answer ([`go_on`]). Who
//! presses "Continue" on the way is led to the same place ([`followed`]).

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};

use crate::atproto::OurClient;
use crate::oidc::endpoint::response::cors_for_everybody;
use crate::web::methods::without_head;
use crate::web::page::respond;
use crate::web::pages::Home;

pub(crate) mod account_page;
mod authorize;
pub(crate) mod bridge;
mod browser;
mod callback;
pub(crate) mod client_metadata;
mod consent_page;
mod error_page;
pub(crate) mod followed;
#[cfg(fuzzing)]
pub mod fuzzing;
mod go_on;
mod issue_code;
pub(crate) mod just_ended;
mod logout;
pub(crate) mod newcomers;
mod next_door;
mod open_login;
mod outcome;
pub(crate) mod outcomes;
pub(crate) mod own_network;
pub(crate) mod person;
mod picked;
mod send_to_pds;
mod sign_in;
mod sign_in_error;
mod sso;
mod start;
pub(crate) mod start_limits;
mod stay;
pub mod store;
mod times;
mod trials;
pub(crate) mod try_it;
mod turns;
mod waiting;

pub(crate) use self::bridge::Bridge;
use self::browser::Browser;
use self::open_login::OpenLogin;

/// `GET /`: what this service is, and a way to try it. Some servers lead somebody here who refuses,
/// because it is our home page: a sign-in that their browser has not finished is offered to them.
async fn home(State(bridge): State<Arc<Bridge>>, headers: HeaderMap) -> Response {
    let browser = Browser::known(&bridge.cookies, &headers);
    let open = match &browser {
        Some(browser) => OpenLogin::latest_of(&bridge, browser).await,
        None => None,
    };
    let open = open.zip(browser).map(|(open, browser)| open.offer(&bridge, &browser));
    let issuer = bridge.provider.issuer.as_str();
    let try_it = bridge.try_it.is_some();
    respond(StatusCode::OK, &Home { site: &bridge.site, issuer, try_it, open })
}

/// The front page alone, for its second address.
pub fn front_page(bridge: &Arc<Bridge>) -> MethodRouter {
    get(home).with_state(Arc::clone(bridge))
}

/// The routes of the pages and of our client metadata. `provider` is the router that answers
/// relying parties, at the addresses of the issuer. The trial calls it like any relying party.
pub fn routes(bridge: &Arc<Bridge>, provider: Router) -> Router {
    let both = |methods| without_head("GET, POST", methods);
    let pages = Router::new()
        .route("/", get(home))
        .route("/authorize", both(get(authorize::by_get).post(authorize::by_post)))
        .route("/sign-in/{id}", both(get(sign_in::show).post(start::submit)))
        .route("/sign-in/{id}/consent", post(consent_page::allow))
        .route("/sign-in/{id}/cancel", post(sign_in::cancel))
        .route("/sign-in/{id}/go-on/{number}", without_head("GET", get(go_on::by_get)))
        .route("/logout", both(get(logout::by_get).post(logout::by_post)))
        .route("/logout/{id}", both(get(logout::show).post(logout::submit)))
        .route("/atproto/callback", without_head("GET", get(callback::by_get)));
    let documents = Router::new()
        .route(OurClient::Identity.path(), get(client_metadata::of_identity))
        .route(OurClient::Email.path(), get(client_metadata::of_email))
        .route("/client-jwks.json", get(client_metadata::jwks))
        .layer(cors_for_everybody());
    let routes =
        pages.merge(account_page::routes()).merge(documents).with_state(Arc::clone(bridge));
    let routes = match bridge.try_it.clone() {
        Some(client_id) => routes.merge(try_it::routes(client_id, Arc::clone(bridge), provider)),
        None => routes,
    };
    routes.layer(from_fn_with_state(Arc::clone(bridge), error_page::render))
}
