//! MEETS PEOPLE: the bridge between a relying party's question and a person's own server.
//!
//! The only module that knows both protocols. Its files stand in walking order: [`authorize`]
//! remembers the question, [`sign_in`] asks who the person is, [`start`] sends them to their server,
//! [`callback`] hears who they are and answers the relying party with a code. In between the login
//! rests as a [`PendingLogin`](store::pending::PendingLogin) or, while the person is away, also as a
//! [`PdsRequest`](store::pds_request::PdsRequest); afterwards there is a
//! [`BrowserSession`](store::browser_session::BrowserSession), until [`logout`] or a [`sign_out`](person::sign_out) ends it.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{MethodRouter, get, post};

use crate::atproto;
use crate::db::Db;
use crate::fetch::Fetch;
use crate::oidc::{self, Provider};
use crate::web::Site;
use crate::web::cookie::Cookies;
use crate::web::pages::ServerButton;

use self::person::hint::Hint;
use self::person::recognition::People;
use self::start_limits::StartLimits;
use self::store::browser_session::Lifetimes;

pub mod account_page;
mod home;
pub mod try_it;

mod authorize;
mod callback;
pub mod client_metadata;
mod logout;
mod sign_in;
mod start;

mod answer;
mod browser;
mod consent_page;
mod failure;
mod moment;
mod open_login;
pub mod person;
pub mod start_limits;
pub mod store;
mod trials;
mod trouble;
mod welcome;
mod words;

/// What the steps of a login share.
pub struct Bridge {
    /// Whom the relying parties ask.
    pub provider: Arc<Provider>,
    /// Who asks the servers of the people.
    pub atproto: atproto::Client,
    /// The way out, for profile records.
    pub fetch: Fetch,
    /// What pages have in common.
    pub site: Site,
    /// How our cookies are called and guarded.
    pub cookies: Cookies,
    /// The buttons of the sign-in page.
    pub servers: Vec<ServerButton>,
    /// How many logins one address may begin.
    pub start_limits: StartLimits,
    /// Who looks accounts up again.
    pub people: Arc<People>,
    /// How long a browser is known.
    pub lifetimes: Lifetimes,
    /// The host of the public URL, which some hints name.
    pub host: String,
    /// What a confidential client publishes; nothing at a loopback address.
    pub published: Option<client_metadata::Published>,
    /// The `client_id` by which the account page lets people sign in.
    pub account_page: String,
    /// The `client_id` of the trial on the home page; nothing if it is off.
    pub try_it: Option<String>,
}

impl Bridge {
    fn db(&self) -> &Db {
        &self.provider.db
    }

    fn now(&self) -> i64 {
        self.provider.clock.now()
    }

    fn hint(&self, text: &str) -> Option<Hint> {
        Hint::read(text, &self.host, self.fetch.network())
    }
}

/// A HEAD request comes from a machine that looks whether a link is good. It must not begin a login,
/// own it or spend an answer, as the GET of a person does.
async fn no_head() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// The front page, for where it has a second address.
pub fn front_page(bridge: &Arc<Bridge>) -> MethodRouter {
    get(home::show).with_state(Arc::clone(bridge))
}

/// The pages, and what authorization servers read about us. `provider` is the router that answers
/// relying parties, at the addresses of the issuer; the trial asks it like any of them.
pub fn routes(bridge: &Arc<Bridge>, provider: Router) -> Router {
    let pages = Router::new()
        .route("/", get(home::show))
        .route("/authorize", get(authorize::by_get).post(authorize::by_post).head(no_head))
        .route("/sign-in/{id}", get(sign_in::show).post(start::submit).head(no_head))
        .route("/sign-in/{id}/consent", post(consent_page::allow))
        .route("/sign-in/{id}/cancel", post(sign_in::cancel))
        .route("/logout", get(logout::by_get).post(logout::by_post).head(no_head))
        .route("/logout/{id}", get(logout::show).post(logout::answer).head(no_head))
        .route("/atproto/callback", get(callback::answer).head(no_head));
    let documents = Router::new()
        .route("/client-metadata.json", get(client_metadata::metadata))
        .route("/client-jwks.json", get(client_metadata::jwks))
        .layer(oidc::endpoint::cors::for_everybody());
    let routes =
        pages.merge(account_page::routes()).merge(documents).with_state(Arc::clone(bridge));
    match bridge.try_it.clone() {
        Some(client_id) => routes.merge(try_it::routes(client_id, Arc::clone(bridge), provider)),
        None => routes,
    }
}
