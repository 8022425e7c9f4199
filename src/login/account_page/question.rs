//! The question before something that cannot be taken back, and who may answer it.
//!
//! Whoever finds a browser open can read its page, but to end everything takes a sign-in of the last
//! ten minutes. It is asked for kindly: the question stays readable, and the way leads back to it.

use axum::http::HeaderMap;
use axum::response::Response;

use super::parts::Named;
use super::visitor::Visitor;
use super::way_in::{Next, sign_in, sign_in_again};
use crate::db::DbError;
use crate::login::bridge::Bridge;
use crate::login::error_page::Failure;
use crate::web::pages::account::AccountQuestion;

/// A question, and what happens if the answer is yes.
pub(super) struct Question {
    /// Where it stands, and where "yes" goes.
    pub(super) at: Next,
    /// The question.
    pub(super) title: &'static str,
    /// What will happen, in whole sentences.
    pub(super) points: &'static [&'static str],
    /// What "yes" is called.
    pub(super) yes: &'static str,
}

impl Question {
    /// Its page, or first the sign-in.
    pub(super) async fn ask(
        &self,
        bridge: &Bridge,
        headers: &HeaderMap,
    ) -> Result<Response, Failure> {
        let Some(visitor) = Visitor::of(bridge, headers).await? else {
            return Ok(sign_in(bridge, self.at));
        };
        let again = (!visitor.is_recent(bridge.now())).then(|| sign_in_again(bridge, self.at));
        let named = Named::find(bridge, visitor.session.did()).await?;
        let page = AccountQuestion {
            site: &bridge.site,
            who: named.who(),
            title: self.title,
            points: self.points,
            sign_in_again: again.as_deref(),
            csrf: &visitor.csrf(),
            action: &bridge.site.href(self.at.path()),
            button: self.yes,
        };
        Ok(visitor.show(bridge, &page))
    }

    /// Who answered yes, if they may: the form is theirs, and they have signed in just now.
    pub(super) async fn who_answered(
        &self,
        bridge: &Bridge,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Option<Visitor>, DbError> {
        let wrote = Visitor::who_wrote(bridge, headers, body).await?;
        Ok(wrote.map(|(visitor, _)| visitor).filter(|visitor| visitor.is_recent(bridge.now())))
    }

    /// To its page, as a GET: what a form that does not count achieves.
    pub(super) fn once_more(&self, bridge: &Bridge) -> Response {
        bridge.go_to(self.at.path())
    }
}
