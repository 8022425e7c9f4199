//! The question before something that cannot be taken back, and who may answer it.
//!
//! Whoever finds a browser open can read its page, but to end everything takes a sign-in of the last
//! ten minutes. It is asked for kindly: the question stays readable, and the way leads back to it.

use axum::response::Response;

use super::visitor::Visitor;
use super::way_in::sign_in_again;
use crate::login::bridge::Bridge;
use crate::web::pages::account::AccountQuestion;

/// A question, and what happens if the answer is yes.
pub(super) struct Question {
    /// Where it stands, and where "yes" goes.
    pub(super) at: &'static str,
    /// The question.
    pub(super) title: &'static str,
    /// What will happen, in whole sentences.
    pub(super) points: &'static [&'static str],
    /// What "yes" is called.
    pub(super) yes: &'static str,
}

impl Question {
    /// Its page.
    pub(super) fn ask(&self, bridge: &Bridge, visitor: &Visitor) -> Response {
        let again = (!visitor.is_recent(bridge.now())).then(|| sign_in_again(bridge, self.at));
        let page = AccountQuestion {
            site: &bridge.site,
            who: visitor.names(),
            title: self.title,
            points: self.points,
            sign_in_again: again.as_deref(),
            csrf: &visitor.csrf(),
            action: &bridge.site.href(self.at),
            button: self.yes,
        };
        visitor.show(bridge, &page)
    }
}
