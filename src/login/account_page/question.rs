//! The question before an action that cannot be undone, and who may answer it.
//!
//! A stranger who finds a browser open can read its page, but ending everything takes a sign-in
//! within the last ten minutes. Until then the question stays readable, and the sign-in leads back
//! to it.

use axum::response::Response;

use super::visitor::Visitor;
use super::way_in::sign_in_again;
use crate::locale::Message;
use crate::login::bridge::Bridge;
use crate::web::pages::account::AccountQuestion;

/// A question, and what happens if the answer is yes.
pub(super) struct Question {
    /// The path of its page, and of the form that says "yes".
    pub(super) at: &'static str,
    /// The question.
    pub(super) title: Message,
    /// What will happen, in whole sentences.
    pub(super) points: &'static [Message],
    /// The label of the "yes" button.
    pub(super) yes: Message,
}

impl Question {
    /// Its page.
    pub(super) fn ask(&self, bridge: &Bridge, visitor: &Visitor) -> Response {
        let again = (!visitor.is_recent(bridge.now())).then(|| sign_in_again(bridge, self.at));
        let page = AccountQuestion {
            site: &bridge.site,
            who: visitor.names(),
            title: &self.title,
            points: self.points,
            sign_in_again: again.as_deref(),
            csrf: &visitor.csrf(),
            action: &bridge.site.href(self.at),
            button: &self.yes,
        };
        visitor.show(bridge, &page)
    }
}
