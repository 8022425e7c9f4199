//! The rules about what goes the back way, and about the page of an account.

use super::Expected;
use crate::model::play::Client;
use crate::model::step::How;

/// How long a `request_uri` is good.
const PUSHED: i64 = 90;
/// How long an assertion is good, with what a clock may be off.
const ASSERTION: i64 = 120;

/// A request that a relying party's server has pushed.
#[derive(Clone, Debug)]
pub(in crate::model) struct Pushed {
    pub(in crate::model) uri: String,
    pub(in crate::model) client: &'static str,
    pub(in crate::model) how: How,
    pub(super) until: i64,
    pub(in crate::model) used: bool,
}

impl Expected {
    pub(in crate::model) fn is_pushed(&mut self, uri: String, (client, ..): Client, how: How) {
        let until = self.now + PUSHED;
        self.pushed.push(Pushed { uri, client, how, until, used: false });
    }

    /// Whether a browser may bring this one's `request_uri`.
    pub(in crate::model) fn can_follow(&self, pushed: usize) -> bool {
        !self.pushed[pushed].used && self.now < self.pushed[pushed].until
    }

    pub(in crate::model) fn assertion_is_used(&mut self) {
        self.assertions.push(self.now + ASSERTION);
    }

    /// The sessions of the same account that last in other browsers.
    pub(in crate::model) fn other_sessions(&self, this: usize) -> Vec<usize> {
        let account = self.sessions[this].account;
        let is_other = |at: &usize| {
            *at != this && self.lasting(Some(*at)).is_some_and(|session| session.account == account)
        };
        (0..self.sessions.len()).filter(is_other).collect()
    }

    /// Whether the page of the account lists a relying party: it holds a code or a token, or it was allowed.
    pub(in crate::model) fn has_access(&self, client: &str, account: usize) -> bool {
        let is_theirs =
            |code: usize| self.codes[code].client == client && self.codes[code].account == account;
        let mut codes = (0..self.codes.len()).filter(|it| self.is_redeemable(*it));
        let tokens = (0..self.tokens.len()).filter(|it| self.is_good(*it));
        let families = (0..self.families.len()).filter(|it| self.is_refreshable(*it));
        codes.any(is_theirs)
            || tokens.map(|it| self.tokens[it].code).any(is_theirs)
            || families.map(|it| self.families[it].code).any(is_theirs)
            || self.consents.iter().any(|(it, who)| *it == client && *who == account)
    }

    /// Ends all that a relying party was given about an account. Sessions stay.
    pub(in crate::model) fn access_is_removed(&mut self, client: &str, account: usize) {
        self.removed += 1;
        self.consents.retain(|(it, who)| (*it, *who) != (client, account));
        for at in 0..self.codes.len() {
            let code = &mut self.codes[at];
            if code.client == client && code.account == account {
                code.forgotten = true;
                self.family_ends(at);
            }
        }
    }
}
