//! The state that the steps of a login share, and the way of an answer to the relying party.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;

use super::followed::Followed;
use super::just_ended::JustEnded;
use super::newcomers::Newcomers;
use super::outcomes::Outcomes;
use super::own_network::OwnNetwork;
use super::person::hint::Hint;
use super::person::recognition::People;
use super::start_limits::StartLimits;
use crate::atproto::Published;
use crate::clock::Lifetimes;
use crate::db::Db;
use crate::oidc::Provider;
use crate::oidc::protocol::error::AuthorizationError;
use crate::oidc::protocol::redirect_target::AuthorizationResponse;
use crate::oidc::protocol::response_mode::ResponseMode;
use crate::web::Site;
use crate::web::cookie::Cookies;
use crate::web::page::{respond, see_other};
use crate::web::pages::{FormPost, ServerButton};

/// The state of the login pages.
pub struct Bridge {
    /// The OpenID Connect provider, which relying parties use.
    pub provider: Arc<Provider>,
    /// Looks accounts up at their servers.
    pub people: Arc<People>,
    /// What pages have in common.
    pub site: Site,
    /// The names and attributes of our cookies.
    pub cookies: Cookies,
    /// The buttons of the sign-in page.
    pub servers: Vec<ServerButton>,
    /// The servers where it says that an account can be created.
    pub sign_up_servers: Vec<ServerButton>,
    /// Tells an outage of our own network from a mistyped handle.
    pub own_network: OwnNetwork,
    /// How many logins one IP address may begin.
    pub start_limits: Arc<StartLimits>,
    /// How many accounts may sign in for the first time.
    pub newcomers: Newcomers,
    /// What forms of the account page have ended in the last seconds.
    pub just_ended: JustEnded,
    /// What steps have learned whose pages wait.
    pub(crate) outcomes: Outcomes,
    /// Where they have just led.
    pub followed: Followed,
    /// How long a browser session lasts.
    pub lifetimes: Lifetimes,
    /// Whether "Stay signed in on this browser" is ticked at first.
    pub stay_signed_in: bool,
    /// The host of the public URL, which may occur in a `login_hint`.
    pub host: String,
    /// What our confidential clients publish. `None` at a loopback address.
    pub published: Option<Published>,
    /// The `client_id` of the account page.
    pub account_page: String,
    /// The `client_id` of the trial on the front page. `None` if it is off.
    pub try_it: Option<String>,
}

impl Bridge {
    pub(crate) fn db(&self) -> &Db {
        &self.provider.context.db
    }

    pub(crate) fn now(&self) -> i64 {
        self.provider.context.now()
    }

    /// Reads a `login_hint`. `None` if it names no account and no server.
    pub(crate) fn hint(&self, text: &str) -> Option<Hint> {
        Hint::read(text, &self.host, self.provider.context.fetch.network())
    }

    /// Redirects the browser to a page of ours, as a GET. By its whole address, because some programs
    /// follow no other.
    pub(crate) fn go_to(&self, path: &str) -> Response {
        see_other(&self.address(path))
    }

    /// The whole address of `path`, which begins with `/`.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.provider.issuer.as_str())
    }

    /// Counts that a client's request was refused.
    pub(crate) fn count_refusal(&self, client_id: &str, error: AuthorizationError) {
        self.provider.context.audit.refuse(Some(client_id), error.into(), self.now());
    }

    /// Sends an answer to the relying party: by redirect, or by a form that the browser posts
    /// (OAuth 2.0 Form Post Response Mode). An [`AuthorizationResponse`] has a registered address.
    pub(crate) fn redirect_back(&self, response: &AuthorizationResponse) -> Response {
        match response.mode() {
            ResponseMode::Query => see_other(&response.location()),
            ResponseMode::FormPost => {
                let fields: Vec<_> = response.parameters().collect();
                let page = FormPost { site: &self.site, action: response.uri(), fields: &fields };
                respond(StatusCode::OK, &page)
            }
        }
    }
}
