//! The last step of every sign-in: the relying party's answer, as the browser carries it there.
//!
//! By redirect, or by a form that the browser posts (OAuth 2.0 Form Post Response Mode). That the
//! address is registered was proven when the [`AuthorizationResponse`] was made.

use axum::http::StatusCode;
use axum::response::Response;

use super::Bridge;
use crate::oidc::protocol::redirect_target::AuthorizationResponse;
use crate::oidc::protocol::response_mode::ResponseMode;
use crate::web::page::{respond, see_other};
use crate::web::pages::FormPost;

impl Bridge {
    /// Sends the browser to the relying party.
    pub(super) fn answer(&self, answer: &AuthorizationResponse) -> Response {
        match answer.mode() {
            ResponseMode::Query => see_other(&answer.location()),
            ResponseMode::FormPost => {
                let fields: Vec<_> = answer.parameters().collect();
                respond(
                    StatusCode::OK,
                    &FormPost { site: &self.site, action: answer.uri(), fields: &fields },
                )
            }
        }
    }
}
